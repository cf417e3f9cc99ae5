/**
 * What happened, in order. A reader keeps the last number it has seen and asks for what came after it.
 */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { EVENT_KINDS, libraryEventSchema, type EventKind } from '../model/events.ts'
import { query } from './base.ts'

const kindSchema = z.enum(Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]])
/**
 * `after`: the last number that was seen; 0 for all that is kept; null for only what comes from now on. No kinds: all.
 */
const fromSchema = z.object({
  after: z.number().int().min(0).nullable().default(null),
  kinds: z.array(kindSchema).max(50).default([]),
})

export const events = {
  /** A window of what is kept; with `after` null, the newest. `last` is the number to ask on from. */
  list: query('view')
    .input(fromSchema.extend({ limit: z.number().int().min(1).max(1000).default(200) }))
    .output(z.object({ events: z.array(libraryEventSchema), last: z.number().int() })),
  /** Events as they come, none twice and none left out; a `gap` where some are not kept any more. */
  watch: query('view').input(fromSchema).output(eventIterator(libraryEventSchema)),
}
