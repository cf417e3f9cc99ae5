/**
 * Small pure pieces of the tools: versions, listings, quoting, the choice of a rate, reasons for people.
 */
import { describe, expect, it } from 'vitest'
import { chooseRate } from '../../../electron/engine/media/probe-video.ts'
import { commandLine } from '../../../electron/engine/media/runner.ts'
import { candidates, isRecent, readNames, readVersion } from '../../../electron/engine/media/tools.ts'

const rate = (num: number, den = 1) => ({ num, den })

describe('tools', () => {
  it('are known by their own first line', () => {
    expect(readVersion('ffmpeg', 'ffmpeg version 5.1.9-0+deb12u1 Copyright')).toBe('5.1.9-0+deb12u1')
    expect(readVersion('ffmpeg', 'ffprobe version 5.1')).toBeNull()
  })

  it.each([['5.1.9-0+deb12u1', true], ['n7.1', true], ['8.0', true], ['N-66595-gc2b38619c0-static', true], ['5.0.3', false], ['4.4.2', false]])(
    'version %s is recent enough: %s', (version, recent) => {
      expect(isRecent(version)).toBe(recent)
    },
  )

  it('tell what they can do in a listing', () => {
    const listing = ' TSC bwdif             V->V       Deinterlace\n V....D libx264              H.264\n ... zscale            V->V\n'
    expect([...readNames(listing)]).toEqual(['bwdif', 'libx264', 'zscale'])
  })

  it('are looked for in order, and nowhere else when a path was named', () => {
    const found = candidates(
      'ffmpeg', { resourcesDir: '/app', path: ['/a', '/b'].join(process.platform === 'win32' ? ';' : ':') },
    )
    expect(found[0]).toMatchObject({ source: 'packaged' })
    expect(found.slice(-2).map(({ source }) => source)).toEqual(['path', 'path'])
    expect(candidates('ffprobe', { explicit: { ffprobe: '/mine' }, resourcesDir: '/app' })).toEqual([{
      path: '/mine', source: 'explicit',
    }])
  })

  it('show their command as a person would type it', () => {
    expect(commandLine('/usr/bin/ffmpeg', ['-i', "file:/a b/it's.mov"])).toBe(
      "/usr/bin/ffmpeg -i 'file:/a b/it'\\''s.mov'",
    )
  })
})

describe('the rate of a picture', () => {
  const base = rate(1, 90_000)
  it.each([
    ['both say the same', rate(25), rate(25), base, 'mov', rate(25), false],
    ['fields apart: the step is half a frame', rate(25), rate(50), base, 'mpegts', rate(25), false],
    [
      'MXF: the time base is the edit rate, whatever the average', rate(25, 2), rate(25), rate(1, 25), 'mxf', rate(25),
      false,
    ],
    ['MXF without an average', null, rate(24_000, 1001), rate(1001, 24_000), 'mxf', rate(24_000, 1001), false],
    [
      'Matroska: the average is off by the milliseconds', rate(2997, 125), rate(24_000, 1001), rate(1, 1000),
      'matroska,webm', rate(24_000, 1001), false,
    ],
    [
      'a phone: frames unevenly spaced', rate(20_000, 667), rate(30_000, 1001), rate(1, 600), 'mov', rate(30_000, 1001),
      true,
    ],
    ['a phone whose step says nothing', rate(2987, 100), rate(600), rate(1, 600), 'mov', rate(30_000, 1001), true],
  ])('%s', (_, average, real, timeBase, container, expected, variable) => {
    expect(chooseRate(average, real, timeBase, container)).toEqual({ rate: expected, variable })
  })
})
