/**
 * How collections are searched for, shown and moved by keys in the window.
 */
import { describe, expect, it } from 'vitest'
import { searchOf, shownNodes, stepped } from '../../../renderer/features/library/collection-search.ts'
import type { CollectionNode } from '../../../shared/model/collections.ts'

const node = (id: string, kind: CollectionNode['kind'], parent: string | null = null, name = id): CollectionNode => ({
  id,
  kind,
  name,
  parent,
  query: kind === 'smart' ? 'circled' : null,
  count: kind === 'manual' ? 1 : null,
  trouble: null,
})
const ALL = [
  node('f', 'folder', null, 'Act one'),
  node('g', 'folder', 'f'),
  node('a', 'manual', 'g'),
  node('b', 'smart', 'f', 'Best'),
  node('c', 'smart', null, 'Two words'),
  node('d', 'smart', null, 'best'),
]
const [f, g, a, b, c, d] = ALL as [CollectionNode, ...CollectionNode[]] as [
  CollectionNode,
  CollectionNode,
  CollectionNode,
  CollectionNode,
  CollectionNode,
  CollectionNode,
]

it('a collection is searched for by a name that is its alone, else by its id', () => {
  expect(searchOf(c, ALL)).toBe('in:"Two words"')
  expect(searchOf(f, ALL)).toBe('in:"Act one"')
  expect(searchOf(b, ALL)).toBe('in:b')
  expect(searchOf(a, ALL)).toBe('collection:a')
  expect(searchOf(node('q', 'smart', null, 'a "quote"'), ALL)).toBe('in:q')
})

it('what is in a closed folder is not shown, however deep', () => {
  const shown = (closed: string[]) => shownNodes(ALL, closed).map(({ node: { id }, depth }) => `${id}${depth}`)
  expect(shown([])).toEqual(['f0', 'g1', 'a2', 'b1', 'c0', 'd0'])
  expect(shown(['g'])).toEqual(['f0', 'g1', 'b1', 'c0', 'd0'])
  expect(shown(['f'])).toEqual(['f0', 'c0', 'd0'])
})

describe('a key moves one', () => {
  it('up and down among those beside it', () => {
    expect(stepped(c, 'up', ALL)).toEqual({ folder: null, before: 'f' })
    expect(stepped(c, 'down', ALL)).toEqual({ folder: null, before: null })
    expect(stepped(f, 'down', ALL)).toEqual({ folder: null, before: 'd' })
    expect(stepped(f, 'up', ALL)).toBeNull()
    expect(stepped(d, 'down', ALL)).toBeNull()
  })

  it('into the folder above it, and out of its folder', () => {
    expect(stepped(c, 'in', ALL)).toEqual({ folder: 'f', before: null })
    expect(stepped(b, 'in', ALL)).toEqual({ folder: 'g', before: null })
    expect(stepped(g, 'in', ALL)).toBeNull()
    expect(stepped(a, 'out', ALL)).toEqual({ folder: 'f', before: 'b' })
    expect(stepped(b, 'out', ALL)).toEqual({ folder: null, before: 'c' })
    expect(stepped(c, 'out', ALL)).toBeNull()
  })
})
