/**
 * A segment of a device's journal: a header and lines of JSON, packed by zstd. What a device said, in its order; each
 * segment names the hash of the one before, so that nothing can be left out or put in between unseen.
 */
import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { z } from 'zod'
import { RushesError } from '../../../../shared/model/errors.ts'
import { isClock, type Json, type Op } from '../../domain/replica/op.ts'
import { parsePlain } from './plain-json.ts'

/** So much goes into one segment at most: a lost or broken one costs little, and a device that joins asks for few. */
export const MAX_LINES = 512
/** Bound on what is unpacked, bytes: a hostile segment must not fill the memory. */
const MAX_UNPACKED = 32 << 20

/** Something of the catalogue that is not a person's word: made once or seen on a drive, and told as a whole. */
export interface Fact {
  readonly clock: string
  readonly kind: string
  readonly id: string
  /** Null: it is not there any more. */
  readonly value: Json
}

interface SegmentHeader {
  readonly device: string
  /** What people call the device, and who works there. */
  readonly name: string
  readonly author: string
  readonly seq: number
  /** Hash of the segment before; '' for the first. */
  readonly prev: string
  /** The latest clock in it, or before it when it has none. */
  readonly clock: string
}

export interface Segment {
  readonly header: SegmentHeader
  readonly ops: readonly Op[]
  readonly facts: readonly Fact[]
}

/**
 * A flipped bit is found before anything is trusted: the next segment, which names this one's hash, may be hours away.
 */
const CHECKED = { [constants.ZSTD_c_checksumFlag]: 1 }

const headerSchema = z.object({
  rushes: z.literal('journal'),
  v: z.number().int(),
  device: z.string().min(1).max(64),
  name: z.string().max(300),
  author: z.string().max(300),
  seq: z.number().int().positive(),
  prev: z.string().max(64),
  clock: z.string().refine((text) => text === '' || isClock(text)),
})
const reading = z.string().max(90)
const opLine = z.tuple([
  z.literal('o'),
  reading,
  z.string().max(40),
  z.string().max(200),
  z.string().max(300),
  z.array(z.json()).max(1),
  z.array(reading).max(1000),
])
const factLine = z.tuple([z.literal('f'), reading, z.string().max(40), z.string().max(5000), z.json()])
const lineSchema = z.union([opLine, factLine])

/** Writes a segment. Clocks of the device itself are written without its name. */
export function writeSegment({ header, ops, facts }: Segment): Buffer {
  const short = (clock: string): string => (clock.endsWith(`-${header.device}`) ? clock.slice(0, 16) : clock)
  const lines: unknown[] = [
    { rushes: 'journal', v: 1, ...header },
    ...facts.map((fact) => ['f', short(fact.clock), fact.kind, fact.id, fact.value]),
    ...ops.map((op) => [
      'o',
      short(op.clock),
      op.entity,
      op.id,
      op.field,
      op.value === undefined ? [] : [op.value],
      op.over.map(short),
    ]),
  ]
  return zstdCompressSync(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')), { params: CHECKED })
}

/** The hash by which the next segment names this one: SHA-256 of its packed bytes. */
export function segmentTip(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Reads a segment. Throws `remote.damaged` for what is none, and `remote.newer` for one of a later version. */
export function readSegment(bytes: Uint8Array): Segment {
  try {
    const [first, ...rest] = zstdDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED }).toString('utf8').split('\n')
    const { rushes: _rushes, v, ...header } = headerSchema.parse(parsePlain(first!))
    if (v > 1)
      throw new RushesError(
        'remote.newer',
        'Another device of this library has a newer Rushes. Update this one to continue; nothing was changed.',
      )
    const whole = (clock: string): string => {
      const full = clock.length === 16 ? `${clock}-${header.device}` : clock
      if (!isClock(full)) throw new TypeError('not a clock')
      return full
    }
    const ops: Op[] = []
    const facts: Fact[] = []
    for (const text of rest) {
      const line = lineSchema.parse(parsePlain(text))
      if (line[0] === 'f') facts.push({ clock: whole(line[1]), kind: line[2], id: line[3], value: line[4] as Json })
      else
        ops.push({
          clock: whole(line[1]),
          entity: line[2],
          id: line[3],
          field: line[4],
          value: line[5][0] as Json | undefined,
          over: line[6].map(whole),
        })
    }
    // A device speaks for itself alone.
    if ([...ops, ...facts].some((one) => !one.clock.endsWith(`-${header.device}`)))
      throw new TypeError('a clock of another device')
    return { header, ops, facts }
  } catch (error) {
    if (error instanceof RushesError) throw error
    throw damagedSegment(error)
  }
}

/** What is told of a segment that is not what it should be. */
export function damagedSegment(cause: unknown): RushesError {
  return new RushesError(
    'remote.damaged',
    'A part of another device’s journal is damaged and was not applied. It is asked for again; if this stays, check the remote with: rushes verify --remote',
    {},
    { cause },
  )
}
