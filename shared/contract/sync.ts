/**
 * Remotes: added, tested, kept in step; what they hold, what differs, and bytes fetched from them.
 */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { commandSchema, doneSchema, idSchema, pathSchema } from '../model/primitives.ts'
import { paramsHashSchema } from '../model/recipe-params.ts'
import {
  conflictSchema,
  deviceSchema,
  remoteCheckSchema,
  remoteRulesSchema,
  remoteSchema,
  remoteTestSchema,
  remoteTidiedSchema,
  whereSchema,
} from '../model/sync.ts'
import { command, query } from './base.ts'

const urlSchema = z.string().min(1).max(2000)

/** Keys of a remote. They are held in memory and by the desktop app's keychain, never in the library. */
const keysSchema = z.object({
  accessKeyId: z.string().max(200),
  secretAccessKey: z.string().max(500),
  sessionToken: z.string().max(5000).optional(),
})
const secretsSchema = z.object({ keys: keysSchema.optional(), passphrase: z.string().min(1).max(1000).optional() })

/** What one run did. */
export const syncedSchema = z.object({
  sentChanges: z.number().int(),
  gotChanges: z.number().int(),
  sentBytes: z.number(),
  skippedBytes: z.number(),
  gotBytes: z.number(),
  conflicts: z.number().int(),
})
export type Synced = z.infer<typeof syncedSchema>

export const remotes = {
  list: query('admin').input(z.object({})).output(z.array(remoteSchema)),
  /** Looks at a place without changing anything there that stays. */
  test: query('admin')
    .input(z.object({ url: urlSchema, secrets: secretsSchema.default({}) }))
    .output(remoteTestSchema),
  /**
   * Keeps the library in step with a place from now on. `encrypt` makes a new place unreadable without the passphrase;
   * the answer then carries the recovery code, this once.
   */
  add: command('admin')
    .input(
      commandSchema.extend({
        url: urlSchema,
        secrets: secretsSchema.default({}),
        encrypt: z.boolean().default(false),
        rules: remoteRulesSchema.partial().default({}),
      }),
    )
    .output(z.object({ remote: remoteSchema, recoveryCode: z.string().nullable() })),
  /** Ends it. What lies there stays there. */
  remove: command('admin')
    .input(commandSchema.extend({ id: idSchema }))
    .output(doneSchema),
  update: command('admin')
    .input(
      commandSchema.extend({
        id: idSchema,
        rules: remoteRulesSchema.partial().default({}),
        paused: z.boolean().optional(),
      }),
    )
    .output(remoteSchema),
  /** Gives it keys or a passphrase, for as long as the engine runs. */
  authenticate: command('admin')
    .input(commandSchema.extend({ id: idSchema, secrets: secretsSchema }))
    .output(remoteSchema),
  /** One whole run now, with what it does as it goes; the last event carries `done`. */
  run: query('admin')
    .input(z.object({ id: idSchema, originals: z.boolean().default(false) }))
    .output(eventIterator(z.object({ remote: remoteSchema, done: syncedSchema.nullable() }))),
  /** What would go if these rules held: nothing is sent. */
  preview: query('admin')
    .input(z.object({ id: idSchema, rules: remoteRulesSchema.partial().default({}) }))
    .output(remoteSchema.shape.outgoing),
  /**
   * Looks whether everything that should be there is, and whole; `repair` sends again what is not, from copies here.
   */
  verify: query('admin')
    .input(
      z.object({
        id: idSchema,
        depth: z.enum(['sizes', 'sample', 'full']).default('sample'),
        repair: z.boolean().default(false),
      }),
    )
    .output(remoteCheckSchema),
  /**
   * Looks for bytes there that nobody needs any more. They go at the second look, a day later at the earliest; `dryRun`
   * changes nothing.
   */
  tidy: query('admin')
    .input(z.object({ id: idSchema, dryRun: z.boolean().default(false) }))
    .output(remoteTidiedSchema),
}

export const sync = {
  conflicts: query('view').input(z.object({})).output(z.array(conflictSchema)),
  /** Chooses: `clock` names the side that holds; `both` joins texts, or keeps all of a set. */
  resolve: command('edit')
    .input(
      commandSchema.extend({
        entity: z.string().max(40),
        entityId: z.string().max(100),
        field: z.string().max(300),
        keep: z.union([z.literal('both'), z.object({ clock: z.string().max(100) })]),
      }),
    )
    .output(doneSchema),
  devices: query('view').input(z.object({})).output(z.array(deviceSchema)),
  /** Where the bytes of these clips are. */
  where: query('view')
    .input(z.object({ assetIds: z.array(idSchema).max(500) }))
    .output(z.array(whereSchema)),
  /**
   * Fetches what is only at a remote: the original to a folder, or the proxy into the library. Ends when it is here and
   * compared.
   */
  fetch: query('edit')
    .input(
      z.object({
        assetId: idSchema,
        what: z.enum(['original', 'proxy']),
        to: pathSchema.nullable(),
        /** Of a proxy: the hash of the parameters it was made with; without it, the defaults. */
        params: paramsHashSchema.optional(),
      }),
    )
    .output(eventIterator(z.object({ bytes: z.number(), of: z.number(), path: z.string().nullable() }))),
  /** Clips whose originals go to remotes that take pinned ones, and stay here. */
  pin: command('edit')
    .input(commandSchema.extend({ assetIds: z.array(idSchema).min(1).max(10_000), pinned: z.boolean() }))
    .output(doneSchema),
}
