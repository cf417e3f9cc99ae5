/**
 * Which of the rates that ffprobe offers is the one to count frames by, and which no camera can have.
 */
import { describe, expect, it } from 'vitest'
import { chooseRate } from '../../../electron/engine/media/probe-video.ts'

const r = (num: number, den = 1) => ({ num, den })
const TIMES = r(1, 90_000)

describe('the rate of a picture', () => {
  it.each([
    ['is what average and step agree on', r(25), r(25), false, r(25)],
    ['is snapped to the standard rate that it is a hair off', r(2997, 100), r(2997, 100), false, r(30_000, 1001)],
    ['is the average where the step is that of fields', r(25), r(50), true, r(25)],
    [
      'is half the step where there is no average and the picture is in fields',
      null,
      r(60_000, 1001),
      true,
      r(30_000, 1001),
    ],
    ['is the step where there is no average and no fields', null, r(50), false, r(50)],
    ['is none where a stub’s header says 60000', r(60_000), r(60_000), false, null],
    ['is the other where one can’t be', r(90_000), r(25), false, r(25)],
    ['is none where nothing is said', null, null, false, null],
  ])('%s', (_what, average, real, interlaced, rate) => {
    expect(chooseRate(average, real, TIMES, 'mpegts', interlaced)).toEqual({ rate, variable: false })
  })

  it('is that of the sequence header in raw MPEG, whose average the reader makes up', () => {
    expect(chooseRate(r(25), r(30), TIMES, 'mpegvideo').rate).toEqual(r(30))
  })

  it('is the edit rate in MXF, whose average is halved or missing', () => {
    expect(chooseRate(r(25, 2), r(50), r(1, 25), 'mxf').rate).toEqual(r(25))
    expect(chooseRate(null, null, r(1001, 30_000), 'mxf').rate).toEqual(r(30_000, 1001))
  })

  it('is uneven where frames are, and then the standard rate that the phone was set to', () => {
    expect(chooseRate(r(2983, 100), r(30), r(1, 600), 'mov')).toEqual({ rate: r(30), variable: true })
  })
})
