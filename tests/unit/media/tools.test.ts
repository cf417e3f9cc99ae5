/**
 * Small pure pieces of the tools: versions, listings, quoting, the choice of a rate, reasons for people.
 */
import { describe, expect, it } from 'vitest'
import { chooseRate } from '../../../electron/engine/media/probe-video.ts'
import { commandLine } from '../../../electron/engine/media/runner.ts'
import { pairsToTry, readBuild } from '../../../electron/engine/media/tool-rank.ts'
import { candidates, isRecent, readNames } from '../../../electron/engine/media/tools.ts'

const rate = (num: number, den = 1) => ({ num, den })

describe('tools', () => {
  it('are known by their own first line', () => {
    expect(readBuild('ffmpeg', 'ffmpeg version 5.1.9-0+deb12u1 Copyright')).toEqual({
      version: '5.1.9-0+deb12u1',
      rank: [59, 1, 0],
    })
    expect(readBuild('ffmpeg', 'ffprobe version 5.1')).toBeNull()
  })

  it('are as old as their libavcodec, which builds from the repository print too', () => {
    const build = readBuild(
      'ffprobe',
      'ffprobe version N-66595-gc2b38619c0-static\nlibavutil      58. 14.100 / 58. 14.100\nlibavcodec     60. 22.100 / 60. 22.100\n',
    )
    expect(build).toEqual({ version: 'N-66595-gc2b38619c0-static', rank: [60, 22, 100] })
  })

  it('are tried as pairs of one build, the newest first, and mixed only after them', () => {
    const build = (version: string, major: number) => ({ version, rank: [major, 0, 100] as const })
    const pairs = pairsToTry(
      [build('5.1', 59), build('7.1', 61)],
      [build('N-1', 60), build('5.1', 59), build('7.1', 61)],
    )
    expect(pairs.map(({ ffmpeg, ffprobe }) => `${ffmpeg.version} ${ffprobe.version}`)).toEqual([
      '7.1 7.1',
      '5.1 5.1',
      '7.1 N-1',
      '7.1 5.1',
      '5.1 7.1',
      '5.1 N-1',
    ])
  })

  it.each([
    ['5.1.9-0+deb12u1', true],
    ['n7.1', true],
    ['8.0', true],
    ['N-66595-gc2b38619c0-static', true],
    ['5.0.3', false],
    ['4.4.2', false],
  ])('version %s is recent enough: %s', (version, recent) => {
    expect(isRecent(version)).toBe(recent)
  })

  it('tell what they can do in a listing', () => {
    const listing =
      ' TSC bwdif             V->V       Deinterlace\n V....D libx264              H.264\n ... zscale            V->V\n'
    expect([...readNames(listing)]).toEqual(['bwdif', 'libx264', 'zscale'])
  })

  it('are looked for in order, and nowhere else when a path was named', () => {
    const found = candidates('ffmpeg', {
      resourcesDir: '/app',
      path: ['/a', '/b'].join(process.platform === 'win32' ? ';' : ':'),
    })
    expect(found[0]).toMatchObject({ source: 'packaged' })
    expect(found.slice(-2).map(({ source }) => source)).toEqual(['path', 'path'])
    expect(candidates('ffprobe', { explicit: { ffprobe: '/mine' }, resourcesDir: '/app' })).toEqual([
      {
        path: '/mine',
        source: 'explicit',
      },
    ])
  })

  it('show their command as a person would type it', () => {
    expect(commandLine('/usr/bin/ffmpeg', ['-i', "file:/a b/it's.mov"])).toBe(
      "/usr/bin/ffmpeg -i 'file:/a b/it'\\''s.mov'",
    )
  })
})

describe('a rate that no camera has', () => {
  it.each([
    ['the average of a stub is passed over', rate(60_000), rate(25), 'dv', rate(25)],
    ['both are: nothing is known', rate(60_000), rate(90_000), 'mov', null],
    ['raw MPEG has an average that the reader makes up', rate(25), rate(30), 'mpegvideo', rate(30)],
  ])('%s', (_, average, real, container, expected) => {
    expect(chooseRate(average, real, rate(1, 90_000), container)).toEqual({ rate: expected, variable: false })
  })

  it('is not the rate of fields', () => {
    expect(chooseRate(null, rate(50), rate(1, 90_000), 'mpegts', true).rate).toEqual(rate(25))
    expect(chooseRate(null, rate(50), rate(1, 90_000), 'mpegts', false).rate).toEqual(rate(50))
  })
})

describe('the rate of a picture', () => {
  const base = rate(1, 90_000)
  it.each([
    ['both say the same', rate(25), rate(25), base, 'mov', rate(25), false],
    ['fields apart: the step is half a frame', rate(25), rate(50), base, 'mpegts', rate(25), false],
    [
      'MXF: the time base is the edit rate, whatever the average',
      rate(25, 2),
      rate(25),
      rate(1, 25),
      'mxf',
      rate(25),
      false,
    ],
    ['MXF without an average', null, rate(24_000, 1001), rate(1001, 24_000), 'mxf', rate(24_000, 1001), false],
    [
      'Matroska: the average is off by the milliseconds',
      rate(2997, 125),
      rate(24_000, 1001),
      rate(1, 1000),
      'matroska,webm',
      rate(24_000, 1001),
      false,
    ],
    [
      'a phone: frames unevenly spaced',
      rate(20_000, 667),
      rate(30_000, 1001),
      rate(1, 600),
      'mov',
      rate(30_000, 1001),
      true,
    ],
    ['a phone whose step says nothing', rate(2987, 100), rate(600), rate(1, 600), 'mov', rate(30_000, 1001), true],
  ])('%s', (_, average, real, timeBase, container, expected, variable) => {
    expect(chooseRate(average, real, timeBase, container)).toEqual({ rate: expected, variable })
  })
})
