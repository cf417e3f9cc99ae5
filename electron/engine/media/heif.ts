/**
 * HEIF pictures of phones (ISO/IEC 23008-12): a grid of HEVC tiles, or one HEVC picture. Generations of ffmpeg before
 * 7.1 can't open the container but decode HEVC, so the tiles are taken out as a stream that any of them reads.
 */
import { readMedia } from '../files/open-plain.ts'
import { boxAt, boxesIn } from './boxes.ts'

/** A picture taken out of its container. */
export interface HeifPicture {
  /** Upright, as a viewer shows it. */
  readonly width: number
  readonly height: number
  readonly columns: number
  readonly rows: number
  /** The tiles one after the other, as an HEVC byte stream (ITU-T H.265, annex B). */
  readonly stream: Buffer
  /** Filters that make one upright picture of the decoded tiles. */
  readonly filters: string
}

const MAX_BYTES = 160 << 20
const MAX_TILES = 1024
/** Extents, and links of items to properties, of all items together. */
const MAX_CLAIMED = 100_000
const START_CODE = Buffer.from([0, 0, 0, 1])

interface Extent {
  readonly offset: number
  readonly length: number
}
interface Located {
  readonly inIndex: boolean
  readonly extents: readonly Extent[]
}

/** What the index of a picture file tells. */
interface Items {
  readonly bytes: Buffer
  readonly types: ReadonlyMap<number, string>
  readonly located: ReadonlyMap<number, Located>
  readonly properties: ReadonlyMap<number, readonly { readonly type: string; readonly body: Buffer }[]>
  readonly tiles: ReadonlyMap<number, readonly number[]>
  readonly inIndex: Buffer | null
  readonly primary: number
}

/** Reads the main picture; null when it is none of HEVC, or is damaged. Throws what the file system throws. */
export async function readHeif(path: string, fileBytes: number): Promise<HeifPicture | null> {
  if (fileBytes > MAX_BYTES) return null
  return takeOut(await readMedia(path, MAX_BYTES))
}

