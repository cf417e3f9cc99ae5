/**
 * Devices that write while apart and hear of each other late, twice, in any order, with clocks that are years wrong: in
 * the end all say the same, and nothing that anybody wrote is lost without somebody having seen it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_CELL, joinCells, mergeOp, type Cell } from '../../../electron/engine/domain/replica/cell.ts'
import { digestText, NO_HEADS, toggle, type Digest } from '../../../electron/engine/domain/replica/digest.ts'
import { deviceOf, type Json, type Op } from '../../../electron/engine/domain/replica/op.ts'
import { ruleOf } from '../../../electron/engine/domain/replica/form.ts'
import { readCell } from '../../../electron/engine/domain/replica/reading.ts'
import { hasSeen, type Reached } from '../../../electron/engine/domain/replica/vector.ts'
import { ENTITIES } from '../../../electron/engine/db/entities/all.ts'
import {
  formatHybridTime,
  parseHybridTime,
  tick,
  type HybridTime,
} from '../../../electron/engine/domain/sync/hybrid-clock.ts'

const RUNS = Number(process.env['RUSHES_MERGE_RUNS'] ?? 300)
const FIELDS = ['asset rating', 'asset tag:hero', 'note text', 'note removed', 'collection item:x'] as const

/** A device of the model: cells, its journal, and how much of the others' it has. */
class Model {
  cells = new Map<string, Cell>()
  journal: Op[] = []
  vector = new Map<string, Reached>()
  /** What is on the disk: a crash goes back to it. */
  saved: { cells: Map<string, Cell>; journal: Op[]; vector: Map<string, Reached> } = {
    cells: new Map(),
    journal: [],
    vector: new Map(),
  }
  clock: HybridTime
  readonly name: string
  readonly skewMs: number

  constructor(name: string, skewMs: number) {
    this.name = name
    this.skewMs = skewMs
    this.clock = { ms: 0, counter: 0, device: name }
  }

  write(now: number, target: string, value: Json | undefined): void {
    const [entity, field] = target.split(' ') as [string, string]
    this.clock = tick(this.clock, Math.max(0, now + this.skewMs))
    const cell = this.cells.get(target) ?? EMPTY_CELL
    this.merge(
      {
        clock: formatHybridTime(this.clock),
        entity,
        id: '1',
        field,
        value,
        over: cell.heads.map((head) => head.clock),
      },
      this.journal.length + 1,
    )
  }

  merge(op: Op, seq: number): void {
    if (hasSeen(this.vector, op.clock)) return
    const target = `${op.entity} ${op.field}`
    this.cells.set(
      target,
      mergeOp(this.cells.get(target) ?? EMPTY_CELL, op, (clock) => hasSeen(this.vector, clock)),
    )
    if (deviceOf(op.clock) === this.name) this.journal.push(op)
    this.vector.set(deviceOf(op.clock), { seq, clock: op.clock })
    // Our own readings go on after what we have seen, unless that is from a clock that is far ahead.
    const seen = parseHybridTime(op.clock)!
    if (seen.ms > this.clock.ms && seen.ms < 5 * 60_000)
      this.clock = { ...this.clock, ms: seen.ms, counter: seen.counter }
  }

  /** Takes what the other has, up to `most` ops: the rest comes another time. */
  hear(other: Model, most: number): void {
    for (const [index, op] of other.saved.journal.slice(0, most).entries()) this.merge(op, index + 1)
  }

  save(): void {
    this.saved = { cells: new Map(this.cells), journal: [...this.journal], vector: new Map(this.vector) }
  }

  crash(): void {
    this.cells = new Map(this.saved.cells)
    this.journal = [...this.saved.journal]
    this.vector = new Map(this.saved.vector)
    // The clock is kept with every op that was saved; it never goes back behind one.
    const last = this.journal.at(-1)
    if (last !== undefined) this.clock = parseHybridTime(last.clock)!
  }

  digest(): string {
    let digest: Digest = NO_HEADS
    for (const cell of this.cells.values()) for (const head of cell.heads) digest = toggle(digest, head.clock)
    return digestText(digest)
  }
}

const step = (devices: number) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        does: fc.constant('write' as const),
        who: fc.nat(devices - 1),
        target: fc.constantFrom(...FIELDS),
        value: fc.oneof(fc.boolean(), fc.constantFrom(undefined, 1, 2, 3)),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('hear' as const),
        who: fc.nat(devices - 1),
        of: fc.nat(devices - 1),
        most: fc.nat(12),
      }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('save' as const), who: fc.nat(devices - 1) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('crash' as const), who: fc.nat(devices - 1) }) },
  )

const YEAR_MS = 365 * 86_400_000
const story = fc.integer({ min: 2, max: 5 }).chain((devices) =>
  fc.record({
    skews: fc.array(fc.constantFrom(0, 0, 120_000, -86_400_000, 9 * YEAR_MS), {
      minLength: devices,
      maxLength: devices,
    }),
    steps: fc.array(step(devices), { maxLength: 60 }),
  }),
)

