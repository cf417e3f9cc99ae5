/**
 * A copy that somebody renamed: a verification finds it by its bytes, and the catalogue follows it to its new name.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { makeCard } from '../offload/stage.ts'

const CLIP = 'A003C001_261120_R7AA.mov'

/**
 * A card that was offloaded to one drive. `verify` verifies that copy; `told` is what the catalogue then says of the
 * clip.
 */
async function ground({ client, dir }: TestLibrary) {
  await client.settings.set({ opId: newId(), changes: { requiredDevices: 1, makeProxies: false } })
  const card = makeCard(join(dir, 'A003'), { [CLIP]: 700_000, 'A003C002_261120_R7AA.mov': 40_000 })
  const drive = join(dir, 'RAID_A')
  mkdirSync(drive)
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [drive] })
  for await (const _ of await client.offloads.watch({ id })) void _
  const copy = join(drive, 'A003')
  return {
    copy,
    async verify(acceptNew: boolean) {
      for await (const _ of await client.verify.folder({ path: copy, acceptNew })) void _
    },
    async told() {
      const { rows } = await client.assets.list({ query: '', limit: 10 })
      const [row] = rows.filter(({ name }) => name !== 'A003C002_261120_R7AA')
      const { copyList } = await client.assets.get({ id: row!.id })
      return {
        clips: rows.length,
        name: row!.name,
        copies: row!.copies,
        paths: copyList.filter(({ state }) => state === 'present').map(({ path }) => path.slice(drive.length)),
      }
    },
  }
}

describe('a copy under another name', () => {
  it.each([true, false])('is followed to it, verified there (accepted into the history: %s)', async (acceptNew) => {
    await using library = await testLibrary()
    const { copy, verify, told } = await ground(library)
    renameSync(join(copy, CLIP), join(copy, 'renamed.mov'))
    await verify(acceptNew)
    expect(await told()).toEqual({ clips: 2, name: 'renamed', copies: 1, paths: ['/A003/renamed.mov'] })
    const row = (await library.client.safety.cards({ fresh: true })).cards.find(({ offloadId }) => offloadId !== null)!
    expect(row.cells.map(({ files, of, missing }) => ({ files, of, missing }))).toEqual([
      { files: 2, of: 2, missing: 0 },
    ])
  })

  it('is not followed to a file of other bytes', async () => {
    await using library = await testLibrary()
    const { copy, verify, told } = await ground(library)
    renameSync(join(copy, CLIP), join(library.dir, 'elsewhere.mov'))
    writeFileSync(join(copy, 'other.mov'), Buffer.alloc(700_000, 7))
    await verify(true)
    expect(await told()).toMatchObject({ clips: 2, copies: 0, paths: [] })
  })
})
