import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLAGS, parseQuery } from '../../../electron/engine/domain/query.ts'
import { RushesError } from '../../../shared/model/errors.ts'

const failure = (text: string): RushesError => {
  try {
    parseQuery(text)
  } catch (error) {
    if (error instanceof RushesError) return error
  }
  throw new Error(`“${text}” was understood`)
}

describe('the query language', () => {
  it('reads words, flags, fields, comparisons and negation', () => {
    expect(parseQuery('A003 circled rating>=3 kind:video,audio -tag:wild copies<2')).toEqual([
      { type: 'text', not: false, value: 'A003', phrase: false },
      { type: 'flag', not: false, flag: 'circled' },
      { type: 'compare', not: false, field: 'rating', comparison: '>=', value: 3 },
      { type: 'is', not: false, field: 'kind', values: ['video', 'audio'] },
      { type: 'is', not: true, field: 'tag', values: ['wild'] },
      { type: 'compare', not: false, field: 'copies', comparison: '<', value: 2 },
    ])
  })

  it('takes what stands in quotes as it is', () => {
    expect(parseQuery('"offline edit" -"no good" name:"A 003"')).toEqual([
      { type: 'text', not: false, value: 'offline edit', phrase: true },
      { type: 'text', not: true, value: 'no good', phrase: true },
      { type: 'is', not: false, field: 'name', values: ['A 003'] },
    ])
  })

  it('knows sizes with their units', () => {
    expect(parseQuery('size>=1.5GB')).toEqual([
      { type: 'compare', not: false, field: 'size', comparison: '>=', value: 1.5e9 },
    ])
  })

  it.each(FLAGS)('knows the flag %s, and its negation', (flag) => {
    expect(parseQuery(`${flag} -${flag}`)).toEqual([
      { type: 'flag', not: false, flag },
      { type: 'flag', not: true, flag },
    ])
  })

  it.each([
    ['colour:red', /“colour” is not a field/],
    ['kind:movie', /“movie” is not a kind\. It is one of video, audio/],
    ['rating>=x', /“x” is not a number that rating can be compared with/],
    ['rating>=3GB', /is not a number/],
    ['state:gone', /is not a state/],
    ['camera>A', /“camera” is text/],
    ['tag:', /names no value/],
  ])('says what is wrong with %s', (text, sentence) => {
    expect(failure(text)).toMatchObject({
      code: 'query.unknown',
      exit: 2,
      message: expect.stringMatching(sentence) as string,
    })
  })

  it('whatever a person types is understood or refused with a sentence, never anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseQuery(text)
        } catch (error) {
          expect(error).toBeInstanceOf(RushesError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a day', () => {
  it.each(['today', '29', '2026-13-01', '2026-02-30', '2026-11', '29.11.2026'])(
    '“%s” is refused: it would find nothing and say nothing',
    (text) => {
      expect(() => parseQuery(`day:${text}`)).toThrow(/is not a shooting day\. Write its date/)
    },
  )

  it('is a date, or none, or several', () => {
    expect(parseQuery('day:2026-11-29,none')).toMatchObject([{ field: 'day', values: ['2026-11-29', 'none'] }])
  })
})
