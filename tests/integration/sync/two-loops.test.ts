/**
 * What is said never waits for bytes, and what a person asks of the bytes acts on those under way.
 */
import { describe, expect, it } from 'vitest'
import { RushesError } from '../../../shared/model/errors.ts'
import { keptDevice, slowStore, type KeptDevice, type SlowStore } from '../../helpers/kept-device.ts'
import { scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

const MB = 1_000_000
const SLOW = { originals: 'all', bytesPerSecond: MB } as const
const isWord = (key: string): boolean => key.startsWith('j/')
const originals = (device: KeptDevice): number =>
  device.loop.status().outgoing.find(({ cargo }) => cargo === 'originals')?.bytes ?? 0

/** A device in the middle of a large send. */
async function inMidSend(
  dir: string,
  at: SlowStore,
  options: Partial<Parameters<typeof keptDevice>[0]> = {},
): Promise<KeptDevice> {
  const device = await keptDevice({ dir, name: 'A', at, rules: SLOW, clips: [12 * MB], ...options })
  await until('bytes are on their way', () => at.sent() > 0.3 * MB && device.loop.status().state === 'syncing')
  return device
}

describe('two loops', () => {
  it('a star is at the remote before the bytes are, and on a second device while they still go', async () => {
    using place = scratch()
    const at = slowStore()
    const devices: KeptDevice[] = []
    // What a hint on the network does: whoever hears it looks at once.
    const a = await inMidSend(place.dir, at, {
      published: () => {
        devices[0]?.loop.poke(true)
      },
    })
    const b = await keptDevice({ dir: place.dir, name: 'B', at, rules: {} })
    devices.push(b)
    try {
      await until('the second device knows the clip', () => b.stars(a.assetIds[0]!) === 0)
      const [before, sent] = [at.order.filter(isWord).length, at.sent()]
      a.rate(a.assetIds[0]!, 5)
      await until('the star is at the remote', () => at.order.filter(isWord).length > before)
      await until('the second device has the star', () => b.stars(a.assetIds[0]!) === 5)
      expect(originals(a)).toBe(12 * MB)
      expect(at.underWay()).toBeGreaterThan(0)
      expect(at.sent()).toBeGreaterThanOrEqual(sent)
      a.update({ rules: { bytesPerSecond: null } })
      await until('everything is there', () => originals(a) === 0)
      // The order, by what was whole when: the word of the star came before the last pack and before any manifest.
      const word = at.order.indexOf(at.order.filter(isWord)[before]!)
      expect(word).toBeLessThan(at.order.findLastIndex((key) => key.startsWith('packs/')))
      expect(word).toBeLessThan(at.order.findIndex((key) => /^(m|idx)\//.test(key)))
    } finally {
      await Promise.all([a, b].map((device) => device.close()))
    }
  })

  it('bytes that are damaged at the remote bar no word, in either direction', async () => {
    using place = scratch()
    const at = slowStore()
    const a = await keptDevice({ dir: place.dir, name: 'A', at, rules: { originals: 'all' }, clips: [MB] })
    let b: KeptDevice | undefined
    try {
      await until('everything is there', () => at.order.some((key) => key.startsWith('idx/')) && originals(a) === 0)
      // What is listed for bytes alone: an object of them that is not what it should be.
      const damaged: SlowStore = {
        ...at,
        paced: (pace) => ({
          ...at.paced(pace),
          list: () => {
            throw new RushesError('remote.damaged', 'A pack at the remote is damaged.')
          },
        }),
      }
      b = await keptDevice({ dir: place.dir, name: 'B', at: damaged, rules: { originals: 'all' }, clips: [MB] })
      await until('the damage is told', () => b!.loop.status().state === 'failed')
      a.rate(a.assetIds[0]!, 5)
      await until('the star is at the remote', () =>
        a.loop.status().outgoing.every(({ cargo }) => cargo !== 'metadata'),
      )
      b.loop.poke(true)
      await until('the second device has the star', () => b!.stars(a.assetIds[0]!) === 5)
      b.rate(b.assetIds[0]!, 4)
      await until('its star goes', () => b!.loop.status().outgoing.every(({ cargo }) => cargo !== 'metadata'))
      a.loop.poke(true)
      await until('and comes', () => a.stars(b!.assetIds[0]!) === 4)
      // It is still told, until a person has looked.
      expect(b.loop.status()).toMatchObject({ state: 'failed' })
    } finally {
      await Promise.all([a, b].map((device) => device?.close()))
    }
  })

  it('a pause stops the bytes under way; going on sends the rest', async () => {
    using place = scratch()
    const at = slowStore()
    const a = await inMidSend(place.dir, at)
    try {
      a.update({ paused: true })
      // Never "paused" while a byte still goes.
      await until('it is paused', () => a.loop.status().state === 'paused')
      expect(at.underWay()).toBe(0)
      const sent = at.sent()
      expect(originals(a)).toBe(12 * MB)
      await until('a while of the store’s own has gone by', async () => {
        for (let looks = 0; looks < 200; looks += 1) await at.store.head('format.json')
        return true
      })
      expect(at.sent()).toBe(sent)
      a.update({ paused: false, rules: { bytesPerSecond: null } })
      await until('everything is there', () => a.loop.status().state === 'idle' && originals(a) === 0)
    } finally {
      await a.close()
    }
  })

  it('a new rate holds for the send under way, which goes on', async () => {
    using place = scratch()
    const at = slowStore()
    const a = await inMidSend(place.dir, at)
    try {
      const sessions = at.order.filter((key) => key.startsWith('sess/')).length
      expect(sessions).toBe(1)
      a.update({ rules: { bytesPerSecond: null } })
      await until('everything is there', () => originals(a) === 0 && a.loop.status().state === 'idle')
      expect(at.order.filter((key) => key.startsWith('sess/'))).toHaveLength(1)
    } finally {
      await a.close()
    }
  })

  it('closing hours stop the bytes under way, and words still go', async () => {
    using place = scratch()
    const at = slowStore()
    let now = new Date(2026, 10, 28, 23, 30).getTime()
    const a = await inMidSend(place.dir, at, { now: () => now, rules: { ...SLOW, hours: { from: 22, to: 6 } } })
    try {
      now = new Date(2026, 10, 29, 6, 0).getTime()
      await until('it waits for the hour', () => a.loop.status().state === 'waiting')
      expect(at.underWay()).toBe(0)
      expect(a.loop.status().note).toBe('sending is limited to 22 to 6 h')
      const before = at.order.filter(isWord).length
      a.rate(a.assetIds[0]!, 3)
      await until('the star is at the remote', () => at.order.filter(isWord).length > before)
      expect(originals(a)).toBe(12 * MB)
      expect(at.underWay()).toBe(0)
    } finally {
      await a.close()
    }
  })
})
