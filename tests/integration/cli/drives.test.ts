/**
 * `drives`, `drives name` and `eject` on a real drive; `show` says which drive a clip is on.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { scratch } from '../../helpers/library.ts'
import { canMount, loopDrives, type LoopDrives } from '../../helpers/loop-drives.ts'
import { expectSentence, inText, rushes } from './stage.ts'

describe.skipIf(!canMount)('drives on the command line', () => {
  const place = scratch('rushes-cli-drives-')
  const library = join(place.dir, 'library')
  let drives: LoopDrives
  // The engine sees the whole machine, and other specifications mount drives of theirs meanwhile.
  const listed = async () =>
    (await rushes(library, ['drives'])).lines.filter(
      (line) => line.type === 'drive' && line.mountPoint === drives.at('mnt'),
    )

  beforeAll(async () => {
    makeLibrary(libraryFolder(library))
    drives = loopDrives(place.dir)
    drives.make('a.img', 'UNTITLED')
    drives.mount('a.img', 'mnt')
    mkdirSync(join(place.dir, 'CARD'))
    writeFileSync(join(place.dir, 'CARD', 'slate.txt'), 'scene 14')
    await rushes(library, ['offload', join(place.dir, 'CARD'), '--to', drives.at('mnt')])
  })
  afterAll(() => {
    drives[Symbol.dispose]()
    place[Symbol.dispose]()
  })

  it('`drives` lists them; a label printed on a drive is what it is called from then on', async () => {
    expect(await listed()).toMatchObject([
      { label: 'UNTITLED', online: true, assets: 1, mountPoint: drives.at('mnt'), trouble: null },
    ])
    const named = await rushes(library, ['drives', 'name', drives.at('mnt'), 'SHUTTLE 02'])
    expect(named.exit).toBe(0)
    expect((await inText(library, ['drives'])).stdout).toMatch(/SHUTTLE 02 +connected .* 1 clip, .*mnt/)
    expect((await inText(library, ['show', 'slate.txt'])).stdout).toContain('on SHUTTLE 02 (connected)')
  })

  it('`eject` unmounts it and says that it may be pulled; its clips still say on which drive they are', async () => {
    const run = await inText(library, ['eject', 'shuttle 02'])
    expect(run).toMatchObject({ exit: 0 })
    expect(run.stdout).toMatch(/^SHUTTLE 02 .*safe to pull\.\n$/)
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(drives.at('mnt'))
    expect((await inText(library, ['show', 'slate.txt'])).stdout).toContain('on SHUTTLE 02 (offline)')
    expect((await inText(library, ['drives'])).stdout).toMatch(/SHUTTLE 02 +offline .*offline since 20/)
    expect((await rushes(library, ['eject', 'SHUTTLE 02'])).lines.at(-1)).toMatchObject({ ok: true })
  })

  it('a drive that nobody knows is a sentence', async () => {
    const run = await inText(library, ['eject', 'NOWHERE'])
    expectSentence(run, 1)
    expect(run.stderr).toContain('rushes drives')
    expectSentence(await inText(library, ['drives', 'name', 'NOWHERE', 'X']), 1)
  })
})
