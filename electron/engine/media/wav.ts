/**
 * Walks the chunks of a WAV file and its big brothers: RIFF, RF64 (EBU Tech 3306) and BW64 (ITU-R BS.2088), where the
 * ds64 chunk holds the sizes that 32 bits can't. Reads only the small chunks; the sound itself is stepped over.
 */
import type { FileHandle } from 'node:fs/promises'
import { openMedia } from '../files/open-plain.ts'

/** The chunks that tell something, and the size of the sound. */
interface WavChunks {
  readonly form: 'RIFF' | 'RF64' | 'BW64'
  readonly fmt: Buffer | null
  readonly bext: Buffer | null
  readonly ixml: Buffer | null
  readonly dataBytes: number
  /** Fewer bytes of sound are there than the header says. */
  readonly cut: boolean
  /** The size of the sound was never written (0, or all bits set without a ds64), and bytes follow. */
  readonly unfinished: boolean
}

/** Chunks of metadata above this are left unread; real ones stay below 100 kB. */
const MAX_CHUNK = 4 * 1024 * 1024
/** A file made to keep us busy has many empty chunks. */
const MAX_CHUNKS = 1000
const UNKNOWN_SIZE = 0xffff_ffff

/** Less than this after an empty sound chunk is padding. */
const MIN_SOUND = 512

/** True when a chunk's name stands there: the sound is empty and metadata follows. */
async function isChunk(file: FileHandle, position: number): Promise<boolean> {
  return /^(?:LIST|bext|iXML|id3 |ID3 |cue |smpl|fact|JUNK|junk|axml|_PMX|PEAK|umid|elm1|minf|regn)$/.test(
    (await readAt(file, position, 4)).toString('latin1'),
  )
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** The sizes in ds64: of the sound, and of chunks in its table. */
function readDs64(chunk: Buffer): { readonly data: number; readonly others: ReadonlyMap<string, number> } {
  const others = new Map<string, number>()
  if (chunk.length < 24) return { data: 0, others }
  const count = chunk.length >= 28 ? chunk.readUInt32LE(24) : 0
  for (let entry = 0; entry < count && 28 + entry * 12 + 12 <= chunk.length; entry += 1) {
    const at = 28 + entry * 12
    others.set(chunk.toString('latin1', at, at + 4), Number(chunk.readBigUInt64LE(at + 4)))
  }
  return { data: Number(chunk.readBigUInt64LE(8)), others }
}

/**
 * Reads the chunks; null when the file is none of the three forms. A file that was cut short gives what is there; the
 * size of the sound is then what is really in the file.
 */
export async function readWavChunks(file: FileHandle, fileBytes: number): Promise<WavChunks | null> {
  const head = await readAt(file, 0, 12)
  const form = head.toString('latin1', 0, 4)
  if (head.length < 12 || head.toString('latin1', 8, 12) !== 'WAVE') return null
  if (form !== 'RIFF' && form !== 'RF64' && form !== 'BW64') return null

  const found: {
    fmt: Buffer | null
    bext: Buffer | null
    ixml: Buffer | null
    dataBytes: number
    cut: boolean
    unfinished: boolean
  } = {
    fmt: null,
    bext: null,
    ixml: null,
    dataBytes: 0,
    cut: false,
    unfinished: false,
  }
  let sizes: ReturnType<typeof readDs64> = { data: 0, others: new Map() }
  let position = 12
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= fileBytes; count += 1) {
    const header = await readAt(file, position, 8)
    if (header.length < 8) break
    const id = header.toString('latin1', 0, 4)
    const stated = header.readUInt32LE(4)
    const size = stated !== UNKNOWN_SIZE ? stated : id === 'data' ? sizes.data : (sizes.others.get(id) ?? 0)
    const body = position + 8
    if (id === 'data') {
      found.dataBytes = Math.min(size, fileBytes - body)
      // Writers that stream set all bits and know no size; RF64 has the real one.
      found.cut = size > fileBytes - body && !(stated === UNKNOWN_SIZE && form === 'RIFF')
      // Recorders write the sizes when they stop. What follows an unwritten one is sound, not chunks.
      found.unfinished = size === 0 && fileBytes - body > MIN_SOUND && !(await isChunk(file, body))
      if (found.unfinished) {
        found.dataBytes = fileBytes - body
        break
      }
    }
    if (id !== 'data' && size <= MAX_CHUNK) {
      if (id === 'ds64') sizes = readDs64(await readAt(file, body, size))
      else if (id === 'fmt ') found.fmt = await readAt(file, body, size)
      else if (id === 'bext') found.bext = await readAt(file, body, size)
      else if (id === 'iXML') found.ixml = await readAt(file, body, size)
    }
    // Chunks begin on even bytes; a size that runs past the end stops the walk.
    position = body + size + (size % 2)
  }
  return { form, ...found }
}

/** True for a recording whose header speaks of more sound than there is. Throws what the file system throws. */
export async function soundCut(path: string, bytes: number): Promise<boolean> {
  const file = await openMedia(path)
  try {
    return (await readWavChunks(file, bytes))?.cut === true
  } finally {
    await file.close()
  }
}
