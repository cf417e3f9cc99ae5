/**
 * Collections in their folders, also when devices that were apart left them in disorder.
 */
import { expect, it } from 'vitest'
import { inTree, type Shelved } from '../../../electron/engine/domain/collections/tree.ts'

const folder = (id: string, parent: string | null, more: Partial<Shelved> = {}): Shelved => ({
  id,
  name: id,
  kind: 'folder',
  parent,
  position: null,
  removed: false,
  ...more,
})
const list = (id: string, parent: string | null, more: Partial<Shelved> = {}): Shelved =>
  folder(id, parent, { kind: 'manual', ...more })
const shown = (...all: Shelved[]) => inTree(all).map(({ id, parent }) => [id, parent])

it('stand by place, and without one after those, by name', () => {
  expect(
    shown(list('x', null, { name: 'beta' }), list('y', null, { name: 'Alpha' }), list('z', null, { position: 'V' })),
  ).toEqual([
    ['z', null],
    ['y', null],
    ['x', null],
  ])
})

it('come after the folder that they are in', () => {
  expect(shown(list('a', 'f'), folder('f', null, { name: 'z' }), list('b', null))).toEqual([
    ['b', null],
    ['f', null],
    ['a', 'f'],
  ])
})

it('stay in sight where their folder is removed, has not come, or is no folder', () => {
  expect(
    shown(folder('f', null), folder('g', 'f', { removed: true }), list('a', 'g'), list('b', 'nowhere'), list('c', 'b')),
  ).toEqual([
    ['b', null],
    ['c', null],
    ['f', null],
    ['a', 'f'],
  ])
})

it('are shown once where folders are each in the other, whatever their order', () => {
  const all = [folder('f', 'h'), folder('g', 'f'), folder('h', 'g'), list('a', 'h')]
  const expected = [
    ['f', null],
    ['g', 'f'],
    ['h', 'g'],
    ['a', 'h'],
  ]
  expect(shown(...all)).toEqual(expected)
  expect(shown(...all.toReversed())).toEqual(expected)
  expect(shown(folder('f', 'f'))).toEqual([['f', null]])
})
