/**
 * What people ask of jobs, by kind (`jobs.start`), and what comes of them (`result` of a job).
 */
import { z } from 'zod'
import { repairEventSchema, verifyEventSchema, verifyFindingSchema } from './offload.ts'
import { daySchema, idSchema, pathSchema } from './primitives.ts'
import { rootScanEventSchema } from './watching.ts'

/** `verify`: copies of rolls, of drives (by id or label), or of rolls on drives, as `verify.copies` does it. */
export const verifyParamsSchema = z.strictObject({
  rolls: z.array(z.string().min(1).max(200)).max(100).default([]),
  volumes: z.array(z.string().min(1).max(200)).max(100).default([]),
  seal: z.boolean().default(false),
})
export type VerifyParams = z.infer<typeof verifyParamsSchema>

export const verifyResultSchema = z.object({
  ok: z.boolean(),
  counts: z.record(z.string(), z.number().int()),
  sentence: z.string(),
  histories: verifyEventSchema.options[2].shape.histories,
  /** The first of what is not good. */
  problems: z.array(verifyFindingSchema),
})
export type VerifyResult = z.infer<typeof verifyResultSchema>

/** `repair`: bad copies are made anew from verified ones, as `verify.repair` does it. */
export const repairParamsSchema = z.strictObject({
  fileIds: z.array(idSchema).min(1).max(1000),
  /** A person named these very files. */
  named: z.boolean().default(false),
})
export type RepairParams = z.infer<typeof repairParamsSchema>

const repairEndSchema = z.discriminatedUnion('type', [repairEventSchema.options[1], repairEventSchema.options[2]])
/** `told` are the first ends of single copies. */
export const repairResultSchema = z.object({
  healed: z.number().int(),
  failed: z.number().int(),
  told: z.array(repairEndSchema),
})
export type RepairResult = z.infer<typeof repairResultSchema>

/** `scan`: a watched folder, or all on a drive, is read and ingested, as `roots.scan` does it. */
export const scanParamsSchema = z.union([z.strictObject({ rootId: idSchema }), z.strictObject({ volumeId: idSchema })])
export type ScanParams = z.infer<typeof scanParamsSchema>

/** The last event of each folder. */
export const scanResultSchema = z.array(rootScanEventSchema)
export type ScanResult = z.infer<typeof scanResultSchema>

const reportBase = z.strictObject({
  as: z.enum(['pdf', 'html', 'csv', 'text']).default('pdf'),
  to: pathSchema.nullable().default(null),
})

/** `report`: of a shooting day, an offload, or the safety page; `to` is a folder, the library's own for null. */
export const reportParamsSchema = z.discriminatedUnion('of', [
  reportBase.extend({ of: z.literal('day'), day: daySchema }),
  reportBase.extend({ of: z.literal('offload'), id: idSchema }),
  reportBase.extend({ of: z.literal('safety'), day: daySchema.nullable().default(null) }),
])
export type ReportParams = z.infer<typeof reportParamsSchema>

export const reportResultSchema = z.object({ path: z.string() })
export type ReportResult = z.infer<typeof reportResultSchema>
