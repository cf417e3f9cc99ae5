import { describe, expect, it } from 'vitest'
import { summariseCopies, type CopyFacts } from '../../../electron/engine/domain/copies/copies.ts'
import { clipCopiesText } from '../../../shared/copies/words.ts'

const copy = (change: Partial<CopyFacts> = {}): CopyFacts => ({
  state: 'present',
  verification: 'verified',
  verifiedAt: 100,
  elsewhere: false,
  volume: 'v1',
  device: 'disk1',
  card: false,
  ...change,
})

describe('what the copies of a clip say together', () => {
  it('tells backups on other drives from duplicates on one', () => {
    expect(summariseCopies([copy(), copy({ volume: 'v2' })]).duplicates).toBe(0)
    expect(summariseCopies([copy(), copy(), copy({ volume: 'v2' })]).duplicates).toBe(1)
  })

  it('two verified copies on two disks', () => {
    expect(summariseCopies([copy(), copy({ volume: 'v2', device: 'disk2', verifiedAt: 50 })])).toEqual({
      state: 'present',
      copies: 2,
      devices: 2,
      duplicates: 0,
      verification: 'verified',
      verifiedAt: 50,
    })
  })

  it('a copy on a drive that is away is still a copy', () => {
    expect(summariseCopies([copy({ state: 'offline' })])).toMatchObject({
      state: 'offline',
      copies: 1,
      verification: 'verified',
    })
    expect(summariseCopies([copy({ state: 'offline' }), copy({ volume: 'v2' })])).toMatchObject({
      state: 'present',
      copies: 2,
    })
  })

  it('missing and replaced files are no copies', () => {
    expect(summariseCopies([copy({ state: 'missing' }), copy({ state: 'replaced' })])).toMatchObject({
      state: 'missing',
      copies: 0,
      devices: 0,
      verification: 'unknown',
    })
  })

  it("two partitions of one disk, and disks that can't be told apart, count once", () => {
    expect(summariseCopies([copy(), copy({ volume: 'v2' })]).devices).toBe(1)
    expect(summariseCopies([copy({ device: null }), copy({ volume: 'v2', device: null })]).devices).toBe(1)
  })

  it('a copy that read back wrong counts as none, and its drive as no device, until it is repaired', () => {
    expect(summariseCopies([copy(), copy({ volume: 'v2', device: 'disk2', verification: 'failed' })])).toMatchObject({
      state: 'present',
      copies: 1,
      devices: 1,
      verification: 'failed',
    })
    expect(summariseCopies([copy({ verification: 'failed' })])).toMatchObject({
      state: 'present',
      copies: 0,
      devices: 0,
      duplicates: 0,
    })
  })

  it('what lies on a card is no copy beside another, and a single one alone', () => {
    expect(
      summariseCopies([copy(), copy({ volume: 'card', device: 'reader', card: true, state: 'offline' })]),
    ).toMatchObject({ copies: 1, devices: 1, duplicates: 0, verification: 'verified' })
    expect(
      summariseCopies([copy(), copy({ volume: 'card', device: 'reader', card: true, verification: 'unknown' })])
        .verification,
    ).toBe('verified')
    expect(summariseCopies([copy({ card: true }), copy({ card: true, volume: 'v2', device: 'disk2' })])).toMatchObject({
      copies: 1,
      devices: 1,
      duplicates: 0,
    })
    expect(
      summariseCopies([copy({ verification: 'failed' }), copy({ card: true, volume: 'card', device: 'reader' })]),
    ).toMatchObject({ copies: 1, devices: 1, verification: 'failed' })
  })

  it('is as well checked as its worst copy', () => {
    expect(summariseCopies([copy(), copy({ verification: 'unknown', verifiedAt: null })])).toMatchObject({
      verification: 'unknown',
      verifiedAt: null,
    })
    expect(summariseCopies([copy({ verification: 'failed' }), copy({ verification: 'copied' })]).verification).toBe(
      'failed',
    )
  })

  it('is not verified while another computer alone has read a copy of it back', () => {
    expect(summariseCopies([copy(), copy({ volume: 'v2', elsewhere: true })])).toMatchObject({
      copies: 2,
      verification: 'copied',
      verifiedAt: null,
    })
    expect(summariseCopies([copy({ elsewhere: true, verification: 'failed' })]).verification).toBe('failed')
  })
})

describe('the copies of a clip in one line', () => {
  it('count good copies, and name a bad one beside them', () => {
    expect(clipCopiesText({ copies: 2, devices: 2, verification: 'verified' })).toBe('2 copies on 2 disks, verified')
    expect(clipCopiesText({ copies: 1, devices: 1, verification: 'copied' })).toBe(
      '1 copy on 1 disk, not read back by this computer',
    )
    expect(clipCopiesText({ copies: 1, devices: 0, verification: 'unknown' })).toBe(
      '1 copy, disk not known, never checked',
    )
    expect(clipCopiesText({ copies: 1, devices: 1, verification: 'failed' })).toBe('1 copy on 1 disk, and a bad one')
    expect(clipCopiesText({ copies: 0, devices: 0, verification: 'failed' })).toBe('no good copy, a bad one')
    expect(clipCopiesText({ copies: 0, devices: 0, verification: 'unknown' })).toBe('no copy')
  })
})
