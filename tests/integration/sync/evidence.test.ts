/**
 * What is believed of a checkpoint's claims, for any claim: what a journal bears out, and nothing else.
 */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import type { CheckpointDevice } from '../../../electron/engine/sync/format/checkpoint.ts'
import { gatherEvidence } from '../../../electron/engine/sync/journal/evidence.ts'
import { readSegment, segmentTip } from '../../../electron/engine/sync/format/segment.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, rate, say } from '../../helpers/said.ts'
import { sharer } from '../../helpers/synced.ts'

const NEVER = new AbortController().signal
const SEGMENTS = 5
const place = scratch('rushes-evidence-')
const whole = createMemoryStore()
let of = ''
/** The hash and the clock of each segment, the first at 1. */
const truth: { readonly key: string; readonly tip: string; readonly clock: string }[] = []

beforeAll(async () => {
  const one = sharer(place.dir, 'one', whole)
  of = one.context.library.deviceId
  const id = clip(one, 'A003C001.mov', 'c1')
  await one.sync()
  for (let stars = 1; stars < SEGMENTS; stars += 1) {
    say(one, rate(id, stars))
    await one.sync()
  }
  await one.close()
  for await (const { key } of whole.list(`j/${of}/`)) {
    const bytes = (await whole.get(key))!
    truth.push({ key, tip: segmentTip(bytes), clock: readSegment(bytes).header.clock })
  }
})

const claims = fc.record({
  seq: fc.oneof(fc.integer({ min: 1, max: SEGMENTS + 2 }), fc.constantFrom(100_000, 9_999_999_999)),
  tipOf: fc.integer({ min: 0, max: SEGMENTS }),
  clockOf: fc.integer({ min: 0, max: SEGMENTS + 1 }),
  /** So many segments were removed from the front. */
  gone: fc.integer({ min: 0, max: SEGMENTS }),
  /** How far the journal was heard here. */
  heard: fc.integer({ min: 0, max: SEGMENTS }),
})

it('a claim is believed where the journal bears it out, and never beyond it', async () => {
  expect(truth).toHaveLength(SEGMENTS)
  await fc.assert(
    fc.asyncProperty(claims, async ({ seq, tipOf, clockOf, gone, heard }) => {
      const store = createMemoryStore()
      for await (const { key } of whole.list('')) await store.put(key, (await whole.get(key))!)
      for (const { key } of truth.slice(0, gone)) await store.remove(key)
      const clock = [...truth.map((one) => one.clock), `ffffffffffffffff-${of}`, ''][clockOf]!
      const claimed: CheckpointDevice = {
        device: of,
        seq,
        tip: truth[tipOf]?.tip ?? 'ab'.repeat(32),
        clock,
        name: '',
        author: '',
        changes: 0,
      }
      const known = heard === 0 ? undefined : { seq: heard, ...truth[heard - 1]! }
      const evidence = gatherEvidence(store, () => known, Date.now(), NEVER)
      const isBelieved = (await evidence.faultOf(claimed)) === null
      const real = truth[seq - 1]
      const isTrue = real !== undefined && real.tip === claimed.tip && real.clock === clock
      if (isTrue) expect(isBelieved).toBe(true)
      if (isBelieved) {
        expect(seq).toBeLessThanOrEqual(SEGMENTS)
        // What was heard here, or goes on there, has the latest clock at most; and where journals go on from it, the tip.
        expect(clock <= truth.at(-1)!.clock).toBe(true)
        if (heard < seq && evidence.goesOn(claimed)) expect(claimed.tip).toBe(real!.tip)
      }
    }),
    { numRuns: 300 },
  )
})
