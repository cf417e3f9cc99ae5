/**
 * The sample descriptions of a movie's tracks, and the boxes that say what a picture or a sound surrounds. Pure.
 *
 * Sources: ISO/IEC 14496-12 §8.5.2 and QuickTime File Format, "Sound Sample Descriptions", for where boxes begin; Google,
 * "Spherical Video V2 RFC" and "Spatial Audio RFC", for the boxes.
 */
import { boxAt, tracksOf, VISUAL_ENTRY } from '../boxes.ts'

/** The first description of a track: its codec's letters, and its boxes. */
interface Entry {
  readonly handler: 'vide' | 'soun'
  readonly codec: string
  readonly boxes: Buffer
}

/** Bytes of a sound entry before its boxes: each version of QuickTime's is longer. */
function soundHead(body: Buffer): number {
  const version = body.length < 10 ? 0 : body.readUInt16BE(8)
  return version === 1 ? 44 : version === 2 ? 64 : 28
}

/** Where the boxes of an entry begin in its body. */
export function boxesFrom(handler: Entry['handler'], body: Buffer): number {
  return Math.min(body.length, handler === 'vide' ? VISUAL_ENTRY : soundHead(body))
}

/** What a track's handler is; null for neither picture nor sound. */
export function handlerOf(track: Buffer): Entry['handler'] | null {
  const word = boxAt(track, 'mdia', 'hdlr')?.toString('latin1', 8, 12)
  return word === 'vide' || word === 'soun' ? word : null
}

/** The descriptions of pictures and sounds in an index, in the order of the tracks. */
export function entriesOf(index: Buffer): Entry[] {
  return tracksOf(index).flatMap(({ track, description }): Entry[] => {
    const handler = handlerOf(track)
    if (handler === null || description === null) return []
    const { type: codec, body } = description
    return [{ handler, codec, boxes: body.subarray(boxesFrom(handler, body)) }]
  })
}

/** A box with its header. */
export function box(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** A box with a version and flags, both zero. */
export function fullBox(type: string, body: Buffer): Buffer {
  return box(type, Buffer.concat([Buffer.alloc(4), body]))
}
