/**
 * The bext chunk of a Broadcast Wave (EBU Tech 3285), and the lines that recorders write in its description.
 */
import { parseRate, type Rate } from '../../../shared/time/rate.ts'
import { decodeText } from '../text/decode.ts'

export interface Bext {
  readonly description: string
  readonly originator: string
  readonly originatorReference: string
  /** yyyy-mm-dd as written; recorders also write colons. */
  readonly date: string
  readonly time: string
  /** Samples since midnight; null for a count that no recorder could reach. */
  readonly timeReference: number | null
  readonly version: number
}

/**
 * Text up to its first NUL: recorders leave rubbish behind it. The standard says ASCII; recorders write UTF-8 and
 * Windows-1252.
 */
function field(chunk: Buffer, start: number, length: number): string {
  const bytes = chunk.subarray(start, start + length)
  const end = bytes.indexOf(0)
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end)).trim()
}

/** Reads the chunk; null when it is too short to hold a time reference (byte 346). */
export function readBext(chunk: Buffer): Bext | null {
  if (chunk.length < 346) return null
  const timeReference = Number(chunk.readBigUInt64LE(338))
  return {
    description: field(chunk, 0, 256),
    originator: field(chunk, 256, 32),
    originatorReference: field(chunk, 288, 32),
    date: field(chunk, 320, 10),
    time: field(chunk, 330, 8),
    timeReference: Number.isSafeInteger(timeReference) ? timeReference : null,
    version: chunk.length >= 348 ? chunk.readUInt16LE(346) : 0,
  }
}

/** What the description says, by key in upper case: Sound Devices writes sSCENE=, Metacorder gSCENE=, Zoom SCENE=. */
export function descriptionWords(description: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>()
  for (const line of description.split(/[\r\n]+/)) {
    const match = /^[a-z]?([A-Z][A-Z0-9]*)=(.*)$/.exec(line.trim())
    if (match) words.set(match[1]!, match[2]!.trim())
  }
  return words
}

/** The timecode rate in a description's SPEED: "023.976-ND", "25.000ND", "029.97DF". */
export function speedOf(
  words: ReadonlyMap<string, string>,
): { readonly rate: Rate; readonly dropFrame: boolean } | null {
  const match = /^0*(\d+(?:\.\d+)?)-?(ND|DF|D)?/i.exec(words.get('SPEED') ?? '')
  const rate = match ? parseRate(match[1]!) : null
  return rate === null ? null : { rate, dropFrame: /^D/i.test(match?.[2] ?? '') }
}
