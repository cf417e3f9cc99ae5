/**
 * Files that are ingested under their new names before their old ones are missed: large folders are walked for long.
 * They keep all that was said of them, and go by their new names.
 */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeGroup, type Taken } from '../../../electron/engine/ingest/ingest-group.ts'
import { adoptAbsent } from '../../../electron/engine/db/catalogue/adopt-absent.ts'
import { upsertContent } from '../../../electron/engine/db/catalogue/files-write.ts'
import { nameByFiles } from '../../../electron/engine/db/catalogue/asset-names.ts'
import { assetOfStack } from '../../../electron/engine/db/versions/stacks.ts'
import { takenTwin } from '../../../electron/engine/db/volumes/scan-moves.ts'
import { filesAround } from '../../../electron/engine/db/catalogue/waiting-files.ts'
import { groupClips } from '../../../electron/engine/domain/media/clips.ts'
import { classify } from '../../../electron/engine/domain/media/media-kinds.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { lay, stage, type Stage } from './ground.ts'

let here: Stage
let top: string
let root: string
beforeEach(async () => {
  here = await stage()
  top = join(here.dir, 'media')
  lay(top, {
    'still.png': 'a picture',
    'notes.md': 'words',
    ...Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`keep/${index}.md`, `${index}`])),
  })
  root = await here.add(top)
  await here.scan(root)
  ingestQueue('still.png')
  ingestQueue('notes.md')
})
afterEach(async () => {
  await here[Symbol.asyncDispose]()
})

const db = () => here.context.library.writer
const row = (path: string) => here.rows(root).get(path)

/** Ingests one clip by a file of it, as ingest does. */
function ingestQueue(path: string): Taken {
  const { path: under, volume_id: volumeId } = db()
    .prepare('SELECT path, volume_id FROM root WHERE id = ?')
    .get(root) as { path: string; volume_id: string }
  const files = new Map(filesAround(db(), volumeId, dirname(`${under}/${path}`)).map((file) => [file.path, file]))
  const group = groupClips([...files.keys()]).find((one) =>
    [one.primary, ...one.parts.map((part) => part.path)].includes(`${under}/${path}`),
  )!
  const roles = [{ path: group.primary, role: 'primary' as const }, ...group.parts]
  return db().transaction(() =>
    takeGroup(
      db(),
      group,
      roles.map(({ path: at, role }) => {
        const bytes = readFileSync(join(top, at.slice(under.length + 1)))
        const contentId = upsertContent(db(), {
          bytes: bytes.length,
          hashes: { xxh128: digestBytes('xxh128', bytes) },
          kind: classify(at),
          now: Date.now(),
        })
        return { file: files.get(at)!, role, contentId }
      }),
      { now: Date.now(), author: '', device: '', cutOffMinutes: 0, stackFor: assetOfStack, adoptAbsent },
    ),
  )()
}

function tag(assetId: string): void {
  db().prepare(`INSERT INTO asset_tag (asset_id, tag, clock) VALUES (?, 'hero', '1')`).run(assetId)
}

const named = (assetId: string): string =>
  (db().prepare('SELECT name FROM asset WHERE id = ?').get(assetId) as { name: string }).name
const partsOf = (assetId: string): string[] =>
  (
    db()
      .prepare(`SELECT p.name FROM version v JOIN version_part p ON p.version_id = v.id WHERE v.asset_id = ?
  ORDER BY v.revision, p.position`)
      .all(assetId) as { name: string }[]
  ).map((part) => part.name)
const verified = (id: string): void => {
  db().prepare(`UPDATE file SET verification = 'verified', verified_at = 1 WHERE id = ?`).run(id)
}

