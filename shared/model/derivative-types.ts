/**
 * The types in which derivatives are kept and served, by recipe. A closed list: a device of the crew or whoever can write at a
 * remote tells of derivatives, and a type of their choice (`text/html`, `image/svg+xml`) would run as a page of ours.
 */
import type { RecipeName } from './work.ts'

const TYPES: Readonly<Record<RecipeName, readonly string[]>> = {
  poster: ['image/jpeg', 'image/webp', 'image/png'],
  filmstrip: ['image/jpeg', 'image/webp', 'image/png'],
  waveform: ['application/json'],
  proxy: ['video/mp4', 'audio/mp4'],
}
/** What stands for any other type. */
export const UNKNOWN_TYPE = 'application/octet-stream'

const SERVED: ReadonlySet<string> = new Set(Object.values(TYPES).flat())

/** True for a type that this recipe makes. */
export function isDerivativeType(recipe: string, mime: string): boolean {
  return Object.hasOwn(TYPES, recipe) && TYPES[recipe as RecipeName].includes(mime)
}

/** The headers under which a derivative goes to a browser: never as a page, and never with rights of our origin. */
export function derivativeHeaders(mime: string): Readonly<Record<string, string>> {
  const known = SERVED.has(mime)
  return {
    'Content-Type': known ? mime : UNKNOWN_TYPE,
    ...known ? {} : { 'Content-Disposition': 'attachment' },
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': `sandbox; default-src 'none'`,
  }
}
