/**
 * One specification for every kind of store: what is put there is there, whole, under its own name alone.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore, StoredObject } from '../../../electron/engine/sync/stores/store.ts'
import { storeKinds } from '../../helpers/stores.ts'

const text = (value: string): Uint8Array => Buffer.from(value)

async function all(store: ObjectStore, prefix: string, after?: string): Promise<StoredObject[]> {
  const found: StoredObject[] = []
  for await (const one of store.list(prefix, after === undefined ? {} : { after })) found.push(one)
  return found
}

describe.each(storeKinds())('a store in $name', (kind) => {
  let running: Awaited<ReturnType<typeof kind.start>> | undefined
  let store: ObjectStore
  beforeAll(async () => {
    running = await kind.start()
  }, 240_000)
  afterAll(async () => {
    await running?.close()
  })
  beforeEach(() => {
    store = running!.make()
  })

  it('gives back what was put there, whole and in parts', async () => {
    const bytes = randomBytes(300_000)
    expect(await store.put('packs/ab/one', bytes)).toBe('made')
    expect(Buffer.compare((await store.get('packs/ab/one'))!, bytes)).toBe(0)
    expect(
      Buffer.compare((await store.get('packs/ab/one', { from: 1000, length: 2000 }))!, bytes.subarray(1000, 3000)),
    ).toBe(0)
    expect(Buffer.compare((await store.get('packs/ab/one', { from: 299_990 }))!, bytes.subarray(299_990))).toBe(0)
    expect((await store.get('packs/ab/one', { from: 299_990, length: 100 }))!.length).toBe(10)
    expect((await store.get('packs/ab/one', { from: 300_000, length: 5 }))!.length).toBe(0)
  })

  it('holds an object of no bytes, and one of 20 MiB', async () => {
    await store.put('heads/a', new Uint8Array(0))
    expect((await store.get('heads/a'))!.length).toBe(0)
    const big = randomBytes(20 << 20)
    await store.put('packs/cd/big', big)
    expect(Buffer.compare((await store.get('packs/cd/big'))!, big)).toBe(0)
  })

  it('says null of what is not there, and removes it without a word', async () => {
    expect(await store.get('heads/nobody')).toBeNull()
    expect(await store.get('heads/nobody', { from: 3, length: 4 })).toBeNull()
    expect(await store.head('heads/nobody')).toBeNull()
    await store.remove('heads/nobody')
  })

  it('replaces an object under its name, and its tag with it', async () => {
    await store.put('heads/a', text('one'))
    const before = await store.head('heads/a')
    await store.put('heads/a', text('two!'))
    const after = await store.head('heads/a')
    expect(before).toMatchObject({ key: 'heads/a', bytes: 3 })
    expect(after).toMatchObject({ key: 'heads/a', bytes: 4 })
    expect(after!.tag).not.toBe(before!.tag)
    expect(Math.abs(after!.modifiedAt - Date.now())).toBeLessThan(60_000)
  })

  it('writes only where nothing is, if asked', async () => {
    expect(await store.put('j/a/1', text('first'), { ifAbsent: true })).toBe('made')
    expect(await store.put('j/a/1', text('second'), { ifAbsent: true })).toBe(kind.promises ? 'there' : 'made')
    if (kind.promises) expect(Buffer.from((await store.get('j/a/1'))!).toString()).toBe('first')
  })

  it('lets exactly one of many writers make an object', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => store.put('format.json', text(`writer ${index}`), { ifAbsent: true })),
    )
    expect(answers.filter((one) => one === 'made').length).toBe(kind.promises ? 1 : 12)
  })

  it('lists in the order of keys, below a prefix, after a key', async () => {
    for (const key of ['j/b/2', 'j/a.1/0001', 'j/a/0001', 'j/a/0002', 'j/a-1/0001', 'idx/a/1', 'j/a.1/0002'])
      await store.put(key, text(key))
    expect((await all(store, 'j/')).map(({ key }) => key)).toEqual([
      'j/a-1/0001',
      'j/a.1/0001',
      'j/a.1/0002',
      'j/a/0001',
      'j/a/0002',
      'j/b/2',
    ])
    expect((await all(store, 'j/a')).length).toBe(5)
    expect((await all(store, 'j/a/')).map(({ key }) => key)).toEqual(['j/a/0001', 'j/a/0002'])
    expect((await all(store, 'j/a/', 'j/a/0001')).map(({ key }) => key)).toEqual(['j/a/0002'])
    expect((await all(store, 'j/', 'j/a.1/0001')).map(({ key }) => key)).toEqual([
      'j/a.1/0002',
      'j/a/0001',
      'j/a/0002',
      'j/b/2',
    ])
    expect((await all(store, '')).length).toBe(7)
    expect(await all(store, 'nothing/')).toEqual([])
    expect((await all(store, 'idx/'))[0]).toMatchObject({ key: 'idx/a/1', bytes: 7 })
  })

  it.runIf(kind.lists)('lists more than one page holds', async () => {
    const names = Array.from({ length: 2_300 }, (_, index) => `many/${String(index).padStart(5, '0')}`)
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => store.put(name, text('x'))))
    expect((await all(store, 'many/')).map(({ key }) => key)).toEqual(names)
    expect((await all(store, 'many/', 'many/01200')).length).toBe(1_099)
  })

  it('refuses names that could lead elsewhere', async () => {
    for (const key of [
      '',
      '../outside',
      'a/../b',
      '/etc/passwd',
      'a//b',
      'a/',
      '.hidden',
      'a/.b',
      'nul\0',
      'a\\b',
      'ü',
      'x'.repeat(600),
    ]) {
      await expect(store.put(key, text('x'))).rejects.toMatchObject({ code: 'usage' })
      await expect(store.get(key)).rejects.toMatchObject({ code: 'usage' })
      await expect(store.remove(key)).rejects.toMatchObject({ code: 'usage' })
    }
  })

  it('ends at once when it is told to', async () => {
    const signal = AbortSignal.abort()
    await expect(store.put('heads/a', text('x'), { signal })).rejects.toMatchObject({ name: 'AbortError' })
    await store.put('heads/b', text('x'))
    await expect(store.get('heads/b', { signal })).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('tells how far its clock is from ours', async () => {
    await store.put('heads/a', text('x'))
    expect(Math.abs(store.clockOffset()!)).toBeLessThan(5_000)
  })
})
