/**
 * Reading inside files that are made to keep a reader busy: they cost their own answer, and nothing else.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBoundedThread } from '../../../electron/engine/media/inside/bounded-thread.ts'
import { createInsideReader, type InsideReader } from '../../../electron/engine/media/inside/inside-reader.ts'
import { takeOut } from '../../../electron/engine/media/heif.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { box, fullBox } from '../../../electron/engine/media/surround/entries.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { scratch } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'

const place = scratch()
let inside: InsideReader
beforeAll(() => {
  inside = createInsideReader(workerUrls().insideMedia)
})
afterAll(async () => {
  await inside.close()
  place[Symbol.dispose]()
})

function file(name: string, bytes: Buffer): string {
  const path = join(place.dir, name)
  writeFileSync(path, bytes)
  return path
}

/** A sound of a second with an iXML chunk. */
function wav(name: string, ixml: string): string {
  const chunk = (id: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.write(id, 'latin1')
    head.writeUInt32LE(body.length, 4)
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
  }
  const format = Buffer.alloc(16)
  format.writeUInt16LE(1, 0)
  format.writeUInt16LE(1, 2)
  format.writeUInt32LE(48_000, 4)
  format.writeUInt32LE(96_000, 8)
  format.writeUInt16LE(2, 12)
  format.writeUInt16LE(16, 14)
  const body = [chunk('fmt ', format), chunk('iXML', Buffer.from(ixml)), chunk('data', Buffer.alloc(96_000))]
  return file(name, chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...body])))
}

/** A TIFF whose tags each name nearly the whole file. */
function hungryTiff(bytes: number): Buffer {
  const tags = [0x927c, 0x9286, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e]
  const entries = tags.map((tag) => {
    const entry = Buffer.alloc(12)
    entry.writeUInt16LE(tag, 0)
    entry.writeUInt16LE(1, 2)
    entry.writeUInt32LE(bytes - 200, 4)
    entry.writeUInt32LE(150, 8)
    return entry
  })
  const head = Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, tags.length, 0])
  const all = Buffer.alloc(bytes, 1)
  Buffer.concat([head, ...entries, Buffer.alloc(4)]).copy(all)
  return all
}

/** A HEIF of 20 kB whose index claims 200 million places of no bytes. */
function claimingHeif(): Buffer {
  const items = 3000
  const located = Buffer.alloc(8 + items * 6)
  located.writeUInt16BE(items, 6)
  for (let item = 0; item < items; item += 1) {
    located.writeUInt16BE(item + 1, 8 + item * 6)
    located.writeUInt16BE(65_535, 8 + item * 6 + 4)
  }
  const entry = box('infe', Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 1, 0, 0]), Buffer.from('hvc1\0')]))
  const meta = Buffer.concat([
    fullBox('hdlr', Buffer.concat([Buffer.alloc(4), Buffer.from('pict'), Buffer.alloc(13)])),
    fullBox('pitm', Buffer.from([0, 1])),
    fullBox('iinf', Buffer.concat([Buffer.from([0, 1]), entry])),
    box('iloc', located),
    box('iprp', box('ipco', Buffer.alloc(0))),
  ])
  return Buffer.concat([
    box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')),
    fullBox('meta', meta),
    box('mdat', Buffer.alloc(1000)),
  ])
}

describe('a thread with bounds', () => {
  /** Answers a number with its double; never answers 0; grows without end over −1. */
  const entry = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads'
      parentPort.on('message', (n) => {
        if (n === 0) for (;;);
        const kept = []
        while (n < 0) kept.push(Array.from({ length: 1e5 }, () => ({})))
        parentPort.postMessage(n * 2)
      })`)}`,
  )
  it('costs the question its answer that takes too long or asks for too much, and no other', async () => {
    const thread = createBoundedThread<number, number>({
      entry,
      name: 'test',
      limits: { maxOldGenerationSizeMb: 32 },
      limitMs: 3_000,
    })
    expect(await Promise.all([1, 0, 2, -1, 3].map((n) => thread.ask(n)))).toEqual([2, null, 4, null, 6])
    await thread.close()
    // It starts anew with the next question; and closing it leaves nobody waiting.
    expect(await thread.ask(4)).toBe(8)
    const asked = thread.ask(0)
    await thread.close()
    expect(await asked).toBeNull()
  })
})

describe('files that claim more than they hold', () => {
  it('a HEIF with places of no bytes: nothing is made of it', async () => {
    expect(takeOut(claimingHeif())).toBeNull()
    const probe = await probeFile(file('claims.heic', claimingHeif()), { ...(await media.mediaContext()), inside })
    expect(probe.ok).toBe(false)
  })

  it('an iXML of elements inside one another: what stands near its root is read', async () => {
    const deep = 100_000
    const path = wav(
      'deep.wav',
      `<BWFXML><SCENE>12A</SCENE>${'<a>'.repeat(deep)}${'x</a>'.repeat(deep)}<TAKE>3</TAKE></BWFXML>`,
    )
    const { sound } = await inside.ask('aside', { path, bytes: statSync(path).size })
    expect([sound?.facts.scene, sound?.facts.take]).toEqual(['12A', '3'])
  })

  it('a movie with millions of boxes in its index is not opened, and says why; a sound after it is read', async () => {
    const plain = await media.plain('25')
    const bytes = readFileSync(plain)
    const at = bytes.indexOf('moov') - 4
    const empty = Buffer.alloc(3_000_000 * 8)
    for (let one = 0; one < empty.length; one += 8) empty.write('\0\0\0\x08free', one, 'latin1')
    const moov = Buffer.concat([bytes.subarray(at + 8), empty])
    const path = file('boxes.mov', Buffer.concat([bytes.subarray(0, at), box('moov', moov)]))
    const context = { ...(await media.mediaContext()), inside }
    const [movie, sound] = await Promise.all([
      probeFile(path, context),
      probeFile(wav('after.wav', '<BWFXML><SCENE>7</SCENE></BWFXML>'), context),
    ])
    expect(movie.ok).toBe(true)
    expect(sound.ok && sound.audio[0]!.sampleRate).toBe(48_000)
  })

  it('EXIF whose tags each claim the whole file: tags of a camera are read, those are not', async () => {
    const bytes = hungryTiff(24 << 20)
    const make = hungryTiff(24 << 20)
    // The name of the maker, as long as the file.
    make.writeUInt16LE(0x10f, 10)
    for (const [name, tiff] of [
      ['hungry.tif', bytes],
      ['make.tif', make],
    ] as const) {
      const path = file(name, tiff)
      const { exif, remark } = await inside.ask('aside', { path, bytes: tiff.length })
      expect([exif, remark]).toEqual([null, null])
    }
  })

  it('what is not there is told in the words of the system, as without a thread', async () => {
    await expect(inside.ask('heif', { path: join(place.dir, 'absent.heic'), bytes: 9 })).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })
})
