/**
 * What the search box offers while one types.
 */
import { describe, expect, it } from 'vitest'
import { FIELDS, FLAGS } from '../../../shared/query/fields.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { accept, askedValue, suggestionsFor, wordAt } from '../../../renderer/features/search/words.ts'

const offered = (text: string): string[] => suggestionsFor(text, text.length).map((one) => one.insert)

describe('suggestions', () => {
  it('fit the word before the caret', () => {
    expect(offered('circ')).toEqual(['circled'])
    expect(offered('A003 ra')).toEqual(['rating>='])
    expect(offered('kind:v')).toEqual(['kind:video'])
  })

  it('keep the minus of "not"', () => {
    expect(offered('-circ')).toEqual(['-circled'])
  })

  it('begin behind a bracket, and behind the comma of a list', () => {
    expect(offered('(circ')).toEqual(['circled'])
    expect(offered('a -(kind:v')).toEqual(['kind:video'])
    expect(offered('kind:audio,v')).toEqual(['kind:audio,video'])
  })

  it('have the values of this library with their counts, in quotes where they need them', () => {
    const known = [
      { value: 'A003', count: 1200 },
      { value: 'A 004', count: 3 },
    ]
    expect(askedValue('roll:a', 6)).toEqual({ field: 'roll', part: 'a' })
    expect(askedValue('roll:A001,a', 11)).toEqual({ field: 'roll', part: 'a' })
    expect(askedValue('A003', 4)).toBeNull()
    expect(suggestionsFor('-roll:a', 7, known)).toEqual([
      { insert: '-roll:A003', hint: '1,200' },
      { insert: '-roll:"A 004"', hint: '3' },
      { insert: '-roll:any', hint: 'has one' },
    ])
    expect(suggestionsFor('day:', 4, [{ value: '2026-11-29', count: 7 }]).map((one) => one.insert)).toEqual([
      'day:today',
      'day:yesterday',
      'day:last:7d',
      'day:2026-11-29',
    ])
  })

  it('are none for an empty box, inside quotes, and for a whole word', () => {
    expect([offered(''), offered('"circ'), offered('circled')]).toEqual([[], [], []])
  })

  it('are all words that the engine knows', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')
    const all = letters.flatMap(offered)
    const known = new Set<string>([...FLAGS, ...FIELDS.map(({ name }) => name)])
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter((word) => !known.has(word.replace(/[:<>=]+$/, '')))).toEqual([])
    expect(() => parseQuery('kind:video rating>=3 copies<2 hdr:pq')).not.toThrow()
  })
})

describe('taking a suggestion', () => {
  it('puts a whole word and a space, or a field that waits for its value', () => {
    expect(accept('A003 circ', 9, 'circled')).toEqual({ text: 'A003 circled ', caret: 13 })
    expect(accept('ra rest', 2, 'rating>=')).toEqual({ text: 'rating>=rest', caret: 8 })
  })

  it('knows where the word begins', () => {
    expect(wordAt('A003 circ more', 9)).toEqual({ word: 'circ', start: 5 })
  })
})
