/**
 * Who becomes the shell: the desktop app, by a secret of its own. The key in the link of `serve` is not enough.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { toRushesError, type EngineClient } from '../../../shared/contract/client.ts'
import { PROTOCOL } from '../../../shared/contract/protocol.ts'
import { newId } from '../../../shared/util/ids.ts'
import { readContact, writeContact } from '../../../electron/engine/library/contact.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { startHttpHost, type HttpHost } from '../../../electron/hosts/http-server.ts'
import { attach, connectEngine, startEngine } from '../../../electron/hosts/start-engine.ts'
import { scratch, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { gone } from '../../helpers/processes.ts'

const TOKEN = 'b'.repeat(64)
const SECRET = 'c'.repeat(64)
const WITH_TOKEN = { authorization: `Bearer ${TOKEN}` }

/** Asks for originals, as only the shell may, over a socket with these headers: what came of it. */
async function askAsShell(address: string, headers: Record<string, string>): Promise<string> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/rpc`, { headers })
  try {
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const client: EngineClient = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
    return await client.shell.originals({ ids: [newId()] }).then(
      () => 'answered',
      (error: unknown) => toRushesError(error).code,
    )
  } catch (error) {
    return error instanceof Error && error.message.includes('403') ? 'refused' : String(error)
  } finally {
    socket.terminate()
  }
}

describe('an engine that is served', () => {
  let library: TestLibrary
  let host: HttpHost
  beforeAll(async () => {
    library = await testLibrary()
    host = await startHttpHost(library.engine, {
      token: TOKEN,
      shellSecret: SECRET,
      host: '127.0.0.1',
      port: 0,
      windowFolder: '/nonexistent',
      hosts: [],
    })
  })
  afterAll(async () => {
    await host.close()
    await library[Symbol.asyncDispose]()
  })

  it('takes who has the link for a person, and no header makes more of that', async () => {
    expect(await askAsShell(host.address, WITH_TOKEN)).toBe('forbidden')
  })

  it('refuses who claims to be the shell with a wrong secret, or with none, instead of serving it as a person', async () => {
    for (const secret of ['', 'c', TOKEN, `${SECRET}c`, SECRET.toUpperCase(), `${SECRET}, ${SECRET}`]) {
      expect([secret, await askAsShell(host.address, { ...WITH_TOKEN, 'x-rushes-shell': secret })]).toEqual([
        secret,
        'refused',
      ])
    }
    expect(await askAsShell(host.address, { ...WITH_TOKEN, 'x-rushes-role': 'shell' })).toBe('refused')
  })

  it('takes the secret from nobody who has no key of the library', async () => {
    expect(await askAsShell(host.address, { 'x-rushes-shell': SECRET })).toBe('refused')
    expect(await askAsShell(host.address, { 'x-rushes-shell': SECRET, authorization: `Bearer ${SECRET}` })).toBe(
      'refused',
    )
    expect(await askAsShell(host.address, { 'x-rushes-shell': SECRET, authorization: 'Bearer wrong' })).toBe('refused')
  })

  it('takes who has both for the shell', async () => {
    expect(await askAsShell(host.address, { ...WITH_TOKEN, 'x-rushes-shell': SECRET })).toBe('answered')
  })

  it('tells the secret to no page', async () => {
    const signedIn = await fetch(`${host.address}/?token=${TOKEN}`, { redirect: 'manual' })
    const told = [...signedIn.headers].join('\n') + (await signedIn.text())
    expect(told).toContain(TOKEN)
    expect(told).not.toContain(SECRET)
  })
})

describe('the secret of the shell', () => {
  it('is another one than the key in the link, new at each start, and stands where only its owner can read it', async () => {
    using place = scratch()
    const library = join(place.dir, 'library')
    const folder = libraryFolder(library)
    makeLibrary(folder)
    const secrets: string[] = []
    for (let turn = 0; turn < 2; turn += 1) {
      // With the key given by the environment, as `serve` does: the secret is never in there.
      const { address, process: child } = await startEngine({
        library,
        version: '0',
        environment: { ...process.env, RUSHES_TOKEN: TOKEN },
      })
      expect(address.token).toBe(TOKEN)
      expect(address.shellSecret).toMatch(/^[0-9a-f]{64}$/)
      expect(readContact(folder.contact)).toMatchObject({ token: TOKEN, shellSecret: address.shellSecret })
      if (process.platform !== 'win32') expect((statSync(folder.contact).mode & 0o777).toString(8)).toBe('600')
      if (process.platform === 'linux') {
        for (const file of ['cmdline', 'environ'])
          expect(readFileSync(`/proc/${child.pid}/${file}`, 'utf8')).not.toContain(address.shellSecret)
      }
      secrets.push(address.shellSecret!)
      child.send({ type: 'stop' })
      await gone(child.pid!)
    }
    expect(secrets[0]).not.toBe(secrets[1])
  })

  it('lets the desktop app attach to an engine that runs already, and nobody who comes as a person', async () => {
    using place = scratch()
    const library = join(place.dir, 'library')
    makeLibrary(libraryFolder(library))
    const own = await connectEngine({ library, version: '0' })
    const app = await attach({ library, version: '0', role: 'shell' })
    const person = await attach({ library, version: '0' })
    try {
      expect([app?.pid, person?.pid]).toEqual([own.pid, own.pid])
      expect(await app!.client.shell.originals({ ids: [newId()] })).toEqual({ paths: [] })
      for (const client of [person!.client, own.client]) {
        expect(await client.shell.originals({ ids: [newId()] }).then(() => undefined, toRushesError)).toMatchObject({
          code: 'forbidden',
        })
      }
    } finally {
      await app?.close()
      await person?.close()
      await own.close()
    }
  })

  it('is asked of an engine of an older version in vain: the person is told which process to close', async () => {
    await using library = await testLibrary()
    const host = await startHttpHost(library.engine, {
      token: TOKEN,
      shellSecret: SECRET,
      host: '127.0.0.1',
      port: 0,
      windowFolder: '/nonexistent',
      hosts: [],
    })
    try {
      writeContact(library.folder.contact, {
        pid: process.pid,
        address: host.address,
        token: TOKEN,
        startedAt: 0,
        protocol: PROTOCOL,
      })
      const asked = { library: library.folder.path, version: '0' }
      expect(await attach({ ...asked, role: 'shell' }).then(() => undefined, toRushesError)).toMatchObject({
        code: 'library.locked',
        message: expect.stringContaining(`process ${process.pid}`),
      })
      const person = await attach(asked)
      expect(person?.pid).toBe(process.pid)
      await person?.close()
      // One that was killed leaves the same note, and nobody answers there.
      await host.close()
      expect(await attach({ ...asked, role: 'shell' })).toBeNull()
    } finally {
      await host.close().catch(() => {})
    }
  })
})
