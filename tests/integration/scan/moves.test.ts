/**
 * Files that moved keep everything: between folders, between watched folders, between drives.
 */
import { copyFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertAsset } from '../../../electron/engine/db/catalogue/files-write.ts'
import { deriveAsset } from '../../../electron/engine/domain/media/derived.ts'
import { adoptAbsent } from '../../../electron/engine/db/catalogue/adopt-absent.ts'
import { findRoot } from '../../../electron/engine/db/volumes/roots.ts'
import { lay, stage, takeInAll, type Stage } from './ground.ts'

let here: Stage
let top: string
let root: string
beforeEach(async () => {
  here = await stage()
  top = join(here.dir, 'media')
  lay(top, ['a/one.mov', 'a/two.mov', 'b/three.mov', ...Array.from({ length: 60 }, (_, index) => `keep/${index}`)])
  root = await here.add(top)
  await here.scan(root)
  takeInAll(here)
})
afterEach(async () => {
  await here[Symbol.asyncDispose]()
})

/** Gives the waiting row of a path the content of another, as reading equal bytes would. */
function takeInAs(path: string, contentId: string): string | null {
  const db = here.context.library.writer
  return db.transaction(() => adoptAbsent(db, here.rows(root).get(path)!.id, contentId))()
}
/** Gives every file an asset of its own, which adoption goes by. */
function withAssets(): void {
  const db = here.context.library.writer
  for (const { id, path, bytes, content_id } of here.rows(root).values()) {
    const derived = deriveAsset(
      { path, roll: null, bytes, modifiedMs: 1, zoneMinutes: 0, cutOffMinutes: 0, frames: null },
      null,
    )
    const assetId = insertAsset(db, {
      kind: 'other',
      derived,
      parts: [{ role: 'primary', name: path, contentId: content_id! }],
      reason: 'test',
      author: '',
      device: '',
      now: 1,
    })
    db.prepare('UPDATE file SET asset_id = ? WHERE id = ?').run(assetId, id)
  }
}

describe('a file that moved', () => {
  it('is the same row under another name in another folder', async () => {
    const { id } = here.rows(root).get('a/one.mov')!
    mkdirSync(join(top, 'c'))
    renameSync(join(top, 'a/one.mov'), join(top, 'c/uno.mov'))
    expect(await here.scan(root)).toMatchObject({ moved: 1, added: 0, missing: 0 })
    expect(here.rows(root).get('c/uno.mov')).toMatchObject({ id, verification: 'verified', intake: 'done' })
  })

  it('is the same row in another watched folder of the drive, whichever is looked at first', async () => {
    const other = join(here.dir, 'other')
    mkdirSync(other)
    const second = await here.add(other)
    await here.scan(second)
    const { id } = here.rows(root).get('a/one.mov')!
    renameSync(join(top, 'a/one.mov'), join(other, 'one.mov'))
    await here.scan(second)
    expect(await here.scan(root)).toMatchObject({ moved: 1 })
    expect(here.rows(second).get('one.mov')).toMatchObject({ id, state: 'present' })
    renameSync(join(other, 'one.mov'), join(top, 'back.mov'))
    await here.scan(second)
    expect(here.rows(second).get('one.mov')!.state).toBe('missing')
    expect(await here.scan(root)).toMatchObject({ moved: 1 })
    expect(here.rows(root).get('back.mov')).toMatchObject({ id, state: 'present', missed_at: null })
  })

  it('that was copied and whose old place was emptied is told by its name, size and time', async () => {
    const { id } = here.rows(root).get('a/one.mov')!
    utimesSync(join(top, 'a/one.mov'), 1_700_000_000, 1_700_000_000)
    await here.scan(root)
    takeInAll(here)
    copyFileSync(join(top, 'a/one.mov'), join(top, 'b/one.mov'))
    utimesSync(join(top, 'b/one.mov'), 1_700_000_000, 1_700_000_000)
    rmSync(join(top, 'a/one.mov'))
    expect(await here.scan(root)).toMatchObject({ moved: 1 })
    expect(here.rows(root).get('b/one.mov')!.id).toBe(id)
  })

  it('is left to its bytes where two could be meant, and they tell it', async () => {
    withAssets()
    const gone = here.rows(root).get('a/one.mov')!
    rmSync(join(top, 'a/one.mov'))
    await here.scan(root)
    for (const folder of ['c', 'd']) {
      mkdirSync(join(top, folder))
      writeFileSync(join(top, folder, 'one.mov'), 'a/one.mov')
    }
    expect(await here.scan(root)).toMatchObject({ moved: 0, added: 2 })
    expect(takeInAs('c/one.mov', gone.content_id!)).toBe(gone.asset_id)
    expect(takeInAs('d/one.mov', gone.content_id!)).toBeNull()
    const rows = here.rows(root)
    expect(rows.has('a/one.mov')).toBe(false)
    // Written anew: the same bytes, which nobody has verified there.
    expect(rows.get('c/one.mov')).toMatchObject({
      state: 'present',
      asset_id: gone.asset_id,
      content_id: gone.content_id,
      verification: 'unknown',
    })
  })

  it('is not taken for one whose drive is only away', async () => {
    withAssets()
    const { content_id } = here.rows(root).get('a/one.mov')!
    here.context.library.writer.exec(`UPDATE file SET state = 'offline' WHERE content_id = '${content_id}'`)
    lay(top, ['c/one.mov'])
    await here.scan(root, 'c')
    expect(takeInAs('c/one.mov', content_id!)).toBeNull()
  })

  it('and was taken in before its old place was missed is the old row all the same', async () => {
    withAssets()
    const old = here.rows(root).get('a/one.mov')!
    mkdirSync(join(top, 'z'))
    renameSync(join(top, 'a/one.mov'), join(top, 'z/one.mov'))
    await here.scan(root, 'z')
    const fresh = here.rows(root).get('z/one.mov')!
    expect(fresh.id).not.toBe(old.id)
    here.context.library.writer.exec(
      `UPDATE file SET content_id = '${old.content_id}', asset_id = '${old.asset_id}', intake = 'done' WHERE id = '${fresh.id}'`,
    )
    expect(await here.scan(root)).toMatchObject({ moved: 1, missing: 0 })
    expect(here.rows(root).get('z/one.mov')).toMatchObject({ id: old.id, verification: 'verified' })
  })
})

describe('work on the rows of a drive', () => {
  it('waits for the scan that runs there, keeps the next one waiting, and its failure stops nobody', async () => {
    await using at = await stage()
    const top = join(at.dir, 'CARD')
    lay(top, ['a.mov', 'b/c.mov'])
    const rootId = await at.add(top)
    const { volumeId } = findRoot(at.context.library.reader, rootId)!
    const order: string[] = []
    const first = at.scans.full(rootId).then(() => order.push('scan'))
    const work = at.scans.inTurn(volumeId, async () => {
      expect(at.rows(rootId).size).toBe(2)
      order.push('work')
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      order.push('worked')
    })
    const broken = at.scans.inTurn(volumeId, () => Promise.reject(new Error('broken')))
    const last = at.scan(rootId, 'b').then(() => order.push('next scan'))
    await expect(broken).rejects.toThrow('broken')
    await Promise.all([first, work, last])
    expect(order).toEqual(['scan', 'work', 'worked', 'next scan'])
  })
})
