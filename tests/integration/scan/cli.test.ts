/**
 * `watch` and `scan` on the command line, every line held against its schema.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { connectEngine, type Connection } from '../../../electron/hosts/start-engine.ts'
import { scratch } from '../../helpers/library.ts'
import { expectSentence, inText, rushes } from '../cli/stage.ts'
import { lay } from './ground.ts'

const place = scratch('rushes-cli-watch-')
const library = join(place.dir, 'library')
const media = join(place.dir, 'media')
let engine: Connection

beforeAll(async () => {
  makeLibrary(libraryFolder(library))
  lay(media, Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`notes/page ${index}.txt`, `page ${index}`])))
  engine = await connectEngine({ library, version: '0' })
})
afterAll(async () => {
  await engine.close()
  place[Symbol.dispose]()
})

describe('watched folders on the command line', () => {
  it('`watch list` says so when there are none, and `scan` without a folder what to do', async () => {
    expect((await inText(library, ['watch', 'list'])).stderr).toContain('rushes watch add DIR')
    const run = await rushes(library, ['scan'])
    expect(run.exit).toBe(2)
  })

  it('`watch add` takes in what is there, and ends when it is in', async () => {
    const run = await rushes(library, ['watch', 'add', media])
    expect(run.result).toMatchObject({
      exit: 0,
      code: 'ok',
      files: 80,
      added: 80,
      takenIn: 80,
      waiting: 0,
      unreadable: 0,
    })
    expect(run.lines.find((line) => line.type === 'root')).toMatchObject({ id: run.result!['id'], path: media })
    expect((await rushes(library, ['ls'])).lines.filter((line) => line.type === 'asset')).toHaveLength(80)
    const [root] = (await rushes(library, ['watch', 'list'])).lines
    expect(root).toMatchObject({ type: 'root', path: media, files: 80, waiting: 0, missing: 0, error: null })
  })

  it('`scan` finds what is new, changed, renamed and gone, in all of it or in a part', async () => {
    writeFileSync(join(media, 'notes', 'page 1.txt'), 'page one')
    rmSync(join(media, 'notes', 'page 2.txt'))
    mkdirSync(join(media, 'more'))
    renameSync(join(media, 'notes', 'page 3.txt'), join(media, 'more', 'third.txt'))
    writeFileSync(join(media, 'more', 'new.txt'), 'new')
    const part = await rushes(library, ['scan', join(media, 'more')])
    expect(part.exit).toBe(0)
    const whole = await rushes(library, ['scan'])
    expect(whole.exit).toBe(0)
    const [root] = (await rushes(library, ['watch', 'list'])).lines
    expect(root).toMatchObject({ files: 80, missing: 1, waiting: 0 })
    expect(
      (await rushes(library, ['ls'])).lines.filter(
        (line) => line['name'] === 'page 3.txt' || line['name'] === 'third.txt',
      ),
    ).toMatchObject([{ state: 'present', copies: 1 }])
  })

  it('when much is gone it asks, with exit 3, and goes by the answer', async () => {
    rmSync(join(media, 'notes'), { recursive: true })
    const asks = await rushes(library, ['scan', media])
    expect(asks).toMatchObject({ exit: 3, result: { code: 'root.guard', missing: 0 } })
    expect(asks.stderr).toContain(`rushes watch answer "${media}" missing`)
    expect((await rushes(library, ['watch', 'answer', media, 'perhaps'])).exit).toBe(2)
    expect((await rushes(library, ['watch', 'answer', media, 'missing'])).exit).toBe(0)
    expect((await rushes(library, ['watch', 'list'])).lines[0]).toMatchObject({ missing: 79, guard: null })
  })

  it('what makes no sense is refused in a sentence', async () => {
    expectSentence(await inText(library, ['watch', 'add', join(media, 'more')]), 2)
    expectSentence(await inText(library, ['watch', 'add', place.dir]), 2)
    expectSentence(await inText(library, ['watch', 'add', library]), 2)
    expectSentence(await inText(library, ['watch', 'add', join(media, 'more', 'new.txt')]), 2)
    expectSentence(await inText(library, ['watch', 'add', '/no/such/folder']), 1)
    expectSentence(await inText(library, ['watch', 'remove', '/no/such/folder']), 1)
    expect((await rushes(library, ['watch', 'list'])).result).toMatchObject({ count: 1 })
  })

  it('`watch remove` forgets nothing, and the same folder is taken up again', async () => {
    const before = (await rushes(library, ['ls'])).lines.filter((line) => line.type === 'asset')
    const { id } = (await rushes(library, ['watch', 'remove', media])).result!
    expect((await rushes(library, ['watch', 'list'])).result).toMatchObject({ count: 0 })
    expect((await rushes(library, ['ls'])).lines.filter((line) => line.type === 'asset')).toEqual(before)
    expect((await rushes(library, ['watch', 'add', media])).result).toMatchObject({ id, added: 0 })
  })
})
