/**
 * The iXML chunk of a sound recording (gallery.co.uk/ixml): XML without a schema, in which everything may be absent.
 */
import { SaxesParser } from 'saxes'
import { parseRate, type Rate } from '../../../shared/time/rate.ts'
import { decodeXmlGently } from '../text/decode.ts'

export interface Ixml {
  readonly project: string | null
  readonly scene: string | null
  readonly take: string | null
  readonly tape: string | null
  readonly note: string | null
  readonly circled: boolean | null
  readonly userBits: string | null
  readonly fileUid: string | null
  readonly timecodeRate: Rate | null
  readonly dropFrame: boolean
  /** Samples since midnight; null when the file does not say. */
  readonly samplesSinceMidnight: number | null
  readonly sampleRate: number | null
  readonly tracks: readonly { readonly channel: number; readonly name: string; readonly function: string | null }[]
}

/** Words by path from the root, as "SPEED/TIMECODE_RATE", and the tracks apart. */
interface Collected {
  readonly words: Map<string, string>
  readonly tracks: Map<string, string>[]
}

/**
 * [Note: depth] What a recorder writes is two or three elements deep. Keeping a path for each of 100,000 elements inside one
 * another takes memory by the square of it.
 */
const MAX_DEPTH = 16
const MAX_TRACKS = 256
/** Characters of one word, and of all. */
const MAX_WORD = 64_000
const MAX_WORDS = 2_000_000

function collect(xml: string): Collected {
  const words = new Map<string, string>()
  const tracks: Map<string, string>[] = []
  const path: string[] = []
  let content = ''
  let length = 0
  const parser = new SaxesParser({ fragment: false })
  parser.on('error', () => {
    // Recorders write unescaped signs and padding after the end: what can be read is kept.
  })
  parser.on('opentag', ({ name }) => {
    path.push(name.toUpperCase())
    content = ''
    if (path.at(-1) === 'TRACK' && tracks.length < MAX_TRACKS) tracks.push(new Map())
  })
  parser.on('text', (text) => {
    if (path.length <= MAX_DEPTH && content.length + text.length <= MAX_WORD) content += text
  })
  parser.on('closetag', () => {
    const value = path.length > MAX_DEPTH ? '' : content.trim()
    const name = path.at(-1) ?? ''
    length += value.length
    if (length > MAX_WORDS) throw new RangeError('It has more words than any recording.')
    if (value !== '' && path.at(-2) === 'TRACK') tracks.at(-1)?.set(name, value)
    else if (value !== '') words.set(path.slice(1).join('/'), value)
    path.pop()
    content = ''
  })
  parser.write(xml).close()
  return { words, tracks }
}

/** Two halves of a 64-bit count, each written as an unsigned or, by some recorders, a signed number. */
function joinHalves(high: string | undefined, low: string | undefined): number | null {
  if (low === undefined || !/^-?\d+$/.test(low)) return null
  const [h, l] = [Number(high ?? 0) >>> 0, Number(low) >>> 0]
  return Number.isNaN(h) ? l : h * 2 ** 32 + l
}

const CLOSING = '</BWFXML>'

/** The document alone, without padding and what recorders leave behind it: that would spoil its encoding. */
function textOf(chunk: Buffer): string {
  const end = chunk.lastIndexOf(CLOSING, undefined, 'latin1')
  return decodeXmlGently(end < 0 ? chunk : chunk.subarray(0, end + CLOSING.length)).replace(/^\uFEFF/, '')
}

/** Reads the chunk's bytes; null when nothing of a BWFXML document is in them. */
export function readIxml(chunk: Buffer): Ixml | null {
  const xml = textOf(chunk)
  const end = xml.lastIndexOf(CLOSING)
  if (end < 0) return null
  const { words, tracks } = collect(xml.slice(0, end + CLOSING.length))
  const word = (name: string): string | null => words.get(name) ?? null
  const circled = word('CIRCLED')?.toUpperCase() ?? null
  return {
    project: word('PROJECT'),
    scene: word('SCENE'),
    take: word('TAKE'),
    tape: word('TAPE'),
    note: word('NOTE'),
    circled: circled === null ? null : circled === 'TRUE',
    userBits: word('UBITS'),
    fileUid: word('FILE_UID'),
    timecodeRate: parseRate(word('SPEED/TIMECODE_RATE') ?? ''),
    dropFrame: word('SPEED/TIMECODE_FLAG')?.toUpperCase() === 'DF',
    samplesSinceMidnight:
      joinHalves(
        words.get('SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI'),
        words.get('SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO'),
      ) ?? joinHalves(words.get('BEXT/BWF_TIME_REFERENCE_HIGH'), words.get('BEXT/BWF_TIME_REFERENCE_LOW')),
    sampleRate: Number(word('SPEED/TIMESTAMP_SAMPLE_RATE') ?? word('SPEED/FILE_SAMPLE_RATE')) || null,
    tracks: tracks.map((track, index) => ({
      channel: Number(track.get('INTERLEAVE_INDEX') ?? track.get('CHANNEL_INDEX') ?? index + 1) || index + 1,
      name: track.get('NAME') ?? '',
      function: track.get('FUNCTION') ?? null,
    })),
  }
}
