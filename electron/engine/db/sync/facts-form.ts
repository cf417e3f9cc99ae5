/**
 * The form that a fact of another device has to have. It is looked at before anything of its segment is applied: a
 * number that no column holds would break the catalogue's own statements, half-way through.
 */
import { z } from 'zod'
import { ASSET_KINDS, FILE_ROLES, FILE_STATES, VERIFICATIONS, readBackSchema } from '../../../../shared/model/asset.ts'
import { volumeKindSchema } from '../../../../shared/model/offload.ts'
import { beginningsSchema } from '../../domain/media/derived.ts'
import { type Frames } from '../../domain/media/frames.ts'

export const keySchema = z
  .string()
  .regex(/^[0-9a-f]{32}-\d{1,16}$/)
  .refine((key) => Number.isSafeInteger(Number(key.slice(33))))

const DAY_MS = 86_400_000
/** The last moment that a date can hold is 8.64e15; some days are left for time zones. */
const LAST_MS = 8.64e15 - 2 * DAY_MS
const moment = z.number().int().nonnegative().max(LAST_MS)
const count = z.number().int().nonnegative()
/** Nanoseconds since 1970, in the 64 bits of a column; more than a safe integer, so not exact. */
const INT64 = 2 ** 63 - 1024
const nanoseconds = z.number().min(-INT64).max(INT64)
/** Far above the numbers that names carry: `_v0012`, a date. */
const RANKS = 2 ** 50
const minutes = z
  .number()
  .int()
  .min(-24 * 60)
  .max(24 * 60)

/** A sequence runs over so many frames at most: 2^31 are two years at 30 a second. */
const MAX_FRAMES = 2 ** 31
const MAX_HOLES = 100_000

const isFileState = (state: string): boolean => (FILE_STATES as readonly string[]).includes(state)

/** A copy in a state that this version does not know proves nothing good. */
function doubtful<Place extends { verification: (typeof VERIFICATIONS)[number]; state: string }>(place: Place): Place {
  return { ...place, state: 'offline', verification: place.verification === 'failed' ? 'failed' : 'unknown' }
}

/** Ranges that lie in one another: names are padded by them, lengths counted, gaps listed. */
function isRange({ first, last, count: there, padding, holes }: Frames): boolean {
  return (
    first >= 0 &&
    first <= last &&
    last < MAX_FRAMES &&
    there >= 1 &&
    there <= last - first + 1 &&
    padding >= 0 &&
    padding <= 20 &&
    holes.length <= MAX_HOLES &&
    holes.every(([from, to]) => from >= first && from <= to && to <= last)
  )
}

const beginnings = beginningsSchema
  .refine(({ frames }) => frames === null || isRange(frames))
  .refine(
    ({ bytes, modifiedMs, zoneMinutes, cutOffMinutes }) =>
      bytes >= 0 &&
      Math.abs(modifiedMs) <= LAST_MS &&
      minutes.safeParse(zoneMinutes).success &&
      minutes.safeParse(cutOffMinutes).success,
  )

/**
 * [Note: words of a later version] Where a word outside our lists would only be shown, it is read as unknown: kept as it
 * is, the contract refused every list that it stands in. A kind or a check that decides what is done holds its device
 * back instead, as damage does.
 */
const word = z.string().max(40)

export const factSchemas = {
  content: z.object({ kind: word.pipe(z.enum(ASSET_KINDS).catch('other')), probe: z.json().nullable() }),
  version: z.object({
    asset: z.uuid(),
    kind: z.enum(ASSET_KINDS),
    from: beginnings,
    reason: z.string().max(300),
    author: z.string().max(300),
    device: z.string().max(300),
    bytes: count,
    at: moment,
    modified: moment.nullable(),
    label: z.string().max(300).nullable(),
    rank: z.number().int().min(-RANKS).max(RANKS),
    parts: z
      .array(z.tuple([z.enum(FILE_ROLES), z.string().min(1).max(1000), keySchema]))
      .min(1)
      .max(100_000),
  }),
  volume: z.object({
    label: z.string().max(300),
    kind: word.pipe(volumeKindSchema.catch('unknown')),
    capacity: count.nullable(),
    fsUuid: z.string().max(200).nullable(),
  }),
  place: z
    .object({
      content: keySchema,
      bytes: count,
      mtime: nanoseconds,
      state: word,
      role: z.enum(FILE_ROLES),
      asset: z.uuid(),
      verification: z.enum(VERIFICATIONS),
      verifiedAt: moment.nullable(),
      readBack: word.nullable().pipe(readBackSchema.nullable().catch(null)),
    })
    .transform((place) => (isFileState(place.state) ? place : doubtful(place)))
    .nullable(),
  alias: z.uuid(),
  derivative: z.object({
    bytes: count,
    xxh128: z.string().regex(/^[0-9a-f]{32}$/),
    mime: z.string().max(100),
    width: count.nullable(),
    height: count.nullable(),
    meta: z.json(),
    /** What differs from the recipe's defaults, where the id has a fourth part. */
    params: z.json().optional(),
  }),
} as const

type FactKind = keyof typeof factSchemas
type Ids = { readonly [Kind in FactKind]: z.ZodType<string> }

const ids: Ids = {
  content: keySchema,
  version: z.uuid(),
  volume: z.string(),
  place: z.string(),
  alias: z.uuid(),
  derivative: z.string().refine((id) => keySchema.safeParse(id.split('/')[0]).success),
}

/** True for a kind that this version knows; a later version may tell of others. */
export function isFactKind(kind: string): kind is FactKind {
  // Not `in`: "toString" is in every object.
  return Object.hasOwn(factSchemas, kind)
}

/** Throws zod's error for a fact of a known kind that has not the form of that kind. */
export function assertFact({
  kind,
  id,
  value,
}: {
  readonly kind: string
  readonly id: string
  readonly value: unknown
}): void {
  if (!isFactKind(kind)) return
  ids[kind].parse(id)
  factSchemas[kind].parse(value)
}
