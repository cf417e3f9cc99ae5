/**
 * How far an offload is: percent of bytes, written and read back alike.
 */
import { describe, expect, it } from 'vitest'
import type { DestinationProgress } from '../../../shared/model/offload.ts'
import { RENAMED_WORD, destinationMark, destinationText } from '../../../shared/copies/offload.ts'
import {
  filesLeft,
  offloadShare,
  offloadTimeLeft,
  offloadWord,
  partOf,
} from '../../../renderer/features/offload/progress.ts'

const destination = (more: Partial<DestinationProgress>): DestinationProgress => ({
  index: 0,
  path: '/a',
  target: '/a/card',
  volumeLabel: 'A',
  physicalDevice: 'sda',
  state: 'copying',
  bytesCopied: 0,
  bytesVerified: 0,
  filesCopied: 0,
  filesVerified: 0,
  conflicts: 0,
  failures: 0,
  readErrors: 0,
  paused: false,
  origins: [],
  speed: 0,
  readBack: null,
  error: null,
  ...more,
})

describe('progress', () => {
  it('is half when all is written and nothing is read back', () => {
    expect(
      offloadShare({
        level: 'full',
        bytes: 100,
        state: 'copying',
        destinations: [destination({ bytesCopied: 100 }), destination({ bytesCopied: 100 })],
      }),
    ).toBe(0.5)
  })

  it('goes on without a destination that stopped', () => {
    const failed = destination({ state: 'failed', bytesCopied: 10 })
    expect(
      offloadShare({
        level: 'full',
        bytes: 100,
        state: 'copying',
        destinations: [failed, destination({ bytesCopied: 100, bytesVerified: 100 })],
      }),
    ).toBe(1)
    expect(filesLeft({ level: 'full', files: 8, destinations: [failed, destination({ filesVerified: 5 })] })).toBe(3)
  })

  it('is that of the drives that go on once one is lost, and says so', () => {
    const lost = destination({
      path: '/mnt/SHUTB',
      volumeLabel: 'SHUTB',
      state: 'failed',
      error: { code: 'destination.lost', message: 'gone' },
    })
    const whole = destination({
      path: '/mnt/RAIDA',
      volumeLabel: 'RAIDA',
      bytesCopied: 100,
      bytesVerified: 100,
      filesVerified: 10,
    })
    const offload = {
      level: 'full' as const,
      bytes: 100,
      files: 10,
      state: 'copying' as const,
      secondsLeft: 0.2,
      destinations: [whole, lost],
    }
    expect(partOf(offload)).toEqual({ on: 'on RAIDA', stopped: 'SHUTB: Drive lost · 0 of 10 verified' })
    expect(offloadTimeLeft(offload)).toBeNull()
    expect(partOf({ ...offload, destinations: [whole] })).toBeNull()
    expect(partOf({ ...offload, destinations: [lost] })?.on).toBe('on no destination')
    const half = { ...offload, secondsLeft: 8, destinations: [{ ...whole, bytesVerified: 10 }, lost] }
    expect(offloadTimeLeft(half)).toMatch(/^8\ss left$/)
  })

  it('knows no reading back where none was asked for', () => {
    expect(
      offloadShare({ level: 'source', bytes: 100, state: 'copying', destinations: [destination({ bytesCopied: 50 })] }),
    ).toBe(0.5)
    expect(filesLeft({ level: 'source', files: 8, destinations: [destination({ filesCopied: 6 })] })).toBe(2)
  })

  it('is nothing before it begins, and all when it is done', () => {
    expect(offloadShare({ level: 'full', bytes: 0, state: 'planned', destinations: [] })).toBe(0)
    expect(offloadShare({ level: 'full', bytes: 0, state: 'done', destinations: [] })).toBe(1)
  })
})

describe('words', () => {
  it('say "safe to format" only with a verdict that says so', () => {
    const verdict = { safeToFormat: false, verified: true, sentence: '', reasons: [], devices: 1 }
    expect(offloadWord({ state: 'done', verdict: { ...verdict, safeToFormat: true } })).toBe('Safe to format')
    expect(offloadWord({ state: 'done', verdict })).toBe('Verified, not safe to format')
    expect(offloadWord({ state: 'done', verdict: { ...verdict, verified: false } })).toBe('Not verified')
    expect(
      offloadWord({
        state: 'done',
        verdict: { ...verdict, verified: false, sentence: `${RENAMED_WORD}. Not safe to format: …` },
      }),
    ).toBe('Read back, not all under their own names')
    expect(offloadWord({ state: 'done', verdict: null })).toBe('Finished')
  })

  it('do not call a destination verified that has failures', () => {
    const text = (change: Parameters<typeof destination>[0], level: 'full' | 'source' = 'full'): string =>
      destinationText(destination(change), { files: 4, level })
    expect(text({ state: 'done', filesVerified: 4, readBack: 'device' })).toBe(
      'Verified and sealed, read back from the disk',
    )
    expect(text({ state: 'done', filesVerified: 4, readBack: 'page-cache' })).toBe(
      'Verified and sealed, read back from the cache, not the disk',
    )
    expect(text({ state: 'done', filesVerified: 4, conflicts: 1, readBack: 'device' })).toBe(
      'All read back; 1 file stands under another name, because its name was taken · 4 of 4 verified',
    )
    expect(text({ state: 'done', filesCopied: 4, conflicts: 2 }, 'source')).toBe(
      'All copied; 2 files stand under other names, because their names were taken · 4 of 4 copied',
    )
    const mark = (change: Parameters<typeof destination>[0]) =>
      destinationMark(destination({ state: 'done', ...change }), { files: 4, level: 'full' })
    expect(mark({ filesVerified: 4 })).toBe('✓')
    expect(mark({ filesVerified: 4, conflicts: 1 })).toBe('✗')
    expect(mark({ filesVerified: 3 })).toBe('✗')
    expect(mark({ filesVerified: 4, error: { code: 'mhl.refused', message: '' } })).toBe('✗')
    expect(text({ state: 'done', filesVerified: 3, conflicts: 1 })).toBe('Done, not all verified · 3 of 4 verified')
    expect(text({ state: 'done', filesVerified: 3 })).toBe('Done, not all verified · 3 of 4 verified')
    expect(text({ state: 'done', filesVerified: 4, filesCopied: 4 }, 'source')).toBe('Copied, not read back')
    expect(text({ state: 'done', failures: 1 })).toBe('Done, with failures · 0 of 4 verified')
    expect(text({ state: 'failed', filesVerified: 2, error: { code: 'destination.lost', message: '' } })).toBe(
      'Drive lost · 2 of 4 verified',
    )
  })
})
