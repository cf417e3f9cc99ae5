/**
 * A renamed file is found by its bytes and told in the same words, whatever named it: a history, an MHL 1.1 file, a
 * list of checksums, or several lists together. Where it was not looked for, that is said.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { diffFolder } from '../../../electron/engine/mhl/diff.ts'
import { lookForRenamed } from '../../../electron/engine/mhl/renamed.ts'
import { hashFile } from '../../../electron/engine/hash/hash-file.ts'
import { findV1Files, verifyByLists, verifyV1 } from '../../../electron/engine/mhl/v1-verify.ts'
import { writeV1 } from '../../../electron/engine/mhl/v1-write.ts'
import type { VerifyResult } from '../../../electron/engine/mhl/verify.ts'
import { concerns, CREATOR, createScratch, readFiles, seal, verify, write } from './support.ts'

const scratch = createScratch()
afterAll(() => {
  scratch.clear()
})

const ROLL = { 'src1/a.jpg': 'first', 'src1/b.jpg': 'second', 'src1/empty': '' }
const md5 = (text: string) => digestBytes('md5', Buffer.from(text))
const message = ({ findings }: Pick<VerifyResult, 'findings'>, kind: string) =>
  findings.find(({ finding }) => finding === kind)?.message

/** The roll with a list of it of one kind, and what verifies it by that. */
const KINDS: readonly (readonly [string, (root: string) => Promise<() => Promise<VerifyResult>>, string])[] = [
  [
    'an ASC MHL history',
    async (root) => {
      await seal(root)
      return () => verify(root)
    },
    'Then verify with --accept-new; else rename it back.',
  ],
  [
    'an MHL 1.1 file',
    async (root) => {
      const files = await readFiles(root, ['md5', 'xxh64'])
      const file = await writeV1({
        folder: root,
        name: 'list',
        creator: CREATOR,
        startedAt: 0,
        finishedAt: 0,
        entries: files.map((one) => ({ ...one, modified: 0 })),
      })
      return () => verifyV1(file, {})
    },
    'Then make a new list; else rename it back.',
  ],
  [
    'a list of checksums',
    async (root) => {
      writeFileSync(
        join(root, 'card.md5'),
        Object.entries(ROLL)
          .map(([path, text]) => `${md5(text)}  ${path}\n`)
          .join(''),
      )
      return () => verifyV1(join(root, 'card.md5'), {})
    },
    'Then make a new list; else rename it back.',
  ],
  [
    'two lists of checksums together',
    async (root) => {
      writeFileSync(join(root, '1.md5'), `${md5('first')}  src1/a.jpg\n${md5('')}  src1/empty\n`)
      writeFileSync(
        join(root, '2.sha1'),
        `${digestBytes('sha1', Buffer.from('second'))}  src1/b.jpg\n${digestBytes('sha1', Buffer.from('first'))}  src1/a.jpg\n`,
      )
      return async () => verifyByLists(root, await findV1Files(root), {})
    },
    'Then make a new list; else rename it back.',
  ],
]

describe.each(KINDS)('by %s', (_kind, listed, way) => {
  it('a renamed file is one story', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    const check = await listed(root)
    expect(await check()).toMatchObject({ ok: true })
    renameSync(join(root, 'src1/a.jpg'), join(root, 'src1/a2.jpg'))
    const result = await check()
    expect(concerns(result)).toEqual(['extra src1/a2.jpg', 'missing src1/a.jpg'])
    expect(message(result, 'missing')).toBe(
      `src1/a.jpg is not there under this name, but src1/a2.jpg has its bytes. a.jpg is now called src1/a2.jpg? ${way}`,
    )
    expect(message(result, 'extra')).toBe(
      'src1/a2.jpg has the bytes of src1/a.jpg, which is missing: it was moved or renamed.',
    )
    expect(result.totals).toMatchObject({ named: 3, verified: 2, renamed: 1, missing: 0, extra: 0 })
  })

  it('a renamed folder is found file by file, and an empty file stands for none', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    const check = await listed(root)
    renameSync(join(root, 'src1'), join(root, 'Day1'))
    const result = await check()
    expect(
      result.findings
        .filter(({ renamed, finding }) => renamed !== undefined && finding === 'missing')
        .map(({ renamed }) => renamed),
    ).toEqual([
      { from: 'src1/a.jpg', to: 'Day1/a.jpg' },
      { from: 'src1/b.jpg', to: 'Day1/b.jpg' },
    ])
    expect(result.totals).toMatchObject({ verified: 0, renamed: 2, missing: 1, extra: 1 })
  })

  it('a file that is gone is gone, though another of its size came', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    const check = await listed(root)
    rmSync(join(root, 'src1/a.jpg'))
    write(root, { 'src1/other.jpg': 'fifth' })
    const result = await check()
    expect(concerns(result)).toEqual(['extra src1/other.jpg', 'missing src1/a.jpg'])
    expect(message(result, 'missing')).toMatch(
      /^src1\/a\.jpg is gone\. (No other file in src1 has its bytes: b|B)ring it back from another copy\.$/,
    )
    expect(result.totals).toMatchObject({ missing: 1, renamed: 0, extra: 1 })
  })
})

