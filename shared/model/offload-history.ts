/**
 * A past or running offload as the history lists it: small enough that hundreds of them are one answer.
 */
import { z } from 'zod'
import { readBackSchema } from './asset.ts'
import { destinationStateSchema, offloadStateSchema, verificationLevelSchema } from './offload.ts'
import { bytesSchema, idSchema, momentSchema } from './primitives.ts'

export const pastOffloadSchema = z.object({
  id: idSchema,
  name: z.string(),
  state: offloadStateSchema,
  sources: z.array(z.string()),
  /** Names of its rolls. */
  rolls: z.array(z.string()),
  files: z.number().int(),
  bytes: bytesSchema,
  clips: z.number().int(),
  level: verificationLevelSchema,
  /** When a drive that was pulled comes back: a person resumes it, or it goes on by itself. */
  resumes: z.enum(['asked', 'itself']).default('asked'),
  destinations: z.array(
    z.object({
      path: z.string(),
      target: z.string(),
      volumeLabel: z.string(),
      volumeId: idSchema.nullable().optional(),
      state: destinationStateSchema,
      filesVerified: z.number().int(),
      filesCopied: z.number().int(),
      bytesCopied: z.number().default(0),
      failures: z.number().int(),
      conflicts: z.number().int(),
      /** The weakest way in which a file was read back there. */
      readBack: readBackSchema.nullable().default(null),
      /** Why it stopped, as a sentence, with its code. */
      error: z.string().nullable(),
      errorCode: z.string().nullable().default(null),
    }),
  ),
  /** Of the reasons only what each is (`unnameable`): the sentence has their words. */
  verdict: z
    .object({
      safeToFormat: z.boolean(),
      verified: z.boolean(),
      sentence: z.string(),
      reasons: z.array(z.object({ code: z.string() })).default([]),
    })
    .nullable(),
  error: z.string().nullable(),
  startedAt: momentSchema,
  finishedAt: momentSchema.nullable(),
})
export type PastOffload = z.infer<typeof pastOffloadSchema>
