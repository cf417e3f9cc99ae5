import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseByteRange, rangeAnswer } from '../../../shared/util/byte-range.ts'

describe('byte ranges (RFC 9110)', () => {
  it.each([
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=900-', { start: 900, end: 999 }],
    ['bytes=-10', { start: 990, end: 999 }],
    ['bytes=0-5000', { start: 0, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['bytes=1000-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=-', null],
    ['items=0-1', null],
    ['bytes=0-1,5-6', null],
    [null, null],
    [undefined, null],
  ] as const)('%s of 1000 bytes', (header, expected) => {
    expect(parseByteRange(header, 1000)).toEqual(expected)
  })

  it('a range never leads out of the file, and the answer states its length', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e9 }), (a, b, size) => {
        const answer = rangeAnswer(`bytes=${a}-${b}`, size, 'video/mp4')
        if (answer.range === null) return
        expect(answer.range.start).toBeLessThanOrEqual(answer.range.end)
        expect(answer.range.end).toBeLessThan(size)
        expect(answer.headers['Content-Length']).toBe(String(answer.range.end - answer.range.start + 1))
      }),
    )
  })

  it('a range beyond the end is answered with the size there is', () => {
    expect(rangeAnswer('bytes=5000-', 1000, 'video/mp4')).toMatchObject({
      status: 416,
      headers: { 'Content-Range': 'bytes */1000' },
    })
  })
})
