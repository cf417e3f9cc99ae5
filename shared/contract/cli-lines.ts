/**
 * The lines of the command line with `--json`: one object a line, told apart by `type`, the last one the `result`.
 * Programs build on these: what stands here stays; new fields may come.
 */
import { z } from 'zod'
import { assetChangesSchema, assetDetailSchema, assetRowSchema, cameraProxySchema, noteSchema } from '../model/asset.ts'
import { ERROR_CODES, type ErrorCode } from '../model/errors.ts'
import {
  badCopySchema,
  destinationProgressSchema,
  destinationStateSchema,
  generationSchema,
  repairEventSchema,
  offloadFileSchema,
  offloadPlanSchema,
  offloadSchema,
  offloadStateSchema,
  verdictSchema,
  verifyEventSchema,
  verifyFindingSchema,
} from '../model/offload.ts'
import { lookSchema } from '../model/colour.ts'
import { lutSchema } from '../model/luts.ts'
import { copyRowSchema } from '../model/selection-copy.ts'
import { editJobResultSchema, editPlanRowSchema, proxyPresetSchema } from '../model/edit-proxies.ts'
import { probeSchema } from '../model/probe.ts'
import { bytesSchema, daySchema, idSchema } from '../model/primitives.ts'
import { listedPresetSchema, presetOfferSchema } from '../model/presets.ts'
import { episodeSchema, projectSchema, titleVersionSchema } from '../model/project.ts'
import { soundPairSchema } from '../model/sound-sync.ts'
import { backupSchema, comparisonSchema, relinkProposalSchema, versionSchema } from '../model/versions.ts'
import { jobDetailSchema, jobSchema } from '../model/jobs.ts'
import { collectionNodeSchema } from '../model/collections.ts'
import { activitySchema, checkSchema, settingsSchema, volumeSchema } from '../model/work.ts'
import { safetyDecisionSchema } from '../model/safety.ts'
import { rootScanEventSchema, rootSchema } from '../model/watching.ts'
import { conflictSchema, deviceSchema, remoteSchema, remoteTidiedSchema } from '../model/sync.ts'
import { scanEventSchema } from './offloads.ts'
import { syncedSchema } from './sync.ts'

/**
 * 0 done and all is well · 1 failed · 2 wrong usage · 3 something is not verified or not made · 4 library · 130
 * stopped.
 */
const exitSchema = z.literal([0, 1, 2, 3, 4, 130])

/** `ok`, or a code of the closed set of errors. */
const resultCodeSchema = z.enum(['ok', ...(Object.keys(ERROR_CODES) as ErrorCode[])])

const line = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape })

/** `ls` gives rows, `show` gives the whole. */
const assetLineSchema = z.union([line('asset', assetRowSchema.shape), line('asset', assetDetailSchema.shape)])

const { type: _scan, ...scanShape } = scanEventSchema.shape
const { type: _rootScan, ...rootScanShape } = rootScanEventSchema.shape
const { type: _verify, ...verifyShape } = verifyEventSchema.options[0].shape

const { type: _healed, ...repairedShape } = repairEventSchema.options[1].shape

/** Live progress, at most five lines a second: of an offload, a scan, a verification, media work. */
const progressLineSchema = z.union([
  line('progress', {
    id: idSchema,
    state: offloadStateSchema,
    bytes: bytesSchema,
    bytesRead: bytesSchema,
    speed: z.number(),
    secondsLeft: z.number().nullable(),
    path: z.string().nullable(),
    destinations: z.array(
      destinationProgressSchema
        .pick({
          target: true,
          bytesCopied: true,
          bytesVerified: true,
          filesVerified: true,
          speed: true,
        })
        .extend({ state: destinationStateSchema }),
    ),
  }),
  line('progress', scanShape),
  line('progress', rootScanShape),
  line('progress', verifyShape),
  line('progress', activitySchema.shape.jobs.shape),
  line('progress', {
    remote: z.string(),
    bytesLeft: z.number(),
    speed: z.number().nullable(),
    secondsLeft: z.number().nullable(),
  }),
  line('progress', { bytes: z.number(), of: z.number() }),
])

