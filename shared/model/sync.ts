/**
 * Remotes and what goes to and from them: states, what is due, conflicts, devices.
 */
import { z } from 'zod'
import { bytesSchema, idSchema, momentSchema } from './primitives.ts'

/** What goes to a remote, in the order in which it goes. */
export const TRANSFER_CLASSES = ['metadata', 'posters', 'proxies', 'documents', 'originals'] as const
const transferClassSchema = z.enum(TRANSFER_CLASSES)
export type TransferClass = z.infer<typeof transferClassSchema>

/**
 * `none`: camera originals stay here · `pinned`: those of pinned clips and collections go · `all`: every one goes.
 */
const ORIGINALS = ['none', 'pinned', 'all'] as const

/** What goes by itself, how fast and when. */
export const remoteRulesSchema = z.object({
  posters: z.boolean(),
  proxies: z.boolean(),
  documents: z.boolean(),
  originals: z.enum(ORIGINALS),
  /** Only clips that this search finds send their bytes; empty for all. Metadata always goes. */
  query: z.string().max(2000),
  /** Bytes a second that uploads may take together; null for as many as there are. */
  bytesPerSecond: z.number().int().min(1024).nullable(),
  /**
   * Local hours between which bytes go, `from` to before `to` (may go over midnight); null for always. Metadata always
   * goes.
   */
  hours: z.object({ from: z.number().int().min(0).max(23), to: z.number().int().min(0).max(23) }).nullable(),
})
export type RemoteRules = z.infer<typeof remoteRulesSchema>

/**
 * Derived from what goes on, never set. `idle`: everything that should be there is · `syncing` · `waiting`: something
 * is due and does not go, see `note` · `paused` by a person · `asking`: for keys or a passphrase · `failed`: see
 * `note`.
 */
const REMOTE_STATES = ['idle', 'syncing', 'waiting', 'paused', 'asking', 'failed'] as const

const loadSchema = z.object({ cargo: transferClassSchema, items: z.number().int(), bytes: bytesSchema })
export type Load = z.infer<typeof loadSchema>

/** What can't be sent now, and why, as a clause. `due`: it goes when that is over; else no copy of it is left. */
const heldSchema = z.object({ reason: z.string(), items: z.number().int(), bytes: bytesSchema, due: z.boolean() })
export type Held = z.infer<typeof heldSchema>

/** A remote that this library is synced with. */
export const remoteSchema = z.object({
  id: idSchema,
  /** `s3://bucket/prefix?…` or `file:///path`: never a secret in it. */
  url: z.string(),
  kind: z.enum(['s3', 'folder']),
  state: z.enum(REMOTE_STATES),
  /**
   * What is wrong, in a sentence; what it waits for, as a clause after “because”; null when there is nothing to say.
   */
  note: z.string().nullable(),
  /** What is wrong concerns a part alone, such as one device's damaged journal: it waits, and all else goes on. */
  partly: z.boolean().optional(),
  /** A person has paused it; bytes that are on their way stop within a second. */
  paused: z.boolean(),
  encrypted: z.boolean(),
  rules: remoteRulesSchema,
  /** What is still to go, by what it is. */
  outgoing: z.array(loadSchema),
  /** What of it can't go now, by reason, and what never can. */
  held: z.array(heldSchema),
  /** What is still to come: fetched originals and proxies. */
  incoming: z.array(loadSchema),
  /** Of what is on its way now. */
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** When both sides were last seen to agree. */
  trueAt: momentSchema.nullable(),
  /** What this library keeps there, by what it is. */
  stored: z.array(loadSchema),
})
export type Remote = z.infer<typeof remoteSchema>

/** What a test of a place found. `library`: whose it is. */
export const remoteTestSchema = z.object({
  ok: z.boolean(),
  /** Each in one sentence: reached, may be written, its clock, conditional writes, whose library it holds. */
  findings: z.array(z.object({ state: z.enum(['ok', 'attention', 'failure']), text: z.string() })),
  holds: z.enum(['nothing', 'this', 'another', 'unreadable']),
  encrypted: z.boolean(),
})
export type RemoteTest = z.infer<typeof remoteTestSchema>

/** Two people said different things of one field while apart. Both are kept until somebody chooses. */
export const conflictSchema = z.object({
  entity: z.string(),
  entityId: z.string(),
  field: z.string(),
  /** The clip that it is about, where it is one, and what the field is called. */
  assetId: idSchema.nullable(),
  name: z.string(),
  label: z.string(),
  /** Texts of this field can stand one below the other: for a scene or a take “both” would be neither. */
  joins: z.boolean().default(false),
  sides: z.array(
    z.object({
      clock: z.string(),
      value: z.json(),
      text: z.string(),
      author: z.string(),
      device: z.string(),
      at: momentSchema,
      shown: z.boolean(),
    }),
  ),
})
export type Conflict = z.infer<typeof conflictSchema>

/** A device that shares the library. */
export const deviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  own: z.boolean(),
  lastSeenAt: momentSchema.nullable(),
  /** Milliseconds that its clock was ahead, where that is more than a person would overlook; null when it agrees. */
  clockAheadMs: z.number().nullable(),
  /** Changes of its that came here. */
  changes: z.number().int(),
  /** Silent for so long that it has to join anew. */
  retired: z.boolean(),
  /** Heard on the local network within the last minute. */
  nearby: z.boolean(),
})
export type Device = z.infer<typeof deviceSchema>

/** Where the bytes of a clip are. `sending` and `fetching` are on their way, `waiting` are due. */
export const whereSchema = z.object({
  assetId: idSchema,
  original: z.enum(['local', 'cloud', 'both', 'sending', 'waiting', 'fetching', 'none']),
  proxy: z.enum(['local', 'cloud', 'both', 'sending', 'waiting', 'fetching', 'none']),
  pinned: z.boolean(),
})
export type Where = z.infer<typeof whereSchema>

/** What a check of a remote found and corrected. */
export const remoteCheckSchema = z.object({
  objects: z.number().int(),
  bytes: bytesSchema,
  hashed: bytesSchema,
  problems: z.array(z.object({ what: z.string(), name: z.string(), repaired: z.boolean() })),
})
export type RemoteCheck = z.infer<typeof remoteCheckSchema>

const unneededSchema = z.object({ packs: z.number().int(), bytes: bytesSchema, manifests: z.number().int() })

/**
 * What nobody needs at a remote: found now and to go a day later at the earliest, and removed now since it was found
 * before.
 */
export const remoteTidiedSchema = z.object({
  planned: unneededSchema,
  removed: unneededSchema,
  /** Why what was found before still stands, in a sentence; null when nothing was in the way. */
  waits: z.string().nullable(),
})
export type RemoteTidied = z.infer<typeof remoteTidiedSchema>
