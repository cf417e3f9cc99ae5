/**
 * HTTP byte ranges (RFC 9110 §14): what a player asks for when it seeks.
 */

/** The part to send: first and last byte, both included. */
interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The range that a `Range` header asks of `size` bytes. `null`: no header, or one we may ignore (another unit, several
 * ranges): send the whole. `'unsatisfiable'`: answer 416.
 */
export function parseByteRange(header: string | null | undefined, size: number): ByteRange | null | 'unsatisfiable' {
  const parts = /^bytes=(\d*)-(\d*)$/.exec((header ?? '').trim())
  if (parts === null) return null
  const [, first = '', last = ''] = parts
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start >= size) return 'unsatisfiable'
  return start > end ? null : { start, end }
}

/** Status and headers of the answer to a request for `size` bytes with this `Range` header. */
export function rangeAnswer(
  header: string | null | undefined,
  size: number,
  mime: string,
): {
  readonly status: 200 | 206 | 416
  readonly headers: Readonly<Record<string, string>>
  readonly range: ByteRange | null
} {
  const range = parseByteRange(header, size)
  const common = { 'Accept-Ranges': 'bytes', 'Content-Type': mime, 'X-Content-Type-Options': 'nosniff' }
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...common, 'Content-Range': `bytes */${size}` }, range: null }
  if (range === null) return { status: 200, headers: { ...common, 'Content-Length': String(size) }, range: null }
  return {
    status: 206,
    range,
    headers: {
      ...common,
      'Content-Length': String(range.end - range.start + 1),
      'Content-Range': `bytes ${range.start}-${range.end}/${size}`,
    },
  }
}