/** The same of bytes. Pure. */
export function takeOut(bytes: Buffer): HeifPicture | null {
  try {
    const items = readItems(bytes)
    return items === null ? null : pictureOf(items)
  } catch (error) {
    // A count or an offset that leads out of the file.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The bytes of the first item of a type; null where there is none, or the index is damaged. Pure. */
export function itemOf(bytes: Buffer, type: string): Buffer | null {
  try {
    const meta = boxAt(bytes, 'meta')?.subarray(4)
    const [iinf, iloc] = meta === undefined ? [] : ['iinf', 'iloc'].map((name) => boxAt(meta, name))
    if (meta === undefined || !iinf || !iloc) return null
    const id = [...readTypes(iinf)].find(([, one]) => one === type)?.[0]
    const items = { bytes, inIndex: boxAt(meta, 'idat'), located: readLocations(iloc) }
    return id === undefined ? null : dataOf(items, id)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function readItems(bytes: Buffer): Items | null {
  const full = boxAt(bytes, 'meta')
  if (full === null) return null
  const meta = full.subarray(4)
  const [pitm, iinf, iloc, iprp, iref] = ['pitm', 'iinf', 'iloc', 'iprp', 'iref'].map((name) => boxAt(meta, name))
  if (!pitm || !iinf || !iloc || !iprp) return null
  return {
    bytes,
    inIndex: boxAt(meta, 'idat'),
    types: readTypes(iinf),
    located: readLocations(iloc),
    properties: readProperties(iprp),
    tiles: iref ? readTiles(iref) : new Map<number, number[]>(),
    primary: pitm[0] === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4),
  }
}

function readTypes(iinf: Buffer): Map<number, string> {
  const entries = [...boxesIn(iinf.subarray(iinf[0] === 0 ? 6 : 8))].filter(
    ({ type, body }) => type === 'infe' && body[0]! >= 2,
  )
  return new Map(
    entries.map(({ body }) => {
      const wide = body[0]! >= 3
      const at = wide ? 10 : 8
      return [wide ? body.readUInt32BE(4) : body.readUInt16BE(4), body.toString('latin1', at, at + 4)]
    }),
  )
}

function readLocations(iloc: Buffer): Map<number, Located> {
  const version = iloc[0]!
  const [offsetSize, lengthSize, baseSize, indexSize] = [
    iloc[4]! >> 4,
    iloc[4]! & 15,
    iloc[5]! >> 4,
    version === 0 ? 0 : iloc[5]! & 15,
  ] as const
  let at = 6
  const take = (size: number): number => {
    if (size === 0) return 0
    const value = size === 8 ? Number(iloc.readBigUInt64BE(at)) : iloc.readUIntBE(at, size)
    at += size
    return value
  }
  const located = new Map<number, Located>()
  let claimed = 0
  for (let count = take(version < 2 ? 2 : 4); count > 0; count -= 1) {
    const id = take(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : take(2) & 15
    take(2)
    const base = take(baseSize)
    const extents: Extent[] = []
    for (let extent = take(2); extent > 0; extent -= 1) {
      take(indexSize)
      extents.push({ offset: base + take(offsetSize), length: take(lengthSize) })
      // [Note: claimed counts] Extents of no bytes cost the file nothing: without a bound 20 kB claim 200 million of them.
      if ((claimed += 1) > MAX_CLAIMED) throw new RangeError('It claims more places than any picture has.')
    }
    located.set(id, { inIndex: method === 1, extents })
  }
  return located
}

function readProperties(iprp: Buffer): Map<number, { type: string; body: Buffer }[]> {
  const known = [...boxesIn(boxAt(iprp, 'ipco') ?? Buffer.alloc(0))]
  const properties = new Map<number, { type: string; body: Buffer }[]>()
  let claimed = 0
  for (const { type, body } of boxesIn(iprp)) {
    if (type !== 'ipma') continue
    const [wideId, wideIndex] = [body[0]! >= 1, (body[3]! & 1) === 1]
    let at = 8
    for (let entry = body.readUInt32BE(4); entry > 0; entry -= 1) {
      const id = wideId ? body.readUInt32BE(at) : body.readUInt16BE(at)
      at += wideId ? 4 : 2
      const list = properties.get(id) ?? []
      properties.set(id, list)
      for (let count = body.readUInt8(at++); count > 0; count -= 1) {
        const index = wideIndex ? body.readUInt16BE(at) & 0x7fff : body.readUInt8(at) & 0x7f
        at += wideIndex ? 2 : 1
        const property = known[index - 1]
        if (property !== undefined) list.push(property)
        if ((claimed += 1) > MAX_CLAIMED) throw new RangeError('It claims more properties than any picture has.')
      }
    }
  }
  return properties
}

function readTiles(iref: Buffer): Map<number, number[]> {
  const wide = iref[0]! >= 1
  const size = wide ? 4 : 2
  return new Map(
    [...boxesIn(iref.subarray(4))]
      .filter(({ type }) => type === 'dimg')
      .map(({ body }) => {
        const count = body.readUInt16BE(size)
        return [
          body.readUIntBE(0, size),
          Array.from({ length: count }, (_, n) => body.readUIntBE(size + 2 + n * size, size)),
        ]
      }),
  )
}

function dataOf(items: Pick<Items, 'bytes' | 'inIndex' | 'located'>, id: number): Buffer {
  const place = items.located.get(id)
  const from = place?.inIndex === true ? items.inIndex : items.bytes
  if (place === undefined || from === null) throw new RangeError('An item has no place in the file.')
  // Extents may name the same bytes again and again: an item is never larger than the file it lies in.
  if (place.extents.reduce((sum, { length }) => sum + length, 0) > items.bytes.length)
    throw new RangeError('An item is larger than its file.')
  return Buffer.concat(
    place.extents.map(({ offset, length }) => {
      if (offset + length > from.length) throw new RangeError('An item is outside the file.')
      return from.subarray(offset, length === 0 ? from.length : offset + length)
    }),
  )
}

function pictureOf(items: Items): HeifPicture | null {
  const { primary } = items
  const type = items.types.get(primary)
  const isGrid = type === 'grid'
  if (!isGrid && type !== 'hvc1') return null
  const own = items.properties.get(primary) ?? []
  const grid = isGrid ? readGrid(dataOf(items, primary)) : null
  const tiles = isGrid ? (items.tiles.get(primary) ?? []) : [primary]
  const [columns, rows] = [grid?.columns ?? 1, grid?.rows ?? 1]
  if (tiles.length !== columns * rows || tiles.length > MAX_TILES) return null
  const size = own.find((one) => one.type === 'ispe')?.body
  const [width, height] =
    grid === null ? [size?.readUInt32BE(4) ?? 0, size?.readUInt32BE(8) ?? 0] : [grid.width, grid.height]
  if (width < 1 || height < 1) return null
  let left = items.bytes.length
  const parts = tiles.map((id) => {
    const data = dataOf(items, id)
    left -= data.length
    // So are all tiles together.
    if (left < 0) throw new RangeError('The tiles are larger than their file.')
    return streamOf(data, items.properties.get(id)?.find((one) => one.type === 'hvcC')?.body)
  })
  if (parts.includes(null)) return null
  const turns = own.flatMap(({ type: name, body }) => turnsOf(name, body[0] ?? 0))
  const onEnd = turns.filter((turn) => turn.startsWith('transpose')).length % 2 === 1
  return {
    columns,
    rows,
    width: onEnd ? height : width,
    height: onEnd ? width : height,
    stream: Buffer.concat(parts as Buffer[]),
    filters: [`tile=layout=${columns}x${rows}`, `crop=${width}:${height}:0:0:exact=1`, ...turns].join(','),
  }
}

function readGrid(data: Buffer): { columns: number; rows: number; width: number; height: number } {
  const wide = (data[1]! & 1) === 1
  return {
    rows: data.readUInt8(2) + 1,
    columns: data.readUInt8(3) + 1,
    width: wide ? data.readUInt32BE(4) : data.readUInt16BE(4),
    height: wide ? data.readUInt32BE(8) : data.readUInt16BE(6),
  }
}

/** Turns are counter-clockwise quarters; a mirror's axis 0 stands upright. They apply in the order of the list. */
function turnsOf(type: string, value: number): string[] {
  if (type === 'irot') return [[], ['transpose=cclock'], ['hflip', 'vflip'], ['transpose=clock']][value & 3]!
  return type === 'imir' ? [(value & 1) === 0 ? 'hflip' : 'vflip'] : []
}

/** One tile as a byte stream: parameter sets from its configuration (ISO/IEC 14496-15), then its NAL units. */
function streamOf(data: Buffer, configuration: Buffer | undefined): Buffer | null {
  if (configuration === undefined) return null
  const parts: Buffer[] = []
  let at = 23
  for (let arrays = configuration.readUInt8(22); arrays > 0; arrays -= 1) {
    const count = configuration.readUInt16BE(at + 1)
    at += 3
    for (let unit = 0; unit < count; unit += 1) {
      const length = configuration.readUInt16BE(at)
      parts.push(START_CODE, configuration.subarray(at + 2, at + 2 + length))
      at += 2 + length
    }
  }
  const size = (configuration.readUInt8(21) & 3) + 1
  for (let from = 0; from + size <= data.length;) {
    const length = data.readUIntBE(from, size)
    if (from + size + length > data.length) return null
    parts.push(START_CODE, data.subarray(from + size, from + size + length))
    from += size + length
  }
  return Buffer.concat(parts)
}
