/**
 * The engine as a process: one a library, others attach; it ends with its last client, however that client ends.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { toRushesError } from '../../../shared/contract/client.ts'
import { readContact } from '../../../electron/engine/library/contact.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { connectEngine, startEngine, type Connection } from '../../../electron/hosts/start-engine.ts'
import { until } from '../../helpers/until.ts'
import { startCli } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'
import { gone } from '../../helpers/processes.ts'

const open: Connection[] = []
afterEach(async () => {
  for (const connection of open.splice(0)) await connection.close()
})

function newLibrary(place: { dir: string }): string {
  const library = join(place.dir, 'library')
  makeLibrary(libraryFolder(library))
  return library
}

async function connect(library: string): Promise<Connection> {
  const connection = await connectEngine({ library, version: '0.0.0-test' })
  open.push(connection)
  return connection
}

describe('one engine a library', () => {
  it('a second one attaches to the first', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const first = await connect(library)
    const second = await connect(library)
    expect([second.own, second.pid]).toEqual([null, first.pid])
    expect((await second.client.engine.info({})).libraryPath).toBe(library)
  })

  it('several that start at once end up at one', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const all = await Promise.all([connect(library), connect(library), connect(library)])
    expect(new Set(all.map((connection) => connection.pid)).size).toBe(1)
  })

  it('where attaching is not asked for, the second says who holds the library', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const first = await connect(library)
    const error = await startEngine({ library, version: '0' }).then(() => undefined, toRushesError)
    expect(error).toMatchObject({ code: 'library.locked', details: { pid: first.pid } })
    expect(error?.message).toContain(`process id ${first.pid}`)
  })

  it('what a killed engine left behind is taken over', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const first = await connect(library)
    const lost = new Promise<void>((resolve) => {
      first.onLost(resolve)
    })
    process.kill(first.pid, 'SIGKILL')
    await lost
    const second = await connect(library)
    expect(second.pid).not.toBe(first.pid)
    expect(await second.client.engine.doctor({})).toContainEqual(
      expect.objectContaining({ id: 'database.end', state: 'attention' }),
    )
  })
})

describe('an engine ends with its last client', () => {
  it('at once, when nobody else is there', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const { pid, close } = await connectEngine({ library, version: '0' })
    await close()
    expect(await gone(pid)).toBe(true)
    expect(readContact(libraryFolder(library).contact)).toBeNull()
  })

  it('not while another one is attached', async () => {
    using place = scratch()
    using other = scratch()
    const library = newLibrary(place)
    const owner = await connectEngine({ library, version: '0' })
    const guest = await connectEngine({ library, version: '0' })
    // Another library, whose owner and guest leave too: when its engine has waited for more clients and has ended, this
    // one is still there.
    const second = newLibrary(other)
    const otherOwner = await connectEngine({ library: second, version: '0' })
    const otherGuest = await connectEngine({ library: second, version: '0' })
    await Promise.all([owner.close(), otherOwner.close()])
    await otherGuest.close()
    expect(await gone(otherOwner.pid)).toBe(true)
    expect((await guest.client.engine.info({})).pid).toBe(owner.pid)
    await guest.close()
    expect(await gone(owner.pid)).toBe(true)
  })

  it('also when the command that started it is killed', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const { child } = startCli(library, ['serve'])
    const pid = await until('the engine says how to reach it', () => readContact(libraryFolder(library).contact)?.pid)
    child.kill('SIGKILL')
    expect(await gone(pid)).toBe(true)
  })
})

describe('an offload and its engine', () => {
  it('is parked when the person stops it (exit 130) and goes on later', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const card = join(place.dir, 'CARD')
    const drive = join(place.dir, 'drive')
    mkdirSync(card)
    mkdirSync(drive)
    for (let clip = 0; clip < 40; clip += 1) writeFileSync(join(card, `C${clip}.mov`), Buffer.alloc(8 << 20, clip))
    const words = ['offload', card, '--to', drive]
    let interrupted = false
    const first = startCli(library, words, {
      onLine: ({ type }) => {
        if (type !== 'progress' || interrupted) return
        interrupted = true
        first.child.kill('SIGINT')
      },
    })
    const stopped = await first.done
    expect(stopped).toMatchObject({ exit: 130, result: { ok: false, exit: 130, code: 'cancelled' } })
    const resumed = await startCli(library, words).done
    expect(resumed.stderr).toContain('resumes where it stopped')
    expect(resumed).toMatchObject({ exit: 0, result: { ok: true, files: 40 } })
  })
})

describe('serving the window', () => {
  it('an engine that is killed comes back at the same address, with the same key', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const told = Promise.withResolvers<string>()
    const serve = startCli(library, ['serve'], {
      onLine: (line) => {
        if (line.type === 'serving') told.resolve(String(line['url']))
      },
    })
    try {
      const url = await told.promise
      const contact = () => readContact(libraryFolder(library).contact)
      const first = contact()!
      process.kill(first.pid, 'SIGKILL')
      await until('another engine serves', () => (contact()?.pid ?? first.pid) !== first.pid)
      expect(contact()).toMatchObject({ address: first.address, token: first.token })
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(303)
    } finally {
      serve.child.kill('SIGTERM')
    }
    expect(await serve.done).toMatchObject({ exit: 0, result: { ok: true } })
  })
})
