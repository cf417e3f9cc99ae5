/**
 * Jobs of any kind, as the window words them.
 */
import { describe, expect, it } from 'vitest'
import { jobWord, type Job } from '../../../shared/model/jobs.ts'
import { failedOf, jobsLine, progressLine, tasksLine } from '../../../renderer/features/activity/jobs.ts'

const job = (more: Partial<Job>): Job => ({
  id: '01',
  kind: 'verify',
  assetId: null,
  subject: 'RAID_A',
  about: { kind: 'volume', id: '02' },
  state: 'running',
  heldBy: null,
  progress: 0.4,
  done: 12e9,
  total: 30e9,
  unit: 'bytes',
  at: null,
  speed: 180e6,
  secondsLeft: 100,
  attempts: 1,
  error: null,
  createdAt: 0,
  finishedAt: null,
  ...more,
})
const plain = (text: string | null): string | null => text?.replaceAll('\u00a0', ' ') ?? null
const none = { waiting: 0, held: 0, running: 0, failed: 0, done: 0 }

describe('a job', () => {
  it('is called by what it does; one that the window does not know by its own name', () => {
    expect(['proxy', 'verify', 'repair', 'scan', 'report', 'quality-check'].map(jobWord)).toEqual([
      'Proxy',
      'Verification',
      'Repair',
      'Scan',
      'Report',
      'Quality check',
    ])
  })

  it('says how far it is, how fast, and how long it takes', () => {
    expect(plain(progressLine(job({})))).toBe('40 % · 12 GB of 30 GB · 180 MB/s · 2 min left')
    expect(plain(progressLine(job({ unit: 'files', done: 1200, total: null, speed: 4, secondsLeft: null })))).toBe(
      '1,200 files',
    )
    expect(plain(progressLine(job({ unit: 'share', done: 0.4, total: 1, speed: null })))).toBe('40 % · 2 min left')
  })

  it('that is no media work has its line in the status bar', () => {
    expect(plain(tasksLine([job({ kind: 'scan' })]))).toBe('Scanning RAID_A, 40 %')
    expect(
      plain(
        tasksLine([
          job({ kind: 'proxy' }),
          job({ kind: 'report', subject: 'Day 1', total: null }),
          job({ kind: 'scan' }),
        ]),
      ),
    ).toBe('Writing report Day 1 and 1 more')
    // Verification and repair have lines of their own there.
    expect(tasksLine([job({ kind: 'proxy' }), job({})])).toBeNull()
  })
})

describe('the queue', () => {
  it('says what it makes, and that it is paused or quiet while something waits', () => {
    expect(jobsLine({ ...none, waiting: 3, running: 1, paused: false, quiet: false })).toBe(
      'Making proxies and pictures, 4 left',
    )
    expect(jobsLine({ ...none, waiting: 3, paused: true, quiet: false }, { waiting: 1, held: 1, failed: 0 })).toBe(
      'Jobs paused, 5 waiting',
    )
    // Media and all else in one number, the same as in the activity.
    const [jobs, tasks] = [
      { ...none, failed: 9, paused: false, quiet: false },
      { ...none, failed: 16 },
    ]
    expect(jobsLine(jobs, tasks)).toBe('25 failed')
    expect(jobsLine({ ...jobs, waiting: 2 }, tasks)).toBe('Making proxies and pictures, 2 left, 25 failed')
    expect(failedOf({ jobs, tasks })).toBe(25)
    expect(jobsLine({ ...none, paused: true, quiet: false })).toBeNull()
    // Somebody has to be reminded to end it.
    expect(jobsLine({ ...none, paused: true, quiet: true })).toBe('Quiet on set: jobs paused')
  })
})
