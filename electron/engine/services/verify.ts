/**
 * Verification as procedures: of folders by their history, of copies by what the catalogue knows; bad copies, and healing.
 */
import type { EngineContext } from '../context.ts'
import { badCopies, goodCopies } from '../db/copies-check.ts'
import { verifyCopies } from '../care/verify-copies.ts'
import { verifyPath, type VerifyDeps } from '../care/verify-path.ts'
import { healAll } from '../care/heal-all.ts'
import { isBelow } from '../care/below.ts'
import { createQueue } from '../queue.ts'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import type { Builder } from './implement.ts'

/** Bad copies that are told at once: more than a person heals in one go. */
const MOST_BAD = 10_000

/** Implements `verify`. */
export function verifyServices(os: Builder, context: EngineContext, deps: VerifyDeps) {
  return os.verify.router({
    folder: os.verify.folder.handler(({ input, signal }) => streamed((push) => verifyPath(context, deps, input, push, signal))),
    copies: os.verify.copies.handler(({ input, signal }) => streamed((push) => verifyCopies(context, deps, input, push, signal))),
    bad: os.verify.bad.handler(({ input }) => badCopies(context.library.reader, MOST_BAD)
      .filter(({ path, online }) => input.paths.length === 0 || (online && input.paths.some((wanted) => isBelow(wanted, path))))
      .map(({ fileId, assetId, volumeId, volumeLabel, path, bytes, online, foundAt, contentId }) => ({
        fileId, assetId, volumeId, volumeLabel, path, bytes, here: online, foundAt,
        good: goodCopies(context.library.reader, contentId).filter((one) => one.fileId !== fileId),
      }))),
    heal: os.verify.heal.handler(({ input, signal }) => healAll(context, deps, input.fileIds, signal)),
  })
}

/** Work that tells as it goes, as a stream that ends with its last event. */
async function* streamed(work: (push: (event: VerifyEvent) => void) => Promise<VerifyEvent>): AsyncGenerator<VerifyEvent, void> {
  const queue = createQueue<VerifyEvent>()
  const running = work(queue.push)
  const settled = running.then(queue.end, queue.fail)
  yield* queue.read()
  await settled
  yield await running
}
