/**
 * The types in which derivatives are served. A closed list: a device of the crew or whoever can write at a remote tells
 * of derivatives, and a type of their choice (`text/html`, `image/svg+xml`) would run as a page of ours. Which of them
 * a recipe makes, the recipe says.
 */
const SERVED_TYPES = [
  'image/jpeg',
  'image/webp',
  'image/png',
  'image/tiff',
  'application/json',
  'video/mp4',
  'audio/mp4',
  'audio/wav',
  'video/quicktime',
  'application/mxf',
] as const
export type ServedType = (typeof SERVED_TYPES)[number]

/** What stands for any other type. */
const UNKNOWN_TYPE = 'application/octet-stream'

const SERVED: ReadonlySet<string> = new Set(SERVED_TYPES)

/** The headers under which a derivative goes to a browser: never as a page, and never with rights of our origin. */
export function derivativeHeaders(mime: string): Readonly<Record<string, string>> {
  const known = SERVED.has(mime)
  return {
    'Content-Type': known ? mime : UNKNOWN_TYPE,
    ...(known ? {} : { 'Content-Disposition': 'attachment' }),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': `sandbox; default-src 'none'`,
  }
}