/** The last line. `message` is the sentence of a failure; further fields belong to the command. */
export const resultLineSchema = z
  .object({
    type: z.literal('result'),
    ok: z.boolean(),
    exit: exitSchema,
    code: resultCodeSchema,
    message: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
    /** ls · jobs · offloads · collection list · drives · repair · mhl */
    count: z.number().int().optional(),
    /** look: clips that take none */
    refused: z.number().int().optional(),
    /** set · tag · collection · show · offload · report · drives name · eject · project */
    id: idSchema.optional(),
    changes: assetChangesSchema.optional(),
    add: z.array(z.string()).optional(),
    remove: z.array(z.string()).optional(),
    assetIds: z.array(idSchema).optional(),
    note: noteSchema.optional(),
    /** undo · redo: what was done, null when there was nothing. drives name: what it is called now. */
    label: z.string().nullable().optional(),
    /** presets save · remove · import */
    names: z.array(z.string()).optional(),
    /** init · db backup · presets export · mhl flatten · report */
    path: z.string().optional(),
    /** report --day */
    day: daySchema.optional(),
    made: z.boolean().optional(),
    /** restore --over: the revision under which the replaced file is kept. */
    keptRevision: z.number().int().optional(),
    /** relink */
    linked: z.number().int().optional(),
    found: z.number().int().optional(),
    /** db restore: where the replaced catalogue is kept. */
    kept: z.string().optional(),
    bytes: bytesSchema.optional(),
    /** proxy --dry-run: about how long */
    seconds: z.number().int().nullable().optional(),
    /** scan · offload */
    files: z.number().int().optional(),
    added: z.number().int().optional(),
    unreadable: z.number().int().optional(),
    /** scan · watch add */
    changed: z.number().int().optional(),
    moved: z.number().int().optional(),
    missing: z.number().int().optional(),
    back: z.number().int().optional(),
    takenIn: z.number().int().optional(),
    waiting: z.number().int().optional(),
    /** offload */
    state: offloadStateSchema.optional(),
    verified: z.boolean().optional(),
    sealed: z.boolean().optional(),
    safeToFormat: z.boolean().optional(),
    verdict: verdictSchema.nullable().optional(),
    destinations: z.array(destinationProgressSchema).optional(),
    /** offload --dry-run */
    plan: offloadPlanSchema.optional(),
    /** verify */
    counts: z.record(z.string(), z.number().int()).optional(),
    histories: verifyEventSchema.options[2].shape.histories.optional(),
    /** verify --accept-new */
    accepted: z.array(z.string()).optional(),
    /** sync */
    synced: syncedSchema.optional(),
    /** settings */
    settings: settingsSchema.optional(),
    /** remote tidy */
    tidied: remoteTidiedSchema.optional(),
    /** proxy · sound-sync · repair: `failed` */
    requested: z.number().int().optional(),
    failed: z.number().int().optional(),
    held: z.number().int().optional(),
  })
  .strict()

/** Any line of any command. */
export const cliLineSchema = z.union([
  assetLineSchema,
  line('facet', {
    facet: z.string(),
    values: z.array(z.object({ value: z.string(), label: z.string(), count: z.number().int() })),
  }),
  line('file', offloadFileSchema.shape),
  line('offload', offloadSchema.shape),
  line('finding', verifyFindingSchema.shape),
  line('finding', { path: z.string(), finding: z.enum(['ok', 'attention', 'failure']), message: z.string() }),
  line('bad', badCopySchema.shape),
  line('healed', repairedShape),
  line('generation', generationSchema.shape),
  line('problem', { path: z.string(), message: z.string() }),
  z.union([line('job', jobSchema.shape), line('job', jobDetailSchema.shape)]),
  line('lut', lutSchema.shape),
  line('look', {
    assetId: idSchema,
    name: z.string(),
    line: z.number().int().nullable(),
    look: lookSchema.nullable(),
    changed: z.boolean(),
  }),
  line('proxy-preset', proxyPresetSchema.shape),
  line('still', { assetId: idSchema, path: z.string(), bytes: bytesSchema }),
  line('camera-proxies', { assetId: idSchema, name: z.string(), proxies: z.array(cameraProxySchema) }),
  line('copy', copyRowSchema.shape),
  line('edit-proxy', editPlanRowSchema.shape),
  line('edit-proxy', {
    assetId: idSchema.nullable(),
    name: z.string(),
    state: z.enum(['made', 'there']),
    ...editJobResultSchema.omit({ there: true }).shape,
  }),
  line('sound-pair', soundPairSchema.shape),
  line('collection', collectionNodeSchema.shape),
  line('root', rootSchema.shape),
  line('check', checkSchema.shape),
  z.union(
    probeSchema.options.map((option) => line('probe', { path: z.string(), ...option.shape })) as [
      ReturnType<typeof line>,
      ReturnType<typeof line>,
    ],
  ),
  line('backup', backupSchema.shape),
  line('version', versionSchema.shape),
  line('comparison', comparisonSchema.shape),
  line('proposal', relinkProposalSchema.shape),
  line('drive', volumeSchema.shape),
  line('preset', listedPresetSchema.shape),
  line('offer', presetOfferSchema.shape),
  line('project', projectSchema.shape),
  line('episode', episodeSchema.shape),
  line('title-version', titleVersionSchema.shape),
  line('remote', remoteSchema.shape),
  line('conflict', { id: z.string(), ...conflictSchema.shape }),
  line('device', deviceSchema.shape),
  line('card', {
    id: idSchema.nullable(),
    name: z.string(),
    roll: z.string().nullable(),
    day: daySchema.nullable(),
    decision: safetyDecisionSchema,
    sentence: z.string(),
    reasons: z.array(z.string()),
    /** `verified`: when the copy that was checked longest ago was checked, milliseconds since 1970. */
    drives: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['drive', 'remote']),
        files: z.number().int(),
        of: z.number().int(),
        verified: z.number().nullable(),
        bad: z.number().int(),
        missing: z.number().int(),
        state: z.enum(['verified', 'part', 'bad', 'missing', 'none']),
        connected: z.boolean(),
      }),
    ),
  }),
  line('serving', { url: z.url(), address: z.url() }),
  progressLineSchema,
  resultLineSchema,
])
