/**
 * Looking after copies, as the window shows it: how each drive stands, and what repairing a bad copy would do.
 */
import { z } from 'zod'
import { bytesSchema, idSchema, momentSchema } from './primitives.ts'

/** How well the files of a drive are looked after. */
export const driveVerificationSchema = z.object({
  volumeId: idSchema,
  /** Files that the catalogue knows there: verified + elsewhere + copied + unknown + bad. */
  files: z.number().int(),
  /** Read back and equal, when they were last looked at. */
  verified: z.number().int(),
  /** Copied and never read back. */
  copied: z.number().int(),
  /** Read back and equal by another computer alone, which this one takes for no proof. */
  elsewhere: z.number().int(),
  /** Never checked: they were there already. */
  unknown: z.number().int(),
  /** Read back wrong. */
  bad: z.number().int(),
  /** Gone while the drive was connected; not among `files`. */
  missing: z.number().int().default(0),
  /** Of all verified files, the moment that lies longest back. */
  oldestAt: momentSchema.nullable(),
  /** When a file of it was last read back, whatever was found. */
  lastAt: momentSchema.nullable(),
})
export type DriveVerification = z.infer<typeof driveVerificationSchema>

/** What repairing one bad copy would do, step by step; nothing of it is done yet. */
export const repairStepSchema = z.object({
  fileId: idSchema,
  /** The bad copy. */
  path: z.string(),
  volumeLabel: z.string(),
  bytes: bytesSchema,
  /** The good copy that the new one would be made from; null when none can be read now. */
  from: z.object({ path: z.string(), volumeLabel: z.string(), verifiedAt: momentSchema.nullable() }).nullable(),
  /** Where the bad one would be moved to; null when it is gone already, or nothing can be done. */
  aside: z.string().nullable(),
  /** It was changed after it was verified: somebody may have meant that, so a person names it before it is replaced. */
  changed: z.boolean().default(false),
  /** Why it can't be repaired now and what to do, as a sentence; null when it can. */
  why: z.string().nullable(),
})
export type RepairStep = z.infer<typeof repairStepSchema>
