/**
 * Hashes of folders: the specification's rules, by published numbers and by what changes them.
 */
import { describe, expect, it } from 'vitest'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { directoryHash, hashDirectories } from '../../../electron/engine/mhl/directory-hash.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'

function hashed(files: Readonly<Record<string, string>>, directories: readonly string[], format: HashFormat = 'xxh64') {
  const list = Object.entries(files).map(([path, text]) => ({
    path,
    hashes: { [format]: digestBytes(format, Buffer.from(text)) },
  }))
  const result = hashDirectories(list, directories, [format])
  return (path: string) => [result.get(path)?.content[format], result.get(path)?.structure[format]]
}

const FILES = { x: 'foo', 'a/y': 'bar', 'a/b/z': '' }
const FOLDERS = ['a/b', 'a']

describe('the hashes of a folder', () => {
  it('are those that the reference implementation computes', () => {
    const of = hashed(FILES, FOLDERS)
    expect(of('a/b')).toEqual(['f1d7771e64cb3720', 'e966d792190c278f'])
    expect(of('a')).toEqual(['60e1cc98042de110', 'c72d5854a09eb5c0'])
    expect(of('')).toEqual(['2bed284890fd7045', 'abc98afb0b084e4b'])
  })

  it('change in structure alone when a file is renamed', () => {
    const before = hashed(FILES, FOLDERS)
    const after = hashed({ x: 'foo', 'a/renamed': 'bar', 'a/b/z': '' }, FOLDERS)
    for (const path of ['a', '']) {
      expect(after(path)[0]).toBe(before(path)[0])
      expect(after(path)[1]).not.toBe(before(path)[1])
    }
    expect(after('a/b')).toEqual(before('a/b'))
  })

  it('change both when bytes change', () => {
    const before = hashed(FILES, FOLDERS)
    const after = hashed({ ...FILES, 'a/y': 'baz' }, FOLDERS)
    for (const path of ['a', '']) for (const part of [0, 1]) expect(after(path)[part]).not.toBe(before(path)[part])
  })

  it('change in both folders when a file moves between them', () => {
    const before = hashed({ 'a/f': '1', 'b/g': '2' }, ['a', 'b'])
    const after = hashed({ 'b/f': '1', 'b/g': '2' }, ['a', 'b'])
    for (const path of ['a', 'b']) for (const part of [0, 1]) expect(after(path)[part]).not.toBe(before(path)[part])
  })

  it.each(HASH_FORMATS)('of an empty folder are the %s of nothing', (format) => {
    const nothing = digestBytes(format, new Uint8Array())
    expect(directoryHash(format, [])).toEqual({ content: nothing, structure: nothing })
  })

  it('are not given for folders with a file below that was not read', () => {
    const read = { xxh64: digestBytes('xxh64', Buffer.from('1')) }
    const result = hashDirectories(
      [
        { path: 'a/known', hashes: read },
        { path: 'b/unknown', hashes: {} },
      ],
      ['a', 'b'],
      ['xxh64'],
    )
    expect(result.get('a')?.content.xxh64).toBeDefined()
    expect(result.get('b')?.content).toEqual({})
    expect(result.get('')?.content).toEqual({})
  })
})
