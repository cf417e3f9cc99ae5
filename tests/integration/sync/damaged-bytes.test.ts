/**
 * Bytes at a remote that are damaged: what they tell of is left out, that is said and stays said, and all else goes on.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { engineOn, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { madeWith } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

async function sync(client: EngineClient, id: string): Promise<void> {
  for await (const event of await client.remotes.run({ id })) void event
}

/** A library with a clip that has a poster, all of it in a folder. */
async function shared(library: TestLibrary): Promise<{ root: string; remoteId: string }> {
  const [media, root] = [join(library.dir, 'media'), join(library.dir, 'shuttle')]
  for (const place of [media, root]) mkdirSync(place)
  const clip = await madeWith('damaged-bytes.mov', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=320x180:r=25:d=1',
    '-c:v',
    'libx264',
  ])
  writeFileSync(join(media, 'A003C001.mov'), readFileSync(clip))
  for await (const event of await library.client.catalogue.add({ paths: [media] })) void event
  await until('its poster is made', async () => {
    const { rows } = await library.client.assets.list({ query: 'A003C001' })
    return rows[0] !== undefined && (await library.client.assets.get({ id: rows[0].id })).derivatives.poster !== null
  })
  const { remote } = await library.client.remotes.add({ ...op(), url: `file://${root}` })
  await sync(library.client, remote.id)
  return { root, remoteId: remote.id }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
}

it.each([
  ['a bundle of manifests', 'm/b', 3, /^m\/b\/.* can’t be read/],
  ['every pack', 'packs', 4, /^The \w+ of A003C001 is damaged/],
] as const)(
  '%s that is damaged: sync ends with 3 and names what; words come all the same',
  async (_, below, nth, named) => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const { root } = await shared(a)
    const files = filesBelow(join(root, below))
    const whole = files.map((file) => readFileSync(file))
    for (const [index, file] of files.entries()) {
      const torn = Buffer.from(whole[index]!)
      for (let at = torn.length >> nth; at < torn.length; at += 64) torn[at]! ^= 1
      writeFileSync(file, torn)
    }
    const { remote } = await b.client.remotes.add({ ...op(), url: `file://${root}` })
    const failure = { code: 'remote.damaged', message: expect.stringMatching(named) as string }
    await expect(sync(b.client, remote.id)).rejects.toMatchObject(failure)
    const { rows } = await b.client.assets.list({ query: 'A003C001' })
    expect(rows).toHaveLength(1)
    const state = { state: 'failed', note: expect.stringMatching(named) as string }
    expect(await b.client.remotes.list({})).toMatchObject([state])
    // So it is after a start, before anything was looked at again.
    await b.engine.close()
    const again = await engineOn(b.folder)
    try {
      expect(await again.client.remotes.list({})).toMatchObject([state])
      // Whole again: it is taken, and nothing is wrong any more.
      for (const [index, file] of files.entries()) writeFileSync(file, whole[index]!)
      await until('the poster came', async () => {
        await sync(again.client, remote.id).catch(() => null)
        return (await again.client.assets.get({ id: rows[0]!.id })).derivatives.poster !== null
      })
      await sync(again.client, remote.id)
      expect((await again.client.remotes.list({}))[0]?.note).toBeNull()
    } finally {
      await again.engine.close()
    }
  },
)

it('an encrypted remote is verified by what its objects say, not by how they are sealed', async () => {
  await using a = await testLibrary()
  const root = join(a.dir, 'sealed')
  mkdirSync(root)
  await a.client.collections.create({ ...op(), name: 'Selects' })
  const { remote } = await a.client.remotes.add({
    ...op(),
    url: `file://${root}`,
    encrypt: true,
    secrets: { passphrase: 'three sodden geese' },
  })
  await sync(a.client, remote.id)
  expect(await a.client.remotes.verify({ id: remote.id, depth: 'full' })).toMatchObject({ problems: [] })
})
