/**
 * How likely a file is the one that was lost: by its bytes, by what the media says, by its name. Only equal bytes are
 * certain.
 */
import type { RelinkCandidate } from '../../../../shared/model/versions.ts'

/** What is known of the lost file; null where it is not. */
export interface LostFacts {
  readonly name: string
  readonly bytes: number
  readonly xxh128: string | null
  readonly startTimecode: string | null
  readonly durationFrames: number | null
  readonly roll: string | null
}

/** The same of a file that was found. `xxh128` is null while it has not been read. */
export interface FoundFacts extends LostFacts {}

export type Score = Pick<RelinkCandidate, 'by' | 'score' | 'reasons'>

/** Names are compared as people do: without case, whichever way their accents are written. */
function sameName(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase()
}

/**
 * Scores a found file, 0 to 100; null when nothing speaks for it. 100 only for equal bytes. Order of trust: bytes ·
 * size, timecode and reel · name.
 */
export function scoreCandidate(lost: LostFacts, found: FoundFacts): Score | null {
  const named = sameName(lost.name, found.name)
  const sized = lost.bytes === found.bytes
  if (sized && lost.xxh128 !== null && lost.xxh128 === found.xxh128)
    return { by: 'hash', score: 100, reasons: ['same bytes', ...(named ? ['same name'] : ['another name'])] }
  const other = sized && lost.xxh128 !== null && found.xxh128 !== null
  const timed =
    lost.startTimecode !== null &&
    lost.startTimecode === found.startTimecode &&
    lost.durationFrames !== null &&
    lost.durationFrames === found.durationFrames
  const reel = lost.roll !== null && found.roll !== null && sameName(lost.roll, found.roll)
  if (timed) {
    const score = 60 + (reel ? 15 : 0) + (sized && !other ? 15 : 0) + (named ? 5 : 0)
    return {
      by: 'timecode',
      score,
      reasons: [
        'same timecode and length',
        reel ? 'same reel' : 'reel not known',
        ...(sized ? ['same size'] : ['another size']),
        ...(other ? ['another checksum'] : []),
        ...(named ? ['same name'] : []),
      ],
    }
  }
  if (!named) return null
  if (other) return { by: 'name', score: 20, reasons: ['same name and size', 'another checksum'] }
  return sized
    ? { by: 'name', score: 50, reasons: ['same name and size', 'bytes not compared'] }
    : { by: 'name', score: 30, reasons: ['same name', 'another size'] }
}
