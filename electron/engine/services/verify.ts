/**
 * Verification as procedures: of folders by their history, of copies by what the catalogue knows; bad copies, and
 * repairing.
 */
import type { EngineContext } from '../context.ts'
import { badCopies, goodCopies } from '../db/catalogue/copies-check.ts'
import { readDriveVerification } from '../db/volumes/drive-verification.ts'
import { verifyCopies } from '../verification/verify-copies.ts'
import { verifyPath, type VerifyDeps } from '../verification/verify-path.ts'
import { repairLanes } from '../verification/repair-job.ts'
import { verifyLanes } from '../verification/verify-job.ts'
import { planRepair } from '../verification/repair-plan.ts'
import { repairAll } from '../verification/repair-all.ts'
import { isBelow } from '../verification/below.ts'
import { volumeAt } from '../db/volumes/volumes.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { createQueue } from '../queue.ts'
import { identifyVolume } from '../volumes/identify.ts'
import type { BadCopy, VerifyEvent } from '../../../shared/model/offload.ts'
import type { Builder } from './implement.ts'

/** Bad copies that are told at once: more than a person repairs in one go. */
const MAX_BAD = 10_000

/** Implements `verify`. */
export function verifyServices(os: Builder, context: EngineContext, deps: VerifyDeps, queue: Pick<JobQueue, 'occupy'>) {
  const { reader } = context.library
  // Who waits for these streams is served at once; jobs that would read the same drive wait meanwhile.
  const laneOf = async (path: string): Promise<Lane[]> => {
    // What can't be looked at is told by the verification itself.
    const volume = await identifyVolume(path).catch(() => null)
    const id = volume === null ? undefined : volumeAt(reader, volume)
    return id === undefined ? [] : [`volume:${id}`]
  }
  return os.verify.router({
    folder: os.verify.folder.handler(({ input, signal }) =>
      occupying(
        queue,
        () => laneOf(input.path),
        streamed((push) => verifyPath(context, deps, input, push, signal)),
      ),
    ),
    copies: os.verify.copies.handler(({ input, signal }) =>
      occupying(
        queue,
        () => verifyLanes(reader, input),
        streamed((push) => verifyCopies(context, deps, input, push, signal)),
      ),
    ),
    bad: os.verify.bad.handler(({ input }) => listBad(context, input)),
    drives: os.verify.drives.handler(() => readDriveVerification(context.library.reader)),
    repairPlan: os.verify.repairPlan.handler(({ input }) => planRepair(context, input.fileIds, input.named)),
    repair: os.verify.repair.handler(({ input, signal }) =>
      occupying(
        queue,
        () => repairLanes(reader, input.fileIds),
        repairAll(context, deps, input.fileIds, input.named, signal),
      ),
    ),
  })
}

/** A stream during which no job uses the same drives. */
async function* occupying<T>(
  queue: Pick<JobQueue, 'occupy'>,
  lanes: () => readonly Lane[] | Promise<readonly Lane[]>,
  stream: AsyncGenerator<T, void>,
): AsyncGenerator<T, void> {
  const free = queue.occupy(await lanes())
  try {
    yield* stream
  } finally {
    free()
  }
}

/** Bad copies with their good ones, a hundred between two turns of the event loop. */
async function listBad(
  { library: { reader } }: EngineContext,
  { paths, limit }: { readonly paths: readonly string[]; readonly limit: number },
): Promise<BadCopy[]> {
  const wanted = badCopies(reader, paths.length === 0 ? limit : MAX_BAD)
    .filter(({ path, online }) => paths.length === 0 || (online && paths.some((one) => isBelow(one, path))))
    .slice(0, limit)
  const told: BadCopy[] = []
  for (const {
    fileId,
    assetId,
    volumeId,
    volumeLabel,
    path,
    bytes,
    online,
    foundAt,
    unreadable,
    changed,
    contentId,
  } of wanted) {
    told.push({
      fileId,
      assetId,
      volumeId,
      volumeLabel,
      path,
      bytes,
      here: online,
      foundAt,
      unreadable,
      changed,
      good: goodCopies(reader, contentId).filter((one) => one.fileId !== fileId),
    })
    if (told.length % 100 === 0)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
  }
  return told
}

/** Work that tells as it goes, as a stream that ends with its last event. */
async function* streamed(
  work: (push: (event: VerifyEvent) => void) => Promise<VerifyEvent>,
): AsyncGenerator<VerifyEvent, void> {
  const queue = createQueue<VerifyEvent>()
  const running = work(queue.push)
  const settled = running.then(queue.end, queue.fail)
  yield* queue.read()
  await settled
  yield await running
}
