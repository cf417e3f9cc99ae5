/**
 * Pictures of a card before it is copied: spread over it, made one after the other, and gone when nobody needs them.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isShown } from '../../../electron/engine/domain/spread.ts'
import { testLibrary } from '../../helpers/library.ts'
import { film } from '../../helpers/media.ts'

describe('pictures of a card', () => {
  it('are made of its clips, and of none that is no picture; the card is left as it was', async () => {
    const library = await testLibrary()
    const { client, engine, dir, folder } = library
    const card = join(dir, 'A007')
    mkdirSync(card)
    for (const name of ['A007C001.mov', 'A007C002.mov', 'A007C003.mov']) copyFileSync(await film(), join(card, name))
    writeFileSync(join(card, 'A007C004.mov'), 'no film')
    writeFileSync(join(card, 'notes.txt'), 'notes')
    const before = readdirSync(card).map((name) => [name, statSync(join(card, name)).mtimeMs])
    const shown: { name: string; id: string | null }[] = []
    for await (const { name, id } of await client.offloads.pictures({ sources: [card], limit: 8 })) shown.push({ name, id })
    expect(shown.map(({ name }) => name)).toEqual(['A007C001.mov', 'A007C002.mov', 'A007C003.mov', 'A007C004.mov'])
    expect(shown.map(({ id }) => id === null)).toEqual([false, false, false, true])
    const file = engine.derivative(shown[0]!.id!)
    expect(file).toMatchObject({ mime: 'image/jpeg' })
    expect(existsSync(file!.path)).toBe(true)
    expect(readdirSync(card).map((name) => [name, statSync(join(card, name)).mtimeMs])).toEqual(before)
    expect((await client.assets.outline({})).total).toBe(0)
    await engine.close()
    expect(existsSync(join(folder.derivatives, 'card-pictures'))).toBe(false)
    rmSync(dir, { recursive: true, force: true })
  }, 60_000)

  it('are the first, the last and some evenly between, never more than are asked for', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 24 }), (of, limit) => {
      const chosen = Array.from({ length: of }, (_, index) => index).filter((index) => isShown(index, of, limit))
      expect(chosen).toHaveLength(Math.min(of, limit))
      expect(chosen[0]).toBe(0)
      if (limit > 1) expect(chosen.at(-1)).toBe(of - 1)
    }))
  })
})
