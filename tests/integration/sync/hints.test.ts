/**
 * Hints between devices: on the local network, and over a real NATS server where Debian's is installed.
 */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openBeacon } from '../../../electron/engine/sync/live/lan-beacon.ts'
import { readHint, writeHint, type Hint } from '../../../electron/engine/sync/live/hint.ts'
import { openNats } from '../../../electron/engine/sync/live/nats.ts'
import { until } from '../../helpers/until.ts'

const LIBRARY = 'a'.repeat(32)
const hint = (device: string, seq: number): Hint => ({ v: 1, library: LIBRARY, device, seq })

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => {
        resolve(port)
      })
    })
  })
}

describe('a hint', () => {
  it('is read back as it was written', () => {
    expect(readHint(writeHint({ ...hint('d', 7), port: 4000 }))).toEqual({ ...hint('d', 7), port: 4000 })
  })

  it('that is anything else is nothing', () => {
    for (const bytes of [
      '',
      '{}',
      'M-SEARCH * HTTP/1.1',
      '{"v":2}',
      JSON.stringify({ ...hint('d', 7), seq: -1 }),
      JSON.stringify({ ...hint('d', 7), pad: 'x'.repeat(2000) }),
    ]) {
      expect(readHint(Buffer.from(bytes))).toBeNull()
    }
  })
})

describe('the beacon', () => {
  it('is heard by other engines of the network, and not misled by what others send there', async () => {
    const port = await freePort()
    const heard: { hint: Hint; address: string | null }[] = []
    const errors: Error[] = []
    const one = await openBeacon({ port, onHint: () => {}, failed: (error) => errors.push(error) })
    const other = await openBeacon({
      port,
      onHint: (got, address) => heard.push({ hint: got, address }),
      failed: (error) => errors.push(error),
    })
    const stranger = createSocket('udp4')
    stranger.send('not a hint', port, '127.0.0.1')
    one.tell(hint('one', 3))
    await until('the other one hears it', () => heard.some((got) => got.hint.device === 'one' && got.hint.seq === 3))
    expect(heard.every((got) => got.hint.library === LIBRARY && got.address !== null)).toBe(true)
    stranger.close()
    await one.close()
    await other.close()
  })
})

const nats = ['/usr/sbin/nats-server', '/usr/bin/nats-server'].find(existsSync)

describe.skipIf(nats === undefined)('a NATS server', () => {
  it('carries hints, and goes on after it was away', async () => {
    const port = await freePort()
    const start = () => spawn(nats!, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
    let server = start()
    const options = { server: `nats://127.0.0.1:${port}`, library: LIBRARY }
    const heard: Hint[] = []
    const open = async (onHint: (got: Hint) => void) =>
      await until('the server is there', () => openNats({ ...options, onHint }).catch(() => null))
    const one = await open(() => {})
    const other = await open((got) => heard.push(got))
    await until('it is heard', () => {
      one.tell(hint('one', 1))
      return heard.some((got) => got.seq === 1)
    })
    server.kill('SIGKILL')
    await new Promise((resolve) => {
      server.once('exit', resolve)
    })
    server = start()
    await until('it is heard again', () => {
      one.tell(hint('one', 2))
      return heard.some((got) => got.seq === 2)
    })
    expect(heard.every((got) => got.device === 'one' && got.library === LIBRARY)).toBe(true)
    await one.close()
    await other.close()
    server.kill('SIGKILL')
  })

  it('that is not there is a sentence, and nothing else', async () => {
    await expect(
      openNats({ server: `nats://127.0.0.1:${await freePort()}`, library: LIBRARY, onHint: () => {} }),
    ).rejects.toMatchObject({ code: 'remote.unreachable', message: expect.stringContaining('half a minute') as string })
  })
})
