/**
 * A small copy of a TIFF with the few tags that are read of a still (EXIF 3.0, JEITA CP-3451; TIFF 6.0).
 *
 * [Note: small copy] The library that decodes EXIF takes about 64 bytes of memory for each byte of what it is given. A
 * tag may claim the whole of a file of 100 MB, several tags all of it again, and the engine would die of it: so it is
 * given the tags that are wanted, as far as they are of a size that a camera writes, and nothing else. Pure.
 */

/** Make, model, software, artist, size, orientation; where the IFD of EXIF is. */
const FIRST_TAGS: ReadonlySet<number> = new Set([0x100, 0x101, 0x10f, 0x110, 0x112, 0x131, 0x13b])
/** Exposure, sensitivity, dates and their zones, size, serial, lens. */
const EXIF_TAGS: ReadonlySet<number> = new Set([
  0x829a, 0x8827, 0x8830, 0x8831, 0x8832, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0xa002, 0xa003, 0xa431, 0xa434,
])
const EXIF_POINTER = 0x8769
/** Bytes of a value of each type. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4 }
/** No camera's name of a lens is longer. */
const MAX_VALUE = 4096

interface Tag {
  readonly id: number
  readonly type: number
  readonly count: number
  readonly value: Buffer
}

/** Reads and writes numbers in the order of bytes of one file. */
interface Order {
  two(bytes: Buffer, at: number): number
  four(bytes: Buffer, at: number): number
  putTwo(bytes: Buffer, value: number, at: number): void
  putFour(bytes: Buffer, value: number, at: number): void
}

const LITTLE: Order = {
  two: (bytes, at) => bytes.readUInt16LE(at),
  four: (bytes, at) => bytes.readUInt32LE(at),
  putTwo: (bytes, value, at) => void bytes.writeUInt16LE(value, at),
  putFour: (bytes, value, at) => void bytes.writeUInt32LE(value, at),
}
const BIG: Order = {
  two: (bytes, at) => bytes.readUInt16BE(at),
  four: (bytes, at) => bytes.readUInt32BE(at),
  putTwo: (bytes, value, at) => void bytes.writeUInt16BE(value, at),
  putFour: (bytes, value, at) => void bytes.writeUInt32BE(value, at),
}

/** The small copy; null for what is no TIFF or has none of these tags. */
export function smallTiff(bytes: Buffer): Buffer | null {
  const mark = bytes.toString('latin1', 0, 2)
  const order = mark === 'II' ? LITTLE : mark === 'MM' ? BIG : null
  if (order === null || bytes.length < 8 || order.two(bytes, 2) !== 42) return null
  const first = tagsAt(bytes, order.four(bytes, 4), order)
  const pointer = first.find(({ id }) => id === EXIF_POINTER)
  const exif =
    pointer === undefined || pointer.value.length < 4
      ? []
      : tagsAt(bytes, order.four(pointer.value, 0), order).filter(({ id }) => EXIF_TAGS.has(id))
  // Canon's blocks have the tags of EXIF in their first directory.
  const own = first.filter(({ id }) => FIRST_TAGS.has(id) || EXIF_TAGS.has(id))
  return own.length + exif.length === 0 ? null : written(mark, order, own, exif)
}

/** The tags of one directory whose values are in the file and of a size that a camera writes. */
function tagsAt(bytes: Buffer, at: number, order: Order): Tag[] {
  if (at < 8 || at + 2 > bytes.length) return []
  const entries = Math.min(order.two(bytes, at), Math.floor((bytes.length - at - 2) / 12))
  return Array.from({ length: entries }, (_, entry) => at + 2 + entry * 12).flatMap((from): Tag[] => {
    const [id, type, count] = [order.two(bytes, from), order.two(bytes, from + 2), order.four(bytes, from + 4)]
    const length = (SIZES[type] ?? 0) * count
    if (length === 0 || length > MAX_VALUE) return []
    const start = length <= 4 ? from + 8 : order.four(bytes, from + 8)
    return start + length > bytes.length
      ? []
      : [{ id, type, count, value: bytes.subarray(start, start + Math.max(length, length <= 4 ? 4 : 0)) }]
  })
}

function written(mark: string, order: Order, first: readonly Tag[], exif: readonly Tag[]): Buffer {
  const sizeOf = (tags: readonly Tag[]): number => 2 + tags.length * 12 + 4
  const firstAt = 8
  const exifAt = firstAt + sizeOf(first) + 12
  const values: Buffer[] = []
  let valueAt = exifAt + sizeOf(exif)
  const directory = (tags: readonly Tag[]): Buffer => {
    const bytes = Buffer.alloc(sizeOf(tags))
    order.putTwo(bytes, tags.length, 0)
    for (const [entry, { id, type, count, value }] of tags.toSorted((a, b) => a.id - b.id).entries()) {
      const from = 2 + entry * 12
      order.putTwo(bytes, id, from)
      order.putTwo(bytes, type, from + 2)
      order.putFour(bytes, count, from + 4)
      if (value.length <= 4) value.copy(bytes, from + 8)
      else {
        order.putFour(bytes, valueAt, from + 8)
        values.push(value)
        valueAt += value.length
      }
    }
    return bytes
  }
  const pointed = Buffer.alloc(4)
  order.putFour(pointed, exifAt, 0)
  const head = Buffer.alloc(8)
  head.write(mark, 'latin1')
  order.putTwo(head, 42, 2)
  order.putFour(head, firstAt, 4)
  const pointer: Tag = { id: EXIF_POINTER, type: 4, count: 1, value: pointed }
  return Buffer.concat([head, directory([...first, pointer]), directory(exif), ...values])
}
