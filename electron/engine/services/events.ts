/**
 * What happened, as procedures.
 */
import type { EngineContext } from '../context.ts'
import { lastEvent, newestEvents, readEvents } from '../db/core/events.ts'
import { followEvents } from '../events/log.ts'
import type { Builder } from './implement.ts'

/** Implements `events`. */
export function eventServices(os: Builder, context: EngineContext) {
  const { reader } = context.library
  return os.events.router({
    list: os.events.list.handler(({ input: { after, kinds, limit } }) => {
      const last = lastEvent(reader)
      const events = after === null ? newestEvents(reader, kinds, limit) : readEvents(reader, after, kinds, limit)
      return { events, last: after !== null && events.length >= limit ? events.at(-1)!.seq : last }
    }),
    watch: os.events.watch.handler(({ input, signal }) => followEvents(context, input, signal)),
  })
}
