/**
 * What plays of a picture stream: how many frames, and how long. A phone that trims a clip leaves the cut frames in the
 * file and an edit list that skips them; counting what the container holds would promise frames that nobody sees. The
 * same look tells the length of a recording whose header does not (a WebM from a browser).
 */
import { rational, type Rational } from '../../../shared/time/rational.ts'
import { fileUrl, inputOptions } from './input.ts'
import type { Runner } from './runner.ts'

/** Frames that play, and seconds from the first to the end of the last; null where no packet carries a time. */
export interface Played {
  readonly frames: number
  readonly length: Rational | null
}

/** The whole file is read for it; a larger one would take minutes on a slow drive. */
const MAX_BYTES = 20e9
const LIMIT_MS = 120_000
const MEMORY = 1024 ** 3
/** Times are kept to the microsecond. */
const MICROSECONDS = 1e6

/** The arguments for ffprobe. Pure. */
function playedArgs(path: string, stream: number): string[] {
  return [
    '-hide_banner',
    '-v',
    'error',
    ...inputOptions(path),
    '-select_streams',
    String(stream),
    '-show_entries',
    'packet=pts_time,duration_time,flags',
    '-of',
    'csv=p=0',
    fileUrl(path),
  ]
}

/** Counts lines of `pts,duration,flags` as they come; a packet marked D is decoded and thrown away. */
export function playedCounter(): { readonly feed: (text: string) => void; readonly result: () => Played | null } {
  let rest = ''
  let frames = 0
  let first = Infinity
  let end = -Infinity
  const take = (line: string): void => {
    const [time = '', duration = '', flags = ''] = line.split(',')
    if (flags === '' || flags.includes('D')) return
    frames += 1
    const at = Number(time)
    if (time === '' || !Number.isFinite(at)) return
    first = Math.min(first, at)
    end = Math.max(end, at + (Number.isFinite(Number(duration)) ? Number(duration) : 0))
  }
  return {
    feed(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!.slice(-1000)
      for (const line of lines) take(line)
    },
    result() {
      if (rest !== '') take(rest)
      if (frames === 0) return null
      return { frames, length: end > first ? rational(Math.round((end - first) * MICROSECONDS), MICROSECONDS) : null }
    },
  }
}

/**
 * Counts what plays; null when the file is too large for it, or can't be read through. Throws RushesError 'cancelled',
 * 'media.tool_missing', 'media.failed' when it takes too long.
 */
export async function countPlayed(
  runner: Runner,
  exe: string,
  path: string,
  stream: number,
  options: { readonly bytes: number; readonly signal: AbortSignal | undefined },
): Promise<Played | null> {
  if (options.bytes > MAX_BYTES) return null
  const counter = playedCounter()
  const { code } = await runner.run({
    exe,
    args: playedArgs(path, stream),
    timeLimitMs: LIMIT_MS,
    memoryLimitBytes: MEMORY,
    signal: options.signal,
    onOutput: (chunk) => counter.feed(chunk.toString('latin1')),
  })
  return code === 0 ? counter.result() : null
}
