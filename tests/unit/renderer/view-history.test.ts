/**
 * Back and forward between the places that a person was at.
 */
import { expect, it } from 'vitest'
import { createView } from '../../../renderer/features/library/view.ts'

function walked() {
  const view = createView(null)
  return { view, at: () => [view.store.getState().query, view.store.getState().view] }
}

it('goes back and on again, to searches and to views', () => {
  const { view, at } = walked()
  view.search('circled', 'Circled')
  view.show('player')
  view.show('drives')
  expect([view.back(), at()]).toEqual([true, ['circled', 'player']])
  expect([view.back(), at()]).toEqual([true, ['circled', 'grid']])
  expect([view.back(), at()]).toEqual([true, ['', 'grid']])
  expect([view.back(), at()]).toEqual([false, ['', 'grid']])
  expect([view.forward(), view.forward(), at()]).toEqual([true, true, ['circled', 'player']])
})

it('a new way takes the place of what lay ahead, and the same place twice is one', () => {
  const { view, at } = walked()
  view.search('circled', 'Circled')
  view.search('circled', 'Circled')
  view.back()
  view.search('roll:A003', 'A003')
  expect([view.forward(), at()]).toEqual([false, ['roll:A003', 'grid']])
  view.back()
  expect(at()).toEqual(['', 'grid'])
})

it('what is typed is one place, not one a letter', () => {
  const { view, at } = walked()
  for (const typed of ['h', 'ha', 'har', 'harbour']) view.search(typed)
  view.search('circled', 'Circled')
  view.back()
  expect(at()).toEqual(['harbour', 'grid'])
  view.back()
  expect(at()).toEqual(['', 'grid'])
})
