/**
 * The rules of a history: what counts as truth, what a fresh hash means, what is ignored, which names are the same.
 */
import { describe, expect, it } from 'vitest'
import { decide } from '../../../electron/engine/mhl/decide.ts'
import { createIgnore, growIgnore, patternsForNested } from '../../../electron/engine/mhl/ignore.ts'
import { ledgerOf } from '../../../electron/engine/mhl/ledger.ts'
import { matchByForm } from '../../../electron/engine/mhl/match-names.ts'
import type { Action, Entry, Generation, History } from '../../../electron/engine/mhl/model.ts'

const A = 'aaaaaaaaaaaaaaaa'
const B = 'bbbbbbbbbbbbbbbb'
const M = 'dddddddddddddddddddddddddddddddd'

function file(path: string, action: Action | null, digest = A, over: Partial<Entry> = {}): Entry {
  return {
    kind: 'file',
    path,
    size: 1,
    created: null,
    modified: null,
    previousPath: null,
    hashes: [{ format: 'xxh64', digest, action, date: null }],
    ...over,
  } as Entry
}

function history(generations: readonly (readonly Entry[])[], states: readonly Generation['state'][] = []): History {
  return {
    root: '/x',
    path: '',
    chain: [],
    problems: [],
    children: [],
    generations: generations.map((entries, index) => ({
      number: index + 1,
      file: `000${index + 1}_x.mhl`,
      c4: '',
      state: states[index] ?? 'listed',
      manifest: {
        createdAt: '',
        creator: { hostname: '', tool: '', toolVersion: '' },
        comment: null,
        process: 'in-place',
        rootHash: { content: { xxh64: A }, structure: { xxh64: A } },
        ignore: [],
        entries,
        references: [],
      },
    })),
  }
}

const truthOf = (of: History, path: string) => ledgerOf(of).files.get(path)?.truth.get('xxh64')?.digest
const known = (...generations: Entry[][]) => ledgerOf(history(generations)).files.get('f')

describe('the truth of a file', () => {
  it('is the first good hash, whatever came later', () => {
    expect(
      truthOf(history([[file('f', 'original', A)], [file('f', 'verified', B)], [file('f', 'failed', B)]]), 'f'),
    ).toBe(A)
  })

  it('is never a failed hash, also when that came first', () => {
    expect(truthOf(history([[file('f', 'failed', B)], [file('f', 'original', A)]]), 'f')).toBe(A)
    expect(truthOf(history([[file('f', 'failed', B)]]), 'f')).toBeUndefined()
  })

  it('may come without an action', () => {
    expect(truthOf(history([[file('f', null, A)]]), 'f')).toBe(A)
  })

  it('goes along with a rename, whichever action the tool gave it', () => {
    for (const action of ['original', 'verified'] as const) {
      const renamed = ledgerOf(
        history([
          [file('old', 'original')],
          [file('new', action, A, { previousPath: 'old' })],
          [file('newer', action, B, { previousPath: 'new' })],
        ]),
      )
      expect([...renamed.files.keys()]).toEqual(['newer'])
      expect(renamed.files.get('newer')?.truth.get('xxh64')).toEqual({ digest: A, generation: 1 })
    }
  })

  it('follows two files that swap names', () => {
    const swapped = history([
      [file('a', 'original', A), file('b', 'original', B)],
      [file('a', 'verified', B, { previousPath: 'b' }), file('b', 'verified', A, { previousPath: 'a' })],
    ])
    expect([truthOf(swapped, 'a'), truthOf(swapped, 'b')]).toEqual([B, A])
  })

  it('is not taken from a manifest that was changed, but the file stays expected', () => {
    const changed = history(
      [[file('f', 'original'), file('g', 'original')], [file('f', 'verified')]],
      ['changed', 'listed'],
    )
    expect(truthOf(changed, 'f')).toBe(A)
    expect(ledgerOf(changed).files.get('g')).toMatchObject({ doubtful: true, truth: new Map() })
  })
})

