/** Which offload is of a card that an earlier one was of, with other bytes on it by then; and which is of a reused card. */
import { describe, expect, it } from 'vitest'
import { covers, replaces, type ReadOfCard } from '../../../electron/engine/domain/reports/same-card.ts'

/** A read of a card: `name: [bytes, hash]`. */
const read = (startedAt: number, files: Readonly<Record<string, readonly [number, string | null]>>): ReadOfCard => ({
  startedAt,
  files: Object.entries(files).map(([path, [bytes, xxh128]]) => ({ path, bytes, xxh128 })),
})

const first = read(1, { 'C1.MP4': [100, 'a'], 'C2.MP4': [900, 'b'], 'M.XML': [5, 'x'] })

describe('a later offload replaces the earlier one', () => {
  it.each<[string, ReadOfCard]>([
    ['when one clip has other bytes', read(2, { 'C1.MP4': [100, 'z'], 'C2.MP4': [900, 'b'], 'M.XML': [5, 'x'] })],
    ['when the largest clip has', read(2, { 'C1.MP4': [100, 'a'], 'C2.MP4': [900, 'z'], 'M.XML': [5, 'x'] })],
    ['when all have, at the same sizes', read(2, { 'C1.MP4': [100, '1'], 'C2.MP4': [900, '2'], 'M.XML': [5, '3'] })],
    ['when a clip is gone and another changed', read(2, { 'C2.MP4': [900, 'b'], 'C3.MP4': [70, 'n'] })],
    [
      'when one changed and one was added',
      read(2, { 'C1.MP4': [100, 'a'], 'C2.MP4': [900, 'z'], 'M.XML': [5, 'x'], 'C3.MP4': [7, 'n'] }),
    ],
  ])('%s', (_, later) => {
    expect(replaces(later, first)).toBe(true)
    expect(replaces(first, later)).toBe(false)
  })
})

describe('a card that was used again is another one', () => {
  it.each<[string, ReadOfCard]>([
    ['with clips of the same names', read(2, { 'C1.MP4': [120, 'n'], 'C2.MP4': [880, 'm'], 'M.XML': [6, 'o'] })],
    [
      'with the camera’s own files unchanged',
      read(2, { 'C1.MP4': [120, 'n'], 'C2.MP4': [880, 'm'], 'M.XML': [5, 'x'] }),
    ],
    [
      'with more of it, where sizes are fixed',
      read(2, { 'C1.MP4': [100, '1'], 'C2.MP4': [900, '2'], 'M.XML': [5, '3'], 'C3.MP4': [100, '4'] }),
    ],
    ['with nothing read of it', read(2, {})],
    ['with files whose hashes are not known', read(2, { 'C1.MP4': [100, null] })],
  ])('%s', (_, later) => {
    expect(replaces(later, first)).toBe(false)
  })

  it('and an earlier offload that read nothing is replaced by none', () => {
    expect(replaces(first, read(0, {}))).toBe(false)
  })
})

describe('an offload of a card under another name', () => {
  const first = read(1, { 'c1/a.mov': [10, 'a'], 'c1/b.mov': [20, 'b'] })

  it('covers the earlier one when it has all of its bytes, whatever the folders are called', () => {
    expect(covers(read(2, { 'c1b/a.mov': [10, 'a'], 'c1b/b.mov': [20, 'b'], 'c1b/c.mov': [5, 'c'] }), first)).toBe(true)
    expect(covers(first, first)).toBe(true)
  })

  it('covers no file that it lacks, that was not read, and nothing but empty files', () => {
    expect(covers(read(2, { 'c1b/a.mov': [10, 'a'] }), first)).toBe(false)
    expect(covers(read(2, { 'c1b/a.mov': [10, 'a'], 'c1b/b.mov': [20, null] }), first)).toBe(false)
    expect(covers(first, read(0, { 'c1/a.mov': [10, null] }))).toBe(false)
    expect(covers(first, read(0, {}))).toBe(false)
    expect(covers(read(2, { a: [0, 'e'] }), read(1, { a: [0, 'e'] }))).toBe(false)
  })
})
