/**
 * Offloads as procedures.
 */
import type { EngineContext } from '../context.ts'
import { readHistory } from '../db/offload/offload-history.ts'
import { readQueue } from '../db/offload/offload-queue.ts'
import { readOffloadFiles } from '../db/offload/offloads.ts'
import { wordsOf } from '../domain/offload/offload-history.ts'
import type { CardPictures } from '../offload/results/card-pictures.ts'
import type { Offloads } from '../offload/queue/offloads.ts'
import type { Reports } from '../reports/reports.ts'
import type { Builder } from './implement.ts'

/** Implements `offloads`. */
export function offloadServices(
  os: Builder,
  context: EngineContext,
  offloads: Offloads,
  reports: Reports,
  pictures: CardPictures,
) {
  return os.offloads.router({
    plan: os.offloads.plan.handler(({ input, signal }) => offloads.plan(input, signal)),
    pictures: os.offloads.pictures.handler(({ input, signal }) => pictures.of(input.sources, input.limit, signal)),
    start: os.offloads.start.handler(({ input: { opId: _opId, ...request } }) => offloads.start(request)),
    list: os.offloads.list.handler(({ input }) => offloads.list(input.limit)),
    queue: os.offloads.queue.handler(() => readQueue(context.library.reader).map(({ id }) => offloads.get(id))),
    history: os.offloads.history.handler(({ input: { text, after, limit }, signal }) =>
      readHistory(context.library.reader, { words: wordsOf(text), after, limit }, signal),
    ),
    get: os.offloads.get.handler(({ input }) => offloads.get(input.id)),
    files: os.offloads.files.handler(({ input }) => {
      const targets = offloads.get(input.id).destinations.map((destination) => destination.target)
      const window = readOffloadFiles(context.library.reader, input.id, targets, input)
      return { rows: [...window.rows], cursor: window.cursor }
    }),
    watch: os.offloads.watch.handler(({ input, signal }) => offloads.watch(input.id, signal)),
    report: os.offloads.report.handler(async ({ input }) => ({
      path: await reports.write(offloads.get(input.id), input.kind, input.to),
    })),
    stop: os.offloads.stop.handler(async ({ input }) => {
      await offloads.stop(input.id)
      return {}
    }),
    pause: os.offloads.pause.handler(async ({ input }) => {
      await offloads.pause(input.id)
      return {}
    }),
    prioritise: os.offloads.prioritise.handler(({ input }) => {
      offloads.prioritise(input.id, input.priority, input.before)
      return {}
    }),
    continue: os.offloads.continue.handler(() => offloads.continueQueue()),
    pauseDestination: os.offloads.pauseDestination.handler(({ input }) => {
      offloads.pauseDestination(input.id, input.destination, true)
      return {}
    }),
    resumeDestination: os.offloads.resumeDestination.handler(({ input }) => {
      offloads.pauseDestination(input.id, input.destination, false)
      return {}
    }),
    resumeItself: os.offloads.resumeItself.handler(({ input }) => {
      offloads.resumeItself(input.id, input.on)
      return {}
    }),
    resume: os.offloads.resume.handler(async ({ input }) => {
      await offloads.resume(input.id)
      return { id: input.id }
    }),
  })
}
