/**
 * Followers of the log of events: what windows have to read again, what the status bar shows, messages to a phone.
 */
import type { ActivityFeed } from '../activity.ts'
import type { EngineContext } from '../context.ts'
import { readOffload } from '../db/offload/offload-rows.ts'
import { entitiesOf } from '../db/entities/registry.ts'
import { staleAfter } from '../domain/events/topics.ts'
import { announce } from '../events/announce.ts'
import { followEvents, followOnce, keepEventsBounded } from '../events/log.ts'
import type { EngineBase } from './base.ts'
import { defineModule } from './compose.ts'

/** An end that is told so late would only confuse: the engine was not running meanwhile. Milliseconds. */
const LATE_MS = 3_600_000

/** Keeps the log within its bounds, and tells every window what became stale by it. */
export const eventModule = defineModule(
  'eventLog',
  ({ context, activity, stop }: EngineBase & { readonly activity: ActivityFeed }) => {
    const bounded = keepEventsBounded(context)
    const told = tellWindows(context, activity, stop).catch((error: unknown) => {
      context.log.error({ err: error }, 'windows are not told any more of what happens')
    })
    return {
      part: null,
      close: async () => {
        bounded()
        await told
      },
    }
  },
)

async function tellWindows(context: EngineContext, activity: ActivityFeed, stop: AbortSignal): Promise<void> {
  const entities = entitiesOf(context.library.writer)
  const topicsOf = (ids: readonly string[]) => ids.flatMap((id) => entities.find(id)?.topics ?? [])
  for await (const event of followEvents(context, { after: null, kinds: [] }, stop)) {
    const { topics, ids } = staleAfter(event, topicsOf)
    if (topics.length > 0) context.events.publish(topics, ids)
    activity.changed()
  }
}

/** Tells a phone or a server of each offload that ended, or was cut off and needs somebody: once, over a restart too. */
export const announceModule = defineModule('announce', ({ context, stop }: EngineBase) => {
  const close = followOnce(context, { name: 'announce', kinds: ['offload.ended'] }, ({ kind, at, data }) => {
    if (kind !== 'offload.ended' || context.now() - at > LATE_MS) return
    const offload = readOffload(context.library.writer, String(data['id']))
    if (offload === undefined || (offload.state === 'parked' && offload.error === null)) return
    void announce(offload, context.settings(), context.log, stop)
  })
  return { part: null, close }
})
