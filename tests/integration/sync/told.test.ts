/**
 * What is said of a remote: nothing is called synced that waits, and a run counts what was carried since one asked
 * last.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import type { Remote } from '../../../shared/model/sync.ts'
import { isSynced } from '../../../shared/model/remote-words.ts'
import { withUnpublished } from '../../../electron/engine/domain/sync/remote-state.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

const op = () => ({ opId: newId() })

async function run(library: TestLibrary, id: string) {
  let done
  for await (const event of await library.client.remotes.run({ id })) done = event.done
  return done!
}

function place(library: TestLibrary, name: string): string {
  const path = join(library.dir, name)
  mkdirSync(path)
  return `file://${path}`
}

describe('a remote', () => {
  it('that gets what another has got already counts it, as waiting and as sent', async () => {
    await using library = await testLibrary()
    const stock = join(library.dir, 'stock')
    mkdirSync(stock)
    for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(join(stock, name), `what ${name} says`)
    for await (const _ of await library.client.catalogue.add({ paths: [stock] })) void _
    const { remote: first } = await library.client.remotes.add({ ...op(), url: place(library, 'one') })
    const sent = (await run(library, first.id)).sentChanges
    expect(sent).toBeGreaterThan(3)
    expect((await run(library, first.id)).sentChanges).toBe(0)

    // All of it is cut into segments for the first: the second is told of every one of them, by whichever pass.
    const { remote: second } = await library.client.remotes.add({ ...op(), url: place(library, 'two') })
    expect(isSynced(second, 0)).toBe(false)
    expect(second.outgoing).toMatchObject([{ cargo: 'metadata' }])
    await until('the pass that opening starts has carried all', async () => {
      const [, now] = await library.client.remotes.list({})
      return isSynced(now!, 0) || undefined
    })
    expect((await run(library, second.id)).sentChanges).toBeGreaterThanOrEqual(sent)
    expect((await run(library, second.id)).sentChanges).toBe(0)
  })

  it('is not synced while the catalogue has something that it was not told', () => {
    const idle = { state: 'idle', trueAt: 1, held: [], outgoing: [], note: null } as unknown as Remote
    expect(isSynced(withUnpublished(idle, { items: 0, bytes: 0 }), 0)).toBe(true)
    expect(withUnpublished(idle, { items: 207, bytes: 0 })).toMatchObject({
      state: 'waiting',
      outgoing: [{ cargo: 'metadata', items: 207 }],
    })
    expect(withUnpublished({ ...idle, state: 'paused' }, { items: 1, bytes: 9 }).state).toBe('paused')
  })
})
