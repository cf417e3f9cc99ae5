/**
 * Devices of one library on one network, without a remote between them: each takes the other's journal, and strangers
 * get nothing.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { envelopeOf, PROOF } from '../../../electron/engine/sync/nearby/envelope.ts'
import { openNearbyKeys } from '../../../electron/engine/sync/nearby/keys.ts'
import { createNearby, type Nearby } from '../../../electron/engine/sync/nearby/nearby.ts'
import { neighbourStore } from '../../../electron/engine/sync/nearby/neighbour-store.ts'
import { LIST_PAGE, ownJournal } from '../../../electron/engine/sync/nearby/own-journal.ts'
import { serveNearby } from '../../../electron/engine/sync/nearby/serve.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import type { Hint } from '../../../electron/engine/sync/live/hint.ts'
import { clip, rate, say, seen } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'
import { until } from '../../helpers/until.ts'

const go = new AbortController().signal
const LIBRARY = '01890000-0000-7000-8000-00000000000a'

/** Devices that were at one remote once, and meet on the network from then on. */
async function neighbours(
  count: number,
  test: (at: { devices: Sharer[]; near: Nearby[]; tellAll: () => void; dir: string }) => Promise<void>,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'rushes-nearby-'))
  const remote = createMemoryStore()
  const devices = Array.from({ length: count }, (_, index) => sharer(dir, `cart ${index}`, remote))
  const near: Nearby[] = []
  const told = new Map<number, number>()
  const hint = (index: number): Hint => ({
    v: 1,
    library: 'a'.repeat(32),
    device: devices[index]!.context.library.deviceId,
    seq: told.get(index) ?? 0,
    ...(near[index]!.port() !== undefined && { port: near[index]!.port()! }),
  })
  const tell = (index: number): void =>
    near.forEach((one, other) => {
      if (other !== index) one.heard(hint(index), '127.0.0.1')
    })
  try {
    for (const [index, device] of devices.entries()) {
      const keys = openNearbyKeys(device.folder.nearby)
      await keys.agree(remote, go)
      near.push(
        createNearby({
          context: device.context,
          keys,
          libraryId: () => LIBRARY,
          isOn: () => true,
          pulled: () => {},
          pullsInTurn: (work) => work(),
          restart: () => {},
          tell: (seq) => {
            told.set(index, seq)
            tell(index)
          },
        }),
      )
    }
    await until('all serve', () => near.every((one) => one.port() !== undefined))
    await test({
      devices,
      near,
      dir,
      tellAll: () =>
        devices.forEach((_, index) => {
          tell(index)
        }),
    })
  } finally {
    for (const one of near) await one.close()
    for (const device of devices) await device.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

describe('devices nearby', () => {
  it('agree without a remote: what is said on one is seen on all', async () => {
    await neighbours(3, async ({ devices, near, tellAll }) => {
      const ids = devices.map((device, index) => clip(device, `A00${index}C001.mov`, `c${index}`))
      near.forEach((one) => {
        one.said()
      })
      await until('all have all clips', () => {
        tellAll()
        return devices.every((device) => (seen(device) as unknown[]).length === 3)
      })
      say(devices[0]!, rate(ids[2]!, 5))
      say(devices[1]!, rate(ids[0]!, 3))
      near.forEach((one) => {
        one.said()
      })
      await until('all agree', () => {
        tellAll()
        const texts = devices.map((device) => JSON.stringify(seen(device)))
        return new Set(texts).size === 1 && texts[0]!.includes('"rating":5') && texts[0]!.includes('"rating":3')
      })
      expect(near[0]!.isNear(devices[1]!.context.library.deviceId)).toBe(true)
      expect(near[0]!.isNear('somebody else')).toBe(false)
    })
  })

  it('what came from a neighbour is known when it comes by the remote as well, and the other way round', async () => {
    await neighbours(2, async ({ devices: [a, b], near, tellAll }) => {
      const id = clip(a!, 'A003C001.mov', 'c1')
      near[0]!.said()
      await until('it came', () => {
        tellAll()
        return (seen(b!) as unknown[]).length === 1
      })
      for (const device of [a!, b!, a!, b!]) await device.sync()
      say(a!, rate(id, 4))
      await a!.sync()
      await b!.sync()
      near[0]!.said()
      tellAll()
      for (const device of [a!, b!]) await device.sync()
      expect(seen(b!)).toEqual(seen(a!))
      expect(await b!.journal.knowsAll(go)).toBe(true)
    })
  })

  it('a journal of many segments comes whole', async () => {
    await neighbours(2, async ({ devices: [a, b], near, tellAll }) => {
      const id = clip(a!, 'A003C001.mov', 'c1')
      await a!.journal.publish(go)
      for (let index = 0; index < LIST_PAGE + 20; index += 1) {
        say(a!, rate(id, index % 6))
        await a!.journal.publish(go)
      }
      near[0]!.said()
      await until('all of it came', () => {
        tellAll()
        return JSON.stringify(seen(b!)) === JSON.stringify(seen(a!))
      })
      expect(seen(b!)).toEqual(seen(a!))
    })
  })
})

/** The status of a question, as anybody on the network may ask it. */
function knock(port: number, path: string, proof?: string, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, path, method, headers: proof === undefined ? {} : { [PROOF]: proof } },
      (response) => {
        response.resume()
        resolve(response.statusCode!)
      },
    )
      .once('error', reject)
      .end()
  })
}

