/**
 * Handing out the work of a run in batches, in the order of the card, and entering the answers.
 *
 * Two batches are with the copying worker, so that it never waits; a few more are being settled at each destination.
 * A card is thus copied, made durable and read back at the same time, and what a crash can undo is a few batches.
 */
import { openDesk } from './desk.ts'
import { stillThere } from './prepare.ts'
import type { Run } from './running.ts'

/** Batches with the copying worker at once, and batches that may be unsettled before the copying waits. */
const COPYING = 2
const UNSETTLED = 5

/** Copies and settles every file of the plan, until all is done, every destination has failed, or the run is stopped. */
export async function conduct(run: Run): Promise<void> {
  const desk = openDesk(run)
  const now = { copying: 0, unsettled: 0, failure: null as unknown }
  // There is one waiter, this loop, and nothing is awaited between its look at the numbers and its wait.
  let wake = (): void => {}
  const change = (): Promise<void> => new Promise(resolve => { wake = resolve })
  const carryOut = async (batch: Parameters<typeof desk.copy>[0]): Promise<void> => {
    try {
      const settling = await desk.copy(batch)
      now.copying--
      wake()
      await desk.settle(settling)
    } catch (error) {
      now.failure ??= error
    } finally {
      now.unsettled--
      wake()
    }
  }
  for (;;) {
    while (now.failure === null && (now.unsettled >= UNSETTLED || now.copying >= COPYING)) await change()
    if (now.failure !== null || run.state.stopped() || !run.statuses.some(status => status.fault === null)) break
    const errands = desk.take()
    if (errands.length === 0) {
      if (now.unsettled === 0) break
      await change()
      continue
    }
    await checkAnchors(run)
    const gone = await run.card.gone()
    if (gone !== null) run.interrupt(gone)
    if (run.state.stopped()) break
    const batch = await desk.place(errands)
    if (batch.jobs.length === 0) continue
    now.copying++
    now.unsettled++
    void carryOut(batch)
  }
  while (now.failure === null && now.unsettled > 0) await change()
  desk.close()
  if (now.failure !== null) throw now.failure
}

/** A drive that was swapped or unmounted under the run would lead the copies onto the disk below its mount point. */
async function checkAnchors(run: Run): Promise<void> {
  await Promise.all(run.anchors.map(async (anchor, destination) => {
    if (anchor === null || run.statuses[destination]?.fault !== null || await stillThere(anchor)) return
    run.fail(destination, { code: 'destination.lost', sentence: `${anchor.path} is gone. Plug the drive in again and run the same offload again.` })
  }))
}
