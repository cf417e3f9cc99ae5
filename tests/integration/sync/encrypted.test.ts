/** An encrypted library at a remote: what a stranger sees, and what happens when somebody meddles. */
import { describe, expect, it } from 'vitest'
import {
  newRecoveryCode,
  readRecoveryCode,
  readWrap,
  unwrapMaster,
  wrapMaster,
} from '../../../electron/engine/sync/format/keys.ts'
import { createRepository, openRepository } from '../../../electron/engine/sync/format/repository.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { sealedStore } from '../../../electron/engine/sync/stores/sealed.ts'
import type { ObjectStore } from '../../../electron/engine/sync/stores/store.ts'

const ID = '01890000-0000-7000-8000-000000000001'
const text = (bytes: Uint8Array | null): string => Buffer.from(bytes!).toString()

async function everything(store: ObjectStore): Promise<{ keys: string[]; bytes: Buffer }> {
  const keys: string[] = []
  const parts: Uint8Array[] = []
  for await (const { key } of store.list('')) {
    keys.push(key)
    parts.push((await store.get(key))!)
  }
  return { keys, bytes: Buffer.concat(parts) }
}

describe('an encrypted library', () => {
  it('opens with its passphrase, its recovery code and its master key, and with nothing else', async () => {
    const store = createMemoryStore()
    const { repository, recoveryCode } = await createRepository(store, ID, 'three sodden geese')
    for (const key of [
      { passphrase: 'three sodden geese' },
      { recoveryCode: recoveryCode! },
      { recoveryCode: recoveryCode!.toLowerCase().replaceAll('-', ' ') },
      { master: repository.master! },
    ]) {
      expect((await openRepository(store, key, { id: ID, encrypted: true })).secrets).toEqual(repository.secrets)
    }
    for (const key of [
      { passphrase: 'three sodden gees' },
      { recoveryCode: newRecoveryCode() },
      { master: Buffer.alloc(32) },
      null,
    ]) {
      await expect(openRepository(store, key)).rejects.toMatchObject({ code: 'remote.denied' })
    }
  })

  it('shows a stranger no bytes, no names and no exact sizes', async () => {
    const store = createMemoryStore()
    const { repository } = await createRepository(store, ID, 'three sodden geese')
    const inside = sealedStore(store, repository.secrets)
    await inside.put('j/device.1/0000000001-aa', Buffer.from('A001_C001 was rated 5'))
    expect(text(await inside.get('j/device.1/0000000001-aa'))).toBe('A001_C001 was rated 5')
    expect(text(await inside.get('j/device.1/0000000001-aa', { from: 5, length: 4 }))).toBe('C001')
    const { bytes } = await everything(store)
    expect(bytes.includes('A001')).toBe(false)
    expect(bytes.includes(repository.master!)).toBe(false)
    expect((await store.head('j/device.1/0000000001-aa'))!.bytes % 4096).toBe(48)
  })

  it('notices an object that was changed, cut, or put in the place of another', async () => {
    const store = createMemoryStore()
    const { repository } = await createRepository(store, ID, 'three sodden geese')
    const inside = sealedStore(store, repository.secrets)
    await inside.put('heads/a', Buffer.from('one'))
    const whole = (await store.get('heads/a'))!
    await store.put('heads/b', whole)
    await expect(inside.get('heads/b')).rejects.toMatchObject({ code: 'remote.damaged' })
    await store.put('heads/a', whole.slice(0, -1))
    await expect(inside.get('heads/a')).rejects.toMatchObject({ code: 'remote.damaged' })
    await store.put('heads/a', Buffer.from('plain text'))
    await expect(inside.get('heads/a')).rejects.toMatchObject({ code: 'remote.damaged' })
  })

  it('is not opened as a plain one, or as another, by somebody who changed the place', async () => {
    const store = createMemoryStore()
    await createRepository(store, ID, 'three sodden geese')
    const format = JSON.parse(text(await store.get('format.json'))) as Record<string, unknown>
    await store.put('format.json', Buffer.from(JSON.stringify({ ...format, encryption: null })))
    await expect(openRepository(store, null, { id: ID, encrypted: true })).rejects.toMatchObject({
      code: 'remote.foreign',
    })
    await store.put(
      'format.json',
      Buffer.from(JSON.stringify({ ...format, repository: '01890000-0000-7000-8000-000000000009' })),
    )
    await expect(openRepository(store, { passphrase: 'three sodden geese' }, { id: ID })).rejects.toMatchObject({
      code: 'remote.foreign',
    })
    await expect(openRepository(store, { passphrase: 'three sodden geese' })).rejects.toMatchObject({
      code: 'remote.denied',
    })
    await store.put('format.json', Buffer.from(JSON.stringify({ ...format, version: 2 })))
    await expect(openRepository(store, null)).rejects.toMatchObject({ code: 'remote.newer' })
    await store.put('format.json', Buffer.from(JSON.stringify({ ...format, needs: ['erasure-codes'] })))
    await expect(openRepository(store, null)).rejects.toMatchObject({ code: 'remote.newer' })
    await store.put('format.json', Buffer.from('{'))
    await expect(openRepository(store, null)).rejects.toMatchObject({ code: 'remote.damaged' })
  })

  it('is made once at a place', async () => {
    const store = createMemoryStore()
    await createRepository(store, ID, null)
    await expect(createRepository(store, ID, null)).rejects.toMatchObject({ code: 'conflict' })
    await expect(createRepository(store, '01890000-0000-7000-8000-000000000002', null)).rejects.toMatchObject({
      code: 'remote.foreign',
    })
    await expect(openRepository(createMemoryStore(), null)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('lets no hostile wrap take all memory', async () => {
    const wrap = await wrapMaster(ID, Buffer.alloc(32), { passphrase: 'x' })
    for (const scrypt of [
      { N: 1 << 30, r: 8, p: 1 },
      { N: 1 << 17, r: 1 << 20, p: 1 },
      { N: 1 << 17, r: 8, p: 1e6 },
      { N: 2, r: 8, p: 1 },
      { N: 100_000, r: 8, p: 1 },
      { N: Number.NaN, r: 8, p: 1 },
    ]) {
      await expect(unwrapMaster(ID, { ...wrap, scrypt }, { passphrase: 'x' })).rejects.toMatchObject({
        code: 'remote.damaged',
      })
    }
    for (const bytes of ['', '[]', 'null', '{"version":1}', '{"version":1,"by":"magic","salt":"","wrapped":""}']) {
      expect(() => readWrap(Buffer.from(bytes))).toThrow(expect.objectContaining({ code: 'remote.damaged' }))
    }
  })

  it('finds a slip in a recovery code, and takes letters that look alike', () => {
    const code = newRecoveryCode()
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/)
    const bits = readRecoveryCode(code)
    expect(readRecoveryCode(code.replaceAll('0', 'o').replaceAll('1', 'l'))).toEqual(bits)
    const other = code[7] === 'A' ? 'B' : 'A'
    expect(() => readRecoveryCode(code.slice(0, 7) + other + code.slice(8))).toThrow('recovery code')
    expect(() => readRecoveryCode(code.slice(0, -1))).toThrow('recovery code')
  })
})
