/**
 * A look that a person chooses for log: pictures are made anew with it, are what the curve says, and come back by undo.
 */
import { appendFileSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import type { Cdl } from '../../../shared/model/colour.ts'
import { newId } from '../../../shared/util/ids.ts'
import { LOG_CURVES, tenBitCode } from '../../../electron/engine/domain/colour/log-curves.ts'
import { displayLook } from '../../../electron/engine/domain/colour/display.ts'
import { colourOf, factsOf } from '../../helpers/derived.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'
import * as media from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'

let library: TestLibrary
let client: EngineClient
let clip = ''
const op = () => ({ opId: newId() })
/** 18 % grey as S-Log3 records it, in a file that is tagged as limited range like all of Sony's. */
const GREY = tenBitCode(LOG_CURVES['s-log3'].encode(0.18), LOG_CURVES['s-log3'].reference)

/** A flat grey of ten bits, with the XML that Sony's cameras write into the file. */
async function sonyClip(): Promise<string> {
  const flat = await media.madeWith('slog3.mov', [
    '-f',
    'lavfi',
    '-i',
    'color=black:size=320x180:rate=25:duration=1,format=yuv422p10le',
    '-vf',
    `lutyuv=y=${Math.round(GREY)}:u=512:v=512,setparams=range=tv:colorspace=bt709`,

    '-c:v',
    'prores_ks',
    '-profile:v',
    '3',
    '-pix_fmt',
    'yuv422p10le',
    '-color_range',
    'tv',
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
  ])
  const path = join(library.dir, 'C0001.mov')
  copyFileSync(flat, path)
  appendFileSync(
    path,
    metaBox('<NonRealTimeMeta><Item name="CaptureGammaEquation" value="s-log3-cine"/></NonRealTimeMeta>'),
  )
  return path
}

/** A `meta` box with an `xml ` box in it; both are full boxes. */
function metaBox(xml: string): Buffer {
  const box = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(12)
    head.writeUInt32BE(body.length + 12)
    head.write(type, 4, 'latin1')
    return Buffer.concat([head, body])
  }
  return box('meta', box('xml ', Buffer.from(xml)))
}

beforeAll(async () => {
  library = await testLibrary()
  client = library.client
  clip = await sonyClip()
  const folder = join(library.dir, 'A001')
  mkdirSync(folder)
  copyFileSync(clip, join(folder, 'C0001.mov'))
  for await (const _ of await client.catalogue.add({ paths: [folder] })) {
    /* until it is done */
  }
}, 120_000)
afterAll(() => library[Symbol.asyncDispose]())

async function detail(): Promise<AssetDetail> {
  const { rows } = await client.assets.list({ query: 'kind:video' })
  return await client.assets.get({ id: rows[0]!.id })
}

async function settled(): Promise<AssetDetail> {
  await until('nothing is waiting', async () => {
    const { work, derivatives } = await detail()
    return work === 'none' && derivatives.proxy !== null
  })
  return await detail()
}

/** Where a derivative lies. */
function pathOf(id: string | null): string {
  const db = new Database(library.folder.database, { readonly: true })
  const { path } = db.prepare('SELECT path FROM derivative WHERE id = ?').get(id) as { path: string }
  db.close()
  return join(library.folder.derivatives, path)
}

async function brightness(id: string | null): Promise<number> {
  const [red] = await colourOf(pathOf(id), { x: 0.02, y: 0.05 })
  return red!
}

describe('a clip of which the camera says that it is S-Log3', () => {
  it('says so, and is shown as it was recorded until somebody asks', async () => {
    expect((await factsOf(clip)).gamma).toEqual({
      said: 's-log3-cine',
      curve: 's-log3',
      gamut: null,
      source: 'sony-xml',
    })
    const before = await settled()
    expect(before).toMatchObject({ log: 'S-Log3', look: null, colour: { offered: 's-log3', log: 'S-Log3' } })
    // Flat: code 420 of ten bits, read as limited range.
    expect(Math.abs((await brightness(before.derivatives.poster)) - ((GREY - 64) / 876) * 255)).toBeLessThanOrEqual(2)
  })

  it('is converted by one choice: what shows it is made anew, and nothing else', async () => {
    const before = await settled()
    await client.assets.set({ ...op(), ids: [before.id], changes: { look: { curve: 's-log3', cdl: null } } })
    await until(
      'it is shown with its look',
      async () => (await detail()).derivatives.proxy !== before.derivatives.proxy,
    )
    const after = await settled()
    expect(after).toMatchObject({ log: null, look: { curve: 's-log3' } })
    expect(after.colour!.line).toContain('built-in conversion of S-Log3, code range')
    expect(after.derivatives.poster).not.toBe(before.derivatives.poster)
    expect(after.derivatives.waveform).toBe(before.derivatives.waveform)
    const wanted = displayLook('s-log3')([GREY / 1023, GREY / 1023, GREY / 1023])[0] * 255
    for (const id of [after.derivatives.poster, after.derivatives.filmstrip, after.derivatives.proxy])
      expect(Math.abs((await brightness(id)) - wanted)).toBeLessThanOrEqual(2)
    const kinds = (await client.jobs.list({ states: ['done'] })).filter((job) => job.assetId === before.id)
    expect(kinds.map((job) => job.kind).toSorted()).toEqual(
      ['filmstrip', 'filmstrip', 'poster', 'poster', 'proxy', 'proxy'].toSorted(),
    )
  })

  it('is shown as before when that is undone, at once: what was made is still there', async () => {
    const looked = await settled()
    await client.history.undo(op())
    const after = await detail()
    expect(after).toMatchObject({ log: 'S-Log3', look: null })
    expect(after.derivatives.poster).not.toBe(looked.derivatives.poster)
    await client.history.redo(op())
    expect((await detail()).derivatives).toEqual(looked.derivatives)
  })

  it('takes a decision list before the conversion', async () => {
    const before = await settled()
    const cdl: Cdl = { slope: [1.1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 1 }
    await client.assets.set({ ...op(), ids: [before.id], changes: { look: { curve: 's-log3', cdl } } })
    // The plain picture is shown until there is one with the new look.
    await until('it was made with the list', async () =>
      (await detail()).madeList.some(
        ({ recipe, params }) => recipe === 'proxy' && JSON.stringify(params).includes('1.1'),
      ),
    )
    const after = await settled()
    const [red, green] = await colourOf(pathOf(after.derivatives.proxy))
    const value = GREY / 1023
    const wanted = displayLook('s-log3')([value * 1.1, value, value])
    // Colours through values that are codes come out up to 2.5 % off: chroma is stored smaller than luma.
    expect(Math.abs(red! - wanted[0] * 255)).toBeLessThanOrEqual(6.4)
    expect(Math.abs(green! - wanted[1] * 255)).toBeLessThanOrEqual(6.4)
  })

  it('refuses a look that is none', async () => {
    const { id } = await detail()
    for (const look of [{ curve: 'no-such-log' }, {}, { curve: null, cdl: null }])
      await expect(client.assets.set({ ...op(), ids: [id], changes: { look: look as never } })).rejects.toThrow(
        'validation',
      )
    expect(readFileSync(clip).length).toBeGreaterThan(0)
  })
})
