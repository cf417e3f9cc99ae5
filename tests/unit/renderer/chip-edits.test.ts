/**
 * What pressing a chip does to the text of the search.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chipsOf, either, negated, withoutChip } from '../../../renderer/features/search/chip-edits.ts'
import { parseQuery } from '../../../shared/query/parse.ts'

const labels = (text: string): string[] => chipsOf(text).chips.map(({ label, not }) => (not ? `not ${label}` : label))

const isUnderstood = (text: string): boolean => {
  try {
    parseQuery(text)
    return true
  } catch {
    return false
  }
}

describe('chips', () => {
  it('are the terms of the text, each where it stands', () => {
    const text = 'A003 -tag:wild (camera:A OR camera:B) NOT (a b)'
    expect(labels(text)).toEqual(['A003', 'not tag:wild', 'camera:A OR camera:B', 'not a b'])
    expect(chipsOf(text).chips.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'A003',
      '-tag:wild',
      '(camera:A OR camera:B)',
      'NOT (a b)',
    ])
  })

  it('are the alternatives of a text that is an OR', () => {
    expect(chipsOf('a b OR circled').joined).toBe('or')
    expect(labels('a b OR circled')).toEqual(['a b', 'circled'])
  })

  it('are none for nothing, and for what is not understood', () => {
    expect([labels(''), labels('rank:3'), labels('a OR')]).toEqual([[], [], []])
  })

  it('are taken away', () => {
    expect(withoutChip('a -b (c OR d)', 1)).toBe('a (c OR d)')
    expect(withoutChip('a OR b OR c', 0)).toBe('b OR c')
    expect(withoutChip('a OR b c', 0)).toBe('b c')
    expect(withoutChip('a', 0)).toBe('')
  })

  it('are turned round, and back', () => {
    expect(negated('a (c OR d)', 1)).toBe('a -(c OR d)')
    expect(negated('a -(c OR d)', 1)).toBe('a (c OR d)')
    expect(negated('a b OR c', 0)).toBe('-(a b) OR c')
    expect(negated('a -"b c"', 1)).toBe('a "b c"')
  })

  it('become alternatives, where the one stood onto which the other came', () => {
    expect(either('a kind:video kind:audio', 2, 1)).toBe('a (kind:video OR kind:audio)')
    expect(either('a b c', 0, 2)).toBe('b (c OR a)')
    expect(either('(a OR b) c', 1, 0)).toBe('(a OR b OR c)')
    expect(either('a -b', 1, 0)).toBe('(a OR -b)')
    expect(either('a b) c', 1, 0)).toBe('(a OR "b)") c')
    expect(either('a b', 0, 0)).toBe('a b')
  })

  it('leave a text that is understood, whatever is pressed', () => {
    const word = fc.constantFrom('a', '"b c"', '-c', '(d OR e)', '-(f g)', 'kind:video', 'x)', 'OR', 'name:y)', '((z))')
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 7 }), fc.nat(6), fc.nat(6), (words, one, other) => {
        const text = words.join(' ')
        const edits = [withoutChip(text, one), negated(text, one), either(text, one, other)]
        expect(edits.filter((next) => next !== text && !isUnderstood(next))).toEqual([])
      }),
    )
  })
})
