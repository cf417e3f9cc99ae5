/**
 * What the pictures of a still are made from, where its own format has no decoder here: the JPEG that a camera
 * developed and put inside, or the tiles of a HEIF picture, laid together.
 */
import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { failure } from './ffmpeg-errors.ts'
import { fileUrl } from './input.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { isRawStill } from './preview.ts'
import { insideOf, probeFile, type MediaContext } from './probe.ts'

interface StillRequest {
  readonly input: string
  readonly probe: MediaFacts
  readonly outDir: string
  readonly signal?: AbortSignal | undefined
}

/** Endings of what is laid down for a moment; a start after a crash removes them. */
export const STILL_LEFTOVERS = ['.preview.jpg', '.preview.hevc'] as const

/**
 * Runs `make` with the picture to make from: another file where the still itself can't be decoded, which is removed
 * afterwards, else the still. Throws what `make` throws, and 'media.failed' for tiles that can't be decoded.
 */
export async function withStillSource<T>(
  request: StillRequest,
  context: MediaContext,
  make: (source: Pick<StillRequest, 'input' | 'probe'>) => Promise<T>,
): Promise<T> {
  const undecoded = pictureOf(request.probe)?.codec == null
  if (request.probe.kind !== 'still' || !(undecoded || isRawStill(request.input))) return make(request)
  const input = join(request.outDir, `${randomUUID()}.preview.jpg`)
  try {
    const about = { path: request.input, bytes: request.probe.bytes }
    const preview = await insideOf(context).ask('preview', about)
    if (preview !== null) await writeFile(input, preview.jpeg)
    else if (!(await layTiles(request, context, input))) return await make(request)
    const probe = await probeFile(input, context, request.signal ? { signal: request.signal } : {})
    return await make(probe.ok ? { input, probe: turnedLike(request.probe, probe) } : request)
  } finally {
    await rm(input, { force: true })
  }
}

/** Makes one JPEG of the tiles of a HEIF picture; false when the file is none. */
async function layTiles(request: StillRequest, context: MediaContext, output: string): Promise<boolean> {
  const { runner, tools } = context
  const about = { path: request.input, bytes: request.probe.bytes }
  const picture = await insideOf(context).ask('heif', about)
  if (picture === null) return false
  const stream = join(request.outDir, `${randomUUID()}.preview.hevc`)
  try {
    await writeFile(stream, picture.stream)
    const result = await runner.run({
      exe: tools.ffmpeg.path,
      signal: request.signal,
      args: [
        '-hide_banner',
        '-nostdin',
        '-loglevel',
        'error',
        '-y',
        '-protocol_whitelist',
        'file,pipe',
        '-f',
        'hevc',
        '-i',
        fileUrl(stream),
        // The matrix and range of a JPEG (JFIF).
        '-vf',
        `${picture.filters},scale=out_color_matrix=smpte170m:out_range=pc,format=yuvj444p`,
        '-frames:v',
        '1',
        '-q:v',
        '2',
        '-f',
        'mjpeg',
        fileUrl(output),
      ],
    })
    if (result.code !== 0) throw failure(request.input, tools.ffmpeg.version, result)
    return true
  } finally {
    await rm(stream, { force: true })
  }
}

/** The picture inside a raw still lies as the sensor does: how it is turned stands in the file around it. */
function turnedLike(original: MediaFacts, preview: MediaFacts): MediaFacts {
  const [like, own] = [pictureOf(original), pictureOf(preview)]
  if (like === null || own === null || own.rotation !== 0 || like.rotation === 0) return preview
  if (like.width > like.height !== own.width > own.height) return preview
  const turned = like.rotation === 90 || like.rotation === 270
  return {
    ...preview,
    video: preview.video.map((stream) =>
      stream !== own
        ? stream
        : {
            ...stream,
            rotation: like.rotation,
            mirrored: like.mirrored ?? false,
            ...(turned ? { displayWidth: stream.displayHeight, displayHeight: stream.displayWidth } : {}),
          },
    ),
  }
}
