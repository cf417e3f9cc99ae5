/**
 * What a run has done so far, and how fast.
 */

/** Counts of a run, in bytes of contents but for `sentBytes`, which are those that went over the line. */
export interface SendProgress {
  /** Of contents that were read, in this run. */
  readonly readBytes: number
  /** That did not have to go, since they were there. */
  readonly skippedBytes: number
  readonly sentBytes: number
  readonly contents: number
  /** Bytes that went over the line in the last seconds; null while nothing went. */
  readonly bytesPerSecond: number | null
  /** Of the contents that are due, at the pace at which they were read; null while nobody can know. */
  readonly secondsLeft: number | null
}

export interface Meter {
  add(what: {
    readonly read?: number
    readonly skipped?: number
    readonly sent?: number
    readonly contents?: number
  }): void
  /** `dueBytes`: of contents that are still to be read. */
  progress(dueBytes: number): SendProgress
}

const WINDOW_MS = 10_000

/** Makes a meter. `now` is a clock in milliseconds that only goes forward. */
export function createMeter(now: () => number = () => performance.now()): Meter {
  let [read, skipped, sent, contents] = [0, 0, 0, 0]
  const samples: { readonly at: number; readonly read: number; readonly sent: number }[] = [
    { at: now(), read: 0, sent: 0 },
  ]

  return {
    add(what) {
      read += what.read ?? 0
      skipped += what.skipped ?? 0
      sent += what.sent ?? 0
      contents += what.contents ?? 0
      samples.push({ at: now(), read, sent })
      while (samples.length > 2 && samples[1]!.at < now() - WINDOW_MS) samples.shift()
    },
    progress(dueBytes) {
      const first = samples[0]!
      const seconds = (now() - first.at) / 1000
      const rate = seconds > 0.2 ? (sent - first.sent) / seconds : 0
      const readRate = seconds > 0.2 ? (read - first.read) / seconds : 0
      return {
        readBytes: read,
        skippedBytes: skipped,
        sentBytes: sent,
        contents,
        bytesPerSecond: rate > 0 ? rate : null,
        secondsLeft: readRate > 0 ? dueBytes / readRate : null,
      }
    },
  }
}
