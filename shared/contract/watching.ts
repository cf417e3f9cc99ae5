/**
 * Drives and watched folders.
 */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { commandSchema, doneSchema, idSchema, pathSchema } from '../model/primitives.ts'
import { rootScanEventSchema, rootSchema } from '../model/watching.ts'
import { connectedDriveSchema, volumeSchema } from '../model/work.ts'
import { command, query } from './base.ts'

export const volumes = {
  list: query('view').input(z.object({})).output(z.array(volumeSchema)),
  /** Drives that are connected and can take copies: no cards, nothing read-only, not the system's own. */
  connected: query('view').input(z.object({})).output(z.array(connectedDriveSchema)),
  /** The drive's printed label, as the crew calls it. */
  rename: command('edit')
    .input(commandSchema.extend({ id: idSchema, label: z.string().trim().min(1).max(100) }))
    .output(doneSchema),
  /** Lets go of the drive (watchers, jobs, handles), unmounts it, and says when it may be pulled. */
  eject: command('admin')
    .input(commandSchema.extend({ id: idSchema }))
    .output(z.object({ released: z.boolean(), ejected: z.boolean(), message: z.string() })),
}

export const roots = {
  list: query('view').input(z.object({})).output(z.array(rootSchema)),
  add: command('edit')
    .input(commandSchema.extend({ path: pathSchema }))
    .output(rootSchema),
  /** Ends the watching. What is known of the files stays. */
  remove: command('edit')
    .input(commandSchema.extend({ id: idSchema }))
    .output(doneSchema),
  /**
   * Looks at a watched folder now (or a part of it), ingests what has settled, and ends when disk and catalogue agree.
   */
  scan: query('edit')
    .input(z.object({ id: idSchema, folder: z.string().max(4096).default('') }))
    .output(eventIterator(rootScanEventSchema)),
  /** Answers the mass guard: they are `missing`, or `wait` (look again later). */
  answer: command('edit')
    .input(commandSchema.extend({ id: idSchema, answer: z.enum(['missing', 'wait']) }))
    .output(rootSchema),
}
