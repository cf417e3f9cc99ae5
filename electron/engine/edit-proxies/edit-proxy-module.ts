/**
 * The module of edit proxies: their procedures and their kind of job.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { EngineBase } from '../app/base.ts'
import { defineModule } from '../app/compose.ts'
import type { EngineContext } from '../context.ts'
import { findAssetIds, readAssetRow } from '../db/catalogue/assets-read.ts'
import type { CameraProxyDetail } from '../../../shared/model/asset.ts'
import { awaitsProbe, primaryContent } from '../db/catalogue/contents.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { inBatches } from '../db/core/in-batches.ts'
import { readProxyPresets } from '../db/entities/proxy-preset.ts'
import { enqueueJob } from '../db/jobs/jobs.ts'
import { presetFolder, PROXY_PRESETS } from '../domain/edit-proxies/presets.ts'
import { presetKey } from '../domain/presets.ts'
import type { Probing } from '../ingest/intake.ts'
import { needFolder } from '../files/need-folder.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import { keepUntouched } from '../volumes/keep-untouched.ts'
import type { TextAliases } from '../files/text-alias.ts'
import type { MediaGroup } from '../jobs/media-group.ts'
import { adoptable } from '../jobs/adopt-job.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { requestWork } from '../jobs/request.ts'
import { EDIT_PRIORITY } from '../media/recipes/edit-proxy.ts'
import { probeFile } from '../media/probe.ts'
import type { MediaService } from '../media/service.ts'
import { searchFor } from '../services/assets.ts'
import { cameraProxiesOf } from '../services/camera-proxies.ts'
import { planProxies, refusedAll, type PlannedProxies } from './plan-proxies.ts'
import { presetHandlers } from './preset-handlers.ts'
import { EDIT_PROXY, editLanes, proxyJob } from './proxy-job.ts'

/** A query that finds more is asked for in parts. */
const MAX_CLIPS = 20_000

interface ProxyParts {
  readonly queue: JobQueue
  readonly media: MediaService
  readonly mediaGroup: MediaGroup
  readonly intake: Probing
  readonly aliases: TextAliases
  readonly maker: DerivativeMaker
}

