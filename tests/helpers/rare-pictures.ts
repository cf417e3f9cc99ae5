/**
 * Whole pictures of kinds that builds of ffmpeg lack, byte by byte: TIFF of 12 and 32 bits, deep OpenEXR, Radiance HDR.
 */
import { deflateSync } from 'node:zlib'

const SIDE = 16

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2)
  return bytes
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4)
  return bytes
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}

/** An RGB TIFF of 16 × 16 (TIFF 6.0): `bits` a sample, whole numbers or floats. */
export function tiffOf(bits: 12 | 32, kind: 'whole' | 'float'): Buffer {
  const SHORT = 3
  const LONG = 4
  const samples = SIDE * SIDE * 3
  const pixels =
    kind === 'float'
      ? Buffer.concat(Array.from({ length: samples }, () => f32(0.5)))
      : Buffer.alloc((samples * bits) / 8, 0x5a)
  const entries = 10
  const bitsAt = 8 + 2 + entries * 12 + 4
  const [kindsAt, pixelsAt] = [bitsAt + 6, bitsAt + 12]
  const entry = (tag: number, type: number, count: number, value: number): Buffer =>
    Buffer.concat([u16(tag, type), u32(count), type === SHORT && count === 1 ? u16(value, 0) : u32(value)])
  return Buffer.concat([
    Buffer.from('II*\0', 'latin1'),
    u32(8),
    u16(entries),
    entry(256, LONG, 1, SIDE),
    entry(257, LONG, 1, SIDE),
    entry(258, SHORT, 3, bitsAt),
    entry(259, SHORT, 1, 1),
    entry(262, SHORT, 1, 2),
    entry(273, LONG, 1, pixelsAt),
    entry(277, SHORT, 1, 3),
    entry(278, LONG, 1, SIDE),
    entry(279, LONG, 1, pixels.length),
    entry(339, SHORT, 3, kindsAt),
    u32(0),
    u16(bits, bits, bits),
    u16(...Array.from({ length: 3 }, () => (kind === 'float' ? 3 : 1))),
    pixels,
  ])
}

/** A deep OpenEXR of 16 × 16 (OpenEXR file layout): scan lines of one sample a pixel, each at its depth. */
export function deepExr(): Buffer {
  const attribute = (name: string, type: string, body: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${name}\0${type}\0`, 'latin1'), u32(body.length), body])
  const window = u32(0, 0, SIDE - 1, SIDE - 1)
  const head = Buffer.concat([
    u32(20_000_630, 2 | 0x800),
    attribute('channels', 'chlist', Buffer.concat([Buffer.from('Z\0', 'latin1'), u32(2, 0, 1, 1), Buffer.alloc(1)])),
    attribute('compression', 'compression', Buffer.from([2])),
    attribute('dataWindow', 'box2i', window),
    attribute('displayWindow', 'box2i', window),
    attribute('lineOrder', 'lineOrder', Buffer.alloc(1)),
    attribute('pixelAspectRatio', 'float', f32(1)),
    attribute('screenWindowCenter', 'v2f', Buffer.concat([f32(0), f32(0)])),
    attribute('screenWindowWidth', 'float', f32(1)),
    attribute('type', 'string', Buffer.from('deepscanline')),
    attribute('version', 'int', u32(1)),
    attribute('maxSamplesPerPixel', 'int', u32(1)),
    attribute('chunkCount', 'int', u32(SIDE)),
    Buffer.alloc(1),
  ])
  const counts = deflateSync(u32(...Array.from({ length: SIDE }, (_, pixel) => pixel + 1)))
  const depths = deflateSync(Buffer.concat(Array.from({ length: SIDE }, () => f32(1))))
  const u64 = (value: number): Buffer => u32(value, 0)
  const lines = Array.from({ length: SIDE }, (_, line) =>
    Buffer.concat([u32(line), u64(counts.length), u64(depths.length), u64(SIDE * 4), counts, depths]),
  )
  const first = head.length + SIDE * 8
  return Buffer.concat([head, ...lines.map((line, index) => u64(first + index * line.length)), ...lines])
}

/** A Radiance picture of 16 × 16: four bytes a pixel, three of them times two to the fourth. */
export function radiance(): Buffer {
  return Buffer.concat([
    Buffer.from(`#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${SIDE} +X ${SIDE}\n`, 'latin1'),
    Buffer.alloc(SIDE * SIDE * 4, Buffer.from([0x80, 0x40, 0x20, 0x81])),
  ])
}
