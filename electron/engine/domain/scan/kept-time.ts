/**
 * Times of files as the catalogue, manifests and names can hold them.
 *
 * A file system may give any 64 bits of seconds as the time of a file. Nanoseconds in 64 bits end in the years 1677 and
 * 2262. A time beyond is kept as the nearest one that can be held; the copy itself gets the time of the original.
 */

/** A day before the end of 64 bits, so that what is compared "within some seconds" fits too; exact as a double. */
const LAST_NS = 9_223_285_000_000_000_000n

/** The time that is kept of a file, in nanoseconds since 1970. */
export function keptTime(ns: bigint): bigint {
  return ns > LAST_NS ? LAST_NS : ns < -LAST_NS ? -LAST_NS : ns
}

/** True for a time that stands for one beyond what can be kept. */
export function isWildTime(ns: number): boolean {
  return Math.abs(ns) >= Number(LAST_NS)
}

/** What is said once of files that are dated beyond what can be kept. */
export function wildTimeSentence(path: string, files: number): string {
  const what = files === 1 ? `${path} is dated` : `${files} files (${path} …) are dated`
  return `${what} before 1677 or after 2262: a clock was wrong. The catalogue keeps the nearest date that it can hold; the ${files === 1 ? 'file stays' : 'files stay'} as ${files === 1 ? 'it is' : 'they are'}.`
}

/** The same as a number, from what a file system says in milliseconds. */
export function keptTimeOfMs(ms: number): number {
  const last = Number(LAST_NS)
  return Number.isFinite(ms) ? Math.min(last, Math.max(-last, Math.round(ms * 1e6))) : 0
}

/**
 * The same in whole milliseconds since 1970, as a moment of a record is. File systems give fractions, and years that no
 * date holds: a record that took them as they are would be refused whole.
 */
export function keptMoment(ms: number): number {
  return Math.floor(keptTimeOfMs(ms) / 1e6)
}
