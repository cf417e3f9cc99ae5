/**
 * A folder against what is known of it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBooks, type KnownFile, type ListedFile } from '../../../electron/engine/domain/scan/scan-diff.ts'

const listed = (name: string, bytes = 1, mtimeNs = 1e18): ListedFile => ({
  name,
  bytes,
  mtimeNs,
  inode: 7,
  ctimeNs: 2e18,
})
const known = (name: string, more: Partial<KnownFile> = {}): KnownFile => ({
  id: `id of ${name}`,
  name,
  bytes: 1,
  mtimeNs: 1e18,
  ctimeNs: 2e18,
  present: true,
  missed: false,
  entered: true,
  ...more,
})

describe('a folder is compared', () => {
  it('what is as it was is not told', () => {
    const books = openBooks([known('a')])
    expect(books.compare([listed('a')])).toEqual({ added: [], found: [] })
    expect(books.end()).toEqual({ added: [], found: [], absent: [] })
  })

  it('another size or time is a change, another inode is none, and neither is less than a microsecond', () => {
    const books = openBooks([known('size'), known('time'), known('inode'), known('hair')])
    const { found } = books.compare([
      listed('size', 2),
      listed('time', 1, 1e18 + 4096),
      { ...listed('inode'), inode: 8 },
      listed('hair', 1, 1e18 + 256),
    ])
    expect(found.map((one) => [one.id, one.changed])).toEqual([
      ['id of size', true],
      ['id of time', true],
    ])
  })

  it('a time of change that moved alone is told, one that was not known is learned, and where there is none nothing is', () => {
    const books = openBooks([
      known('same'),
      known('moved'),
      known('unknown', { ctimeNs: null }),
      known('changed'),
      known('none', { ctimeNs: null }),
    ])
    const { found } = books.compare([
      listed('same'),
      { ...listed('moved'), ctimeNs: 2e18 + 4096 },
      listed('unknown'),
      { ...listed('changed', 2), ctimeNs: 3e18 },
      { ...listed('none'), ctimeNs: null },
    ])
    expect(found.map(({ id, changed, touched, learned }) => [id, changed, touched, learned])).toEqual([
      ['id of moved', false, true, false],
      ['id of unknown', false, false, true],
      ['id of changed', true, false, false],
    ])
  })

  it('a file that was missing is back, and one that lay outside of every watched folder is entered', () => {
    const books = openBooks([
      known('a', { present: false, missed: true }),
      known('b', { missed: true }),
      known('c', { entered: false }),
    ])
    expect(
      books
        .compare([listed('a'), listed('b'), listed('c')])
        .found.map(({ id, back, changed }) => ({ id, back, changed })),
    ).toEqual([
      { id: 'id of a', back: true, changed: false },
      { id: 'id of b', back: false, changed: false },
      { id: 'id of c', back: false, changed: false },
    ])
  })

  it('one name in two spellings is one file, two files are two', () => {
    const [nfc, nfd] = ['Köln.mov', 'Köln.mov'].map((name, index) => name.normalize(index === 0 ? 'NFC' : 'NFD')) as [
      string,
      string,
    ]
    const one = openBooks([known(nfc)])
    expect(one.compare([listed(nfd)])).toEqual({ added: [], found: [] })
    const end = one.end()
    expect(end.found).toEqual([
      {
        id: `id of ${nfc}`,
        listed: listed(nfd),
        changed: false,
        touched: false,
        learned: false,
        back: false,
        respelled: true,
      },
    ])
    expect(end).toMatchObject({ added: [], absent: [] })

    const two = openBooks([known(nfc)])
    two.compare([listed(nfd), listed(nfc)])
    expect(two.end()).toEqual({ added: [listed(nfd)], found: [], absent: [] })
  })

  it('what the disk would not say anything of is never absent', () => {
    expect(
      openBooks([known('a'), known('b')])
        .end(['a'])
        .absent.map((file) => file.name),
    ).toEqual(['b'])
  })

  it('in any pieces, every name is exactly one of: new, found, absent, unchanged', () => {
    const names = fc.uniqueArray(
      fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', 'é', 'e\u0301', '\u{1f3ac}') }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(names, names, fc.array(fc.nat(5), { maxLength: 5 }), (before, now, cuts) => {
        const books = openBooks(before.map((name) => known(name)))
        const added: string[] = []
        const respelled: string[] = []
        let at = 0
        for (const cut of [...cuts, now.length]) {
          added.push(
            ...books.compare(now.slice(at, at + cut).map((name) => listed(name))).added.map((file) => file.name),
          )
          at += cut
        }
        const end = books.end()
        added.push(...end.added.map((file) => file.name))
        respelled.push(...end.found.map((one) => one.listed.name))
        const absent = end.absent.map((file) => file.name)
        const same = before.filter((name) => now.includes(name))
        expect([...added, ...respelled, ...same].toSorted()).toEqual(now.toSorted())
        expect(absent.length + respelled.length + same.length).toBe(before.length)
        for (const name of absent) expect(now).not.toContain(name)
      }),
    )
  })
})
