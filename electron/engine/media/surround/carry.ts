/**
 * Lays into a proxy what its original says of the sphere around the viewer: ffmpeg drops it on the way through filters.
 * The boxes are the original's own, byte for byte; see `carried.ts`.
 */
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { MediaFacts } from '../../../../shared/model/probe.ts'
import { pictureOf } from '../../domain/media/picture.ts'
import { boxesIn, placeOfBox } from '../boxes.ts'
import type { InsideReader } from '../inside/inside-reader.ts'
import type { Carried } from './carried.ts'
import { box, boxesFrom, entriesOf, handlerOf } from './entries.ts'

/** Sound whose channels keep their places. AAC has an order of its own. */
const PLAIN_SOUND: ReadonlySet<string> = new Set(['lpcm', 'sowt', 'twos', 'in24', 'in32', 'fl32', 'ipcm'])

/**
 * Lays it in. Nothing is done where there is nothing to say. `path` is a MOV or MP4 that nobody reads yet; a crash in the
 * middle leaves one that is never given its name. Throws what the file system throws.
 */
export async function carrySurround(
  original: string,
  facts: MediaFacts,
  path: string,
  inside: InsideReader,
): Promise<void> {
  const immersive = pictureOf(facts)?.immersive ?? null
  if (immersive === null && !facts.audio.some(({ ambisonic }) => ambisonic != null)) return
  const carried = await inside.ask('surround', { path: original, immersive })
  if (carried.picture.length === 0 && carried.sounds.every(({ length }) => length === 0)) return
  const file = await open(path, 'r+')
  try {
    await rewriteIndex(file, (moov) => withCarried(moov, carried))
  } finally {
    await file.close()
  }
}

/** An index with the boxes at the end of the descriptions that they belong to. Pure. */
export function withCarried(moov: Buffer, { picture, sounds }: Carried): Buffer {
  let sound = 0
  let hasPicture = false
  const alike = entriesOf(moov).filter(({ handler }) => handler === 'soun').length === sounds.length
  return mapped(moov, (type, track) => {
    const handler = type === 'trak' ? handlerOf(track) : null
    if (handler === null) return track
    const extra = handler === 'vide' ? (hasPicture ? null : picture) : alike ? sounds[sound++]! : null
    hasPicture ||= handler === 'vide'
    return extra === null || extra.length === 0 ? track : inDescription(track, handler, extra)
  })
}

/** Every box in turn, each with the body that `change` makes of it. What stands behind the last box stays there. */
function mapped(bytes: Buffer, change: (type: string, body: Buffer) => Buffer): Buffer {
  const boxes = [...boxesIn(bytes)]
  const end = boxes.reduce((_, { body }) => body.byteOffset - bytes.byteOffset + body.length, 0)
  return Buffer.concat([...boxes.map(({ type, body }) => box(type, change(type, body))), bytes.subarray(end)])
}

const WAY = ['mdia', 'minf', 'stbl', 'stsd'] as const

function inDescription(track: Buffer, handler: 'vide' | 'soun', extra: Buffer, depth = 0): Buffer {
  const name = WAY[depth]
  if (name !== undefined)
    return mapped(track, (type, body) => (type === name ? inDescription(body, handler, extra, depth + 1) : body))
  // A full box with a count, then the descriptions.
  const described = mapped(track.subarray(8), (codec, body) => {
    if (handler === 'soun' && !PLAIN_SOUND.has(codec)) return body
    const from = boxesFrom(handler, body)
    const names = new Set([...boxesIn(extra)].map(({ type }) => type))
    const kept = [...boxesIn(body.subarray(from))].filter(({ type }) => !names.has(type))
    return Buffer.concat([body.subarray(0, from), ...kept.map((one) => box(one.type, one.body)), extra])
  })
  return Buffer.concat([track.subarray(0, 8), described])
}

/** Writes the index anew: where it is the last box in its place, else behind all others, and what was it becomes free. */
async function rewriteIndex(file: FileHandle, change: (moov: Buffer) => Buffer): Promise<void> {
  const { size: bytes } = await file.stat()
  const place = await placeOfBox(file, bytes, 'moov')
  if (place === null) return
  const old = Buffer.alloc(place.size)
  await file.read(old, 0, old.length, place.at)
  const made = box('moov', change(old.subarray(place.header)))
  const isLast = place.at + place.size === bytes
  await file.write(made, 0, made.length, isLast ? place.at : bytes)
  if (!isLast) await file.write(Buffer.from('free', 'latin1'), 0, 4, place.at + 4)
}
