/**
 * What a person answers when the mass guard asks.
 */
import type { EngineContext } from '../context.ts'
import { nextTurn } from '../db/core/relaxed-writes.ts'
import { setRootState } from '../db/volumes/roots.ts'
import { pendingMissed } from '../db/volumes/scan-files.ts'
import { confirmMissing } from './confirm-missing.ts'
import type { Gate } from './health.ts'
import { keepUnhealthy } from './outcome.ts'
import type { AbsentFile } from './reconcile.ts'
import type { Walker } from './walker.ts'

interface AnswerDeps {
  readonly walker: Walker
  readonly gate: Gate
  readonly pauseMs: number
  readonly now: () => number
}

/**
 * `wait` asks again at the next whole scan; `missing` looks once more and marks what is gone. Throws why it can't look.
 */
export async function answerGuard(
  context: EngineContext,
  rootId: string,
  answer: 'missing' | 'wait',
  deps: AnswerDeps,
): Promise<void> {
  const db = context.library.writer
  if (answer === 'missing') {
    const ground = await deps.gate.check(rootId)
    if (!ground.healthy) throw keepUnhealthy(context, { id: rootId }, ground)
    const pending: AbsentFile[] = []
    for (let after: number | null = 0; after !== null;) {
      const { files, next } = pendingMissed(db, rootId, after)
      pending.push(...files)
      after = next
      await nextTurn()
    }
    const confirmed = await confirmMissing(db, ground, pending, {
      ...deps,
      signal: new AbortController().signal,
      of: null,
    })
    if (confirmed.outcome === 'unhealthy') throw keepUnhealthy(context, { id: rootId }, confirmed.why)
    if (confirmed.outcome === 'marked') context.events.publish(['assets', 'volumes'], confirmed.missing > 0 ? null : [])
  }
  setRootState(db, rootId, { state: 'idle' })
  context.events.publish(['roots'])
}
