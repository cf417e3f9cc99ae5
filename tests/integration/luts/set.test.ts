/**
 * The LUTs of a library: added, named, used by looks, taken out; what is no LUT is refused with its line.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  symlinkSync,
  copyFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import type { Lut } from '../../../shared/model/luts.ts'
import { newId } from '../../../shared/util/ids.ts'
import { colourOf } from '../../helpers/derived.ts'
import { engineOn, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { lutFile, NEGATIVE } from '../../helpers/luts.ts'
import * as media from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { readDerivative } from '../../../electron/engine/db/catalogue/derivatives.ts'
import { openReader } from '../../../electron/engine/db/core/open.ts'

const op = () => ({ opId: newId() })
let library: TestLibrary
let client: EngineClient

beforeAll(async () => {
  library = await testLibrary()
  client = library.client
  mkdirSync(join(library.dir, 'A001'))
  copyFileSync(await media.plain('25'), join(library.dir, 'A001', 'A001C001.mp4'))
  for await (const _ of await client.catalogue.add({ paths: [join(library.dir, 'A001')] })) void _
}, 120_000)
afterAll(() => library[Symbol.asyncDispose]())

const names = async (): Promise<string[]> => (await client.luts.list({})).map(({ name }) => name)
const add = (path: string, words = {}): Promise<Lut> => client.luts.add({ ...op(), path, words })

async function detail(): Promise<AssetDetail> {
  const { rows } = await client.assets.list({ query: 'kind:video' })
  return await client.assets.get({ id: rows[0]!.id })
}
async function settled(): Promise<AssetDetail> {
  return await until('nothing is waiting', async () => {
    const now = await detail()
    return now.work === 'none' && now.derivatives.proxy !== null ? now : null
  })
}

describe('a LUT that is added', () => {
  it('says what its name says of it, unless a person knows better', async () => {
    const path = lutFile(library.dir, 'SLog3SGamut3.CineToLC-709.cube', ([r, g, b]) => [r, g, b])
    const added = await add(path)
    expect(added).toMatchObject({
      name: 'SLog3SGamut3.CineToLC-709',
      kind: 'cube',
      size: { cube: 9, curves: null },
      reference: 'code',
      curve: 's-log3',
      gamut: 'S-Gamut3.Cine',
      here: true,
      usedBy: 0,
    })
    expect(readdirSync(library.folder.luts)).toEqual([`${added.hash}.cube`])
    expect(
      await add(
        lutFile(library.dir, 'own.cube', ([r, g, b]) => [g, r, b]),
        { curve: 'logc4' },
      ),
    ).toMatchObject({
      reference: 'signal',
      curve: 'logc4',
    })
  })

  it('is one however often it is added, and the second time is no step to undo', async () => {
    const path = lutFile(library.dir, 'twice.cube', ([r, g, b]) => [b, g, r])
    const first = await add(path)
    copyFileSync(path, join(library.dir, 'copy of it.cube'))
    expect(await add(join(library.dir, 'copy of it.cube'))).toEqual(first)
    expect(await add(path, { note: 'from the DIT' })).toMatchObject({ hash: first.hash, note: 'from the DIT' })
    await client.history.undo(op())
    expect((await client.luts.list({})).find(({ hash }) => hash === first.hash)).toMatchObject({ note: '' })
    await client.history.undo(op())
    expect(await names()).not.toContain('twice')
    await client.history.redo(op())
    expect(await names()).toContain('twice')
  })

  it('may come without a path, packed', async () => {
    const text = 'LUT_1D_SIZE 2\n0 0 0\n1 1 1\n'
    const sent = await client.luts.send({
      ...op(),
      fileName: 'n/a/curve.cube',
      bytes: gzipSync(text).toString('base64'),
    })
    expect(sent).toMatchObject({ name: 'curve', size: { cube: null, curves: 2 } })
    const bomb = gzipSync(Buffer.alloc(80 << 20)).toString('base64')
    await expect(client.luts.send({ ...op(), fileName: 'bomb.cube', bytes: bomb })).rejects.toMatchObject({
      code: 'usage',
    })
    await expect(client.luts.send({ ...op(), fileName: 'x.cube', bytes: 'AAAA' })).rejects.toMatchObject({
      code: 'usage',
    })
  })

  it('is refused with its line where it is none, and leaves nothing behind', async () => {
    const before = readdirSync(library.folder.luts)
    const bad = (name: string, text: string): string => {
      writeFileSync(join(library.dir, name), text)
      return join(library.dir, name)
    }
    const huge = bad('huge.cube', '')
    truncateSync(huge, 65 << 20)
    symlinkSync(bad('real.cube', 'LUT_1D_SIZE 2\n0 0 0\n1 1 1\n'), join(library.dir, 'link.cube'))
    for (const [path, said] of [
      [bad('word.cube', 'LUT_3D_SIZE 2\nnan 0 0\n'), /line 2/],
      [bad('big.cube', 'LUT_3D_SIZE 4096\n'), /line 1: A size of/],
      [bad('cut.cube', 'LUT_3D_SIZE 2\n0 0 0\n'), /cut off/],
      [bad('picture.png', 'x'), /\.cube and \.3dl/],
      [huge, /too large/],
      [join(library.dir, 'nowhere.cube'), /can’t be read/],
      [join(library.dir, 'link.cube'), /can’t be read/],
      [library.folder.database, /no LUTs/],
    ] as const)
      await expect(add(path)).rejects.toMatchObject({ message: expect.stringMatching(said) as string })
    expect(readdirSync(library.folder.luts)).toEqual(before)
  })
})

describe('a conversion that is chosen for clips', () => {
  it('keeps the decision list that each of them has, and is one step', async () => {
    const { id, look: before } = await detail()
    const cdl = { slope: [1.1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 0.9 } as const
    const lookNow = async () => (await client.assets.get({ id })).look
    await client.assets.set({
      ...op(),
      ids: [id],
      changes: { look: { curve: null, cdl: { ...cdl, slope: [1.1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1] } } },
    })
    const convert = (curve: 'v-log' | null) =>
      client.assets.looks({
        ...op(),
        looks: [{ ids: [id], look: curve === null ? null : { curve, cdl: null }, keepList: true }],
      })
    await convert('v-log')
    expect(await lookNow()).toEqual({ curve: 'v-log', cdl })
    await convert(null)
    expect(await lookNow()).toEqual({ curve: null, cdl })
    for (let step = 0; step < 3; step += 1) await client.history.undo(op())
    expect(await lookNow()).toEqual(before)
    await expect(client.assets.looks({ ...op(), looks: [{ ids: [newId()], look: null }] })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a look with a LUT', () => {
  it('is baked into what shows the clip, and its LUT is not taken out unasked', async () => {
    const plain = await settled()
    const path = lutFile(library.dir, 'negative.cube', NEGATIVE, 2)
    const { hash, reference } = await add(path)
    await client.assets.set({
      ...op(),
      ids: [plain.id],
      changes: { look: { curve: null, cdl: null, lut: { hash, reference } } },
    })
    const looked = await until('it is shown with its look', async () => {
      const now = await settled()
      return now.derivatives.poster !== plain.derivatives.poster && now.derivatives.proxy !== plain.derivatives.proxy
        ? now
        : null
    })
    expect(looked.colour!.line).toContain('LUT “negative”, signal range → Rec. 709')
    const db = openReader(library.folder.database)
    const at = async (id: string | null): Promise<readonly number[]> =>
      await colourOf(join(library.folder.derivatives, readDerivative(db, id!)!.path), { x: 0.02, y: 0.05 })
    const [before, after] = [await at(plain.derivatives.poster), await at(looked.derivatives.poster)]
    db.close()
    // Both went through a JPEG.
    for (const channel of [0, 1, 2]) expect(Math.abs(before[channel]! + after[channel]! - 255)).toBeLessThanOrEqual(10)

    await expect(client.luts.remove({ ...op(), hash })).rejects.toMatchObject({
      message: expect.stringContaining('1 clip') as string,
    })
    await client.luts.remove({ ...op(), hash, force: true })
    expect(await names()).not.toContain('negative')
    expect((await detail()).derivatives).toEqual(looked.derivatives)
    await client.history.undo(op())
    expect(await names()).toContain('negative')
  })

  it('follows when the range of its LUT is corrected, in the same step', async () => {
    const { id, look } = await detail()
    const hash = look!.lut!.hash
    await client.luts.set({ ...op(), hash, words: { reference: 'code', name: 'Turned' } })
    expect((await client.assets.get({ id })).look!.lut).toEqual({ hash, reference: 'code' })
    expect((await detail()).colour!.line).toContain('LUT “Turned”, code range')
    await client.history.undo(op())
    expect((await client.assets.get({ id })).look!.lut).toEqual({ hash, reference: 'signal' })
    expect((await client.luts.list({})).find((one) => one.hash === hash)).toMatchObject({
      name: 'negative',
      reference: 'signal',
    })
  })

  it('of which the file is gone says so when the library opens, and is made when it is added again', async () => {
    const { id, look } = await detail()
    const hash = look!.lut!.hash
    await library.engine.close()
    rmSync(join(library.folder.luts, `${hash}.cube`))
    const again = await engineOn(library.folder)
    try {
      await until(
        'it is seen',
        async () => (await again.client.luts.list({})).find((one) => one.hash === hash)?.here === false,
      )
      expect((await again.client.assets.get({ id })).colour).toMatchObject({
        lacking: hash,
        line: expect.stringContaining('shown as recorded: the LUT “negative” is not on this device yet') as string,
      })
      await again.client.luts.add({ ...op(), path: join(library.dir, 'negative.cube') })
      expect((await again.client.assets.get({ id })).colour).toMatchObject({ lacking: null })
      expect(existsSync(join(library.folder.luts, `${hash}.cube`))).toBe(true)
    } finally {
      await again.engine.close()
    }
  })
})
