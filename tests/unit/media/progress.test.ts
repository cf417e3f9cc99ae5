/**
 * Progress of ffmpeg: read whole however the pipe cuts it.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { progressReader } from '../../../electron/engine/media/progress.ts'

const stream = [
  'frame=0',
  'fps=0.00',
  'out_time_us=N/A',
  'speed=N/A',
  'progress=continue',
  'frame=120',
  'fps=60',
  'out_time_us=5005000',
  'out_time=00:00:05.005000',
  'speed= 2.5x',
  'progress=continue',
  'frame=240',
  'out_time_us=10010000',
  'speed=2.6x',
  'progress=end',
  '',
].join('\n')

const reports = [
  { frames: 0, microseconds: null, speed: null, ended: false },
  { frames: 120, microseconds: 5_005_000, speed: 2.5, ended: false },
  { frames: 240, microseconds: 10_010_000, speed: 2.6, ended: true },
]

describe('progress', () => {
  it('is read block by block', () => {
    expect(progressReader().feed(stream)).toEqual(reports)
  })

  it('is the same wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const reader = progressReader()
        expect(at.slice(1).flatMap((end, index) => reader.feed(stream.slice(at[index], end)))).toEqual(reports)
      }),
    )
  })

  it('passes over lines that it does not know', () => {
    expect(progressReader().feed('=x\nnonsense\nframe=oops\nprogress=end\n')).toEqual([
      { frames: null, microseconds: null, speed: null, ended: true },
    ])
  })
})
