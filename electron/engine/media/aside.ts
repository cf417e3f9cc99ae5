/**
 * What stands in a file beside picture and sound, read without ffmpeg: bext and iXML of a WAV, EXIF of a still, the
 * camera's data in AVCHD. What can't be read is left out; whether the file is broken is ffprobe's to say.
 */
import { extensionOf, isPicture } from '../domain/media/media-kinds.ts'
import { readAvchd, type AvchdReading } from './avchd.ts'
import { readFrameHeader, type FrameHeader } from './frame-header.ts'
import { readSound, type SoundReading } from './sound.ts'
import { readStill, type StillReading } from './still-facts.ts'

export interface Aside {
  readonly sound: SoundReading | null
  readonly exif: StillReading | null
  readonly avchd: AvchdReading | null
  /** What the header of a numbered frame says. */
  readonly header: FrameHeader | null
  /** What people should know of the file, a sentence. */
  readonly remark: string | null
}

export const EMPTY_ASIDE: Aside = { sound: null, exif: null, avchd: null, remark: null, header: null }

/** Said of a file over which reading was ended. */
export const UNREAD =
  'What is written in it beside picture and sound was not read: it asks for more time or memory than a look takes.'

const SOUND_FILES: ReadonlySet<string> = new Set(['wav', 'bwf', 'rf64', 'w64'])
/** Kinds of frames whose headers are read; what is in them is told by their content. */
const FRAMES: ReadonlySet<string> = new Set(['exr', 'sxr', 'dpx', 'dng'])
const HEIF: ReadonlySet<string> = new Set(['heic', 'heif', 'hif', 'avif'])
const TRANSPORT: ReadonlySet<string> = new Set(['mts', 'm2ts', 'm2t', 'ts'])

const UNFINISHED =
  'The header was not finished: the recorder lost its power or its card. The length is worked out from the size of the file.'

/** Reads what the name promises. Throws only what is a fault of ours. */
export async function readAside(path: string, bytes: number): Promise<Aside> {
  const extension = extensionOf(path)
  const sound = SOUND_FILES.has(extension) ? await orNothing(readSound(path, bytes)) : null
  return {
    sound: sound?.reading ?? null,
    exif: isPicture(path) ? await exifOf(path, bytes, extension) : null,
    header: FRAMES.has(extension) ? await orNothing(readFrameHeader(path)) : null,
    avchd: TRANSPORT.has(extension) ? await orNothing(readAvchd(path)) : null,
    remark: sound?.unfinished === true ? UNFINISHED : null,
  }
}

/**
 * A HEIF picture says in the container how it is turned, and its EXIF says the same again (ISO/IEC 23008-12, annex A).
 */
async function exifOf(path: string, bytes: number, extension: string): Promise<StillReading | null> {
  const exif = await orNothing(readStill(path, bytes))
  return exif !== null && HEIF.has(extension) ? { ...exif, orientation: 1 } : exif
}

async function orNothing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    // Bytes that end too early, and what the file system says: the file is ffprobe's to judge.
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code !== undefined) return null
    throw error
  }
}
