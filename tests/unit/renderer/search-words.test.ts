/**
 * What the search box offers while one types.
 */
import { describe, expect, it } from 'vitest'
import { FIELDS, FLAGS } from '../../../shared/query/fields.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { accept, suggestionsFor, wordAt } from '../../../renderer/features/search/words.ts'

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
