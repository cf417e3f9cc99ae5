/**
 * Taking over a camera's proxy as the review proxy, as a kind of job: it is copied into the library, so that the clip
 * plays when its drive is away. Where that fails, our own proxy is asked for.
 */
import { z } from 'zod'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { idSchema } from '../../../shared/model/primitives.ts'
import { proxiesBeside, type CameraProxy } from '../db/catalogue/camera-proxies.ts'
import { assetsOfContent, readablePaths, volumeOfContent } from '../db/catalogue/contents.ts'
import { upsertDerivative } from '../db/catalogue/derivatives.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import type { EngineContext } from '../context.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import { judgeProxy } from '../domain/media/adopt.ts'
import { firstThere } from '../ingest/first-there.ts'
import { adoptProxy } from '../media/adopt-proxy.ts'
import type { MediaContext } from '../media/probe.ts'
import { recipeOf } from '../media/recipes/index.ts'
import type { DerivativeMaker } from './maker.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from './handler.ts'

export const ADOPT = 'adopt-proxy'
/** Before our own proxies: it is quick. */
export const ADOPT_PRIORITY = 65

const adoptParamsSchema = z.strictObject({ proxyId: idSchema })
type AdoptParams = z.infer<typeof adoptParamsSchema>

interface AdoptDeps {
  readonly media: () => Promise<MediaContext>
  readonly asText: (path: string) => string
  readonly maker: Pick<DerivativeMaker, 'folderFor' | 'placeOf'>
  /** Asks for our own proxy of these clips. */
  readonly makeOwn: (assetIds: readonly string[]) => Promise<void>
}

/** The lanes of one: a processor, and the drive that it reads. */
export function adoptLanes(db: ReadableDb, proxyId: string): readonly Lane[] {
  const volume = volumeOfContent(db, proxyId)
  return volume === undefined ? ['cpu'] : ['cpu', `volume:${volume}`]
}

/** The proxy of a clip that can be taken over: there is one alone, it is good, and the clip lies in one file. */
export function adoptable(db: ReadableDb, contentId: string): CameraProxy | null {
  const [only, ...others] = proxiesBeside(db, contentId)
  const recording = readRecording(db, contentId)
  if (only?.probe == null || others.length > 0 || recording === undefined || recording.pieces.length > 0) return null
  return judgeProxy(recording.probe, only.probe).good ? only : null
}

/** Jobs that take proxies over. */
export function adoptJob(context: EngineContext, deps: AdoptDeps): JobHandler {
  const { writer } = context.library

  async function run(job: JobOf<AdoptParams>, signal: AbortSignal, progress: JobProgress): Promise<JobEnd> {
    const { subject, params } = job
    const proxy = adoptable(writer, subject.id)
    const original = readRecording(writer, subject.id)?.probe
    if (proxy?.probe?.ok !== true || proxy.contentId !== params.proxyId || original?.ok !== true)
      return await own(
        subject.id,
        new RushesError('not_found', 'The camera’s proxy is not what it was. Rushes makes its own.'),
      )
    const input = await firstThere(readablePaths(writer, proxy.contentId).filter((path) => !progress.isSuspended(path)))
    if (input === undefined) return { state: 'held', because: 'Waits for a drive that holds the camera’s proxy' }
    progress.uses([input])
    try {
      const outDir = await deps.maker.folderFor(subject.id)
      const request = { input: deps.asText(input), proxy: proxy.probe, original, outDir, signal }
      const { path, bytes, width, height, frames, command } = await adoptProxy(request, await deps.media())
      return {
        state: 'done',
        command,
        commit: () => {
          upsertDerivative(
            writer,
            {
              contentId: subject.id,
              recipe: 'proxy',
              recipeVersion: recipeOf('proxy').version,
              path: deps.maker.placeOf(path),
              bytes,
              mime: 'video/mp4',
              width,
              height,
              meta: { camera: proxy.name, frames },
            },
            context.now(),
          )
        },
      }
    } catch (error) {
      if (!isRushesError(error) || error.code !== 'media.failed') throw error
      return await own(subject.id, error)
    }
  }

  async function own(contentId: string, error: RushesError): Promise<JobEnd> {
    await deps.makeOwn(assetsOfContent(writer, contentId))
    return { state: 'failed', error, final: true }
  }

  return defineJob<AdoptParams>({
    kind: ADOPT,
    parse: (params) => adoptParamsSchema.parse(params),
    lanes: ({ params }) => adoptLanes(writer, params.proxyId),
    priority: () => ADOPT_PRIORITY,
    run,
  })
}
