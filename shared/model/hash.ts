/**
 * The hash formats of the trade (ASC MHL v2) and digests as text. Threads that copy and hash start with this file: it
 * loads no library.
 */
/** In the alphabetical order in which ASC MHL writes them. */
export const HASH_FORMATS = ['c4', 'md5', 'sha1', 'xxh128', 'xxh3', 'xxh64'] as const
export type HashFormat = (typeof HASH_FORMATS)[number]

/** Digests by format: lower-case hex in canonical (big-endian) byte order, C4 in its base-58 form. */
export type Hashes = Readonly<Partial<Record<HashFormat, string>>>
