/**
 * A camera's own proxy as the review proxy: its pictures are copied as they are into a file that every window plays, and
 * nothing is encoded but sound that windows don't play.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { needSpace, settle } from './derive-disk.ts'
import { limitsOf } from './derive-limits.ts'
import { failure } from './ffmpeg-errors.ts'
import { fileUrl, inputOptions } from './input.ts'
import { probeFile, type MediaContext } from './probe.ts'
import { proxyTimecode } from './recipes/proxy.ts'
import { pictureOf } from '../domain/media/picture.ts'

interface AdoptRequest {
  /** The camera's proxy, and what was found in it. */
  readonly input: string
  readonly proxy: MediaFacts
  readonly original: MediaFacts
  readonly outDir: string
  readonly signal: AbortSignal
}

interface AdoptedFile {
  readonly path: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly frames: number | null
  readonly command: string
}

/** Sound that browsers play in an MP4. */
const COPIED: ReadonlySet<string> = new Set(['aac', 'mp3'])

/** The arguments for ffmpeg but the output. Pure. */
function adoptArgs(input: string, proxy: MediaFacts, original: MediaFacts): string[] {
  const picture = pictureOf(proxy)
  const timecode = proxyTimecode(original)
  return [
    '-hide_banner',
    '-nostdin',
    '-loglevel',
    'error',
    '-y',
    ...inputOptions(input),
    '-i',
    fileUrl(input),
    '-map',
    `0:${picture?.index ?? 0}`,
    ...proxy.audio.flatMap(({ index }) => ['-map', `0:${index}`]),
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
    '-c:v',
    'copy',
    ...proxy.audio.flatMap(({ codec }, at) => [`-c:a:${at}`, COPIED.has(codec ?? '') ? 'copy' : 'aac']),
    ...(timecode === null ? [] : ['-timecode', timecode]),
    '-movflags',
    '+faststart',
    '-f',
    'mp4',
  ]
}

/**
 * Copies it, reads it back, and gives it its name only when its frames are those of the original. Throws RushesError
 * 'media.failed', 'media.unsupported', 'disk.full', 'cancelled'.
 */
export async function adoptProxy(request: AdoptRequest, context: MediaContext): Promise<AdoptedFile> {
  const { input, proxy, original, outDir, signal } = request
  await mkdir(outDir, { recursive: true })
  await needSpace(outDir)
  const path = join(outDir, 'camera-proxy.mp4')
  const temporary = `${path}.${randomUUID()}.part`
  try {
    const result = await context.runner.run({
      exe: context.tools.ffmpeg.path,
      ...limitsOf(proxy),
      args: [...adoptArgs(input, proxy, original), fileUrl(temporary)],
      signal,
    })
    if (result.code !== 0) throw failure(input, context.tools.ffmpeg.version, result)
    const made = await probeFile(temporary, context, { signal })
    const picture = made.ok ? pictureOf(made) : null
    if (picture === null || (picture.frames ?? 0) !== original.durationFrames)
      throw new RushesError(
        'media.failed',
        `${input} could not be taken over as the proxy: of ${original.durationFrames ?? 'an unknown number of'} frames ${picture?.frames ?? 0} came over. Rushes makes its own.`,
        { input, command: result.command, log: result.log },
      )
    await settle(temporary, path)
    const { size } = await stat(path)
    return {
      path,
      bytes: size,
      width: picture.displayWidth,
      height: picture.displayHeight,
      frames: picture.frames,
      command: result.command,
    }
  } finally {
    await rm(temporary, { force: true })
  }
}
