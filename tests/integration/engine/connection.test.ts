/**
 * The line to the engine under bad manners: callers that reset it, ports that are taken, engines that are just ending.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toRushesError } from '../../../shared/contract/client.ts'
import { PROTOCOL } from '../../../shared/contract/protocol.ts'
import { connectEngine, startEngine } from '../../../electron/hosts/start-engine.ts'
import { startHttpHost } from '../../../electron/hosts/http-server.ts'
import { writeContact } from '../../../electron/engine/library/contact.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch, testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

function newLibrary(place: { dir: string }): string {
  const library = join(place.dir, 'library')
  makeLibrary(libraryFolder(library))
  return library
}

describe('the engine’s address', () => {
  it('outlives callers that ask for an upgrade and reset the line', async () => {
    await using library = await testLibrary()
    const host = await startHttpHost(library.engine, {
      token: 'a'.repeat(64),
      shellSecret: 'f'.repeat(64),
      host: '127.0.0.1',
      port: 0,
      windowFolder: '/nonexistent',
      hosts: [],
    })
    try {
      for (const path of ['/rpc', '//', '/%']) {
        await new Promise<void>((resolve) => {
          const socket = connect(host.port, '127.0.0.1', () => {
            socket.write(
              `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nAuthorization: Bearer ${'a'.repeat(64)}x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
            )
            setImmediate(() => {
              socket.resetAndDestroy()
            })
          })
          socket.on('error', () => {})
          socket.on('close', () => resolve())
        })
      }
      const answer = await fetch(`${host.address}/openapi.json`, {
        headers: { authorization: `Bearer ${'a'.repeat(64)}` },
      })
      expect(answer.status).toBe(200)
    } finally {
      await host.close()
    }
  })

  it('that is taken is said in words, and the library is closed again', async () => {
    using place = scratch()
    const library = newLibrary(place)
    const other = createServer()
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve)
    })
    try {
      const { port } = other.address() as AddressInfo
      const error = await startEngine({ library, version: '0', port }).then(() => undefined, toRushesError)
      expect(error).toMatchObject({ code: 'conflict' })
      expect(error?.message).toContain(`Port ${port} of 127.0.0.1 is in use by another program`)
    } finally {
      other.close()
    }
    const connection = await connectEngine({ library, version: '0' })
    expect(await connection.client.engine.doctor({})).not.toContainEqual(
      expect.objectContaining({ id: 'database.end', state: 'attention' }),
    )
    await connection.close()
  })
})

describe('commands one after the other', () => {
  it('each find an engine, also while the one before is just ending', async () => {
    using place = scratch()
    const library = newLibrary(place)
    for (let turn = 0; turn < 4; turn += 1) {
      const one = await connectEngine({ library, version: '0' })
      const leaving = one.close()
      const next = await connectEngine({ library, version: '0' })
      expect((await next.client.assets.list({})).total).toBe(0)
      await Promise.all([leaving, next.close()])
    }
  })

  it('are not misled by what a killed engine of another version left behind', async () => {
    using place = scratch()
    const library = newLibrary(place)
    writeContact(libraryFolder(library).contact, {
      pid: 1,
      address: 'http://127.0.0.1:9',
      token: 'x'.repeat(64),
      startedAt: 0,
      protocol: PROTOCOL + 1,
    })
    const connection = await connectEngine({ library, version: '0' })
    expect((await connection.client.engine.info({})).protocol).toBe(PROTOCOL)
    await connection.close()
  })
})

describe('an offload', () => {
  it('that is asked for twice at once is one offload', async () => {
    await using library = await testLibrary()
    const [card, drive] = [join(library.dir, 'CARD'), join(library.dir, 'drive')]
    mkdirSync(card)
    mkdirSync(drive)
    writeFileSync(join(card, 'a.txt'), 'a')
    const start = () => library.client.offloads.start({ opId: newId(), sources: [card], destinations: [drive] })
    const all = await Promise.all([start(), start(), start()])
    expect(new Set(all.map((one) => one.id)).size).toBe(1)
    await until('it is done', async () => (await library.client.offloads.get({ id: all[0]!.id })).state === 'done')
    expect(await library.client.offloads.list({})).toHaveLength(1)
  })
})