describe('above several sealed folders', () => {
  it('a file that was moved out of them is found, is not accepted, and is told to be moved back', async () => {
    const day = scratch.folder('Day1')
    write(day, { 'A001/a.mov': 'first', 'A001/b.mov': 'second', 'notes.txt': 'other', 'third.mov': 'x' })
    await seal(join(day, 'A001'))
    renameSync(join(day, 'A001/a.mov'), join(day, 'a.mov'))
    for (const acceptNew of [false, true]) {
      const read: string[] = []
      const result = await verify(day, {
        dryRun: false,
        acceptNew,
        hashFile: (path, ...more) => {
          read.push(path.slice(day.length + 1))
          return hashFile(path, ...more)
        },
      })
      expect(concerns(result)).toEqual(['extra a.mov', 'extra notes.txt', 'extra third.mov', 'missing A001/a.mov'])
      expect(message(result, 'missing')).toBe(
        'A001/a.mov is not there under this name, but a.mov has its bytes. a.mov is now called a.mov? It lies in none of the sealed folders: move it back.',
      )
      expect(result.totals).toMatchObject({ named: 2, verified: 1, renamed: 1, missing: 0, extra: 2 })
      // Only what has the size of the missing one is read besides.
      expect(read.sort()).toEqual(['A001/b.mov', 'a.mov', 'notes.txt'])
    }
  })
})

describe('where bytes were not read', () => {
  it('`mhl diff` tells what has the size, and what finds out', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    await seal(root)
    renameSync(join(root, 'src1/a.jpg'), join(root, 'src1/a2.jpg'))
    const found = await diffFolder(root)
    expect(message(found, 'missing')).toBe(
      'src1/a.jpg is gone. src1/a2.jpg has its size: verify the folder to know whether it was renamed. Bytes were not read here.',
    )
    expect(found.totals).toMatchObject({ named: 3, verified: 2, missing: 1, extra: 1 })
    write(root, { 'src1/a2.jpg': 'of another size' })
    expect(message(await diffFolder(root), 'missing')).toBe(
      'src1/a.jpg is gone. No new file has its size: bring it back from another copy.',
    )
    rmSync(join(root, 'src1/a2.jpg'))
    expect(message(await diffFolder(root), 'missing')).toBe('src1/a.jpg is gone. Bring it back from another copy.')
  })

  it('a list beside a card’s folder names the folder that was looked in', async () => {
    const root = scratch.folder()
    write(root, ROLL)
    const check = await KINDS[1]![1](root)
    renameSync(join(root, 'src1/a.jpg'), join(root, 'a.jpg'))
    expect(message(await check(), 'missing')).toBe(
      'src1/a.jpg is gone. No other file in src1 has its bytes: bring it back from another copy.',
    )
  })

  it('a list without sizes looks only while that is little to read, and says so else', async () => {
    const root = scratch.folder()
    write(root, { 'big.mov': 'x'.repeat(1000), 'moved.mov': 'first' })
    const lost = [{ path: 'a.mov', size: null, hashes: { md5: md5('first') } }]
    const read: string[] = []
    const look = (
      most: number,
      sized = lost as readonly { path: string; size: number | null; hashes: { md5: string } }[],
    ) =>
      lookForRenamed(root, sized, ['big.mov', 'moved.mov'], {
        most,
        parallel: 1,
        hashFile: (path, ...more) => {
          read.push(path.slice(dirname(path).length + 1))
          return hashFile(path, ...more)
        },
      })
    const far = await look(500)
    expect([...far.renamed, ...far.unsure, ...read]).toEqual(['a.mov'])
    const near = await look(5000)
    expect([[...near.renamed], [...near.unsure], read.splice(0)]).toEqual([
      [['moved.mov', 'a.mov']],
      [],
      ['big.mov', 'moved.mov'],
    ])
    const sized = await look(0, [{ ...lost[0]!, size: 5 }])
    expect([[...sized.renamed], [...sized.unsure], read]).toEqual([[['moved.mov', 'a.mov']], [], ['moved.mov']])
  })

  it('a file that can’t be read leaves open whether it is the lost one', async () => {
    const root = scratch.folder()
    write(root, { 'moved.mov': 'first' })
    const { renamed, unsure } = await lookForRenamed(
      root,
      [{ path: 'a.mov', size: 5, hashes: { md5: md5('first') } }],
      ['moved.mov'],
      {
        most: 0,
        parallel: 1,
        hashFile: () => Promise.reject(Object.assign(new Error('i/o'), { code: 'EIO' })),
      },
    )
    expect([renamed.size, [...unsure]]).toEqual([0, ['a.mov']])
  })
})