function play({
  skews,
  steps,
}: {
  skews: readonly number[]
  steps: readonly (typeof story extends fc.Arbitrary<infer S>
    ? S extends { steps: (infer T)[] }
      ? T
      : never
    : never)[]
}): Model[] {
  const devices = skews.map((skew, index) => new Model(`d${index}`, skew))
  let now = 10 * YEAR_MS
  for (const one of steps) {
    now += 1_000
    const device = devices[one.who]!
    if (one.does === 'write') device.write(now, one.target, one.value)
    else if (one.does === 'hear') device.hear(devices[one.of]!, one.most)
    else if (one.does === 'save') device.save()
    else device.crash()
  }
  return devices
}

/** Everybody comes online, in this order, until nobody has anything new. */
function meet(devices: readonly Model[], order: readonly number[]): void {
  for (const device of devices) device.save()
  for (let round = 0; round < 2; round += 1)
    for (const at of order) for (const other of devices) devices[at % devices.length]!.hear(other, Infinity)
}

describe('devices that write while apart', () => {
  it('say the same once all have heard of all, whatever the order, repeats, crashes and clocks', () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat(4), { minLength: 5, maxLength: 8 }), (told, order) => {
        const devices = play(told)
        meet(devices, [...order, ...devices.keys()])
        const [first, ...others] = devices
        for (const other of others) {
          expect(other.digest()).toBe(first!.digest())
          for (const target of FIELDS) {
            const [entity, field] = target.split(' ') as [string, string]
            expect(readCell(ruleOf(ENTITIES.get(entity), field), other.cells.get(target) ?? EMPTY_CELL)).toEqual(
              readCell(ruleOf(ENTITIES.get(entity), field), first!.cells.get(target) ?? EMPTY_CELL),
            )
          }
        }
        // Nothing waits for an op that will never come.
        for (const device of devices) for (const cell of device.cells.values()) expect(cell.awaited).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('lose no op: each is a head, or one that came after it has seen it', () => {
    fc.assert(
      fc.property(story, (told) => {
        const devices = play(told)
        meet(devices, [...devices.keys()])
        const ops = devices.flatMap((device) => device.journal)
        const replaced = new Set(ops.flatMap((op) => op.over))
        const heads = new Set([...devices[0]!.cells.values()].flatMap((cell) => cell.heads.map((head) => head.clock)))
        for (const op of ops) expect(heads.has(op.clock)).toBe(!replaced.has(op.clock))
      }),
      { numRuns: RUNS },
    )
  })

  it('and the one whose clock is years ahead does not win over what was written after it was seen', () => {
    const [late, ahead] = [new Model('a', 0), new Model('b', 9 * YEAR_MS)]
    ahead.write(1_000, 'asset rating', 1)
    ahead.save()
    late.hear(ahead, Infinity)
    late.write(2_000, 'asset rating', 5)
    late.save()
    ahead.hear(late, Infinity)
    for (const device of [late, ahead])
      expect(readCell('last', device.cells.get('asset rating')!)).toMatchObject({ value: 5, conflict: [] })
  })
})

describe('a cell', () => {
  const op = (clock: string, value: Json | undefined, over: string[] = []): Op => ({
    clock: `${clock.padStart(16, '0')}-x`,
    entity: 'asset',
    id: '1',
    field: 'rating',
    value,
    over: over.map((one) => `${one.padStart(16, '0')}-x`),
  })
  const merge = (...ops: Op[]): Cell => ops.reduce((cell, one) => mergeOp(cell, one, () => false), EMPTY_CELL)

  it('keeps both of two values that were written apart, and shows the later', () => {
    expect(readCell('last', merge(op('1', 3), op('2', 4)))).toMatchObject({
      value: 4,
      conflict: [{ value: 3 }, { value: 4 }],
    })
  })

  it('is no conflict where both wrote the same', () => {
    expect(readCell('last', merge(op('1', 3), op('2', 3))).conflict).toEqual([])
  })

  it('is settled by a value that saw both', () => {
    expect(readCell('last', merge(op('1', 3), op('2', 4), op('3', 3, ['1', '2'])))).toMatchObject({
      value: 3,
      conflict: [],
    })
  })

  it('lets an addition win over a removal that did not see it, and a removal over what it saw', () => {
    expect(readCell('any-true', merge(op('1', true), op('2', false, ['1']), op('3', true))).value).toBe(true)
    expect(readCell('any-true', merge(op('1', true), op('2', false, ['1']))).value).toBe(false)
  })

  it('keeps a note that was edited while another device removed it', () => {
    expect(readCell('all-true', merge(op('1', false), op('2', true, ['1']), op('3', false, ['1']))).value).toBe(false)
  })

  it('joined with the cell of what turns out to be the same thing keeps what stood in either', () => {
    const joined = joinCells(merge(op('1', 3)), merge(op('2', 4)))
    expect(joined).toEqual(joinCells(merge(op('2', 4)), merge(op('1', 3))))
    expect(joined.heads).toHaveLength(2)
  })
})
