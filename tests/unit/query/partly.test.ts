/**
 * A query while it is typed.
 */
import { describe, expect, it } from 'vitest'
import { parsePartly } from '../../../shared/query/partly.ts'
import { printQuery } from '../../../shared/query/print.ts'

describe('while one types', () => {
  it.each([
    ['circled kind:vi', 'circled'],
    ['circled -kind:vi', 'circled'],
    ['circled tag:', 'circled'],
    ['circled rating>=', 'circled'],
    ['size>4G', ''],
    ['day:2026-1', ''],
    ['day:tod', ''],
    ['tc:10:4', ''],
    ['duration>30s', 'duration>30s'],
    ['a OR', 'a'],
    ['a OR ', 'a'],
    ['a NOT', 'a'],
    ['a (b OR', 'a (b)'],
    ['a (b OR kind:vi', 'a (b)'],
    ['(', ''],
    ['a -(', 'a'],
    ['circled', 'circled'],
  ])('%s searches for %s', (text, expected) => {
    const { node } = parsePartly(text)
    expect(node === null ? null : printQuery(node)).toBe(expected)
  })

  it.each(['rank:3', 'kind:movie', 'kind:vi ', 'tag: circled', 'day:2026-13-01', 'OR a', 'a () b', 'camera>A'])(
    '%s is wrong whatever follows, and the last result stays',
    (text) => {
      const { node, error } = parsePartly(text)
      expect([node, error?.code]).toEqual([null, 'query.unknown'])
    },
  )
})
