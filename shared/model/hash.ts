/**
 * The hash formats of the trade (ASC MHL v2) and digests as text.
 */
import { z } from 'zod'

/** In the alphabetical order in which ASC MHL writes them. */
export const HASH_FORMATS = ['c4', 'md5', 'sha1', 'xxh128', 'xxh3', 'xxh64'] as const
const hashFormatSchema = z.enum(HASH_FORMATS)
export type HashFormat = z.infer<typeof hashFormatSchema>

/** Digests by format: lower-case hex in canonical (big-endian) byte order, C4 in its base-58 form. */
export type Hashes = Readonly<Partial<Record<HashFormat, string>>>