describe('a file that was taken in under its new name first', () => {
  it('is its old self when the old name is missed, under its new name', async () => {
    const old = row('still.png')!
    tag(old.asset_id!)
    verified(old.id)
    mkdirSync(join(top, 'best'))
    renameSync(join(top, 'still.png'), join(top, 'best/sea.png'))
    await here.scan(root, 'best')
    expect(ingestQueue('best/sea.png')).toMatchObject({ assetId: old.asset_id, isNew: false })
    expect(await here.scan(root)).toMatchObject({ moved: 1, missing: 0 })
    expect(row('best/sea.png')).toMatchObject({ id: old.id, asset_id: old.asset_id, verification: 'verified' })
    expect([named(old.asset_id!), partsOf(old.asset_id!)]).toEqual(['sea', ['sea.png']])
  })

  it('keeps what was said of it, also where a document under another name was taken for a new one', async () => {
    const old = row('notes.md')!
    tag(old.asset_id!)
    mkdirSync(join(top, 'paper'))
    renameSync(join(top, 'notes.md'), join(top, 'paper/diary.md'))
    await here.scan(root, 'paper')
    const fresh = ingestQueue('paper/diary.md')
    expect(fresh.isNew).toBe(true)
    expect(await here.scan(root)).toMatchObject({ moved: 1, missing: 0 })
    expect(row('paper/diary.md')).toMatchObject({ id: old.id, asset_id: old.asset_id })
    expect(named(old.asset_id!)).toBe('diary.md')
    expect(db().prepare('SELECT count(*) AS count FROM version WHERE asset_id = ?').get(fresh.assetId)).toEqual({
      count: 0,
    })
  })

  it('stays apart when somebody has said something of the new one', async () => {
    const old = row('notes.md')!
    renameSync(join(top, 'notes.md'), join(top, 'diary.md'))
    mkdirSync(join(top, 'paper'))
    renameSync(join(top, 'diary.md'), join(top, 'paper/diary.md'))
    await here.scan(root, 'paper')
    const fresh = ingestQueue('paper/diary.md')
    tag(fresh.assetId)
    expect(await here.scan(root)).toMatchObject({ missing: 1 })
    expect(row('notes.md')).toMatchObject({ id: old.id, state: 'missing' })
    expect(row('paper/diary.md')).toMatchObject({ asset_id: fresh.assetId, state: 'present' })
  })

  it('was copied and then deleted: one file, of which nobody says that it was verified', async () => {
    const old = row('still.png')!
    verified(old.id)
    copyFileSync(join(top, 'still.png'), join(top, 'keep/still.png'))
    await here.scan(root, 'keep')
    ingestQueue('keep/still.png')
    rmSync(join(top, 'still.png'))
    expect(await here.scan(root)).toMatchObject({ moved: 1, missing: 0 })
    expect(row('keep/still.png')).toMatchObject({ id: old.id, verification: 'unknown' })
  })
})

describe('a copy that has long been there', () => {
  it('is not what a deleted file has become, even when it was touched just now', async () => {
    copyFileSync(join(top, 'still.png'), join(top, 'keep/still.png'))
    await here.scan(root)
    ingestQueue('keep/still.png')
    db().exec('UPDATE file SET created_at = created_at - 3600000, changed_at = changed_at - 3600000')
    utimesSync(join(top, 'keep/still.png'), new Date(), new Date())
    await here.scan(root)
    ingestQueue('keep/still.png')
    rmSync(join(top, 'still.png'))
    expect(await here.scan(root)).toMatchObject({ moved: 0, missing: 1 })
    expect(row('still.png')!.state).toBe('missing')
  })

  it('is not chosen between: of two that came, none is', async () => {
    for (const name of ['a.png', 'b.png']) copyFileSync(join(top, 'still.png'), join(top, 'keep', name))
    await here.scan(root, 'keep')
    ingestQueue('keep/a.png')
    ingestQueue('keep/b.png')
    db().prepare('UPDATE file SET missed_at = ? WHERE id = ?').run(Date.now(), row('still.png')!.id)
    expect(takenTwin(db(), row('still.png')!.id)).toBeNull()
  })
})

