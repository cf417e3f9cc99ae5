/**
 * What the window says of a watched folder.
 */
import { describe, expect, it } from 'vitest'
import type { Root } from '../../../shared/model/watching.ts'
import { rootState, rootWord, scanText } from '../../../renderer/features/drives/root-state.ts'

const now = new Date(2026, 10, 20, 15, 0)
const looked = new Date(2026, 10, 20, 14, 2).getTime()
const root: Root = {
  id: '01a2067a-d6ed-731a-b064-2b2e2abbcfe1',
  volumeId: '01a2067a-d6ed-731a-b064-2b2e2abbcfe2',
  volumeLabel: 'RAID_A',
  path: '/media/RAID_A/Project',
  state: 'idle',
  watching: 'live',
  watchNote: null,
  files: 39,
  waiting: 0,
  missing: 0,
  trueAt: looked,
  guard: null,
  error: null,
}
const guard = { missing: 214, of: 1902, sample: [], askedAt: looked }

describe('the state of a watched folder', () => {
  it('says as of when it is true, and how changes are noticed', () => {
    expect(rootState(root, now).text).toBe('Up to date at 14:02')
    expect(rootState({ ...root, watching: 'timed' }, now).text).toBe('Scanned on a schedule, up to date at 14:02')
    expect(rootState({ ...root, watching: 'off', trueAt: null }, now).text).toBe(
      'Scanned on request, not scanned completely yet',
    )
  })

  it('keeps saying as of when it was true while its drive is offline', () => {
    expect(rootState({ ...root, state: 'offline' }, now)).toEqual({
      mark: 'offline',
      text: 'Drive offline, up to date at 14:02',
    })
  })

  it('asks with a mark and a number', () => {
    expect(rootState({ ...root, state: 'asking', guard }, now)).toEqual({
      mark: 'attention',
      text: '214\u00a0files were not found. Is that meant?',
    })
  })

  it('gives the cause of a failure in its own words', () => {
    expect(rootState({ ...root, state: 'failed', error: 'The folder can’t be read.' }, now).text).toBe(
      'The folder can’t be read.',
    )
  })

  it('has one word for each state in the sidebar', () => {
    expect(
      (['idle', 'scanning', 'offline', 'failed', 'asking'] as const).map(
        (state) => rootWord({ ...root, state }, now).text,
      ),
    ).toEqual(['14:02', 'Scanning', 'Offline', 'Failed', 'Question'])
  })
})

describe('what a scan has found', () => {
  const counts = { files: 39, added: 0, changed: 0, moved: 0, missing: 0, back: 0 }

  it('is told by what changed', () => {
    expect(scanText({ ...counts, added: 2, moved: 1, back: 3 })).toBe(
      '39\u00a0files seen: 2 new, 1 moved, 3 back again',
    )
  })

  it('says so when nothing did', () => {
    expect(scanText(counts)).toBe('39\u00a0files seen: nothing has changed')
  })
})
