/**
 * Exit, ok, verified, sealed and the sentence of an offload come from one function, over every way it can end.
 */
import { describe, expect, it } from 'vitest'
import { offloadEnd } from '../../../electron/engine/domain/offload/offload-end.ts'
import {
  verdict,
  type VerdictDestination,
  type VerdictFacts,
} from '../../../electron/engine/domain/offload/offload-verdict.ts'

const at = (change: Partial<VerdictDestination> = {}): VerdictDestination => ({
  root: '/A',
  volume: { physicalDevice: 'disk:1', kind: 'external', device: 'a' },
  verified: 10,
  unread: 0,
  differing: 0,
  conflicts: 0,
  failures: 0,
  readBack: 'device',
  sealed: true,
  stopped: null,
  ...change,
})
const told = (
  facts: Partial<VerdictFacts> = {},
  change: Partial<Parameters<typeof offloadEnd>[0]> = {},
): Parameters<typeof offloadEnd>[0] => ({
  state: 'done',
  level: 'full',
  error: null,
  destinations: [{ error: null }],
  verdict: verdict({
    level: 'full',
    files: 10,
    sourceFaults: 0,
    differing: 0,
    missing: 0,
    leftOut: 0,
    unnameable: 0,
    sourceDevice: 'card',
    destinations: [at()],
    ...facts,
  }),
  ...change,
})
const broken = { code: 'mhl.broken', message: 'The history of /A is not whole.' }

describe('the end of an offload', () => {
  it.each([
    ['verified and sealed', told(), { exit: 0, ok: true, code: 'ok', verified: true, sealed: true }],
    [
      'a name that no manifest can hold',
      told({ unnameable: 1 }),
      { exit: 3, ok: false, code: 'mhl.unnameable', verified: true, sealed: false },
    ],
    [
      'an entry of the card left out',
      told({ leftOut: 2 }),
      { exit: 3, ok: false, code: 'verify.incomplete', verified: false, sealed: true },
    ],
    [
      'a file that failed',
      told({ destinations: [at({ verified: 9, failures: 1 })] }),
      { exit: 3, ok: false, verified: false },
    ],
    [
      'a seal that failed',
      told({ destinations: [at({ sealed: false })] }, { destinations: [{ error: broken }] }),
      { exit: 3, ok: false, code: 'mhl.broken', verified: true, sealed: false },
    ],
    [
      'a destination that stopped',
      told(
        { destinations: [at({ stopped: '/A is full.' })] },
        { destinations: [{ error: { code: 'destination.full', message: '/A is full.' } }] },
      ),
      { exit: 1, ok: false, code: 'destination.full', verified: false },
    ],
    [
      'parked by a person',
      told({}, { state: 'parked', verdict: null }),
      { exit: 130, ok: false, code: 'cancelled', verified: false, sealed: false },
    ],
    [
      'parked because the card is gone',
      told({}, { state: 'parked', verdict: null, error: { code: 'source.missing', message: 'The card is gone.' } }),
      { exit: 1, code: 'source.missing', sentence: 'The card is gone.' },
    ],
    [
      'failed',
      told({}, { state: 'failed', verdict: null, error: { code: 'disk.io', message: 'No.' } }),
      { exit: 1, ok: false, code: 'disk.io', verified: false, sealed: false },
    ],
    [
      'copied, as a level below full asks for',
      told({ level: 'source', destinations: [at({ verified: 0, unread: 10 })] }, { level: 'source' }),
      { exit: 0, ok: true, verified: false, copied: true },
    ],
    [
      'copied at such a level, with a name that no manifest can hold',
      told({ level: 'source', unnameable: 1, destinations: [at({ verified: 0, unread: 10 })] }, { level: 'source' }),
      { exit: 3, ok: false, copied: false },
    ],
  ])('%s', (_, offload, expected) => {
    expect(offloadEnd(offload)).toMatchObject(expected)
  })

  it('never is ok without being verified or copied as asked for, and is verified with an exit of 0 or 3 only', () => {
    for (const sealed of [true, false])
      for (const leftOut of [0, 1])
        for (const unnameable of [0, 1])
          for (const failures of [0, 1])
            for (const level of ['full', 'source'] as const) {
              const end = offloadEnd(
                told(
                  {
                    level,
                    leftOut,
                    unnameable,
                    destinations: [
                      at({
                        sealed,
                        failures,
                        verified: level === 'full' ? 10 - failures : 0,
                        unread: level === 'full' ? 0 : 10 - failures,
                      }),
                    ],
                  },
                  { level },
                ),
              )
              expect(end.ok).toBe(end.exit === 0)
              if (end.ok) expect(end.verified || end.copied).toBe(true)
              if (leftOut + failures > 0) expect(end).toMatchObject({ ok: false, verified: false, exit: 3 })
              if (unnameable > 0) expect(end).toMatchObject({ ok: false, sealed: false })
            }
  })

  it('takes a verdict of an earlier version, which names no seal, by its reasons', () => {
    const { sealed: _, ...older } = told().verdict!
    expect(offloadEnd(told({}, { verdict: older }))).toMatchObject({ exit: 0, sealed: true })
  })
})
