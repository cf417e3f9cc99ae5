/**
 * What people ask of jobs, by kind (`jobs.start`), and what comes of them (`result` of a job).
 */
import { z } from 'zod'
import { healEventSchema, verifyEventSchema, verifyFindingSchema } from './offload.ts'
import { idSchema } from './primitives.ts'

/** `verify`: copies of rolls, of drives (by id or label), or of rolls on drives, as `verify.copies` does it. */
export const verifyParamsSchema = z.strictObject({
  rolls: z.array(z.string().min(1).max(200)).max(100).default([]), volumes: z.array(z.string().min(1).max(200)).max(100).default([]), seal: z.boolean().default(false),
})
export type VerifyParams = z.infer<typeof verifyParamsSchema>

export const verifyResultSchema = z.object({
  ok: z.boolean(), counts: z.record(z.string(), z.number().int()), sentence: z.string(),
  histories: verifyEventSchema.options[2].shape.histories,
  /** The first of what is not good. */
  problems: z.array(verifyFindingSchema),
})
export type VerifyResult = z.infer<typeof verifyResultSchema>

/** `repair`: bad copies are made anew from verified ones, as `verify.heal` does it. */
export const repairParamsSchema = z.strictObject({
  fileIds: z.array(idSchema).min(1).max(1000),
  /** A person named these very files. */
  named: z.boolean().default(false),
})
export type RepairParams = z.infer<typeof repairParamsSchema>

const repairEndSchema = z.discriminatedUnion('type', [healEventSchema.options[1], healEventSchema.options[2]])
/** `told` are the first ends of single copies. */
export const repairResultSchema = z.object({ healed: z.number().int(), failed: z.number().int(), told: z.array(repairEndSchema) })
export type RepairResult = z.infer<typeof repairResultSchema>
