import { expect, it } from 'vitest'
import { clockText } from '../../../shared/util/clock-text.ts'

it.each([
  [40_000, '40 s'],
  [-12 * 60_000, '12 min'],
  [3 * 3_600_000, '3 h'],
  [279_678_941_919_000, '3237025 days'],
])('a clock that is off by %d ms is off by %s', (ms, text) => {
  expect(clockText(ms)).toBe(text)
})