describe('strangers on the network', () => {
  it('are told nothing, whatever they ask', async () => {
    await neighbours(1, async ({ devices: [a], near }) => {
      clip(a!, 'A003C001.mov', 'c1')
      const port = near[0]!.port()!
      const stranger = envelopeOf(LIBRARY, Buffer.alloc(32, 7))
      for (const path of [
        '/',
        '/list?prefix=heads%2F&after=',
        '/get?key=heads%2Fx',
        '/get?key=../../rushes.db',
        `/${'x'.repeat(2000)}`,
      ]) {
        expect(await knock(port, path)).toBe(403)
        expect(await knock(port, path, stranger.proofOf(path))).toBe(403)
        expect(await knock(port, path, 'no proof')).toBe(403)
      }
      await expect(neighbourStore('127.0.0.1', port, [stranger]).get('heads/x')).rejects.toMatchObject({
        code: 'remote.denied',
      })
    })
  })

  it('who has the key is given the journal and nothing else', async () => {
    await neighbours(1, async ({ devices: [a], near }) => {
      clip(a!, 'A003C001.mov', 'c1')
      await a!.journal.publish(go)
      const envelope = envelopeOf(LIBRARY, openNearbyKeys(a!.folder.nearby).all()[0]!)
      const store = neighbourStore('127.0.0.1', near[0]!.port()!, [envelope])
      const keys: string[] = []
      for await (const { key } of store.list('')) keys.push(key)
      expect(keys).toEqual([])
      for (const key of ['format.json', 'nearby/key', 'j/../rushes.db', 'heads/another', 'rushes.db'])
        expect(await store.get(key)).toBeNull()
      expect(await knock(near[0]!.port()!, '/get?key=heads%2Fx', envelope.proofOf('/get?key=heads%2Fx'), 'POST')).toBe(
        403,
      )
      const head = `heads/${a!.context.library.deviceId}`
      expect(JSON.parse(Buffer.from((await store.get(head))!).toString())).toMatchObject({ seq: 1 })
    })
  })

  it('an answer to another question, or a changed one, is not believed', async () => {
    const key = Buffer.alloc(32, 1)
    const envelope = envelopeOf(LIBRARY, key)
    const sealed = envelope.seal('/get?key=a', Buffer.from('text'))
    expect(envelope.open('/get?key=a', sealed).toString()).toBe('text')
    expect(() => envelope.open('/get?key=b', sealed)).toThrow('is damaged')
    sealed[40]! ^= 1
    expect(() => envelope.open('/get?key=a', sealed)).toThrow('is damaged')
    expect(() =>
      envelopeOf('another library', key).open('/get?key=a', envelope.seal('/get?key=a', Buffer.from('text'))),
    ).toThrow('is damaged')
  })

  it('a neighbour whose lists go in circles is left', async () => {
    const entry = (index: number) => ({
      key: `j/d/${String(index).padStart(10, '0')}-00`,
      bytes: 1,
      modifiedAt: 0,
      tag: '',
    })
    const page = Array.from({ length: LIST_PAGE }, (_, index) => entry(index))
    const envelope = envelopeOf(LIBRARY, Buffer.alloc(32, 1))
    const server = await serveNearby({ list: () => page, get: () => null }, () => [envelope], '127.0.0.1')
    const store = neighbourStore('127.0.0.1', server.port, [envelope])
    await expect(
      (async () => {
        for await (const one of store.list('j/')) void one
      })(),
    ).rejects.toMatchObject({ code: 'remote.damaged' })
    await server.close()
  })
})

describe('the key of neighbours', () => {
  it('is one for all who were at the remote, for its owner alone to read, and kept', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'rushes-keys-'))
    const remote = createMemoryStore()
    const [one, other] = [openNearbyKeys(join(dir, 'one.json')), openNearbyKeys(join(dir, 'other.json'))]
    await Promise.all([one.agree(remote, go), other.agree(remote, go)])
    await one.agree(remote, go)
    expect(one.all()).toEqual(other.all())
    expect(one.all()).toHaveLength(1)
    expect(statSync(join(dir, 'one.json')).mode & 0o077).toBe(0)
    expect(openNearbyKeys(join(dir, 'one.json')).all()).toEqual(one.all())
    writeFileSync(join(dir, 'one.json'), '{"keys": ["zz"]}')
    expect(openNearbyKeys(join(dir, 'one.json')).all()).toEqual([])
    // A second remote has a key of its own: both are kept.
    const second = createMemoryStore()
    await openNearbyKeys(join(dir, 'third.json')).agree(second, go)
    await one.agree(second, go)
    expect(one.all()).toHaveLength(2)
    rmSync(dir, { recursive: true, force: true })
  })

  it('of a journal asked for page by page is in the order of its keys', () => {
    const dir = mkdtempSync(join(tmpdir(), 'rushes-own-'))
    const a = sharer(dir, 'a', createMemoryStore())
    const journal = ownJournal(a.context)
    expect(journal.list('heads/', '').map((one) => one.key)).toEqual([`heads/${a.context.library.deviceId}`])
    expect(journal.list('heads/', `heads/${a.context.library.deviceId}`)).toEqual([])
    expect(journal.list('ck/', '')).toEqual([])
    void a.close()
    rmSync(dir, { recursive: true, force: true })
  })
})
