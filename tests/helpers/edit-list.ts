/**
 * Edit lists (ISO/IEC 14496-12, 8.6.6) put into a QuickTime or MP4 file: which pieces of the recording play, and in
 * which order.
 */

/**
 * A piece that plays: `from` and `length` in seconds, on the clock of the track, where the first frame may not stand at
 * 0.
 */
export interface Edit {
  readonly from: number
  readonly length: number
}

interface Box {
  readonly at: number
  readonly size: number
}

const HEAD = 8
/** version, flags and count, then 12 bytes a piece. */
const ENTRY = 12

/**
 * The file with these edits in its first track in place of its own. Its index must stand after its frames, as ffmpeg
 * writes it unless asked otherwise: then nothing that the index points at moves. Throws where the file has no list to
 * replace.
 */
export function withEdits(file: Buffer, edits: readonly Edit[]): Buffer {
  const moov = child(file, { at: 0, size: file.length }, 'moov', 0)
  const trak = child(file, moov, 'trak')
  const mdia = child(file, trak, 'mdia')
  const edts = child(file, trak, 'edts')
  if (moov.at < child(file, { at: 0, size: file.length }, 'mdat', 0).at)
    throw new Error('The index stands before the frames.')
  // Both headers of version 0: times of 4 bytes each, then the units in a second.
  const unitsOf = (box: Box): number => file.readUInt32BE(box.at + HEAD + 12)
  const [movie, media] = [unitsOf(child(file, moov, 'mvhd')), unitsOf(child(file, mdia, 'mdhd'))]
  const list = Buffer.alloc(HEAD + 8 + edits.length * ENTRY)
  list.writeUInt32BE(list.length, 0)
  list.write('elst', 4, 'latin1')
  list.writeUInt32BE(edits.length, HEAD + 4)
  for (const [index, { from, length }] of edits.entries()) {
    const at = HEAD + 8 + index * ENTRY
    list.writeUInt32BE(Math.round(length * movie), at)
    list.writeInt32BE(Math.round(from * media), at + 4)
    list.writeUInt32BE(0x0001_0000, at + 8)
  }
  const made = Buffer.concat([file.subarray(0, edts.at + HEAD), list, file.subarray(edts.at + edts.size)])
  const grown = list.length + HEAD - edts.size
  for (const { at, size } of [moov, trak, edts]) made.writeUInt32BE(size + grown, at)
  return made
}

function child(file: Buffer, parent: Box, type: string, head = HEAD): Box {
  for (let at = parent.at + head; at + HEAD <= parent.at + parent.size;) {
    const size = file.readUInt32BE(at)
    if (file.toString('latin1', at + 4, at + 8) === type) return { at, size }
    if (size < HEAD) break
    at += size
  }
  throw new Error(`There is no ${type} in this file.`)
}
