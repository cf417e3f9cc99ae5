/**
 * Which frames of a sequence were decoded, and of which size, from ffmpeg's log: a frame that is damaged is left out
 * without an error, and one of another size goes through; both would make a proxy that counts or shows otherwise.
 */
import type { VideoStream } from '../../../shared/model/probe.ts'
import { logLines } from './log-lines.ts'
import { REPORT_BASE, RUN_REPORT, runsOf, type SequenceSource } from './sequence-input.ts'

interface SequenceWatch {
  readonly onLog: (text: string) => void
  /** What is wrong with the frames, a sentence; null for nothing. Asked when the run has ended. */
  readonly fault: () => string | null
  /** The same of sizes alone: what was seen of them holds, whatever the run died of. */
  readonly otherSize: () => string | null
}

interface Other {
  readonly frame: number
  readonly size: string
}

/** Frames that are named in a sentence. */
const NAMED = 10
const REPORT = new RegExp(`${RUN_REPORT}(\\d+) @ \\S+\\] n: *\\d+ +pts: *(\\d+) `)
const OTHER_SIZE =
  /from stream (\d+):\d+ @ \S+\] filter context - w: (\d+) h: (\d+) .*incoming frame - w: (\d+) h: (\d+) .*pts_time: (\S+)/
const UNLIKE = /Input link \S+ parameters \(size (\d+)x(\d+).*do not match.*\((\d+)x(\d+)/

/** Watches one run of ffmpeg. */
export function watchSequence(source: SequenceSource, video: VideoStream): SequenceWatch {
  const { pieces, rate } = source
  const runs = runsOf(source)
  const reports = new Map<number, { lost: number; ended: boolean }>()
  const lost: number[] = []
  let other: Other | null = null
  let unlike: string | null = null
  const onLine = (line: string): void => {
    const report = REPORT.exec(line)
    const piece = report === null ? undefined : pieces[Number(report[1])]
    if (report !== null && piece?.kind === 'run') {
      const said = Number(report[2])
      const place = Math.floor(said / REPORT_BASE)
      const missing = place - (said % REPORT_BASE)
      const before = reports.get(Number(report[1]))?.lost ?? 0
      for (let back = missing - before; back > 0; back -= 1) lost.push(piece.first + place - back)
      reports.set(Number(report[1]), { lost: missing, ended: place === piece.count - 1 })
    }
    const sized = OTHER_SIZE.exec(line)
    const run = sized === null ? undefined : runs[Number(sized[1])]
    if (sized !== null && run !== undefined && !(sized[2] === sized[4] && sized[3] === sized[5]))
      other ??= {
        frame: run.first + Math.round((Number(sized[6]) * rate.num) / rate.den),
        size: `${sized[4]} × ${sized[5]}`,
      }
    const two = UNLIKE.exec(line)
    if (two !== null) unlike ??= `Its frames are of two sizes: ${two[3]} × ${two[4]} and ${two[1]} × ${two[2]}.`
  }
  const otherSize = (): string | null => {
    if (other !== null)
      return `Frame ${other.frame} is ${other.size}, and the first one ${video.width} × ${video.height}. ${RENDER}`
    return unlike === null ? null : `${unlike} ${RENDER}`
  }
  return {
    onLog: logLines(onLine),
    otherSize,
    fault() {
      const sizes = otherSize()
      if (sizes !== null) return sizes
      // The end of a run that was never seen: its last frame, at the least, was not decoded.
      const ends = pieces.flatMap((piece, at) =>
        piece.kind === 'hole' || reports.get(at)?.ended === true ? [] : [piece.first + piece.count - 1],
      )
      const all = [...new Set([...lost, ...ends])].toSorted((a, b) => a - b)
      if (all.length === 0) return null
      const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : ''
      return `${all.length === 1 ? 'Frame' : 'Frames'} ${all.slice(0, NAMED).join(', ')}${more} can’t be decoded: empty, cut short or damaged. ${COPY}`
    },
  }
}

const RENDER = 'Nothing was made, for it would not be what the frames are. Render them in one size.'
const COPY = 'Nothing was made, for its count would be wrong. Look for another copy, or render again.'
