/**
 * Probes a file: what it is, how long, at what rate, from which timecode, in which colour. Never throws for what a file
 * holds.
 */
import { open, stat } from 'node:fs/promises'
import type { Probe } from '../../../shared/model/probe.ts'
import { RushesError, isRushesError } from '../../../shared/model/errors.ts'
import { classify, extensionOf } from '../domain/media-kinds.ts'
import { ffprobeSchema, type FfprobeStream } from './ffprobe-json.ts'
import { fileUrl, inputOptions } from './input.ts'
import { factsOf } from './probe-facts.ts'
import { isRawStill, readPreview } from './preview.ts'
import type { Runner } from './runner.ts'
import { readSound, type SoundReading } from './sound.ts'
import type { MediaTools } from './tools.ts'

/** What probing and making need: the programs and who runs them. */
export interface MediaContext {
  readonly tools: MediaTools
  readonly runner: Runner
}

export interface ProbeOptions {
  readonly signal?: AbortSignal
  /** A file that takes longer is called broken. Default 30 s. */
  readonly timeLimitMs?: number
}

/** How far into a file ffprobe looks for streams: enough for transport streams whose sound begins late. */
const ANALYSE = ['-analyzeduration', '15000000', '-probesize', '30000000'] as const
/** ffprobe reads headers and a few frames; a gigabyte is far more than any real file needs. */
const PROBE_MEMORY = 1024 ** 3
const TIME_LIMIT_MS = 30_000

const SOUND_FILES: ReadonlySet<string> = new Set(['wav', 'bwf', 'rf64', 'w64'])

const NOT_MEDIA = 'The content is no media that can be read here: the file is damaged, or is not what its name says.'

/** Sentences for what ffprobe says of files that people really meet. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/partial file|truncat|End of file/i, 'The file is cut short. Look for another copy.'],
  [/Permission denied/i, 'The file can\'t be read: this user may not open it.'],
  [/Input\/output error/i, 'The drive reported an error while reading. Look for another copy.'],
  [/whitelist|Invalid data found|Invalid argument|Format not on/i, NOT_MEDIA],
]

/** The boxes that a QuickTime or MP4 file begins with (ISO/IEC 14496-12 and QuickTime). */
const FIRST_BOXES: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'uuid'])
/** Brands of HEIF pictures (ISO/IEC 23008-12), which this generation of ffmpeg can't open. */
const HEIF_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'hevc'])

/** Why a file that looked like QuickTime has no index: `head` is its first twelve bytes. */
function reasonWithoutIndex(head: Buffer): string {
  if (!FIRST_BOXES.has(head.toString('latin1', 4, 8))) return NOT_MEDIA
  if (HEIF_BRANDS.has(head.toString('latin1', 8, 12))) {
    return 'The file is a HEIF picture, which this ffmpeg can\'t open. ' +
      'It is kept and copied like any other; for a poster, export it as JPEG.'
  }
  return 'The file has no index (moov): the recording was cut short or the copy is incomplete. ' +
    'The camera may be able to repair it; look for another copy.'
}

function reasonFor(log: string, head: Buffer): string {
  if (log.includes('moov atom not found')) return reasonWithoutIndex(head)
  const known = REASONS.find(([pattern]) => pattern.test(log))
  if (known) return known[1]
  const last = log.trim().split('\n').at(-1)?.replace(/^\[[^\]]*\]\s*/, '') ?? ''
  return last === '' ? 'The content is no media that can be read here.' : `The content can't be read: ${last}`
}

/** The arguments for ffprobe. Pure. */
export function probeArgs(path: string): string[] {
  return [
    '-hide_banner', '-v', 'error', ...ANALYSE, ...inputOptions(path),
    '-show_format', '-show_streams', '-print_format', 'json', fileUrl(path),
  ]
}

/**
 * Probes the file at an absolute path. Content that is broken, unknown, empty or too slow gives `{ok: false, reason}`.
 * Throws RushesError 'source.missing' or 'source.unreadable' when the file itself can't be reached, 'cancelled',
 * 'media.tool_missing'.
 */
export async function probeFile(path: string, context: MediaContext, options: ProbeOptions = {}): Promise<Probe> {
  const bytes = await sizeOf(path)
  const broken = (reason: string, log = ''): Probe => ({ ok: false, bytes, reason, log })
  if (bytes === 0) return broken(
    'The file is empty (0 bytes). The recording or the copy failed; look for another copy.',
  )
  const sound = await soundOf(path, bytes)
  let result
  try {
    result = await context.runner.run({
      exe: context.tools.ffprobe.path,
      args: probeArgs(path),
      timeLimitMs: options.timeLimitMs ?? TIME_LIMIT_MS,
      memoryLimitBytes: PROBE_MEMORY,
      signal: options.signal,
    })
  } catch (error) {
    // A limit was passed: the file's doing, so it is catalogued as broken. Cancelling and a missing tool are not.
    if (isRushesError(error) && error.code === 'media.failed') return broken(
      error.message, String(error.details['log'] ?? ''),
    )
    throw error
  }
  const parsed = ffprobeSchema.safeParse(parseJson(result.output.toString('utf8')))
  const readable = result.code === 0 && parsed.success && parsed.data.streams.some(hasContent)
  if (!readable && isRawStill(path)) return rawStill(path, bytes, result.log)
  if (result.code !== 0) return broken(reasonFor(result.log, await headOf(path)), result.log)
  if (!parsed.success) return broken('The content can\'t be described: ffprobe found no container in it.', result.log)
  if (!parsed.data.streams.some(hasContent)) return broken(
    'The file has neither picture nor sound in it: it is damaged, or is not what its name says.', result.log,
  )
  return factsOf(parsed.data, { bytes, still: classify(path) === 'still', sound })
}

/**
 * A raw still that ffprobe does not know is what its developed JPEG shows: the size is that of the JPEG, which most
 * cameras write as large as the picture.
 */
async function rawStill(path: string, bytes: number, log: string): Promise<Probe> {
  const preview = await readPreview(path, bytes)
  if (preview === null) {
    const reason = 'This camera raw format can\'t be read here, and no preview is in the file. ' +
      'It is kept and copied like any other.'
    return { ok: false, bytes, reason, log }
  }
  const format = extensionOf(path)
  const stream = {
    index: 0, codec_type: 'video', codec_tag_string: format.toUpperCase(), width: preview.width, height: preview.height,
  }
  return factsOf({ streams: [stream], format: { format_name: format } }, { bytes, still: true, sound: null })
}

/** A picture without a size is one that no decoder recognised. */
function hasContent(stream: FfprobeStream): boolean {
  return stream.codec_type !== 'video' || (stream.width ?? 0) > 0
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(12), 0, 12, 0)
    return buffer
  } finally {
    await file.close()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // ffprobe writes broken JSON for some hostile tags; the schema then refuses it.
    return null
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const info = await stat(path)
    if (info.isFile()) return info.size
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new RushesError(
      missing ? 'source.missing' : 'source.unreadable',
      missing
        ? `${path} is not there. Connect its drive, or scan the folder again.`
        : `${path} can't be read. Check its permissions and its drive.`,
      { path }, { cause },
    )
  }
  throw new RushesError('source.unreadable', `${path} is no file. Only files can be probed.`, { path })
}

/**
 * Chunks that can't be read leave the sound facts out; ffprobe's own reading of the file decides whether it is broken.
 */
async function soundOf(path: string, bytes: number): Promise<SoundReading | null> {
  if (!SOUND_FILES.has(extensionOf(path))) return null
  try {
    return await readSound(path, bytes)
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code !== undefined) return null
    throw error
  }
}
