/**
 * OpenEXR files with what renderers write and ffmpeg does not: data windows other than the display window, several parts,
 * primaries, rate and timecode. 32-bit floats, not compressed.
 */

/** Corners, both inside. */
export interface Box {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

interface Exr {
  readonly display: Box
  readonly data?: Box
  /** Linear light of a pixel. */
  readonly pixel: (x: number, y: number) => readonly [number, number, number]
  readonly attributes?: readonly (readonly [name: string, type: string, value: Buffer])[]
  /** A second part behind it, such as a depth of one channel would be: black. */
  readonly secondPart?: boolean
}

export const int = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, at) => bytes.writeInt32LE(value | 0, at * 4))
  return bytes
}
export const float = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, at) => bytes.writeFloatLE(value, at * 4))
  return bytes
}
const word = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1')
const attribute = (name: string, type: string, value: Buffer): Buffer =>
  Buffer.concat([word(name), word(type), int(value.length), value])

const CHANNELS = Buffer.concat([
  ...['B', 'G', 'R'].map((name) => Buffer.concat([word(name), int(2, 0, 1, 1)])),
  Buffer.of(0),
])
const boxed = ({ x0, y0, x1, y1 }: Box): Buffer => int(x0, y0, x1, y1)
const linesOf = ({ y0, y1 }: Box): number => y1 - y0 + 1

function header(display: Box, data: Box, more: Buffer): Buffer {
  return Buffer.concat([
    attribute('channels', 'chlist', CHANNELS),
    attribute('compression', 'compression', Buffer.of(0)),
    attribute('dataWindow', 'box2i', boxed(data)),
    attribute('displayWindow', 'box2i', boxed(display)),
    attribute('lineOrder', 'lineOrder', Buffer.of(0)),
    attribute('pixelAspectRatio', 'float', float(1)),
    attribute('screenWindowCenter', 'v2f', float(0, 0)),
    attribute('screenWindowWidth', 'float', float(1)),
    more,
    Buffer.of(0),
  ])
}

function line(data: Box, y: number, pixel: Exr['pixel']): Buffer {
  const row = Array.from({ length: data.x1 - data.x0 + 1 }, (_, at) => pixel(data.x0 + at, y))
  const bytes = Buffer.concat([2, 1, 0].map((channel) => float(...row.map((one) => one[channel]!))))
  return Buffer.concat([int(y, bytes.length), bytes])
}

/** The bytes of one. */
export function exrFile({ display, data = display, pixel, attributes = [], secondPart = false }: Exr): Buffer {
  const own = Buffer.concat(attributes.map(([name, type, value]) => attribute(name, type, value)))
  const parts = secondPart
    ? [
        { name: 'rgb', pixel },
        { name: 'other', pixel: (): readonly [number, number, number] => [0, 0, 0] },
      ]
    : [{ name: '', pixel }]
  const named = (name: string): Buffer =>
    name === ''
      ? own
      : Buffer.concat([
          own,
          attribute('name', 'string', Buffer.from(name)),
          attribute('type', 'string', Buffer.from('scanlineimage')),
          attribute('chunkCount', 'int', int(linesOf(data))),
        ])
  const head = Buffer.concat([
    int(20_000_630, 2 | (secondPart ? 0x1000 : 0)),
    ...parts.map(({ name }) => header(display, data, named(name))),
    ...(secondPart ? [Buffer.of(0)] : []),
  ])
  const chunks = parts.flatMap((part, number) =>
    Array.from({ length: linesOf(data) }, (_, at) =>
      Buffer.concat([...(secondPart ? [int(number)] : []), line(data, data.y0 + at, part.pixel)]),
    ),
  )
  const table = Buffer.alloc(chunks.length * 8)
  let at = head.length + table.length
  chunks.forEach((chunk, one) => {
    table.writeBigUInt64LE(BigInt(at), one * 8)
    at += chunk.length
  })
  return Buffer.concat([head, table, ...chunks])
}