describe('names that are handed on', () => {
  it('leave every asset its file and what was verified of it', async () => {
    lay(top, { '1.jpg': 'first', '2.jpg': 'second picture' })
    await here.scan(root)
    const [one, two] = [ingestQueue('1.jpg').assetId, ingestQueue('2.jpg').assetId]
    verified(row('1.jpg')!.id)
    renameSync(join(top, '2.jpg'), join(top, '3.jpg'))
    renameSync(join(top, '1.jpg'), join(top, '2.jpg'))
    await here.scan(root)
    ingestQueue('2.jpg')
    ingestQueue('3.jpg')
    expect(row('1.jpg')).toBeUndefined()
    expect(row('2.jpg')).toMatchObject({ asset_id: one, verification: 'verified', state: 'present' })
    expect(row('3.jpg')).toMatchObject({ asset_id: two, state: 'present' })
    expect([named(one), named(two)]).toEqual(['2', '3'])
  })

  it('never undo a clip that was written over with another: it is missing, and known again when it comes up', async () => {
    lay(top, { '1.jpg': 'first', '2.jpg': 'second picture' })
    await here.scan(root)
    const [, two] = [ingestQueue('1.jpg').assetId, ingestQueue('2.jpg').assetId]
    copyFileSync(join(top, '1.jpg'), join(top, '2.jpg'))
    await here.scan(root)
    ingestQueue('2.jpg')
    expect(db().prepare('SELECT name, state FROM asset WHERE id = ?').get(two)).toEqual({ name: '2', state: 'missing' })
    writeFileSync(join(top, 'again.jpg'), 'second picture')
    await here.scan(root)
    expect(ingestQueue('again.jpg')).toMatchObject({ assetId: two, isNew: false })
  })

  it('take nothing over from a file with another time: that one is missed', async () => {
    lay(top, { '1.jpg': 'first', '2.jpg': 'second picture' })
    await here.scan(root)
    ingestQueue('1.jpg')
    ingestQueue('2.jpg')
    copyFileSync(join(top, '1.jpg'), join(top, '2.jpg'))
    utimesSync(join(top, '2.jpg'), 1_700_000_000, 1_700_000_000)
    rmSync(join(top, '1.jpg'))
    await here.scan(root)
    ingestQueue('2.jpg')
    expect(row('1.jpg')!.state).toBe('missing')
    expect(row('2.jpg')!.asset_id).toBe(row('1.jpg')!.asset_id)
  })
})

describe('a renamed file', () => {
  it('keeps its latest version on top, and its past goes by its name', async () => {
    const { asset_id: id } = row('notes.md')!
    const time = statSync(join(top, 'notes.md')).mtimeMs / 1000
    writeFileSync(join(top, 'notes.md'), 'an old draft, put back')
    utimesSync(join(top, 'notes.md'), time - 5000, time - 5000)
    await here.scan(root)
    ingestQueue('notes.md')
    const current = () =>
      (
        db().prepare('SELECT v.revision FROM asset a JOIN version v ON v.id = a.version_id WHERE a.id = ?').get(id) as {
          revision: number
        }
      ).revision
    expect(current()).toBe(2)
    renameSync(join(top, 'notes.md'), join(top, 'diary.md'))
    await here.scan(root)
    expect([current(), named(id!), partsOf(id!)]).toEqual([2, 'diary.md', ['diary.md', 'diary.md']])
    writeFileSync(join(top, 'diary.md'), 'an older one still')
    utimesSync(join(top, 'diary.md'), time - 9000, time - 9000)
    await here.scan(root)
    ingestQueue('diary.md')
    expect(current()).toBe(3)
  })

  it('gives equal parts of one clip a name each', async () => {
    lay(top, { 'sh/a.1001.exr': 'black', 'sh/a.1002.exr': 'black', 'sh/a.1003.exr': 'light' })
    await here.scan(root)
    const { assetId } = ingestQueue('sh/a.1001.exr')
    for (const number of [1001, 1002, 1003])
      renameSync(join(top, `sh/a.${number}.exr`), join(top, `sh/b.${number}.exr`))
    await here.scan(root)
    expect(partsOf(assetId)).toEqual(['b.1001.exr', 'b.1002.exr', 'b.1003.exr'])
    expect(named(assetId)).toBe('b.[1001-1003].exr')
  })

  it('keeps its name as long as one of its files bears it', async () => {
    const { asset_id: id, content_id: content } = row('still.png')!
    copyFileSync(join(top, 'still.png'), join(top, 'keep/still.png'))
    await here.scan(root)
    ingestQueue('keep/still.png')
    renameSync(join(top, 'still.png'), join(top, 'sea.png'))
    await here.scan(root)
    nameByFiles(db(), id!, content!)
    expect([named(id!), partsOf(id!)]).toEqual(['still', ['still.png']])
  })
})
