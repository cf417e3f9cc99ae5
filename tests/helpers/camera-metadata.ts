/**
 * Metadata of cameras as their files hold it, made from the public descriptions of its layout.
 */
function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A box with its body. */
export function box(type: string, ...bodies: readonly Buffer[]): Buffer {
  const body = Buffer.concat(bodies)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

const tag = (id: number, body: Buffer): Buffer => Buffer.concat([u16(id), u16(body.length), body])

/** One frame of Sony's `rtmd`: hours, minutes, seconds, drop-frame and frames in the header, then the tags. */
export function rtmd(
  label: readonly [number, number, number, number, number],
  tags: readonly (readonly [number, Buffer])[],
): Buffer {
  const header = Buffer.alloc(0x1c)
  header.writeUInt16BE(0x1c, 0)
  header.set(label, 13)
  const set = Buffer.from('060e2b34025301010c02010101010000', 'hex')
  const inside = Buffer.concat(tags.map(([id, body]) => tag(id, body)))
  return Buffer.concat([header, set, u16(0x8300), u16(inside.length), inside])
}

/** Tags of a frame in S-Log3, 1/50 s, ISO 800, 5,600 K. */
export const SLOG3_TAGS: readonly (readonly [number, Buffer])[] = [
  [0x3210, Buffer.from('060e2b34040101060e06040101010605', 'hex')],
  [0x3219, Buffer.from('060e2b34040101060e06040101030105', 'hex')],
  [0x8007, Buffer.from('FE 24-70mm F2.8 GM II\0')],
  [0x8109, Buffer.concat([u32(1), u32(50)])],
  [0x810b, u16(800)],
  [0x810e, u16(5600)],
  [0x8114, Buffer.from('ILCE-7SM3 5072108\0')],
]

/** An index with one track of a kind, whose first sample lies at a place; `steps` are runs of samples and of ticks, 30,000 a second. */
export function indexWith(
  letters: string,
  sample: { readonly at: number; readonly bytes: number },
  { handler = 'meta', steps = [] }: { handler?: string; steps?: readonly (readonly [number, number])[] } = {},
): Buffer {
  const table = box(
    'stbl',
    box('stsd', u32(0), u32(1), box(letters, Buffer.alloc(8))),
    box('stts', u32(0), u32(steps.length), ...steps.flatMap(([count, ticks]) => [u32(count), u32(ticks)])),
    box('stsz', u32(0), u32(0), u32(1), u32(sample.bytes)),
    box('stco', u32(0), u32(1), u32(sample.at)),
  )
  const handles = box('hdlr', u32(0), u32(0), Buffer.from(handler, 'latin1'), Buffer.alloc(13))
  const clock = Buffer.alloc(24)
  clock.writeUInt32BE(30_000, 12)
  return box('trak', box('mdia', box('mdhd', clock), handles, box('minf', table)))
}

/** One entry of GPMF. */
export function gpmf(name: string, type: string, size: number, body: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil(body.length / 4) * 4)
  padded.set(body)
  return Buffer.concat([Buffer.from(name + type, 'latin1'), Buffer.of(size), u16(body.length / size), padded])
}

/** Canon's notes with Canon Log's version, a TIFF of one entry. */
export function canonNotes(version: number): Buffer {
  const tiff = Buffer.alloc(26 + 48)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x4026, 10)
  tiff.writeUInt16LE(9, 12)
  tiff.writeUInt32LE(12, 14)
  tiff.writeUInt32LE(26, 18)
  tiff.writeUInt32LE(48, 26)
  tiff.writeUInt32LE(version, 26 + 44)
  return tiff
}

/** Sony's XML of a clip, as cameras write it inside the file and beside it. */
export const SONY_XML = `<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.10" lastUpdate="2024-05-01T10:10:26+09:00">
 <Duration value="419"/>
 <LtcChangeTable tcFps="25" halfStep="false">
  <LtcChange frameCount="0" value="16261010" status="increment"/><LtcChange frameCount="418" value="03431010" status="end"/>
 </LtcChangeTable>
 <CreationDate value="2024-05-01T10:10:26+09:00"/>
 <Device manufacturer="Sony" modelName="ILME-FX3" serialNo="4294967295"/>
 <Lens modelName="FE 35mm F1.4 GM"/>
 <AcquisitionRecord><Group name="CameraUnitMetadataSet">
  <Item name="CaptureGammaEquation" value="s-log3-cine"/><Item name="CaptureColorPrimaries" value="s-gamut3-cine"/>
 </Group><Group name="ExifGPS">
  <Item name="LatitudeRef" value="N"/><Item name="Latitude" value="35:41:22.200"/>
  <Item name="LongitudeRef" value="W"/><Item name="Longitude" value="139:41:30.12"/><Item name="Status" value="A"/>
 </Group></AcquisitionRecord>
</NonRealTimeMeta>`

/** The first frame of DJI's subtitles in D-Log. */
export const DJI_SRT = `1
00:00:00,000 --> 00:00:00,020
<font size="28">FrameCnt: 1, DiffTime: 20ms
2021-12-25 12:27:52.373
[iso: 220] [shutter: 1/8000.0] [fnum: 3.2] [ev: 0] [ct: 5115] [color_md : dlog] [focal_len: 24.00] [latitude: 3.41531] [longitude: -3.37440] [rel_alt: -2.400 abs_alt: 0.401] </font>
`
