/** Cards that no offload is of, beside those that are being offloaded. */
import { describe, expect, it } from 'vitest'
import { strangers, type CardGroup, type ReaderCard } from '../../../electron/engine/safety/gather.ts'

/** A card that was compared at 100 and that no offload had files of then. */
const card: ReaderCard = {
  family: 'Sony XAVC',
  rolls: ['CARD'],
  offloaded: false,
  free: null,
  listing: null,
  comparedAt: 100,
  standings: [{ roll: 'CARD', offloadId: null, files: 2, fresh: 2, known: [], days: [] }],
  volumeId: 'v',
  label: 'CARD',
  mountPoint: '/media/CARD',
  seenAt: null,
  dismissed: [],
  comparing: false,
}
const group = (state: CardGroup['offload']['state'], source = '/media/CARD', startedAt = 50): CardGroup => ({
  offload: { id: 'o', state, files: 2, bytes: 10, startedAt, sources: [source], rolls: [] },
  others: [],
  replaced: false,
})
const rows = (...groups: readonly CardGroup[]): number => strangers([card], groups, 200).length

describe('a card that is being offloaded', () => {
  it.each(['planned', 'queued', 'copying', 'verifying', 'sealing'] as const)(
    'has the row of its offload alone while that is %s, also when it was compared meanwhile',
    (state) => {
      expect(rows(group(state))).toBe(0)
    },
  )

  it.each(['parked', 'failed', 'done'] as const)('is a row of its own when an earlier offload there is %s', (state) => {
    expect(rows(group(state))).toBe(1)
  })

  it('is another card than one that is offloaded from elsewhere', () => {
    expect(rows(group('copying', '/media/OTHER'))).toBe(1)
    expect(rows()).toBe(1)
  })
})
