/**
 * Pictures of a card before it is copied: spread over it, made one after the other, and gone when nobody needs them.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { isShown } from '../../../electron/engine/domain/sync/spread.ts'
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
    for await (const { name, id } of await client.offloads.pictures({ sources: [card], limit: 8 }))
      shown.push({ name, id })
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

  it.skipIf(process.platform !== 'linux')(
    'are made of a clip whose name is no text, and of none that a link leads to',
    async () => {
      await using library = await testLibrary()
      const card = join(library.dir, 'A008')
      mkdirSync(card)
      copyFileSync(await film(), Buffer.from(`${card}/caf\xe9.mov`, 'latin1'))
      copyFileSync(await film(), join(card, 'caf\\xE8.mov'))
      symlinkSync(await film(), join(card, 'link.mov'))
      const shown: { name: string; made: boolean }[] = []
      for await (const { name, id } of await library.client.offloads.pictures({ sources: [card], limit: 8 }))
        shown.push({ name, made: id !== null })
      expect(shown.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
        { name: 'caf\\x5CxE8.mov', made: true },
        { name: 'caf\\xE9.mov', made: true },
      ])
    },
    60_000,
  )

  it.skipIf(process.platform !== 'linux')(
    'are made of nothing that can’t be offloaded, and say so as an offload does',
    async () => {
      await using library = await testLibrary()
      const { client, dir, folder } = library
      mkdirSync(join(dir, 'to'))
      symlinkSync('/proc', join(dir, 'to-proc'))
      symlinkSync(folder.path, join(dir, 'to-library'))
      for (const source of [
        '/proc',
        '/sys',
        '/proc/self',
        '/dev/null',
        join(dir, 'to-proc'),
        folder.path,
        folder.derivatives,
        join(dir, 'to-library'),
        dir,
        join(dir, 'nothing'),
      ]) {
        const refused = await client.offloads.plan({ sources: [source], destinations: [] }).then(
          () => null,
          (error: unknown) => error,
        )
        expect(refused).toMatchObject({ message: expect.any(String), code: expect.stringMatching(/^(usage|source\.)/) })
        await expect(pictured(client, source)).rejects.toMatchObject({
          code: (refused as { code: string }).code,
          message: (refused as Error).message,
        })
      }
      for (const source of ['.', 'card', '../proc'])
        await expect(pictured(client, source)).rejects.toMatchObject({
          code: 'usage',
          message: expect.stringContaining('full path'),
        })
    },
    60_000,
  )

  it('are the first, the last and some evenly between, never more than are asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 24 }), (of, limit) => {
        const chosen = Array.from({ length: of }, (_, index) => index).filter((index) => isShown(index, of, limit))
        expect(chosen).toHaveLength(Math.min(of, limit))
        expect(chosen[0]).toBe(0)
        if (limit > 1) expect(chosen.at(-1)).toBe(of - 1)
      }),
    )
  })
})

async function pictured(client: EngineClient, source: string): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of await client.offloads.pictures({ sources: [source], limit: 8 })) names.push(name)
  return names
}
