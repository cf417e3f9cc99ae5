/**
 * A library whose folder is deleted, or replaced, while its engine runs.
 */
import { once } from 'node:events'
import { cpSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectEngine } from '../../../electron/hosts/start-engine.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'

describe('an engine whose library', () => {
  const ways: Record<string, { gone: (path: string) => void; said: RegExp }> = {
    'was deleted': {
      gone: (path) => {
        rmSync(path, { recursive: true })
      },
      said: /was deleted, moved or renamed while it was open\. Nothing was written/,
    },
    'was replaced': {
      gone: (path) => {
        renameSync(path, `${path} before`)
        cpSync(`${path} before`, path, { recursive: true })
      },
      said: /was replaced by another while it was open\. Nothing was written/,
    },
  }
  it.each(Object.keys(ways))(
    '%s: refuses what would be written, and ends',
    async (way) => {
      using place = scratch()
      const library = join(place.dir, 'library')
      makeLibrary(libraryFolder(library))
      const engine = await connectEngine({ library, version: '0.0.0-test' })
      const { client } = engine
      await client.collections.create({ opId: newId(), name: 'Selects' })
      const ended = once(engine.own!, 'exit')
      ways[way]!.gone(library)
      await expect(client.collections.create({ opId: newId(), name: 'Day 2' })).rejects.toMatchObject({
        code: 'library.missing',
        message: expect.stringMatching(ways[way]!.said) as string,
      })
      expect(await ended).toEqual([1, null])
    },
    60_000,
  )
})
