/**
 * Walks the boxes of QuickTime and MP4 files (ISO/IEC 14496-12, QuickTime File Format), for the few facts that ffprobe
 * loses: the colour in the container, which its ProRes decoder writes over with "unknown" where the frames say nothing.
 */
import type { FileHandle } from 'node:fs/promises'
import { openMedia } from '../files/open-plain.ts'

/** A box inside bytes that were read: its four letters and what it holds. */
export interface Box {
  readonly type: string
  readonly body: Buffer
}

/** An index above this belongs to a recording of many hours; what is looked for is then left out. */
const MAX_INDEX = 64 << 20
const MAX_BOXES = 10_000

/** More boxes side by side than any file has: a recording of days has one for each fragment. */
const MAX_SIDE_BY_SIDE = 200_000

/** The boxes in a body, in order. A box that runs past the end ends the walk, and so do too many. */
export function* boxesIn(bytes: Buffer): Generator<Box> {
  for (let at = 0, count = 0; at + 8 <= bytes.length && count < MAX_SIDE_BY_SIDE; count += 1) {
    const stated = bytes.readUInt32BE(at)
    const long = stated === 1 && at + 16 <= bytes.length
    const size = long ? Number(bytes.readBigUInt64BE(at + 8)) : stated === 0 ? bytes.length - at : stated
    const header = long ? 16 : 8
    if (size < header || at + size > bytes.length) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + header, at + size) }
    at += size
  }
}

/** The body of the first box along a path of names; null when it is not there. */
export function boxAt(bytes: Buffer, ...path: readonly string[]): Buffer | null {
  let body: Buffer | null = bytes
  for (const name of path) {
    if (body === null) return null
    body = firstOf(body, name)
  }
  return body
}

function firstOf(bytes: Buffer, name: string): Buffer | null {
  for (const { type, body } of boxesIn(bytes)) if (type === name) return body
  return null
}

/** The index (moov) of a file; null when there is none, or it is too large. Throws what the file system throws. */
export function readIndex(path: string): Promise<Buffer | null> {
  return readBox(path, 'moov')
}

/** The first box of a name at the top of a file, as `readIndex`. */
export async function readBox(path: string, name: string): Promise<Buffer | null> {
  const file = await openMedia(path)
  try {
    return await findBox(file, (await file.stat()).size, name)
  } finally {
    await file.close()
  }
}

async function findBox(file: FileHandle, bytes: number, name: string): Promise<Buffer | null> {
  const place = await placeOfBox(file, bytes, name)
  if (place === null || place.size > MAX_INDEX) return null
  const { buffer, bytesRead } = await file.read(Buffer.alloc(place.size), 0, place.size, place.at)
  return bytesRead < place.size ? null : buffer.subarray(place.header)
}

/** Where the first box of a name lies at the top of a file of so many bytes; null for none. All in bytes. */
export async function placeOfBox(
  file: FileHandle,
  bytes: number,
  name: string,
): Promise<{ readonly at: number; readonly size: number; readonly header: number } | null> {
  let at = 0
  for (let count = 0; count < MAX_BOXES && at + 8 <= bytes; count += 1) {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, at)
    if (bytesRead < 8) return null
    const stated = head.readUInt32BE(0)
    const size = stated === 1 && bytesRead === 16 ? Number(head.readBigUInt64BE(8)) : stated === 0 ? bytes - at : stated
    if (size < 8) return null
    if (head.toString('latin1', 4, 8) === name) return { at, size, header: stated === 1 ? 16 : 8 }
    at += size
  }
  return null
}

/** What `colr` says, in ffmpeg's words; null where it says nothing. */
export interface ContainerColour {
  readonly primaries: string | null
  readonly transfer: string | null
  readonly matrix: string | null
  /** ffmpeg's words: tv for limited, pc for full. */
  readonly range: 'tv' | 'pc' | null
}

/** Code points of ITU-T H.273 by ffmpeg's names. */
const PRIMARIES: Readonly<Record<number, string>> = {
  1: 'bt709',
  4: 'bt470m',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  9: 'bt2020',
  11: 'smpte431',
  12: 'smpte432',
}
const TRANSFERS: Readonly<Record<number, string>> = {
  1: 'bt709',
  4: 'bt470m',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'linear',
  13: 'iec61966-2-1',
  14: 'bt2020-10',
  15: 'bt2020-12',
  16: 'smpte2084',
  18: 'arib-std-b67',
}
const MATRICES: Readonly<Record<number, string>> = {
  0: 'gbr',
  1: 'bt709',
  4: 'fcc',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  9: 'bt2020nc',
  10: 'bt2020c',
}

/** A visual sample entry: 8 bytes of every entry, 70 of a picture, then boxes. */
export const VISUAL_ENTRY = 78

/** The tracks of an index in order, each with its first sample description; null where it has none. Pure. */
export function tracksOf(index: Buffer): { readonly track: Buffer; readonly description: Box | null }[] {
  return [...boxesIn(index)]
    .filter(({ type }) => type === 'trak')
    .map(({ body: track }) => {
      const descriptions = boxAt(track, 'mdia', 'minf', 'stbl', 'stsd')
      const [first = null] = descriptions === null ? [] : boxesIn(descriptions.subarray(8))
      return { track, description: first }
    })
}

/** The colour of each track by its place in the file, which is ffprobe's index of the stream. Pure. */
export function coloursOf(index: Buffer): ReadonlyMap<number, ContainerColour> {
  return new Map(
    tracksOf(index).flatMap(({ description }, at) => {
      const colr =
        description === null || description.body.length < VISUAL_ENTRY
          ? null
          : boxAt(description.body.subarray(VISUAL_ENTRY), 'colr')
      const colour = colr === null ? null : readColr(colr)
      return colour === null ? [] : [[at, colour] as const]
    }),
  )
}

function readColr(body: Buffer): ContainerColour | null {
  const kind = body.toString('latin1', 0, 4)
  if ((kind !== 'nclc' && kind !== 'nclx') || body.length < 10) return null
  return {
    primaries: PRIMARIES[body.readUInt16BE(4)] ?? null,
    transfer: TRANSFERS[body.readUInt16BE(6)] ?? null,
    matrix: MATRICES[body.readUInt16BE(8)] ?? null,
    range: kind === 'nclx' && body.length > 10 ? (body[10]! & 0x80 ? 'pc' : 'tv') : null,
  }
}
