/**
 * A library that was copied with its folder, and is synced while the first goes on: whoever asks is told what it is.
 */
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { cli } from '../../helpers/cli.ts'
import { scratch, testLibrary } from '../../helpers/library.ts'

it('a copied library says that it is one, and is synced by the next command', async () => {
  using place = scratch()
  const [remote, copy] = [join(place.dir, 'remote'), join(place.dir, 'copy')]
  mkdirSync(remote)
  {
    await using library = await testLibrary()
    const { client } = library
    await client.collections.create({ opId: newId(), name: 'Selects' })
    const added = await client.remotes.add({ opId: newId(), url: `file://${remote}` })
    const sync = async (): Promise<void> => {
      for await (const event of await client.remotes.run({ id: added.remote.id, originals: false })) void event
    }
    await sync()
    cpSync(library.folder.path, copy, { recursive: true })
    await client.collections.create({ opId: newId(), name: 'Day 2' })
    await sync()
  }
  const first = await cli(copy, 'sync', '--once', '--remote', `file://${remote}`)
  expect(first.result).toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(
      /^This library is a copy of one that is in use elsewhere\. It has a name of its own now/,
    ) as string,
  })
  expect((await cli(copy, 'sync', '--once', '--remote', `file://${remote}`)).result).toMatchObject({ exit: 0 })
}, 60_000)
