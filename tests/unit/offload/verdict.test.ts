/**
 * "Safe to format" only on evidence.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VerdictDestination, VerdictFacts } from '../../../electron/engine/domain/offload/offload-verdict.ts'
import { verdict } from '../../../electron/engine/domain/offload/offload-verdict.ts'
import { nextPace, secondsLeft, startPace } from '../../../electron/engine/domain/offload/offload-pace.ts'

const at = (root: string, disk: string | null, change: Partial<VerdictDestination> = {}): VerdictDestination => ({
  root,
  volume: { physicalDevice: disk, kind: 'external', device: root },
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
const facts = (destinations: readonly VerdictDestination[], change: Partial<VerdictFacts> = {}): VerdictFacts => ({
  level: 'full',
  files: 10,
  sourceFaults: 0,
  differing: 0,
  missing: 0,
  leftOut: 0,
  sourceDevice: 'card',
  destinations,
  ...change,
})

describe('the verdict', () => {
  it('is "safe to format" for every file verified from the device on two different disks, sealed', () => {
    expect(verdict(facts([at('/A', 'disk:1'), at('/B', 'disk:2')]))).toMatchObject({
      safeToFormat: true,
      verified: true,
      devices: 2,
      reasons: [],
    })
  })

  it('says that both copies are on one disk', () => {
    const found = verdict(facts([at('/A', 'disk:1'), at('/B', 'disk:1')]))
    expect(found).toMatchObject({ safeToFormat: false, verified: true, devices: 1 })
    expect(found.sentence).toBe('Verified. Not safe to format: both copies are on one disk.')
  })

  it('never counts a disk that is not known, or memory', () => {
    expect(verdict(facts([at('/A', null), at('/B', null)]))).toMatchObject({ safeToFormat: false, devices: 0 })
    const memory = at('/B', 'disk:2', { volume: { physicalDevice: 'disk:2', kind: 'memory', device: 'x' } })
    expect(verdict(facts([at('/A', 'disk:1'), memory])).sentence).toContain('in memory')
  })

  it('does not take a read from the file cache for a read from the disk, unless the library says so', () => {
    const cached = facts([at('/A', 'disk:1', { readBack: 'page-cache' }), at('/B', 'disk:2')])
    expect(verdict(cached).reasons.map((reason) => reason.code)).toEqual(['cached'])
    expect(verdict(cached, { requiredDevices: 2, acceptCachedReadBack: true }).safeToFormat).toBe(true)
  })

  it('counts no copy that formatting would erase', () => {
    expect(verdict(facts([at('/A', 'disk:1'), at('card', 'disk:2')])).reasons.map((reason) => reason.code)).toEqual([
      'on_card',
    ])
  })

  it('is never safe, and never verified, below the level that reads every copy back', () => {
    for (const level of ['size', 'source'] as const) {
      const unread = { verified: 0, unread: 10, readBack: null, sealed: level === 'source' }
      const found = verdict(facts([at('/A', 'disk:1', unread), at('/B', 'disk:2', unread)], { level }))
      expect(found).toMatchObject({ safeToFormat: false, verified: false })
      expect(found.reasons.map((reason) => reason.code)).toEqual(['level', 'level'])
      expect(found.sentence).toMatch(
        /^Copied, not verified\. Not safe to format: the copies on \/A were .*not.* read back\.$|nothing was read back\.$/,
      )
    }
    const allRead = verdict(facts([at('/A', 'disk:1'), at('/B', 'disk:2')], { level: 'source' }))
    expect(allRead).toMatchObject({ safeToFormat: false, verified: true })
  })

  it('follows the library on how many disks are enough', () => {
    const one = facts([at('/A', 'disk:1')])
    expect(verdict(one).sentence).toContain('only one copy')
    expect(verdict(one, { requiredDevices: 1, acceptCachedReadBack: false }).safeToFormat).toBe(true)
  })

  it('is never safe when anything at all is wrong', () => {
    const wrong = fc.constantFrom<Partial<VerdictDestination>>(
      { verified: 9 },
      { verified: 9, unread: 1 },
      { verified: 9, failures: 1 },
      { conflicts: 1 },
      { sealed: false },
      { stopped: '/A is full.' },
      { readBack: 'page-cache' },
      { volume: { physicalDevice: null, kind: 'unknown', device: null } },
    )
    fc.assert(
      fc.property(fc.array(wrong, { minLength: 1, maxLength: 3 }), (changes) => {
        const found = verdict(
          facts([
            at('/B', 'disk:2'),
            changes.reduce<VerdictDestination>((d, change) => ({ ...d, ...change }), at('/A', 'disk:1')),
          ]),
        )
        expect(found.safeToFormat).toBe(false)
        expect(found.reasons.length).toBeGreaterThan(0)
        expect(found.sentence).toMatch(
          /^(Verified|Not verified|Read back, not all under their own names)\. Not safe to format: .*\.$/s,
        )
      }),
    )
    for (const change of [{ sourceFaults: 1 }, { differing: 1 }, { missing: 1 }, { leftOut: 1 }, { files: 0 }]) {
      expect(verdict(facts([at('/A', 'disk:1'), at('/B', 'disk:2')], change)).safeToFormat).toBe(false)
    }
  })
})

describe('a copy that had to take another name', () => {
  it('is told to be read back, and not to be unverified', () => {
    expect(verdict(facts([at('/A', 'disk:1', { conflicts: 1 }), at('/B', 'disk:2')]))).toMatchObject({
      safeToFormat: false,
      verified: false,
      sentence:
        'Read back, not all under their own names. Not safe to format: on /A 1 file stands under another name, because its name was taken.',
    })
    expect(verdict(facts([at('/A', 'disk:1', { conflicts: 2, verified: 9, failures: 1 })])).sentence).toMatch(
      /^Not verified\. /,
    )
  })
})

describe('the pace', () => {
  it('finds a steady speed and the time left', () => {
    let pace = startPace(0)
    for (let tenth = 1; tenth <= 100; tenth++) pace = nextPace(pace, tenth * 100, tenth * 1e6)
    expect(pace.speed).toBeCloseTo(1e7, -2)
    expect(secondsLeft(pace, 1e8)).toBe(10)
    expect(secondsLeft(startPace(0), 5)).toBeNull()
  })
})