export const editProxyModule = defineModule(
  'editProxies',
  ({ context, queue, media, mediaGroup, maker, intake, aliases, services }: EngineBase & ProxyParts) => {
    const { reader } = context.library
    queue.add(proxyJob(context, { group: mediaGroup, media: media.context, asText: aliases.of }))
    services.add((os) => ({
      editProxies: os.editProxies.router({
        ...presetHandlers(os, context),
        adopt: os.editProxies.adopt.handler(async ({ input }) => {
          const assetIds = findAssetIds(reader, searchFor(context, input.query), MAX_CLIPS)
          if (awaitsProbe(reader, assetIds)) await intake.lookInto()
          const rows = proxiesOf(assetIds)
          const count = await requestWork(
            context.library.writer,
            maker,
            rows.map(({ assetId }) => assetId),
            ['proxy'],
            true,
            context.now(),
            { adoptOnly: true },
          )
          context.events.publish(['jobs', 'assets'], null)
          queue.wake()
          // What is being taken over is told as what it will be.
          return {
            count,
            rows: rows.map((row) => ({ ...row, proxies: row.proxies.map((one) => willBe(reader, row.assetId, one)) })),
          }
        }),
        plan: os.editProxies.plan.handler(async ({ input }) => {
          if (input.to !== null) await needTarget(input.to)
          return (await planned(input)).plan
        }),
        start: os.editProxies.start.handler(async ({ input }) => {
          if (input.to !== null) await needTarget(input.to)
          const { plan, jobs } = await planned(input)
          const ids = await enqueue(context, jobs)
          queue.wake()
          return { ...plan, jobs: ids }
        }),
      }),
    }))

    /** Clips that have proxies beside them, of the first of a selection. */
    function proxiesOf(assetIds: readonly string[]) {
      return assetIds.flatMap((assetId) => {
        const proxies = cameraProxiesOf(reader, assetId)
        const name = proxies.length === 0 ? undefined : readAssetRow(reader, assetId)?.name
        return name === undefined ? [] : [{ assetId, name, proxies }]
      })
    }

    /** Nothing is written into the library, on a card, into what is sealed, nor where a pulled drive was. */
    async function needTarget(to: string): Promise<void> {
      await needFolder(to)
      await placeToWrite(context, to, { purpose: 'takes no proxies', what: 'the proxies' })
      await keepUntouched(reader, to, 'the proxies')
    }

    async function planned(wish: {
      readonly query: string
      readonly ids: readonly string[] | null
      readonly params: Parameters<typeof planProxies>[2]['params']
      readonly to: string | null
      readonly sound: Parameters<typeof planProxies>[2]['sound']
      readonly eachFile: boolean
      readonly rate?: Parameters<typeof planProxies>[2]['rate']
      readonly unasked?: Parameters<typeof planProxies>[2]['unasked']
    }): Promise<PlannedProxies> {
      if (wish.eachFile && wish.sound !== null)
        throw new RushesError(
          'usage',
          'Sound is laid beside the whole of a recording. Make proxies of each file without it, or one proxy with it.',
        )
      const mark = wish.params.burn?.watermark ?? null
      if (mark !== null) await needPicture(mark)
      const assetIds = wish.ids ?? findAssetIds(reader, searchFor(context, wish.query), MAX_CLIPS)
      const { tools } = await media.context()
      return await planProxies(reader, tools.capabilities, { ...wish, assetIds })
    }

    intake.onLooked(async (assetIds) => {
      const { ingestPresets, ingestFolder } = context.settings()
      if (ingestFolder === null || ingestPresets.length === 0) return
      await proxiesAtIngest(assetIds, ingestPresets, ingestFolder)
    })

    /** Nobody waits for an answer: what can't be made becomes a failed job, and what has to wait a held one. */
    async function proxiesAtIngest(assetIds: readonly string[], names: readonly string[], to: string): Promise<void> {
      const known = [...PROXY_PRESETS, ...readProxyPresets(reader)]
      for (const name of names) {
        const preset = known.find((one) => presetKey(one.name) === presetKey(name))
        // Proxies of one clip by two presets bear one name: each preset has a folder of its own then.
        const unasked = { below: names.length > 1 ? [presetFolder(name)] : [] }
        try {
          if (preset === undefined) throw goneFrom(name)
          const { params } = preset
          const { jobs } = await planned({
            query: '',
            ids: assetIds,
            params,
            to,
            sound: null,
            eachFile: false,
            unasked,
          })
          await enqueue(context, jobs)
        } catch (error) {
          if (!isRushesError(error)) throw error
          await enqueue(context, refusedAll(reader, assetIds, to, error.message))
        }
      }
    }

    /** Throws where the watermark is no picture that can be read: each clip would fail for it. */
    async function needPicture(path: string): Promise<void> {
      const probe = await probeFile(aliases.of(path), await media.context())
      if (!probe.ok || probe.kind !== 'still')
        throw new RushesError(
          'usage',
          `${visible(path)} is no picture that can be laid over others${probe.ok ? '' : `: ${probe.reason}`} Choose a PNG.`,
          { path },
        )
    }
    return { part: null }
  },
)

const goneFrom = (name: string): RushesError =>
  new RushesError(
    'not_found',
    `No edit proxy was made: there is no preset “${visible(name)}” any more. Choose another for new media in the settings.`,
  )

/** A proxy that is good and not used is the one that is being taken over. */
function willBe(db: ReadableDb, assetId: string, proxy: CameraProxyDetail): CameraProxyDetail {
  const contentId = primaryContent(db, assetId)
  const good = contentId === undefined ? null : adoptable(db, contentId)
  return proxy.use === 'none' && good?.name === proxy.name ? { ...proxy, use: 'review' } : proxy
}

/** Asks for them; the queue is woken by whoever has asked for all. */
async function enqueue(context: EngineContext, jobs: PlannedProxies['jobs']): Promise<string[]> {
  const { writer } = context.library
  const ids: string[] = []
  await inBatches(writer, jobs, ({ volumeId, contentId, label, cost, ...params }) => {
    const job = {
      kind: EDIT_PROXY,
      // By its content, so that one decode feeds all that is due on it.
      subject: { kind: 'content', id: contentId },
      params,
      lanes: editLanes(volumeId),
      priority: EDIT_PRIORITY,
      label,
      cost,
    } as const
    ids.push(enqueueJob(writer, job, true, context.now()).id)
  })
  context.events.publish(['jobs'], null)
  return ids
}
