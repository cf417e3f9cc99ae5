/**
 * A short number for everything that stands in all cells. Two devices that have merged the same journals have the same one,
 * whatever order they came in; where they differ, something was lost, and is fetched again. Not for use against forgery.
 */

/** 53 bits of a text (cyrb53, public domain, by bryc). */
export function hash53(text: string, seed = 0): number {
  let h1 = 0xdeadbeef ^ seed
  let h2 = 0x41c6ce57 ^ seed
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    h1 = Math.imul(h1 ^ code, 2_654_435_761)
    h2 = Math.imul(h2 ^ code, 1_597_334_677)
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2_246_822_507) ^ Math.imul(h2 ^ (h2 >>> 13), 3_266_489_909)
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2_246_822_507) ^ Math.imul(h1 ^ (h1 >>> 13), 3_266_489_909)
  return 4_294_967_296 * (2_097_151 & h2) + (h1 >>> 0)
}

/** The mark of one head: what a digest is the exclusive or of. Two halves of 32 bits. */
export function markOf(entity: string, id: string, field: string, clock: string): readonly [number, number] {
  const key = `${entity}\u001f${id}\u001f${field}\u001f${clock}`
  return [hash53(key) >>> 0, hash53(key, 77) >>> 0]
}

/** Adds or takes away a mark: the same does both. */
export function toggle(digest: readonly [number, number], mark: readonly [number, number]): [number, number] {
  return [(digest[0] ^ mark[0]) >>> 0, (digest[1] ^ mark[1]) >>> 0]
}

/** As 16 hex digits. */
export function digestText([a, b]: readonly [number, number]): string {
  return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0')
}
