/**
 * Camera and date of AVCHD: cameras write them into the H.264 stream itself, as unregistered user data named MDPM in
 * the first access unit. The layout is that of ExifTool's H264.pm: a count, then entries of a tag and four bytes.
 */
import { readStart } from '../files/open-plain.ts'

export interface AvchdReading {
  readonly make: string | null
  readonly model: string | null
  /** "2019-04-24 22:24:07+02:00" as the camera's clock stood. */
  readonly clock: string | null
}

/** The user data stands in the first pictures; a camera's first group of pictures is below this. */
const HEAD = 4 << 20
const SYNC = 0x47
const PACKET = 188
/** 17ee8c60-f84d-11d9-8cd6-0800200c9a66, and the name after it. */
const MDPM = Buffer.concat([Buffer.from('17ee8c60f84d11d98cd60800200c9a66', 'hex'), Buffer.from('MDPM', 'latin1')])
const DATE_FIRST = 0x18
const DATE_SECOND = 0x19
const MAKE = 0xe0
/** Sony and Canon write the model in up to three entries of four letters. */
const MODEL = [0xe4, 0xe5, 0xe6] as const
const MAKES: ReadonlyMap<number, string> = new Map([
  [0x0103, 'Panasonic'],
  [0x0108, 'Sony'],
  [0x1011, 'Canon'],
  [0x1104, 'JVC'],
])

/** Reads them; null when the file carries none. Throws what the file system throws. */
export async function readAvchd(path: string): Promise<AvchdReading | null> {
  return findMdpm(await readStart(path, HEAD))
}

/** Finds the user data in the beginning of a transport stream. Pure. */
export function findMdpm(bytes: Buffer): AvchdReading | null {
  for (const payload of payloads(bytes)) {
    const at = payload.indexOf(MDPM)
    if (at >= 0) return entriesOf(withoutEmulation(payload.subarray(at + MDPM.length, at + MDPM.length + 2048)))
  }
  return null
}

/**
 * What each stream of the transport stream carries, its packets laid together. AVCHD puts four bytes of time before
 * each packet.
 */
function payloads(bytes: Buffer): Buffer[] {
  const stride = [PACKET, PACKET + 4].find((step) =>
    [0, 1, 2, 3].every((n) => bytes[step - PACKET + n * step] === SYNC),
  )
  if (stride === undefined) return []
  const parts = new Map<number, Buffer[]>()
  for (let at = stride - PACKET; at + PACKET <= bytes.length; at += stride) {
    if (bytes[at] !== SYNC) break
    const pid = bytes.readUInt16BE(at + 1) & 0x1fff
    const control = (bytes[at + 3]! >> 4) & 3
    const from = control === 3 ? at + 5 + bytes[at + 4]! : at + 4
    if ((control & 1) === 0 || from >= at + PACKET) continue
    const payload = bytes.subarray(from, at + PACKET)
    const known = parts.get(pid)
    if (known === undefined) parts.set(pid, [payload])
    else known.push(payload)
  }
  return [...parts.values()].map((list) => Buffer.concat(list))
}

/** H.264 puts a 3 after two zeros, so that no start code stands in its data (ITU-T H.264, 7.3.1). */
function withoutEmulation(bytes: Buffer): Buffer {
  const kept: number[] = []
  let zeros = 0
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    kept.push(byte)
  }
  return Buffer.from(kept)
}

function entriesOf(bytes: Buffer): AvchdReading {
  const entries = new Map<number, Buffer>()
  const count = bytes[0] ?? 0
  for (let entry = 0; entry < count && 1 + entry * 5 + 5 <= bytes.length; entry += 1) {
    const at = 1 + entry * 5
    entries.set(bytes[at]!, bytes.subarray(at + 1, at + 5))
  }
  const model = MODEL.map((tag) => entries.get(tag)?.toString('latin1') ?? '')
    .join('')
    .replace(/\0[\s\S]*$/, '')
    .trim()
  return {
    make: MAKES.get(entries.get(MAKE)?.readUInt16BE(0) ?? 0) ?? null,
    model: /^[\x20-\x7e]+$/.test(model) ? model : null,
    clock: clockOf(entries.get(DATE_FIRST), entries.get(DATE_SECOND)),
  }
}

/** Zone, century, year, month; day, hour, minute, second: all but the zone as two decimal digits a byte. */
function clockOf(first: Buffer | undefined, second: Buffer | undefined): string | null {
  if (first === undefined || second === undefined) return null
  const [century, year, month, day, hour, minute, second2] = [...first.subarray(1), ...second].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  const text = `${century}${year}-${month}-${day} ${hour}:${minute}:${second2}`
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const zone = first[0]!
  // All bits set is what cameras without a zone write; daylight saving (0x40) is an hour of its own.
  if (zone === 0xff) return text
  const minutes = ((zone >> 1) & 0x0f) * 60 + (zone & 1 ? 30 : 0)
  const sign = zone & 0x20 ? '-' : '+'
  return `${text}${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