describe('a fresh hash', () => {
  it('of an unknown file is original', () => {
    expect(decide(undefined, { xxh64: A, md5: M }, 'now')).toEqual({
      outcome: 'new',
      failed: [],
      hashes: [
        { format: 'md5', digest: M, action: 'original', date: 'now' },
        { format: 'xxh64', digest: A, action: 'original', date: 'now' },
      ],
    })
  })

  it('equal to the known one is verified, different is failed', () => {
    expect(decide(known([file('f', 'original')]), { xxh64: A }, null)).toMatchObject({
      outcome: 'verified',
      hashes: [{ action: 'verified' }],
    })
    expect(decide(known([file('f', 'original')]), { xxh64: B }, null)).toMatchObject({
      outcome: 'mismatch',
      hashes: [{ action: 'failed', digest: B }],
      failed: ['xxh64'],
    })
  })

  it('in a new format counts only beside a good one in a known format', () => {
    expect(decide(known([file('f', 'original')]), { xxh64: A, md5: M }, null)).toMatchObject({
      outcome: 'verified',
      hashes: [
        { format: 'md5', action: 'verified' },
        { format: 'xxh64', action: 'verified' },
      ],
    })
    expect(
      decide(known([file('f', 'original')]), { xxh64: B, md5: M }, null).hashes.map((hash) => hash.format),
    ).toEqual(['xxh64'])
    expect(decide(known([file('f', 'original')]), { md5: M }, null)).toEqual({
      outcome: 'unchecked',
      hashes: [],
      failed: [],
    })
  })
})

describe('the hashes of folders', () => {
  it('hold as long as the files known are those of that moment, all good', () => {
    const comparable = (of: History) => ledgerOf(of).directories.get('')?.comparable
    expect(comparable(history([[file('f', 'original')]]))).toBe(true)
    expect(comparable(history([[file('f', 'original')], [file('f', 'verified')]]))).toBe(true)
    expect(comparable(history([[file('f', 'original')], [file('f', 'failed', B)]]))).toBe(false)
    expect(comparable(history([[file('f', 'original'), file('g', 'original')], [file('f', 'verified')]]))).toBe(false)
    expect(comparable(history([[file('f', 'original')], [file('g', 'original', A, { previousPath: 'f' })]]))).toBe(true)
  })
})

describe('ignored', () => {
  it('is what gitignore says, with the case of letters', () => {
    const ignored = createIgnore([{ path: '', patterns: ['*.tmp', 'cache/', '/top', '!keep.tmp', '.DS_Store'] }])
    const cases: readonly (readonly [string, boolean, boolean])[] = [
      ['a.tmp', false, true],
      ['sub/a.tmp', false, true],
      ['a.TMP', false, false],
      ['keep.tmp', false, false],
      ['cache', true, true],
      ['cache', false, false],
      ['cache/x', false, true],
      ['sub/cache/x', false, true],
      ['top', false, true],
      ['sub/top', false, false],
      ['a/.DS_Store', false, true],
    ]
    for (const [path, isDirectory, expected] of cases)
      expect([path, ignored(path, isDirectory)]).toEqual([path, expected])
  })

  it('counts from the folder that the pattern was given for', () => {
    const ignored = createIgnore([
      { path: '', patterns: [] },
      { path: 'A001', patterns: ['/skip', '*.log'] },
    ])
    expect(
      ['A001/skip', 'skip', 'A001/x/skip', 'A001/x.log', 'B001/x.log'].map((path) => ignored(path, false)),
    ).toEqual([true, false, false, true, false])
  })

  it('only ever grows, and goes down to nested histories where it means the same there', () => {
    expect(growIgnore([], ['*.tmp'])).toEqual(['.DS_Store', 'ascmhl', 'ascmhl/', '*.tmp'])
    expect(growIgnore(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c'])
    expect(patternsForNested(['*.tmp', 'cache/', '/top', 'a/b', '!keep'])).toEqual(['*.tmp', 'cache/', '!keep'])
  })
})

describe('names of another Unicode form', () => {
  const nfd = 'Größe'.normalize('NFD')
  it('stand for the recorded one, when there is exactly one of each', () => {
    expect([...matchByForm([nfd, 'plain'], ['Größe', 'plain'])]).toEqual([[nfd, 'Größe']])
    expect([...matchByForm(['Größe'], [nfd])]).toEqual([['Größe', nfd]])
  })
  it('stand for nothing when the recorded name is there, or when it is not clear which is which', () => {
    expect(matchByForm([nfd, 'Größe'], ['Größe']).size).toBe(0)
    expect(matchByForm([nfd], ['other']).size).toBe(0)
    expect(matchByForm(['\u1e69', 's\u0307\u0323'], ['s\u0323\u0307']).size).toBe(0)
  })
})
