/**
 * Which jobs may run side by side, and which goes first.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  inTheWay,
  lanesText,
  nextJob,
  type Candidate,
  type Disk,
  type Lane,
  type Occupied,
} from '../../../electron/engine/domain/jobs/lanes.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'

const job = (id: string, lanes: readonly Lane[], more: Partial<Candidate> = {}): Candidate => ({
  id,
  lanes,
  priority: 0,
  createdAt: 0,
  alone: null,
  ...more,
})
const runs = (...lanes: readonly Lane[]): Occupied => ({ lanes, alone: null })
/** Two partitions of one disk; other drives are disks of their own, one of them solid state. */
const diskOf = (volume: string): Disk => ({
  key: volume === 'RAID_A' || volume === 'RAID_A2' ? 'raid' : volume,
  shared: volume === 'SSD',
})
const next = (waiting: readonly Candidate[], running: readonly Occupied[] = []): string | undefined =>
  nextJob(waiting, running, diskOf)?.id

describe('of the jobs that wait', () => {
  it('the most urgent starts first, and of those the oldest', () => {
    expect(
      next([
        job('old', ['cpu'], { createdAt: 1 }),
        job('older', ['cpu']),
        job('urgent', ['cpu'], { priority: 5, createdAt: 9 }),
      ]),
    ).toBe('urgent')
    expect(next([job('old', ['cpu'], { createdAt: 1 }), job('older', ['cpu'])])).toBe('older')
  })

  it('a poster starts beside a proxy that takes an hour', () => {
    expect(next([job('poster', ['cpu:quick'])], [runs('cpu', 'volume:SHUTTLE')])).toBe('poster')
  })

  it('a second proxy waits for the first, and for quick jobs that are running', () => {
    expect(next([job('proxy', ['cpu'])], [runs('cpu')])).toBeUndefined()
    expect(next([job('proxy', ['cpu'])], [runs('cpu:quick')])).toBeUndefined()
    expect(next([job('poster', ['cpu:quick'])], [runs('cpu:quick')])).toBe('poster')
    expect(next([job('poster', ['cpu:quick'])], [runs('cpu:quick'), runs('cpu:quick')])).toBeUndefined()
  })

  it('none reads a disk that another reads for long, be it another partition of it', () => {
    expect(next([job('verify', ['volume:RAID_A'])], [runs('cpu', 'volume:RAID_A')])).toBeUndefined()
    expect(next([job('verify', ['volume:RAID_A2'])], [runs('cpu', 'volume:RAID_A')])).toBeUndefined()
    expect(next([job('verify', ['volume:SHUTTLE'])], [runs('cpu', 'volume:RAID_A')])).toBe('verify')
  })

  it('several read a solid state disk at once', () => {
    expect(next([job('verify', ['volume:SSD'])], [runs('volume:SSD'), runs('cpu', 'volume:SSD')])).toBe('verify')
    expect(
      next(
        [job('verify', ['volume:SSD'])],
        [runs('volume:SSD'), runs('volume:SSD'), runs('volume:SSD'), runs('volume:SSD')],
      ),
    ).toBeUndefined()
  })

  it('each knows what is in its way', () => {
    const proxy = runs('cpu', 'volume:RAID_A')
    expect(inTheWay(['volume:RAID_A2'], [runs('gpu'), proxy], diskOf)).toBe(proxy)
    expect(inTheWay(['volume:SHUTTLE'], [proxy], diskOf)).toBeUndefined()
    // Two of them are: neither alone.
    expect(inTheWay(['cpu', 'volume:SHUTTLE'], [proxy, runs('volume:SHUTTLE')], diskOf)).toBeUndefined()
  })

  it('one of two drives that are one disk does not wait for itself', () => {
    expect(next([job('repair', ['volume:RAID_A', 'volume:RAID_A2'])])).toBe('repair')
  })

  it('the less urgent one starts where the more urgent one has no place', () => {
    expect(
      next(
        [job('verify', ['volume:RAID_A'], { priority: 9 }), job('proxy', ['cpu', 'volume:SHUTTLE'])],
        [runs('volume:RAID_A')],
      ),
    ).toBe('proxy')
  })

  it('none works on what another of its kind works on', () => {
    expect(
      next(
        [job('poster', ['cpu:quick'], { alone: 'derive content 1' })],
        [{ lanes: ['cpu'], alone: 'derive content 1' }],
      ),
    ).toBeUndefined()
  })
})

