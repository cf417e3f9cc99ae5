/**
 * Lists of checksums and dates of older kinds, read and written.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { hashListFormat, parseHashList } from '../../../electron/engine/mhl/hash-list-read.ts'
import { leadsOut, listedPath } from '../../../electron/engine/mhl/listed-files.ts'
import { readV1Date, v1Date } from '../../../electron/engine/mhl/v1-dates.ts'
import { parseV1 } from '../../../electron/engine/mhl/v1-read.ts'
import { v1Xml } from '../../../electron/engine/mhl/v1-write.ts'

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter(
    (text) =>
      text.isWellFormed() &&
      !text.startsWith('\ufeff') &&
      !/^\.+[/\\]|^\.\.?$|[\p{Cc}\u2028\u2029\ufffe\uffff]/u.test(text),
  )

describe('a list of checksums', () => {
  it('gives back every name that md5sum would print, escaped or not', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (names) => {
        const lines = names.map((each) => {
          const escaped = /[\\\n\r]/.test(each)
          return `${escaped ? '\\' : ''}${digestBytes('md5', Buffer.from(each))}  ${escaped ? each.replaceAll('\\', '\\\\') : each}`
        })
        expect(
          parseHashList(Buffer.from(lines.join('\n')), 'x.md5').map(({ path, hashes }) => [path, hashes.md5]),
        ).toEqual(names.map((each) => [each, digestBytes('md5', Buffer.from(each))]))
      }),
    )
  })

  it('is known by its name', () => {
    expect(['a.md5', 'A.MD5', 'MD5SUMS', 'a.sha1', 'a.xxh', 'a.xxh128', 'a.xxh3'].map(hashListFormat)).toEqual([
      'md5',
      'md5',
      'md5',
      'sha1',
      'xxh64',
      'xxh128',
      'xxh3',
    ])
    expect(['a.mov', 'md5', '._a.md5', 'a.sha256', 'a.mhl'].map(hashListFormat)).toEqual([null, null, null, null, null])
  })

  it('never leads out of its folder', () => {
    expect(['/etc/passwd', '\\\\server\\x', 'C:\\x', '../x', 'a/../../x', 'a\\..\\x', ''].every(leadsOut)).toBe(true)
    expect(['a', 'a/b', '..a', 'a..'].some(leadsOut)).toBe(false)
    expect(listedPath('./.\\a/b')).toBe('a/b')
  })
})

describe('an MHL 1.1 file', () => {
  it('gives back every name and digest that was written into it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
        const entries = names.map((path, size) => ({
          path,
          size,
          modified: 0,
          hashedAt: 0,
          hashes: { xxh64: digestBytes('xxh64', Buffer.from(path)) },
        }))
        const xml = v1Xml({
          creator: { hostname: '<h&>', tool: 'T', toolVersion: '1' },
          startedAt: 1_773_478_800_000,
          finishedAt: 1_773_478_801_000,
          entries,
        })
        const { files, at } = parseV1(Buffer.from(xml), 'x.mhl')
        expect(at).toBe(1_773_478_800_000)
        expect(files.map(({ path, size, hashes }) => [path, size, hashes.xxh64])).toEqual(
          entries.map(({ path, size, hashes }) => [path, size, hashes.xxh64]),
        )
      }),
    )
  })

  it('has its dates in the form of its version', () => {
    expect(v1Date(Date.UTC(2026, 2, 14, 9, 5, 7, 900))).toBe('2026-03-14T09:05:07Z')
    expect(
      ['2026-03-14T09:05:07Z', '2026-03-14 09-05-07', '2026-03-14T10:05:07+01:00', '2026-03-14T10:05:07.5+0100'].map(
        readV1Date,
      ),
    ).toEqual(Array.from({ length: 4 }, () => Date.UTC(2026, 2, 14, 9, 5, 7)))
    expect(['', 'yesterday', '2026-13-45T99:00:00Z'].map(readV1Date)).toEqual([null, null, null])
  })
})
