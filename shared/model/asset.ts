/**
 * Assets as the window and the command line see them: what the crew talks about, with the copies it has.
 */
import { z } from 'zod'
import { colourChainSchema, lookSchema } from './colour.ts'
import { bytesSchema, daySchema, idSchema, momentSchema, rateSchema } from './primitives.ts'
import { paramsHashSchema } from './recipe-params.ts'
import { immersiveSchema } from './probe.ts'
import { versionSchema } from './versions.ts'

/** What an asset is. `sequence` and `project` are told by name and folder, the others by their streams. */
export const ASSET_KINDS = [
  'video',
  'audio',
  'still',
  'sequence',
  'project',
  'graphics',
  'document',
  'subtitle',
  'other',
] as const
const assetKindSchema = z.enum(ASSET_KINDS)
export type AssetKind = z.infer<typeof assetKindSchema>

/**
 * Where a file is. `present`: seen on a healthy drive · `offline`: its drive is away · `missing`: the drive is there
 * and the file is gone · `replaced`: other bytes stand under its name now.
 */
export const FILE_STATES = ['present', 'offline', 'missing', 'replaced'] as const
const fileStateSchema = z.enum(FILE_STATES)
export type FileState = z.infer<typeof fileStateSchema>

/**
 * How far the bytes of a copy were checked. `verified`: read back and hashed · `copied`: written, not read back ·
 * `failed`: read back and found different · `unknown`: never checked.
 */
export const VERIFICATIONS = ['verified', 'copied', 'failed', 'unknown'] as const
const verificationSchema = z.enum(VERIFICATIONS)
export type Verification = z.infer<typeof verificationSchema>

/** How a read-back was done: from the device itself, past a dropped cache, or out of the page cache. */
export const READ_BACKS = ['device', 'cache-dropped', 'page-cache'] as const
export const readBackSchema = z.enum(READ_BACKS)
export type ReadBack = z.infer<typeof readBackSchema>

/** The made pictures and proxies of an asset, by derivative id; null until they are made. */
const assetDerivativesSchema = z.object({
  poster: idSchema.nullable(),
  filmstrip: idSchema.nullable(),
  waveform: idSchema.nullable(),
  proxy: idSchema.nullable(),
})

/** One row of the grid and the list. */
export const assetRowSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: assetKindSchema,
  state: fileStateSchema,
  /** Why the file could not be understood, in words; null when it could. */
  broken: z.string().nullable(),
  /** Why the media tools here can't read it, in words; the file itself is not at fault. Null when they can. */
  unsupported: z.string().nullable(),
  roll: z.string().nullable(),
  camera: z.string().nullable(),
  scene: z.string().nullable(),
  shot: z.string().nullable(),
  /** The slate as it is written whole, where scene, shot and take do not say it. */
  slate: z.string().nullable(),
  unit: z.string().nullable(),
  episode: z.string().nullable(),
  location: z.string().nullable(),
  take: z.string().nullable(),
  day: daySchema.nullable(),
  rating: z.number().int().min(0).max(5),
  circled: z.boolean(),
  /** Marked no good. */
  noGood: z.boolean(),
  tags: z.array(z.string()),
  notes: z.number().int(),
  /** Total bytes of the parts of one copy. */
  bytes: bytesSchema,
  durationFrames: z.number().int().nullable(),
  /** Length in milliseconds; known for sound without a timecode rate, too. */
  durationMs: z.number().int().nullable(),
  rate: rateSchema.nullable(),
  startTimecode: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Picture codec for video, sound codec for audio, format for the rest. */
  codec: z.string().nullable(),
  channels: z.number().int().nullable(),
  /** 'pq' · 'hlg' · 'dolby-vision' · null for standard range or unknown. */
  hdr: z.string().nullable(),
  /** The log curve that is shown as it was recorded, by name; null where there is none or a look converts it. */
  log: z.string().nullable(),
  /** The look that a person chose; null for what the file says. */
  look: lookSchema.nullable(),
  copies: z.number().int(),
  /** Distinct physical devices that hold a copy that is not missing. */
  devices: z.number().int(),
  /** Copies beyond the first on one drive: true duplicates, not backups. */
  duplicates: z.number().int(),
  versions: z.number().int(),
  /** The weakest truth among its copies that are not missing. */
  verification: verificationSchema,
  verifiedAt: momentSchema.nullable(),
  recordedAt: momentSchema.nullable(),
  createdAt: momentSchema,
  derivatives: assetDerivativesSchema,
  /** Media work for it that is waiting, running, or failed. */
  work: z.enum(['none', 'waiting', 'running', 'failed']),
})
export type AssetRow = z.infer<typeof assetRowSchema>

/** What a file is to its clip: `primary` is the media itself, `frame` a further frame of an image sequence. */
export const FILE_ROLES = ['primary', 'sidecar', 'span', 'proxy', 'frame'] as const
export type FileRole = (typeof FILE_ROLES)[number]

/** One copy: a file of the asset on a drive. */
const copySchema = z.object({
  fileId: idSchema,
  volumeId: idSchema,
  volumeLabel: z.string(),
  path: z.string(),
  /** `primary` for the media itself; `sidecar` for what belongs to it. */
  role: z.enum(FILE_ROLES),
  /** The revision that it is a copy of; null when it is of none. */
  revision: z.number().int().nullable(),
  bytes: bytesSchema,
  state: fileStateSchema,
  verification: verificationSchema,
  verifiedAt: momentSchema.nullable(),
  readBack: readBackSchema.nullable(),
  /** True when another computer read it back, and this one never did. */
  elsewhere: z.boolean().optional(),
  hashes: z.record(z.string(), z.string()),
})
export type Copy = z.infer<typeof copySchema>

