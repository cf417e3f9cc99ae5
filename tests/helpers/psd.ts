/**
 * A small Photoshop file (Adobe Photoshop File Formats): one flat colour, and EXIF as image resource 1058. `version` 2
 * is the large form, PSB, which ffmpeg does not read.
 */
export function layeredPicture({ version, side, model }: { version: 1 | 2; side: number; model: string }): Buffer {
  const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
  const u32 = (value: number): Buffer =>
    Buffer.from([value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff])
  const exif = tiffWith(model)
  const resource = Buffer.concat([
    Buffer.from('8BIM\x04\x22', 'latin1'),
    Buffer.alloc(2),
    u32(exif.length),
    exif,
    Buffer.alloc(exif.length % 2),
  ])
  const layers = version === 1 ? u32(0) : Buffer.alloc(8)
  const pixels = Buffer.concat([200, 100, 50].map((value) => Buffer.alloc(side * side, value)))
  return Buffer.concat([
    Buffer.from('8BPS'),
    u16(version),
    Buffer.alloc(6),
    u16(3),
    u32(side),
    u32(side),
    u16(8),
    u16(3),
    u32(0),
    u32(resource.length),
    resource,
    layers,
    u16(0),
    pixels,
  ])
}

/** A TIFF of one directory: model (0x0110), width (0x0100) and height (0x0101) are enough to be known by. */
function tiffWith(model: string): Buffer {
  const text = Buffer.from(`${model}\0`, 'latin1')
  const entry = (tag: number, type: number, count: number, value: number): Buffer => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt16LE(tag, 0)
    bytes.writeUInt16LE(type, 2)
    bytes.writeUInt32LE(count, 4)
    bytes.writeUInt32LE(value, 8)
    return bytes
  }
  const entries = [entry(0x0100, 4, 1, 64), entry(0x0101, 4, 1, 64), entry(0x0110, 2, text.length, 8 + 2 + 3 * 12 + 4)]
  const head = Buffer.from('II*\0\x08\0\0\0', 'latin1')
  return Buffer.concat([head, Buffer.from([entries.length, 0]), ...entries, Buffer.alloc(4), text])
}
