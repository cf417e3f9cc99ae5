/**
 * EXIF put into a JPEG that has none (CIPA DC-008): the words that a camera writes there.
 */

export interface ExifWords {
  /** 1 to 8; 1 is upright. */
  readonly orientation?: number
  readonly make?: string
  readonly model?: string
  /** "2013:11:26 15:53:55" */
  readonly taken?: string
  /** "+02:00" */
  readonly zone?: string
}

const ASCII = 2
const SHORT = 3
const LONG = 4
const EXIF_DIRECTORY = 0x8769

type Entry = readonly [tag: number, type: number, value: string | number]

/** The JPEG with these words right behind its first marker. */
export function withExif(jpeg: Buffer, words: ExifWords): Buffer {
  const said = (tag: number, type: number, value: string | number | undefined): Entry[] =>
    value === undefined ? [] : [[tag, type, value]]
  const camera = [
    ...said(0x010f, ASCII, words.make),
    ...said(0x0110, ASCII, words.model),
    ...said(0x0112, SHORT, words.orientation),
  ]
  const exposure = [...said(0x9003, ASCII, words.taken), ...said(0x9011, ASCII, words.zone)]
  const first = directory([...camera, [EXIF_DIRECTORY, LONG, 0]], 8)
  const tiff = Buffer.concat([
    Buffer.from('MM\0*\0\0\0\x08', 'latin1'),
    directory([...camera, [EXIF_DIRECTORY, LONG, 8 + first.length]], 8),
    directory(exposure, 8 + first.length),
  ])
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
}

/** A directory of a TIFF that stands at `at`, with the words that don't fit into its entries behind it. */
function directory(entries: readonly Entry[], at: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4)
  head.writeUInt16BE(entries.length)
  const behind: Buffer[] = []
  let next = at + head.length
  for (const [index, [tag, type, value]] of entries.entries()) {
    const entry = 2 + index * 12
    const text = typeof value === 'string' ? Buffer.from(`${value}\0`, 'latin1') : null
    head.writeUInt16BE(tag, entry)
    head.writeUInt16BE(type, entry + 2)
    head.writeUInt32BE(text?.length ?? 1, entry + 4)
    if (text !== null && text.length > 4) {
      head.writeUInt32BE(next, entry + 8)
      behind.push(text)
      next += text.length
    } else if (text !== null) text.copy(head, entry + 8)
    else if (type === SHORT) head.writeUInt16BE(Number(value), entry + 8)
    else head.writeUInt32BE(Number(value), entry + 8)
  }
  return Buffer.concat([head, ...behind])
}
