/**
 * `rushes events --follow` when its engine ends: the words to go on with are said, with the number of the last event.
 */
import { expect, it } from 'vitest'
import { join } from 'node:path'
import { newId } from '../../../shared/util/ids.ts'
import { connectEngine } from '../../../electron/hosts/start-engine.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { startCli } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'

it('a reader that follows events is told how to go on when the engine ends', async () => {
  using place = scratch()
  const library = join(place.dir, 'library')
  makeLibrary(libraryFolder(library))
  const engine = await connectEngine({ library, version: '0.0.0-test' })
  const came = Promise.withResolvers<number>()
  const { done } = startCli(library, ['events', '--follow', '--after', '0', '--kind', 'settings.changed'], {
    onLine: (line) => {
      if (line.type === 'event') came.resolve(Number(line['seq']))
    },
  })
  await engine.client.settings.set({ opId: newId(), changes: { requiredDevices: 1 } })
  const last = await came.promise
  engine.own!.kill('SIGKILL')
  expect((await done).result).toMatchObject({
    code: 'engine.unavailable',
    message: `The engine ended while its events were followed. Go on with: rushes events --follow --after ${last} --kind settings.changed`,
  })
}, 60_000)
