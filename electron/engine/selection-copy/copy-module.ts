/**
 * Copies of a selection: their procedures and their kind of job.
 */
import { join } from 'node:path'
import type { CopyPlan } from '../../../shared/model/selection-copy.ts'
import { MAX_COPIED_CLIPS } from '../../../shared/model/selection-copy.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { EngineBase } from '../app/base.ts'
import { defineModule } from '../app/compose.ts'
import { findAssetIds } from '../db/catalogue/assets-read.ts'
import { copiesAt } from '../db/catalogue/copies-check.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import { checkCopies } from '../verification/check-copies.ts'
import { safeName } from '../domain/naming/safe-name.ts'
import { leftOutText } from '../domain/selection-copy/outcome.ts'
import { needFolder } from '../files/need-folder.ts'
import { ingestFiles } from '../ingest/ingest.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { creatorOf } from '../mhl/creator.ts'
import { hasHistory } from '../mhl/has-history.ts'
import { historyInfo } from '../mhl/info.ts'
import { changeTimes, foundByOffload } from '../offload/results/catalogue.ts'
import { sealDestination } from '../offload/results/seal.ts'
import { sealInThread } from '../offload/results/seal-thread.ts'
import { searchFor } from '../services/assets.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import { freeSpaceAt } from '../volumes/free-now.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { keepUntouched } from '../volumes/keep-untouched.ts'
import { copyJob } from './copy-job.ts'
import { planCopy } from './plan-copy.ts'

/** What the histories of such copies begin with, by which their folders are told from rolls. */
const COPY_COMMENT = 'Selection copied out of a library, '

interface CopyWish {
  readonly query: string
  readonly ids: readonly string[] | null
  readonly to: string
  readonly folder: string | null
  readonly template: string | null
  readonly of: 'originals' | 'proxies'
}

export const copyModule = defineModule(
  'copies',
  ({
    context,
    version,
    workers,
    queue,
    hashes,
    services,
    stop,
  }: EngineBase & { readonly queue: JobQueue; readonly hashes: HashPool }) => {
    const { library } = context
    const seal = sealInThread(workers.seal)

    queue.add(
      copyJob(context, {
        workers,
        identify: identifyVolume,
        needTarget,
        seal: (plan, request) =>
          sealDestination(plan, request, {
            creator: creatorOf(library.deviceName, version, context.settings().author),
            formats: ['xxh64'],
            now: context.now(),
            comment: COPY_COMMENT,
            seal,
          }),
        doubt: async (paths) => {
          const deps = { hashes, identify: identifyVolume }
          await checkCopies(context, deps, copiesAt(library.reader, paths), { signal: stop })
        },
        catalogue: async (plan, outcome, rollOf) => {
          const settings = context.settings()
          const { refused } = await ingestFiles(
            library.writer,
            foundByOffload(plan, outcome, await changeTimes(plan, outcome)),
            {
              now: context.now(),
              author: settings.author,
              device: library.deviceName,
              reason: 'copy',
              cutOffMinutes: settings.dayStartHour * 60,
              rollOf,
            },
          )
          for (const one of refused)
            context.log.error({ err: one.error, path: one.path }, 'a copied clip could not be entered in the catalogue')
        },
      }),
    )

    services.add((os) => ({
      copies: os.copies.router({
        plan: os.copies.plan.handler(async ({ input }) => (await planned(input)).plan),
        // The same copy while it waits or runs is one job, so an opId need not be remembered here.
        start: os.copies.start.handler(async ({ input }) => {
          const { plan, assetIds, folder } = await planned(input)
          if (plan.counts.ready === 0)
            throw new RushesError(
              'not_found',
              `Nothing of the selection can be copied now. ${leftOutText(plan.counts) ?? 'No clip was found.'}`,
            )
          const { to, template, of } = input
          return { ...plan, job: await queue.start('copy', { assetIds, to, folder, template, of }) }
        }),
      }),
    }))

    /** Nothing is written into the library, on a card, into what is sealed, nor where a pulled drive was. */
    async function needTarget(to: string, folder: string): Promise<void> {
      await needFolder(to)
      await placeToWrite(context, join(to, folder), { purpose: 'takes no copies', what: 'the copies' })
      await keepUntouched(library.reader, to, 'the copies')
      await needOwnHistory(join(to, folder))
    }

    async function planned(
      wish: CopyWish,
    ): Promise<{ readonly plan: CopyPlan; readonly assetIds: readonly string[]; readonly folder: string }> {
      const folder = folderName(wish.folder, context.now())
      await needTarget(wish.to, folder)
      const assetIds = wish.ids ?? findAssetIds(library.reader, searchFor(context, wish.query), MAX_COPIED_CLIPS)
      const { rows, counts, files, bytes } = await planCopy(library.reader, library.folder.derivatives, {
        assetIds: [...assetIds],
        template: wish.template,
        of: wish.of,
      })
      const free = await freeSpaceAt(wish.to).then(
        (room) => room.free,
        () => null, // Told when it is written.
      )
      const remarks: CopyPlan['remarks'] =
        free !== null && bytes > free
          ? [
              {
                level: 'error',
                message: 'There is not enough room on that drive. Free some space, or choose another one.',
              },
            ]
          : []
      return {
        plan: { folder: join(wish.to, folder), rows: [...rows], counts, files: files.length, bytes, free, remarks },
        assetIds,
        folder,
      }
    }

    return { part: null }
  },
)

/** A folder that is sealed goes on only where it was sealed as such a copy: a roll would get files that are none of it. */
async function needOwnHistory(folder: string): Promise<void> {
  if (!(await hasHistory(folder))) return
  const { generations } = await historyInfo(folder)
  const first = generations.find(({ root, number }) => root === '' && number === 1)
  if (first?.comment?.startsWith(COPY_COMMENT) === true) return
  throw new RushesError(
    'destination.conflict',
    `${visible(folder)} is sealed by a history of checksums, and not as a copy of clips: these would be new files in it. Give the folder another name.`,
    { path: folder },
  )
}

/** One folder, by a name that every system takes. */
function folderName(asked: string | null, now: number): string {
  const day = new Date(now)
  const today = `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
  const name = safeName(asked ?? `Copy ${today}`)
  if (name !== '' && !/^\.+$/.test(name)) return name
  throw new RushesError('usage', `“${asked ?? ''}” is no name of a folder. Use letters and digits.`)
}
