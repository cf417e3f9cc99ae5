/**
 * A checkpoint: everything that journals said up to a point, folded: of each fact the latest, of each field its heads
 * with their clocks. In parts of bounded size, and a list of them that is written last: without it a checkpoint is not
 * there.
 */
import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import { isClock, type Json } from '../../domain/replica/op.ts'
import { parsePlain } from './plain-json.ts'

/** Text of one part, bytes: unpacking and reading it keeps the engine's thread for some 20 ms at most. */
export const PART_BYTES = 2 << 20
const MAX_UNPACKED = 16 << 20
const MAX_LIST = 64 << 20

/** A fact, a head, or a clock that was replaced and has not come. */
export type Line =
  | { readonly is: 'fact'; readonly clock: string; readonly kind: string; readonly id: string; readonly value: Json }
  | {
      readonly is: 'head'
      readonly clock: string
      readonly entity: string
      readonly id: string
      readonly field: string
      readonly value: Json | undefined
    }
  | {
      readonly is: 'awaited'
      readonly clock: string
      readonly entity: string
      readonly id: string
      readonly field: string
    }

const clock = z.string().max(90).refine(isClock)
const entity = z.string().max(40)
const id = z.string().max(200)
const field = z.string().max(300)
const lineSchema = z.union([
  z.tuple([z.literal('h'), clock, entity, id, field, z.array(z.json()).max(1)]),
  z.tuple([z.literal('f'), clock, z.string().max(40), z.string().max(5000), z.json()]),
  z.tuple([z.literal('w'), clock, entity, id, field]),
])

const deviceSchema = z.object({
  device: z.string().min(1).max(64),
  seq: z.number().int().nonnegative(),
  clock: z
    .string()
    .max(90)
    .refine((text) => text === '' || isClock(text)),
  tip: z.string().max(64),
  name: z.string().max(300),
  author: z.string().max(300),
  changes: z.number().int().nonnegative(),
})
const listSchema = z.object({
  rushes: z.literal('checkpoint'),
  v: z.number().int(),
  device: z.string().max(64),
  at: z.string().max(40),
  /** How far each device's journal is in it. */
  vector: z.array(deviceSchema).max(100_000),
  /** Segments that are in it, of all devices. */
  segments: z.number().int().nonnegative(),
  facts: z.number().int().nonnegative(),
  heads: z.number().int().nonnegative(),
  digest: z.string().max(16),
  parts: z
    .array(
      z.object({
        name: z.string().regex(/^[0-9]{6}$/),
        bytes: z.number().int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(1_000_000),
})

export type CheckpointDevice = z.infer<typeof deviceSchema>
export type CheckpointList = Omit<z.infer<typeof listSchema>, 'rushes' | 'v'>

const CHECKED = { [constants.ZSTD_c_checksumFlag]: 1 }

/** A line as text. */
export function lineText(line: Line): string {
  switch (line.is) {
    case 'fact':
      return JSON.stringify(['f', line.clock, line.kind, line.id, line.value])
    case 'head':
      return JSON.stringify([
        'h',
        line.clock,
        line.entity,
        line.id,
        line.field,
        line.value === undefined ? [] : [line.value],
      ])
    case 'awaited':
      return JSON.stringify(['w', line.clock, line.entity, line.id, line.field])
  }
}

/** Packs lines into a part. */
export function writePart(lines: readonly string[]): Buffer {
  return zstdCompressSync(Buffer.from(lines.join('\n')), { params: CHECKED })
}

/**
 * Unpacks a part. Throws `remote.damaged` when it is not the one that the list names. Lines are read one by one:
 * `readLine`.
 */
export function readPart(bytes: Uint8Array, sha256: string): string[] {
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damagedCheckpoint(null)
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED })
      .toString('utf8')
      .split('\n')
      .filter((text) => text !== '')
  } catch (error) {
    throw damagedCheckpoint(error)
  }
}

/** Reads a line. Throws `remote.damaged`. */
export function readLine(text: string): Line {
  try {
    const line = lineSchema.parse(parsePlain(text))
    switch (line[0]) {
      case 'f':
        return { is: 'fact', clock: line[1], kind: line[2], id: line[3], value: line[4] as Json }
      case 'h':
        return {
          is: 'head',
          clock: line[1],
          entity: line[2],
          id: line[3],
          field: line[4],
          value: line[5][0] as Json | undefined,
        }
      case 'w':
        return { is: 'awaited', clock: line[1], entity: line[2], id: line[3], field: line[4] }
    }
  } catch (error) {
    throw damagedCheckpoint(error)
  }
}

/** Writes the list. */
export function writeList(list: CheckpointList): Buffer {
  return zstdCompressSync(Buffer.from(JSON.stringify({ rushes: 'checkpoint', v: 1, ...list })), { params: CHECKED })
}

/** Reads the list. Throws `remote.damaged`, and `remote.newer` for one of a later version. */
export function readList(bytes: Uint8Array): CheckpointList {
  try {
    const {
      rushes: _rushes,
      v,
      ...list
    } = listSchema.parse(parsePlain(zstdDecompressSync(bytes, { maxOutputLength: MAX_LIST }).toString('utf8')))
    if (v > 1)
      throw new RushesError(
        'remote.newer',
        'Another device of this library has a newer Rushes. Update this one to continue; nothing was changed.',
      )
    return list
  } catch (error) {
    if (error instanceof RushesError) throw error
    throw damagedCheckpoint(error)
  }
}

/** What is told of a checkpoint that is not what it should be. */
export function damagedCheckpoint(cause: unknown): RushesError {
  return new RushesError(
    'remote.damaged',
    'A checkpoint of this library’s journals is damaged and was not used. Another one is looked for; if this stays, check the remote with: rushes verify --remote',
    {},
    { cause },
  )
}
