/**
 * "Something new is there": what makes others look at once instead of at their next look. Hints carry nothing that is
 * trusted; a lost or forged one costs a look, or half a minute.
 */
import { z } from 'zod'

/** A device has published up to this segment. `library` is a tag that only those who share the library can work out. */
const hintSchema = z.object({
  v: z.literal(1),
  library: z.string().regex(/^[0-9a-f]{32}$/),
  device: z.string().max(80),
  seq: z.number().int().nonnegative(),
  /** Where its engine gives out journals on the local network; absent where that is not allowed. */
  port: z.number().int().min(1).max(65_535).optional(),
})
export type Hint = z.infer<typeof hintSchema>

/** Longest hint that is read, bytes: they come from anybody on the network. */
const MAX_BYTES = 1_000

/** Reads a hint; null for anything else. */
export function readHint(bytes: Uint8Array): Hint | null {
  if (bytes.length > MAX_BYTES) return null
  try {
    return hintSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch {
    return null // Other programs use the same port; what is not ours is not read.
  }
}

/** Writes it. */
export function writeHint(hint: Hint): Buffer {
  return Buffer.from(JSON.stringify(hint))
}

/** A way on which hints go and come. Its failures are logged and cost nothing else. */
export interface HintChannel {
  tell(hint: Hint): void
  close(): Promise<void>
}

/** What a channel calls for each hint of another device; `address` is the sender's, where the channel knows it. */
export type OnHint = (hint: Hint, address: string | null) => void
