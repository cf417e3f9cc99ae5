/**
 * A short number for everything that stands in all cells. Two devices that have merged the same journals have the same
 * one, whatever order they came in; where they differ, something was lost, and is put right. Not for use against
 * forgery.
 *
 * It is made of the clocks of heads alone: a clock is unique, and the thing it is about may go by another id here than
 * there while two are becoming one.
 */

/** 53 bits of a text (cyrb53, public domain, by bryc). */
function hash53(text: string, seed = 0): number {
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

/** Exclusive or of the marks of all heads, in two halves of 32 bits. */
export type Digest = readonly [number, number]

export const NO_HEADS: Digest = [0, 0]

/** The digest with one head more, or, where it was in it, less. */
export function toggle([a, b]: Digest, clock: string): Digest {
  return [(a ^ (hash53(clock) >>> 0)) >>> 0, (b ^ (hash53(clock, 77) >>> 0)) >>> 0]
}

/** As 16 hex digits. */
export function digestText([a, b]: Digest): string {
  return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0')
}
