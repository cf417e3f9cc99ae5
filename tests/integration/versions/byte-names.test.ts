/**
 * Documents with names that are no text: their versions are kept, compared, restored, repaired and linked again by the
 * bytes of the name.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })
const latin1 = (path: string): Buffer => Buffer.from(path, 'latin1')

describe.skipIf(process.platform !== 'linux')('a document with a name that is no text', () => {
  async function stage(library: TestLibrary) {
    const top = join(library.dir, 'Project')
    const folder = `${top}/\xdcbung`
    mkdirSync(top)
    mkdirSync(latin1(folder))
    const bytes = latin1(`${folder}/caf\xe9.drp`)
    writeFileSync(bytes, 'first cut\n')
    const { id } = await library.client.roots.add({ ...op(), path: top })
    const row = async () => (await library.client.assets.list({})).rows.find((one) => one.name.includes('caf'))
    const versionIs = (revision: number) =>
      until(`version ${revision} is kept`, async () => {
        const found = await row()
        const version =
          found === undefined
            ? undefined
            : (await library.client.versions.list({ assetId: found.id })).find((one) => one.current)
        return version?.revision === revision && version.stored === 'kept' ? found!.id : undefined
      })
    await versionIs(1)
    writeFileSync(bytes, 'second cut, longer\n')
    // Watchers tell names as text: such a one is seen by the next look at the folder.
    for await (const _ of await library.client.roots.scan({ id })) void _
    return { top, folder, bytes, rootId: id, row, assetId: await versionIs(2) }
  }

  it('is kept, and restored over itself', async () => {
    await using library = await testLibrary()
    const { folder, bytes, assetId, top } = await stage(library)
    const { path, keptRevision } = await library.client.versions.restore({
      ...op(),
      assetId,
      revision: 1,
      to: null,
      over: true,
    })
    expect(readFileSync(bytes, 'utf8')).toBe('first cut\n')
    expect(path).toBe(join(top, '\\xDCbung', 'caf\\xE9.drp'))
    expect(readdirSync(latin1(folder), { encoding: 'buffer' }).map((name) => name.toString('latin1'))).toEqual([
      'caf\xe9.drp',
    ])
    const back = await library.client.versions.restore({
      ...op(),
      assetId,
      revision: keptRevision!,
      to: join(top, '\\xDCbung', 'again.drp'),
      over: false,
    })
    expect(readFileSync(latin1(`${folder}/again.drp`), 'utf8')).toBe('second cut, longer\n')
    expect(back.path).toBe(join(top, '\\xDCbung', 'again.drp'))
  })

  it('is had from its copy where the store has lost it, never through a link in its place', async () => {
    await using library = await testLibrary()
    const { bytes, assetId, top } = await stage(library)
    for (const name of readdirSync(library.folder.versions, { recursive: true, encoding: 'utf8' }).filter((one) =>
      one.endsWith('.pack'),
    )) {
      const path = join(library.folder.versions, name)
      const pack = readFileSync(path)
      pack[14]! ^= 0x40
      writeFileSync(path, pack)
    }
    const { path } = await library.client.versions.restore({
      ...op(),
      assetId,
      revision: 2,
      to: join(top, 'out.drp'),
      over: false,
    })
    expect(readFileSync(path, 'utf8')).toBe('second cut, longer\n')
    renameSync(bytes, join(top, 'aside'))
    symlinkSync(join(top, 'aside'), bytes)
    await expect(
      library.client.versions.restore({ ...op(), assetId, revision: 2, to: join(top, 'out2.drp'), over: false }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^version\.(?:gone|damaged)$/) })
  })

  it('is linked again under another such name', async () => {
    await using library = await testLibrary()
    const { bytes, assetId, rootId, row } = await stage(library)
    const elsewhere = join(library.dir, 'Elsewhere')
    mkdirSync(elsewhere)
    const moved = latin1(`${elsewhere}/t\xe9l\xe9.drp`)
    renameSync(bytes, moved)
    for await (const _ of await library.client.roots.scan({ id: rootId })) void _
    await until('missing', async () => (await row())?.state === 'missing' || undefined)
    const { proposals } = await library.client.relink.propose({ folders: [elsewhere] })
    const shown = join(elsewhere, 't\\xE9l\\xE9.drp')
    expect(proposals.map((one) => one.candidates.map(({ path, by }) => ({ path, by })))).toEqual([
      [{ path: shown, by: 'hash' }],
    ])
    expect(
      await library.client.relink.apply({ ...op(), choices: [{ fileId: proposals[0]!.fileId, path: shown }] }),
    ).toMatchObject({ linked: 1, problems: [] })
    expect(await row()).toMatchObject({ id: assetId, state: 'present' })
  })
})
