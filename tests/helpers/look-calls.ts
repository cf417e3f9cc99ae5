/**
 * How the procedures of looks and LUTs are called.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { EngineClient } from '../../shared/contract/client.ts'
import { newId } from '../../shared/util/ids.ts'

/** What the calls work on. */
interface Ground {
  readonly drive: string
  readonly assetId: string
}
type LookCall = (client: EngineClient, ground: Ground) => Promise<unknown>

const op = () => ({ opId: newId() })

/** A LUT of two points; `seed` tells one from another. */
function lutText(seed: number): string {
  return `TITLE "${seed}"\nLUT_3D_SIZE 2\n${Array.from({ length: 8 }, (_, at) => `${at & 1} ${(at >> 1) & 1} ${at >> 2}`).join('\n')}\n`
}

/** The file of a new LUT. */
function aLut(ground: Ground): string {
  const folder = join(`${ground.drive} elsewhere`, newId())
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'made.cube'), lutText(Math.random()))
  return join(folder, 'made.cube')
}

export const LOOK_CALLS: Readonly<Record<string, LookCall>> = {
  'assets.looks': (c, g) =>
    c.assets.looks({ ...op(), looks: [{ ids: [g.assetId], look: { curve: 'v-log', cdl: null } }] }),
  'luts.list': (c) => c.luts.list({}),
  'luts.add': (c, g) => c.luts.add({ ...op(), path: aLut(g) }),
  'luts.send': (c) =>
    c.luts.send({ ...op(), fileName: 'sent.cube', bytes: gzipSync(lutText(1)).toString('base64'), words: {} }),
  'luts.set': async (c, g) =>
    c.luts.set({ ...op(), hash: (await c.luts.add({ ...op(), path: aLut(g) })).hash, words: { note: newId() } }),
  'luts.remove': async (c, g) => c.luts.remove({ ...op(), hash: (await c.luts.add({ ...op(), path: aLut(g) })).hash }),
  'luts.table': (c) =>
    c.luts.table({
      look: { curve: null, cdl: { slope: [1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 0.5 } },
    }),
}
