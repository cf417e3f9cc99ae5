/**
 * Why a file can't be read, in words for people. ffmpeg's own words are for those who write demuxers; they stay in the
 * log.
 */
import { extensionOf, isPicture } from '../domain/media/media-kinds.ts'

const ELSEWHERE = 'Look for another copy.'
const NOT_MEDIA = 'The content is no media that this ffmpeg reads: the file is damaged, or is not what its name says.'
const EMPTY_OF_MEDIA = 'The file has neither picture nor sound in it: it is damaged, or is not what its name says.'

/** Sentences for what ffprobe says of files that people really meet. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/Permission denied/i, "The file can't be read: this user may not open it."],
  [/Input\/output error/i, `The drive reported an error while reading. ${ELSEWHERE}`],
  [
    /Cannot allocate memory/i,
    'The file asks for more memory than a look into it is given. It is damaged, or made to do harm.',
  ],
  [/partial file|truncat|End of file|moov atom not found/i, 'cut'],
  [/whitelist|Invalid data found|Invalid argument|Format not on/i, NOT_MEDIA],
]

/** The boxes that a QuickTime or MP4 file begins with (ISO/IEC 14496-12 and QuickTime). */
const FIRST_BOXES: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'uuid'])
/** Formats that keep an index apart from the pictures; without it nothing of them can be found. */
const INDEXED: ReadonlySet<string> = new Set([
  'mov',
  'mp4',
  'm4v',
  'qt',
  '3gp',
  '3g2',
  'm4a',
  'm4b',
  'insv',
  '360',
  'lrv',
  'lrf',
])

/** The reason. `log` is what ffprobe said, `head` the first bytes of the file. */
export function reasonFor(path: string, log: string, head: Uint8Array): string {
  const still = isPicture(path)
  const known = REASONS.find(([pattern]) => pattern.test(log))?.[1]
  if (known === 'cut') return cutShort(path, head, log.includes('moov atom not found'), still)
  if (known !== undefined) return known
  if (log.trim() === '') return EMPTY_OF_MEDIA
  return still
    ? `The picture can't be decoded: the file is damaged. ${ELSEWHERE}`
    : `The content can't be decoded: the file is damaged, or is not what its name says. ${ELSEWHERE}`
}

function cutShort(path: string, head: Uint8Array, withoutIndex: boolean, still: boolean): string {
  if (!withoutIndex) return `The file is cut short. ${ELSEWHERE}`
  if (!FIRST_BOXES.has(Buffer.from(head).toString('latin1', 4, 8))) return NOT_MEDIA
  if (still || !INDEXED.has(extensionOf(path)))
    return `The file is cut short, or is not what its name says. ${ELSEWHERE}`
  return (
    'The file has no index: the recording was cut short or the copy is incomplete. ' +
    'The camera may be able to repair it; look for another copy.'
  )
}
