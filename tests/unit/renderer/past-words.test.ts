/**
 * What became of an offload, in words that claim no more than was checked.
 */
import { describe, expect, it } from 'vitest'
import { RENAMED_WORD } from '../../../shared/copies/offload.ts'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import {
  clipsQuery,
  destinationsNote,
  tookText,
  verdictNote,
  verdictWord,
} from '../../../renderer/features/history/past-words.ts'

type Place = PastOffload['destinations'][number]
const place = (name: string, more: Partial<Place> = {}): Place => ({
  path: `/mnt/${name}`,
  target: `/mnt/${name}/A003`,
  volumeLabel: name,
  state: 'done',
  filesVerified: 12,
  filesCopied: 12,
  bytesCopied: 0,
  failures: 0,
  conflicts: 0,
  readBack: 'device',
  error: null,
  errorCode: null,
  ...more,
})
const past = (more: Partial<PastOffload> = {}): PastOffload => ({
  id: 'x',
  name: 'A003',
  state: 'done',
  sources: ['/media/card'],
  rolls: ['A003'],
  files: 12,
  bytes: 48e9,
  clips: 4,
  level: 'full',
  resumes: 'asked',
  destinations: [place('RAID_A'), place('SHUTTLE')],
  verdict: { safeToFormat: true, verified: true, sentence: 'Safe to format: 12 files on 2 disks.', reasons: [] },
  error: null,
  startedAt: 1_000_000,
  finishedAt: 1_120_000,
  ...more,
})
const unsafe = { safeToFormat: false, verified: false, sentence: 'Not safe to format.', reasons: [] }

describe('the verdict of a past offload', () => {
  it('is safe to format only where the engine said so', () => {
    expect(verdictWord(past())).toEqual({ mark: 'verified', text: 'Safe to format when it ended' })
    expect(verdictWord(past({ verdict: { ...unsafe, verified: true } })).text).toBe('Verified, not safe to format')
    expect(verdictWord(past({ verdict: null })).text).toBe('Not all verified')
    expect(verdictWord(past({ verdict: { ...unsafe, sentence: `${RENAMED_WORD}. Not safe to format: …` } })).text).toBe(
      'Read back, not all under their own names',
    )
  })

  it('never says verified of what was not read back', () => {
    for (const level of ['source', 'size'] as const) {
      const one = past({ level, verdict: unsafe })
      expect(verdictWord(one)).toEqual({ mark: 'copied', text: 'Copied, not verified' })
      expect(destinationsNote(one)).toBe(level === 'source' ? 'both copied, source hashed' : 'both copied, sizes only')
    }
  })

  it('names where files failed before anything else', () => {
    expect(
      verdictWord(past({ verdict: unsafe, destinations: [place('RAID_A', { failures: 2 }), place('SHUTTLE')] })).text,
    ).toBe('2\u00a0files failed on RAID_A')
    expect(
      verdictWord(
        past({
          destinations: [
            place('RAID_A', { failures: 2 }),
            place('SHUTTLE', { state: 'failed', error: 'The drive is gone.' }),
          ],
        }),
      ).text,
    ).toBe('Failures on 2 destinations')
    expect(
      verdictNote(
        past({ destinations: [place('RAID_A'), place('SHUTTLE', { state: 'failed', error: 'The drive is gone.' })] }),
      ),
    ).toBe('The drive is gone.')
  })

  it('says what stands still', () => {
    expect(verdictWord(past({ state: 'parked', verdict: null })).text).toBe('Stopped, can be resumed')
    expect(verdictWord(past({ state: 'failed', verdict: null, error: 'The card was pulled.' })).text).toBe('Failed')
    expect(verdictNote(past({ state: 'failed', verdict: null, error: 'The card was pulled.' }))).toBe(
      'The card was pulled.',
    )
  })
})

describe('a line of the history', () => {
  it('tells destinations together where they agree, else each', () => {
    expect(destinationsNote(past())).toBe('both read back')
    expect(destinationsNote(past({ destinations: [place('RAID_A')] }))).toBe('read back')
    expect(destinationsNote(past({ destinations: [place('RAID_A'), place('SHUTTLE', { filesVerified: 11 })] }))).toBe(
      'RAID_A read back, SHUTTLE 11 of 12 verified',
    )
  })

  it('tells how long it took and how fast, and nothing where there is no end', () => {
    expect(tookText(past())).toBe('2\u00a0min, 400\u00a0MB/s')
    expect(tookText(past({ finishedAt: 1_000_400 }))).toBe('under 1\u00a0s')
    expect(tookText(past({ state: 'parked', finishedAt: null }))).toBe('')
  })

  it('finds its clips where their bytes were hashed', () => {
    expect(clipsQuery(past())).toBe('offload:x')
    expect(clipsQuery(past({ level: 'size' }))).toBeNull()
  })

  it('says a verdict once', () => {
    expect(verdictNote(past())).toBe('12 files on 2 disks.')
    expect(
      verdictNote(
        past({ verdict: { ...unsafe, sentence: 'Verified. Not safe to format: both copies are on one disk.' } }),
      ),
    ).toBe('Both copies are on one disk.')
  })
})
