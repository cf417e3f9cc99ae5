/**
 * What the headers of numbered frames say of the run: rate and timecode in OpenEXR, DPX and CinemaDNG, primaries of linear
 * light, and the log of film scans. ffprobe reads none of it: it sees one picture.
 */
import { open } from 'node:fs/promises'
import type { GammaFact, NumberedFacts } from '../../../shared/model/probe.ts'
import { snapRate, type Rate } from '../../../shared/time/rate.ts'

/** What was read. */
export interface FrameHeader {
  readonly numbered: NumberedFacts | null
  readonly chromaticities: readonly number[] | null
  readonly gamma: GammaFact | null
}

/** Headers stand at the beginning; one that is longer is no header of a camera or a renderer. */
const HEAD = 1024 * 1024
/** Rates that a header can mean. */
const RATES = { least: 1, most: 1000 } as const
/** Entries of a header that are looked at. */
const MAX_ENTRIES = 2000

/** Reads the header of a frame; null for what is none. Throws what the file system throws, RangeError for a short one. */
export async function readFrameHeader(path: string): Promise<FrameHeader | null> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(HEAD)
    const { bytesRead } = await file.read(buffer, 0, HEAD, 0)
    return frameHeaderOf(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** The header in the first bytes of a file, told by what is in it. Throws RangeError where it ends too early. */
function frameHeaderOf(head: Buffer): FrameHeader | null {
  if (head.length < 8) return null
  const magic = head.toString('latin1', 0, 4)
  if (head.readUInt32LE(0) === 20_000_630) return exrHeader(head)
  if (magic === 'SDPX' || magic === 'XPDS') return dpxHeader(head, magic === 'SDPX')
  if (magic === 'II*\0' || magic === 'MM\0*') return dngHeader(head, magic === 'MM\0*')
  return null
}

interface Said {
  readonly rate: Rate | null
  readonly rateSource: string
  readonly timecode: string | null
  readonly timecodeField: string
}

function numberedOf({ rate, rateSource, timecode, timecodeField }: Said): NumberedFacts | null {
  if (rate === null && timecode === null) return null
  return {
    rate,
    rateSource: rate === null ? null : rateSource,
    timecode,
    timecodeSource: timecode === null ? null : 'frame-header',
    timecodeField: timecode === null ? null : timecodeField,
  }
}

/** A ratio as a rate; null for what no camera runs at. */
function rateOf(num: number, den: number): Rate | null {
  const value = num / den
  return Number.isSafeInteger(num) && Number.isSafeInteger(den) && value >= RATES.least && value <= RATES.most
    ? snapRate({ num, den })
    : null
}

/** A float as a rate: 23.976 is written in 32 bits. */
const rateOfFloat = (value: number): Rate | null =>
  Number.isFinite(value) ? rateOf(Math.round(value * 1000), 1000) : null

/** Two digits, of a byte that holds them in its halves; null for what is no digit. */
function digits(byte: number, tens: number): number | null {
  const [high, low] = [(byte >> 4) & tens, byte & 0xf]
  return high > 9 || low > 9 ? null : high * 10 + low
}

/** A label of four bytes in the order hours to frames (SMPTE ST 12-1); null where they are none. */
function labelOf(hours: number, minutes: number, seconds: number, frames: number): string | null {
  const parts = [digits(hours, 3), digits(minutes, 7), digits(seconds, 7), digits(frames, 3)]
  if (parts.some((part) => part === null)) return null
  const [h, m, s, f] = parts as [number, number, number, number]
  if (h > 23 || m > 59 || s > 59) return null
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(h)}:${two(m)}:${two(s)}${(frames & 0x40) === 0 ? ':' : ';'}${two(f)}`
}

/** Attributes of the first part: name, type and value, one after the other, ended by an empty name. */
function exrHeader(head: Buffer): FrameHeader {
  let at = 8
  const text = (): string => {
    const end = head.indexOf(0, at)
    if (end < 0) throw new RangeError('The header has no end.')
    const word = head.toString('latin1', at, end)
    at = end + 1
    return word
  }
  const found = new Map<string, { readonly type: string; readonly value: Buffer }>()
  for (let entry = 0; entry < MAX_ENTRIES; entry += 1) {
    const name = text()
    if (name === '') break
    const type = text()
    const size = head.readUInt32LE(at)
    at += 4
    found.set(name, { type, value: head.subarray(at, at + size) })
    at += size
  }
  const valueOf = (name: string, type: string, size: number): Buffer | null => {
    const one = found.get(name)
    return one?.type === type && one.value.length >= size ? one.value : null
  }
  const rate = valueOf('framesPerSecond', 'rational', 8)
  const time = valueOf('timeCode', 'timecode', 4)
  const corners = valueOf('chromaticities', 'chromaticities', 32)
  const numbers = corners === null ? null : Array.from({ length: 8 }, (_, one) => corners.readFloatLE(one * 4))
  return {
    numbered: numberedOf({
      rate: rate === null ? null : rateOf(rate.readInt32LE(0), rate.readUInt32LE(4)),
      rateSource: 'EXR header (framesPerSecond)',
      timecode: time === null ? null : labelOf(time[3]!, time[2]!, time[1]!, time[0]!),
      timecodeField: 'EXR header (timeCode)',
    }),
    chromaticities: numbers?.every((one) => Number.isFinite(one) && Math.abs(one) < 10) === true ? numbers : null,
    gamma: null,
  }
}

/** Transfer characteristics of film scans (SMPTE ST 268-1, table 5): what a log of film is. */
const DPX_LOGS: Readonly<Record<number, string>> = { 1: 'Printing density (Cineon log)', 3: 'Logarithmic (DPX)' }

/** Where SMPTE ST 268-1 has them: bytes from the beginning of the file. */
const DPX = { transfer: 801, filmRate: 1724, timecode: 1920, tvRate: 1940 } as const

function dpxHeader(head: Buffer, big: boolean): FrameHeader {
  const word = (at: number): number => (big ? head.readUInt32BE(at) : head.readUInt32LE(at))
  // What nobody filled in is all ones, and no number as a float.
  const float = (at: number): number | null =>
    word(at) === 0xffffffff ? null : big ? head.readFloatBE(at) : head.readFloatLE(at)
  const film = rateOfFloat(float(DPX.filmRate) ?? 0)
  const tv = rateOfFloat(float(DPX.tvRate) ?? 0)
  const time = word(DPX.timecode)
  // All zeros is what writers leave that know no timecode, as often as it is one.
  const none = time === 0xffffffff || time === 0
  const log = DPX_LOGS[head[DPX.transfer] ?? 0]
  return {
    numbered: numberedOf({
      rate: film ?? tv,
      rateSource: film === null ? 'DPX television header' : 'DPX film header',
      timecode: none ? null : labelOf(time >>> 24, (time >>> 16) & 0xff, (time >>> 8) & 0xff, time & 0xff),
      timecodeField: 'DPX television header',
    }),
    chromaticities: null,
    gamma: log === undefined ? null : { said: log, curve: null, gamut: null, source: 'dpx' },
  }
}

/** Tags of CinemaDNG (Adobe, CinemaDNG 1.1) and the sizes of what they hold. */
const DNG = { version: 50_706, timecodes: 51_043, rate: 51_044 } as const
const RATIONALS: ReadonlySet<number> = new Set([5, 10])

function dngHeader(head: Buffer, big: boolean): FrameHeader | null {
  const short = (at: number): number => (big ? head.readUInt16BE(at) : head.readUInt16LE(at))
  const long = (at: number): number => (big ? head.readUInt32BE(at) : head.readUInt32LE(at))
  const folder = long(4)
  const count = Math.min(short(folder), MAX_ENTRIES)
  const entries = new Map(
    Array.from({ length: count }, (_, at): [number, { readonly type: number; readonly at: number }] => {
      const entry = folder + 2 + at * 12
      return [short(entry), { type: short(entry + 2), at: long(entry + 8) }]
    }),
  )
  if (!entries.has(DNG.version)) return null
  const rate = entries.get(DNG.rate)
  const time = entries.get(DNG.timecodes)
  const bytes = time?.type === 1 && time.at + 4 <= head.length ? head.subarray(time.at, time.at + 4) : null
  return {
    numbered: numberedOf({
      rate: rate !== undefined && RATIONALS.has(rate.type) ? rateOf(long(rate.at), long(rate.at + 4)) : null,
      rateSource: 'CinemaDNG (FrameRate)',
      timecode: bytes === null ? null : labelOf(bytes[3]!, bytes[2]!, bytes[1]!, bytes[0]!),
      timecodeField: 'CinemaDNG (TimeCodes)',
    }),
    chromaticities: null,
    gamma: null,
  }
}
