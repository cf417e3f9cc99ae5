/**
 * The work of the thread that plans offloads: a card of a hundred thousand files is walked, looked through and compared
 * with the catalogue without keeping the engine's loop. Runs in electron/hosts/plan.worker.ts.
 */
import { openReader } from '../../../db/core/open.ts'
import type { ReadableDb } from '../../../db/core/handles.ts'
import type { OffloadPlan } from '../../../domain/offload/offload.ts'
import { ownFiles } from '../../../files/own-files.ts'
import { goneNow, type CopyPlace, type Gone } from '../../../verification/gone-now.ts'
import { identifyVolume } from '../../../volumes/identify.ts'
import { failureOf } from '../../thread-failure.ts'
import { describePlan } from '../describe.ts'
import { readForecast } from '../forecast.ts'
import { planOffload } from '../plan.ts'
import type { FromPlanThread, ToPlanThread } from './messages.ts'
import { headOf, PIECE_ENTRIES, piecesOf } from './pieces.ts'

type Asked = Extract<ToPlanThread, { type: 'plan' }>

/** Makes the function that takes the engine's messages. It is asked for one plan at a time. */
export function createPlanWork(reply: (message: FromPlanThread) => void): (message: ToPlanThread) => void {
  let stop = new AbortController()
  let next = (): void => {}

  /** Sends, and waits until the engine has taken it: unpacked all at once, a large plan would hold up its loop. */
  async function give(message: FromPlanThread): Promise<void> {
    stop.signal.throwIfAborted()
    const taken = new Promise<void>((resolve) => {
      next = resolve
    })
    reply(message)
    await taken
    stop.signal.throwIfAborted()
  }

  async function answer({ request, folder, onlyDescribe }: Asked): Promise<void> {
    const db = openReader(folder.database)
    try {
      const plan = await planOffload({
        ...request,
        own: ownFiles(folder),
        signal: stop.signal,
        forecast: (files, roots, signal) => readForecast(db, (copies) => lookAt(db, copies), files, roots, signal),
      })
      const description = describePlan(plan)
      if (!onlyDescribe) await givePlan(plan)
      reply({ type: 'planned', head: onlyDescribe ? null : headOf(plan), description })
    } finally {
      db.close()
    }
  }

  async function givePlan(plan: OffloadPlan): Promise<void> {
    for (const piece of piecesOf(plan)) await give({ type: 'piece', piece })
  }

  /** Looks whether copies are still there. The engine writes down which are not: it alone writes in the catalogue. */
  async function lookAt(db: ReadableDb, copies: readonly CopyPlace[]): Promise<Gone> {
    const { gone } = await goneNow(db, copies, identifyVolume)
    const lost = copies.filter(({ path }) => gone.has(path))
    for (let at = 0; at < lost.length; at += PIECE_ENTRIES)
      await give({
        type: 'gone',
        copies: lost.slice(at, at + PIECE_ENTRIES),
        last: at + PIECE_ENTRIES >= lost.length,
      })
    return gone
  }

  return (message) => {
    if (message.type === 'next') next()
    else if (message.type === 'stop') {
      stop.abort()
      next()
    } else {
      stop = new AbortController()
      answer(message).catch((error: unknown) => {
        reply(failureOf(error))
      })
    }
  }
}
