/**
 * Scans of real folders: the catalogue is what the disk is.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../helpers/until.ts'
import { lay, onDisk, stage, takeInAll, type Stage } from './ground.ts'

let it_: Stage
let top: string
beforeEach(async () => {
  it_ = await stage()
  top = join(it_.dir, 'media')
  mkdirSync(top)
})
afterEach(async () => {
  await it_[Symbol.asyncDispose]()
})

const states = (root: string): Record<string, string> =>
  Object.fromEntries([...it_.rows(root)].map(([path, row]) => [path, row.state]))

describe('a scan of a watched folder', () => {
  it('enters every file once, waiting to be taken in, without reading one', async () => {
    lay(top, ['A001C001.mov', 'sound/T01.wav', 'deep/er/still/x.txt'])
    const root = await it_.add(top)
    const end = await it_.scan(root)
    expect(end).toMatchObject({ type: 'done', files: 3, added: 3, changed: 0, missing: 0, unreadable: 0, guard: null })
    const rows = it_.rows(root)
    expect(new Map([...rows].map(([path, row]) => [path, row.bytes]))).toEqual(onDisk(top))
    for (const row of rows.values())
      expect(row).toMatchObject({
        state: 'present',
        intake: 'waiting',
        content_id: null,
        asset_id: null,
        missed_at: null,
      })
    expect(it_.state(root)).toMatchObject({ state: 'idle', files: 3, waiting: 3, missing: 0, error: null })
  })

  it('that is asked for afresh is not answered by one that has read the folder already', async () => {
    // It looks twice at what is gone, and waits between: whatever comes then it has passed.
    const slow = await stage({ pauseMs: 1500 })
    const media = join(slow.dir, 'media')
    lay(media, ['stays', 'goes'])
    const root = await slow.add(media)
    await slow.scan(root)
    rmSync(join(media, 'goes'))
    const before = slow.scans.full(root)
    await until('the folder was read', () => (slow.scans.running()[0]?.files ?? 0) > 0)
    writeFileSync(join(media, 'late'), 'late')
    const ends = []
    for await (const event of slow.scans.run(root, '', undefined, { fresh: true })) ends.push(event)
    expect(ends.at(-1)).toMatchObject({ type: 'done', files: 2, added: 1 })
    await before
    await slow[Symbol.asyncDispose]()
  })

  it('finds nothing to do the second time', async () => {
    lay(top, ['a', 'b/c'])
    const root = await it_.add(top)
    await it_.scan(root)
    takeInAll(it_)
    const before = it_.rows(root)
    expect(await it_.scan(root)).toMatchObject({ files: 2, added: 0, changed: 0, back: 0, moved: 0, missing: 0 })
    expect(it_.rows(root)).toEqual(before)
  })

  it('asks for a changed file to be read again, and keeps what it was until then', async () => {
    lay(top, { a: 'one', b: 'two' })
    const root = await it_.add(top)
    await it_.scan(root)
    takeInAll(it_)
    const before = it_.rows(root)
    writeFileSync(join(top, 'a'), 'longer')
    utimesSync(join(top, 'b'), 1_700_000_000, 1_700_000_000.5)
    expect(await it_.scan(root)).toMatchObject({ added: 0, changed: 2 })
    for (const path of ['a', 'b'])
      expect(it_.rows(root).get(path)).toMatchObject({
        id: before.get(path)!.id,
        intake: 'waiting',
        content_id: before.get(path)!.content_id,
      })
    expect(it_.rows(root).get('a')!.bytes).toBe(6)
  })

  it('calls a file missing after two looks, and brings it back as it was', async () => {
    lay(top, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'])
    const root = await it_.add(top)
    await it_.scan(root)
    takeInAll(it_)
    const { id, content_id } = it_.rows(root).get('a')!
    renameSync(join(top, 'a'), join(it_.dir, 'a'))
    expect(await it_.scan(root)).toMatchObject({ missing: 1 })
    expect(it_.rows(root).get('a')).toMatchObject({ id, state: 'missing', content_id })
    expect(it_.state(root)).toMatchObject({ files: 10, missing: 1 })
    expect(await it_.scan(root)).toMatchObject({ missing: 0, back: 0 })
    renameSync(join(it_.dir, 'a'), join(top, 'a'))
    expect(await it_.scan(root)).toMatchObject({ back: 1, added: 0 })
    expect(it_.rows(root).get('a')).toMatchObject({ id, state: 'present', intake: 'done', content_id, missed_at: null })
  })

  it('keeps a renamed folder of 5,000 files as it was, row for row', async () => {
    lay(
      top,
      Array.from({ length: 5_000 }, (_, index) => `ROLL/A${index}.mov`),
    )
    lay(top, ['other.txt'])
    const root = await it_.add(top)
    await it_.scan(root)
    takeInAll(it_)
    const before = it_.rows(root)
    renameSync(join(top, 'ROLL'), join(top, 'A001_ROLL'))
    expect(await it_.scan(root)).toMatchObject({ moved: 5_000, added: 0, missing: 0, guard: null })
    const after = it_.rows(root)
    expect(after.size).toBe(before.size)
    for (const [path, { path: _p, folder: _f, ...row }] of before) {
      if (path === 'other.txt') continue
      const { path: _q, folder: _g, ...now } = after.get(path.replace('ROLL/', 'A001_ROLL/'))!
      expect(now).toEqual(row)
    }
  })

  it('leaves alone what is not media of the crew: manifests, clutter, copies under way, its own marker', async () => {
    lay(top, [
      'clip.mov',
      '.DS_Store',
      'ascmhl/0001.mhl',
      'sub/ascmhl/0001.mhl',
      '.rushes-0123456789ab-1.part',
      '.Trashes/x',
      'lost+found/y',
    ])
    const root = await it_.add(top)
    await it_.scan(root)
    expect(Object.keys(states(root))).toEqual(['clip.mov'])
    expect(JSON.parse(readFileSync(join(top, '.rushes-folder.json'), 'utf8'))).toMatchObject({
      format: 'rushes-folder-1',
      rootId: root,
    })
  })
})

describe('hints', () => {
  it('are looked at alone, and new folders in them whole', async () => {
    lay(top, ['a/1', 'b/1', 'b/c/1'])
    const root = await it_.add(top)
    await it_.scan(root)
    takeInAll(it_)
    lay(top, ['a/2', 'b/2', 'b/new/deep/3'])
    it_.scans.hint(root, ['b'])
    await it_.scan(root, 'b/c') // Same drive, so it comes after the hint.
    expect(Object.keys(states(root))).toEqual(['a/1', 'b/1', 'b/2', 'b/c/1', 'b/new/deep/3'])
  })

  it('find a folder that is gone with all that was in it', async () => {
    lay(top, [...Array.from({ length: 60 }, (_, index) => `keep/${index}`), 'b/1', 'b/c/1', 'b/c d/1', 'b c/1'])
    const root = await it_.add(top)
    await it_.scan(root)
    takeInAll(it_)
    rmSync(join(top, 'b'), { recursive: true })
    it_.scans.hint(root, [''])
    await it_.scan(root, 'keep')
    expect(
      Object.entries(states(root))
        .filter(([, state]) => state === 'missing')
        .map(([path]) => path)
        .toSorted(),
    ).toEqual(['b/1', 'b/c d/1', 'b/c/1'])
  })
})