/** A note, at a frame of the clip or on the whole of it. */
export const noteSchema = z.object({
  id: idSchema,
  assetId: idSchema,
  frame: z.number().int().nullable(),
  timecode: z.string().nullable(),
  text: z.string(),
  author: z.string(),
  createdAt: momentSchema,
})
export type Note = z.infer<typeof noteSchema>

/** A fact read from the media, for the inspector: label and value as text, grouped. */
const factSchema = z.object({ group: z.string(), label: z.string(), value: z.string() })
export type Fact = z.infer<typeof factSchema>

/** One thing that was made of a clip. `params` is what differs from the recipe's defaults; `paramsHash` leads to it. */
const madeDerivativeSchema = z.object({
  id: idSchema,
  recipe: z.string(),
  version: z.number().int(),
  params: z.record(z.string(), z.unknown()),
  paramsHash: paramsHashSchema,
  mime: z.string(),
  bytes: bytesSchema,
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** What was done with its colours (`as-is`, `tone-mapped`, `not-converted` …); null where it shows none. */
  colour: z.string().nullable(),
})
export type MadeDerivative = z.infer<typeof madeDerivativeSchema>

/**
 * Why a clip can't be read, or something could not be made of it: what it was about, the sentence for people, what was
 * run, and how that ended. `jobId` leads to the job that can be tried again; null where another try would be in vain.
 */
const troubleSchema = z.object({
  what: z.string(),
  said: z.string(),
  command: z.string().nullable(),
  log: z.string().nullable(),
  jobId: idSchema.nullable(),
})
export type Trouble = z.infer<typeof troubleSchema>

/**
 * A proxy that a camera or an editing system laid beside the clip. `review`: the window plays it · `stands-in`: all
 * pictures are made of it, for nothing here reads the original · `waits`: nobody has looked into it yet. Without
 * `framesHold` its frames may be others than the original's, and no frame is counted by it.
 */
export const cameraProxySchema = z.object({
  name: z.string(),
  use: z.enum(['review', 'stands-in', 'waits', 'none']),
  framesHold: z.boolean(),
  said: z.array(z.string()),
})
export type CameraProxyDetail = z.infer<typeof cameraProxySchema>

/** Everything the inspector shows. */
export const assetDetailSchema = assetRowSchema.extend({
  copyList: z.array(copySchema),
  /** All that was made of it here, with any parameters; `derivatives` has what is shown. */
  madeList: z.array(madeDerivativeSchema),
  noteList: z.array(noteSchema),
  versionList: z.array(versionSchema),
  /** That are filled by hand, with what is said of the clip there. */
  collections: z.array(z.object({ id: idSchema, name: z.string(), note: z.string().nullable() })),
  facts: z.array(factSchema),
  troubles: z.array(troubleSchema),
  cameraProxies: z.array(cameraProxySchema),
  /** How its picture is shown and why; null without a picture, and while it was not looked into. */
  colour: colourChainSchema.nullable(),
  /** How its picture surrounds the viewer; null where it does not. */
  immersive: immersiveSchema.nullable(),
  description: z.string(),
  dropFrame: z.boolean(),
  startFrame: z.number().int().nullable(),
  /** An image sequence's frames: first and last number, how many are there, and the holes as ranges. */
  frames: z
    .object({
      first: z.number().int(),
      last: z.number().int(),
      count: z.number().int(),
      padding: z.number().int(),
      holes: z.array(z.tuple([z.number().int(), z.number().int()])).max(100),
      /** Who says its rate: the header of its first frame, or the settings; absent while that was not looked into. */
      rateFrom: z.enum(['header', 'assumed']).optional(),
      /** What its start timecode is: the header's, or the number of the first frame counted at the rate. */
      startFrom: z.enum(['frame-header', 'frame-number']).optional(),
    })
    .nullable(),
  /** The filmstrip's layout, when there is one. */
  filmstripMeta: z
    .object({
      columns: z.number().int(),
      rows: z.number().int(),
      count: z.number().int(),
      frameWidth: z.number().int(),
      frameHeight: z.number().int(),
    })
    .nullable(),
})
export type AssetDetail = z.infer<typeof assetDetailSchema>

/** The fields that a person may change with `set`, and their shapes. */
export const assetChangesSchema = z
  .object({
    name: z.string().min(1).max(255),
    rating: z.number().int().min(0).max(5),
    circled: z.boolean(),
    noGood: z.boolean(),
    roll: z.string().max(64).nullable(),
    camera: z.string().max(64).nullable(),
    scene: z.string().max(64).nullable(),
    shot: z.string().max(64).nullable(),
    slate: z.string().max(64).nullable(),
    unit: z.string().max(64).nullable(),
    episode: z.string().max(64).nullable(),
    location: z.string().max(200).nullable(),
    take: z.string().max(64).nullable(),
    day: daySchema.nullable(),
    description: z.string().max(10_000),
    look: lookSchema.nullable(),
  })
  .partial()
export type AssetChanges = z.infer<typeof assetChangesSchema>

/**
 * Columns the list can be sorted by. `arranged` is the order that people gave to a collection, for a search of just
 * that one.
 */
export const SORT_FIELDS = [
  'name',
  'createdAt',
  'recordedAt',
  'day',
  'roll',
  'startTimecode',
  'duration',
  'bytes',
  'rating',
  'kind',
  'codec',
  'copies',
  'scene',
  'arranged',
] as const
export const sortSchema = z.object({ field: z.enum(SORT_FIELDS), direction: z.enum(['asc', 'desc']) })
export type Sort = z.infer<typeof sortSchema>
