/**
 * Reads what ffmpeg writes for `-progress pipe:1`: blocks of key=value lines, each block ended by a progress line.
 */

/** One report of a running ffmpeg. */
export interface Progress {
  /** Frames written by the first picture output; null when there is none. */
  readonly frames: number | null
  /** Time written so far in whole microseconds; null before anything is. */
  readonly microseconds: number | null
  /** Times real time, as ffmpeg measures it. */
  readonly speed: number | null
  /** True for the last report. */
  readonly ended: boolean
}

/** A reader of the stream: feed it text as it comes, get the reports that were completed by it. */
interface ProgressReader {
  readonly feed: (text: string) => Progress[]
}

function whole(value: string | undefined): number | null {
  const number = Number(value)
  return value === undefined || value === '' || !Number.isFinite(number) || number < 0 ? null : Math.floor(number)
}

/** Makes a reader. Lines may be cut anywhere between two feeds; unknown keys and broken lines are passed over. */
export function progressReader(): ProgressReader {
  let rest = ''
  let block = new Map<string, string>()
  return {
    feed(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!.slice(-4096)
      const reports: Progress[] = []
      for (const line of lines) {
        const at = line.indexOf('=')
        if (at < 1) continue
        const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()]
        block.set(key, value)
        if (key !== 'progress') continue
        const speed = Number.parseFloat(block.get('speed') ?? '')
        reports.push({
          frames: whole(block.get('frame')),
          microseconds: whole(block.get('out_time_us')),
          speed: Number.isFinite(speed) ? speed : null,
          ended: value === 'end',
        })
        block = new Map()
      }
      return reports
    },
  }
}
