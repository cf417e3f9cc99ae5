/**
 * A card's row: what withholds "Format" though the copies that are known are good.
 */
import { describe, expect, it } from 'vitest'
import { safetyRow, strangerRow, type SafetyFacts } from '../../../electron/engine/domain/safety/row.ts'
import type { Offload } from '../../../shared/model/offload.ts'

const copy = {
  path: '/raid/A007/a.mov',
  volumeId: 'v',
  drive: 'RAID_A',
  device: 'disk1',
  here: true,
  verifiedAt: 1,
  state: 'present',
  verification: 'verified',
  readBack: 'device',
  elsewhere: false,
} as const
const offload = {
  id: 'o',
  state: 'done',
  files: 1,
  bytes: 10,
  clips: 1,
  startedAt: 1,
  sources: ['/cards/A007'],
  rolls: [],
  destinations: [],
  verdict: { reasons: [] },
  error: null,
} as unknown as Offload
const facts = (more: Partial<SafetyFacts> = {}): SafetyFacts => ({
  offload,
  others: [],
  day: null,
  files: [{ path: 'A007/a.mov', state: 'verified', copies: [copy] }],
  seen: true,
  remotes: [],
  inserted: null,
  left: null,
  folder: null,
  freshDays: [],
  twin: null,
  ...more,
})

describe('the row of a card', () => {
  it('says Format when every copy was seen, and not when a drive was too slow to tell', () => {
    expect(safetyRow(facts(), 1)).toMatchObject({ decision: 'format', why: '' })
    expect(safetyRow(facts({ seen: false }), 1)).toMatchObject({
      decision: 'wait',
      why: 'drive slow',
      sentence: expect.stringContaining('being looked for'),
    })
  })

  it('tells one disk from one copy', () => {
    expect(safetyRow(facts(), 2).why).toBe('one copy')
    expect(
      safetyRow(
        facts({ files: [{ path: 'A007/a.mov', state: 'verified', copies: [copy, { ...copy, volumeId: 'w' }] }] }),
        2,
      ).why,
    ).toBe('one disk')
  })

  it('counts no copy that only another computer read back, and says on which drive it is', () => {
    const other = { ...copy, volumeId: 'w', drive: 'SHUTTLE_02', device: 'disk2', elsewhere: true }
    const of = (copies: SafetyFacts['files'][number]['copies']) =>
      safetyRow(facts({ files: [{ path: 'A007/a.mov', state: 'verified', copies }] }), 2)
    expect(of([copy, other])).toMatchObject({
      decision: 'wait',
      why: 'not verified here',
      sentence: 'Its files are verified on one disk only; 2 are asked for.',
      reasons: [
        'The copies on SHUTTLE_02 were read back by another computer, not by this one: connect the drive here and verify.',
      ],
    })
    expect(of([copy, other]).cells.map(({ text }) => text)).toEqual(['verified', '0 of 1'])
    expect(of([other])).toMatchObject({ decision: 'wait', why: 'not verified here' })
    expect(of([copy, { ...copy, volumeId: 'w', device: 'disk2' }])).toMatchObject({ decision: 'format' })
  })

  it('says that a name was taken while a drive has the file under no other, and no longer when it has', () => {
    const conflicted = {
      ...offload,
      verdict: { reasons: [{ code: 'conflict', message: '1 file on /raid conflicted' }] },
    } as unknown as Offload
    const renamed = { ...copy, path: '/raid/A007/a (conflict 1).mov' }
    const told = (copies: readonly (typeof renamed)[]) =>
      safetyRow(facts({ offload: conflicted, files: [{ path: 'A007/a.mov', state: 'copied', copies }] }), 1)
    expect(told([renamed])).toMatchObject({
      decision: 'wait',
      why: 'name conflict',
      sentence: 'On RAID_A 1 file stands under another name, because its name was taken.',
    })
    // Its own name on another drive cures nothing on this one.
    expect(told([renamed, { ...copy, volumeId: 'w' } as never])).toMatchObject({ why: 'name conflict' })
    expect(told([renamed, copy as never])).toMatchObject({ decision: 'format', why: '' })
    expect(told([copy as never])).toMatchObject({ decision: 'format' })
    expect(told([{ ...renamed, state: 'missing' } as never, copy as never])).toMatchObject({ decision: 'format' })
    expect(told([{ ...renamed, state: 'missing' } as never])).toMatchObject({ why: 'no complete copy' })
    expect(told([renamed, { ...copy, state: 'replaced' } as never])).toMatchObject({ why: 'name conflict' })
  })

  it('of a card of another station tells the copies that the catalogue knows', () => {
    const card = { volumeId: 'v', label: 'CARD', mountPoint: '/media/CARD', seenAt: null }
    expect(
      strangerRow(card, {
        roll: 'CARD',
        offloadId: null,
        files: 11,
        fresh: 11,
        known: [{ volumeId: 'r', label: 'RAID_A', files: 11 }],
        days: [],
      }),
    ).toMatchObject({
      decision: 'wait',
      why: 'not offloaded',
      reasons: [
        'The catalogue knows verified copies, by name, size and time: RAID_A 11 of 11. Offload the card to prove it by reading both.',
      ],
    })
    expect(
      strangerRow(card, { roll: 'CARD', offloadId: null, files: 11, fresh: 11, known: [], days: [] }).reasons,
    ).toEqual([])
  })
})
