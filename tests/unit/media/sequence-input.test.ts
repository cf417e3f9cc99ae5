/**
 * How numbered frames are handed to ffmpeg: as literal patterns, bounded, by files alone; and what its log tells of them.
 */
import { describe, expect, it } from 'vitest'
import type { FramePiece } from '../../../electron/engine/domain/media/frame-runs.ts'
import { drawsHoles, inSequence, sequenceInputs } from '../../../electron/engine/media/sequence-input.ts'
import { watchSequence } from '../../../electron/engine/media/sequence-log.ts'
import { CLIP, FULL_TOOLS } from '../../helpers/media-facts.ts'

const video = { ...CLIP.video[0]!, width: 320, height: 180, index: 0, pixelFormat: 'gbrp10le' }
const RUN = { kind: 'run', folder: '/a%b', before: 's%d.', after: '.dpx', padding: 4, start: 998, first: 998 } as const
const PIECES: readonly FramePiece[] = [
  { ...RUN, count: 3 },
  { kind: 'hole', first: 1001, count: 2 },
  { ...RUN, padding: 0, start: 1003, first: 1003, count: 1 },
]
const source = { pieces: PIECES, rate: { num: 24, den: 1 } }

describe('the inputs of a sequence', () => {
  it('are patterns of one number each, and end where their run does', () => {
    const args = sequenceInputs(source, ['-apply_trc', 'x'])
    expect(args.filter((_, at) => args[at - 1] === '-i')).toEqual([
      'file:/a%%b/s%%d.%04d.dpx',
      'file:/a%%b/s%%d.%d.dpx',
    ])
    const valuesOf = (option: string): string[] => args.filter((_, at) => args[at - 1] === option)
    expect({
      type: valuesOf('-pattern_type'),
      demuxers: valuesOf('-format_whitelist'),
      protocols: valuesOf('-protocol_whitelist'),
      start: valuesOf('-start_number'),
      range: valuesOf('-start_number_range'),
      length: valuesOf('-t'),
    }).toEqual({
      type: ['sequence', 'sequence'],
      demuxers: ['image2', 'image2'],
      protocols: ['file,pipe', 'file,pipe'],
      start: ['998', '1003'],
      range: ['1', '1'],
      length: ['0.114583', '0.031250'],
    })
  })

  it('are joined with cards, which bear words where text can be drawn', () => {
    const graph = (font: string | null): string =>
      inSequence(['[0:0]null[a]', '[0:0]null[b]'], { ...source, font }, video).join(';')
    expect(graph(null)).toContain('[piece0][piece1][piece2]concat=n=3:v=1:a=0,split=2[frames0][frames1]')
    expect(graph(null)).toContain('trim=end_frame=2')
    expect(graph(null)).not.toContain('drawtext')
    expect(graph('/f.woff')).toContain('Frames 1001–1002 are not there')
    expect([
      drawsHoles(source, { filters: new Set() }),
      drawsHoles(source, { filters: new Set(['drawtext']) }),
    ]).toEqual([false, true])
    expect(drawsHoles({ ...source, pieces: PIECES.slice(0, 1) }, FULL_TOOLS)).toBe(false)
  })
})

describe('the log of a sequence', () => {
  const report = (run: number, place: number, before: number): string =>
    `[showinfo@run${run} @ 0x5] n:   0 pts: ${place * 2 ** 20 + before} pts_time:1 fmt:gbrp\n`
  const faultOf = (log: string): string | null => {
    const watch = watchSequence(source, video)
    for (const character of log) watch.onLog(character)
    return watch.fault()
  }

  it('says nothing where the last frame of every run was seen', () => {
    expect(faultOf(report(0, 2, 2) + report(2, 0, 0))).toBeNull()
  })

  it('names those that are missing, at the beginning, between and at the end', () => {
    expect(faultOf(report(0, 1, 0) + report(0, 2, 1) + report(2, 0, 0))).toMatch(/^Frame 998 can’t be decoded/)
    expect(faultOf(report(0, 2, 1) + report(2, 0, 0))).toMatch(/^Frame 999 can’t be decoded/)
    expect(faultOf(report(0, 2, 0) + report(2, 0, 0))).toMatch(/^Frames 998, 999 can’t be decoded/)
    expect(faultOf(report(2, 0, 0))).toMatch(/^Frame 1000 can’t be decoded/)
    expect(faultOf('')).toMatch(/^Frames 1000, 1003 can’t be decoded/)
  })

  it('names the first of another size, and passes over other formats', () => {
    const change = (size: string): string =>
      `[graph 0 input from stream 1:0 @ 0x5] filter context - w: 320 h: 180 fmt: 2, incoming frame - ${size} fmt: 73 pts_time: 0\n`
    const whole = report(0, 2, 2) + report(2, 0, 0)
    expect(faultOf(change('w: 640 h: 360') + whole)).toMatch(/^Frame 1003 is 640 × 360, and the first one 320 × 180/)
    expect(faultOf(change('w: 320 h: 180') + whole)).toBeNull()
  })
})