const lane = fc.constantFrom<Lane>(
  'cpu',
  'cpu:quick',
  'gpu',
  'network',
  'volume:RAID_A',
  'volume:RAID_A2',
  'volume:SHUTTLE',
)
const candidates = fc
  .array(
    fc.record({
      lanes: fc.uniqueArray(lane, { minLength: 1, maxLength: 3 }),
      priority: fc.integer({ min: 0, max: 3 }),
      createdAt: fc.integer({ min: 0, max: 9 }),
      alone: fc.option(fc.constantFrom('a', 'b')),
    }),
    { maxLength: 30 },
  )
  .map((all) => all.map((one, index): Candidate => ({ ...one, id: String(index) })))

/**
 * Starts what may start, ends one of those that run by `pick`, and so on, until nothing waits. `look` sees each state.
 */
function work(
  all: readonly Candidate[],
  pick: (running: number) => number,
  look: (running: readonly Candidate[], waiting: readonly Candidate[]) => void,
): void {
  let waiting = [...all]
  const running: Candidate[] = []
  while (waiting.length + running.length > 0) {
    for (let one = nextJob(waiting, running, diskOf); one !== undefined; one = nextJob(waiting, running, diskOf)) {
      running.push(one)
      waiting = waiting.filter((other) => other !== one)
    }
    look(running, waiting)
    running.splice(pick(running.length), 1)
  }
}

describe('whatever waits', () => {
  it('is done in the end, with one reader a disk, one decode, and never two on one thing', () => {
    fc.assert(
      fc.property(candidates, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const picks = numbers[Symbol.iterator]()
        let started = new Set<string>()
        work(
          all,
          (count) => (picks.next().value ?? 0) % count,
          (running) => {
            // Something runs while something waits: no job waits for itself.
            expect(running.length).toBeGreaterThan(0)
            const using = (...names: readonly Lane[]): number =>
              running.filter(({ lanes }) => names.some((name) => lanes.includes(name))).length
            expect(using('volume:RAID_A', 'volume:RAID_A2')).toBeLessThanOrEqual(1)
            expect(using('volume:SHUTTLE')).toBeLessThanOrEqual(1)
            expect(using('cpu')).toBeLessThanOrEqual(1)
            expect(using('cpu', 'cpu:quick')).toBeLessThanOrEqual(2)
            expect(using('gpu')).toBeLessThanOrEqual(1)
            const alone = running.flatMap((one) => one.alone ?? [])
            expect(new Set(alone).size).toBe(alone.length)
            started = new Set([...started, ...running.map(({ id }) => id)])
          },
        )
        expect(started.size).toBe(all.length)
      }),
    )
  })

  it('never keeps a quick job waiting while less than two of the processor’s places are used', () => {
    fc.assert(
      fc.property(candidates, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const picks = numbers[Symbol.iterator]()
        work(
          all,
          (count) => (picks.next().value ?? 0) % count,
          (running, waiting) => {
            const used = running.filter(({ lanes }) => lanes.includes('cpu') || lanes.includes('cpu:quick')).length
            const free = waiting.filter(
              ({ lanes, alone }) =>
                lanesText(lanes) === '["cpu:quick"]' && (alone === null || running.every((one) => one.alone !== alone)),
            )
            expect(used >= 2 || free.length === 0).toBe(true)
          },
        )
      }),
    )
  })
})

describe('parameters', () => {
  it('have one text, however their names are ordered', () => {
    expect(canonicalJson({ version: 3, recipe: 'poster', params: undefined })).toBe('{"recipe":"poster","version":3}')
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed())
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('that JSON can’t hold are refused', () => {
    expect(() => canonicalJson({ share: Number.NaN })).toThrow('finite')
    expect(() => canonicalJson({ run: () => {} })).toThrow('function')
  })
})
