/**
 * Which of two builds of ffmpeg is the newer one, and which belong together. Pure.
 *
 * Release builds carry a version (5.1.9), builds from the repository a name (N-66595-gc2b38619c0). Both print the
 * version of libavcodec that they were built with, so builds are compared by that.
 */

/** What `-version` tells of a build. */
export interface Build {
  /** The word after "version": "5.1.9-0+deb12u1". */
  readonly version: string
  /** Major, minor and micro version of libavcodec. */
  readonly rank: readonly [number, number, number]
}

/** Releases carry libavcodec's major version 54 above their own: 5 has 59, 8 has 62. */
const CODEC_ABOVE_RELEASE = 54

/** Reads the answer to `-version`; null when the program is another one. */
export function readBuild(name: string, output: string): Build | null {
  const version = new RegExp(`^${name} version (\\S+)`).exec(output)?.[1]
  if (version === undefined) return null
  const codec = /^libavcodec\s+(\d+)\.\s*(\d+)\.\s*(\d+)/m.exec(output)
  if (codec !== null) return { version, rank: [Number(codec[1]), Number(codec[2]), Number(codec[3])] }
  const release = /^n?(\d+)\.(\d+)/.exec(version)
  return {
    version,
    rank: release === null ? [0, 0, 0] : [Number(release[1]) + CODEC_ABOVE_RELEASE, Number(release[2]), 0],
  }
}

/** Negative when `a` is older than `b`, positive when it is newer, zero when they are of one age. */
export function byAge(a: Build, b: Build): number {
  return a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2]
}

/** True for a decoder and a prober of one build: what the one describes, the other reads. */
export function isMatched(a: Build, b: Build): boolean {
  return a.version === b.version && byAge(a, b) === 0
}

/**
 * Pairs to try, the best first: matched ones from the newest to the oldest, then mixed ones. Where several are alike,
 * the order of the lists decides.
 */
export function pairsToTry<T extends Build>(
  ffmpegs: readonly T[],
  ffprobes: readonly T[],
): { readonly ffmpeg: T; readonly ffprobe: T }[] {
  const all = ffmpegs.flatMap((ffmpeg) => ffprobes.map((ffprobe) => ({ ffmpeg, ffprobe })))
  return all.toSorted(
    (a, b) =>
      Number(isMatched(b.ffmpeg, b.ffprobe)) - Number(isMatched(a.ffmpeg, a.ffprobe)) ||
      byAge(b.ffmpeg, a.ffmpeg) ||
      byAge(b.ffprobe, a.ffprobe),
  )
}
