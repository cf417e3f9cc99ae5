/**
 * Two proxies of one clip with different parameters: made by ffmpeg, side by side on the disk and in the catalogue,
 * sent, fetched, and no harm to a device that still runs the version before.
 */
import Database from 'better-sqlite3'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { upsertDerivative } from '../../../electron/engine/db/catalogue/derivatives.ts'
import type { WritableDb } from '../../../electron/engine/db/core/handles.ts'
import { createMediaMaker } from '../../../electron/engine/jobs/media-maker.ts'
import { makeDerivative } from '../../../electron/engine/media/derive.ts'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { newId } from '../../../shared/util/ids.ts'
import { factsOf } from '../../helpers/derived.ts'
import { engineOn, testLibrary, type TestLibrary } from '../../helpers/library.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { madeWith, mediaContext } from '../../helpers/media.ts'
import { until } from '../../helpers/until.ts'
import { HAVE_VERSION_BEFORE, versionBefore } from '../../helpers/version-before.ts'

const SMALL = 'a38e19a695ad3743'
const op = () => ({ opId: newId() })

async function last<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  let value: T | undefined
  for await (const one of await stream) value = one
  return value!
}

/** Catalogues a clip of 1280 × 720 and waits for the proxy that comes by itself. */
async function clipIn({ client, dir }: TestLibrary): Promise<{ path: string; detail: AssetDetail }> {
  mkdirSync(join(dir, 'media'))
  const path = join(dir, 'media', 'A003C001.mov')
  copyFileSync(
    await madeWith('two-proxies.mov', [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=1280x720:r=25:d=1',
      '-f',
      'lavfi',
      '-i',
      'sine=440:d=1',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-c:a',
      'aac',
      '-timecode',
      '10:00:00:00',
    ]),
    path,
  )
  await last(client.catalogue.add({ paths: [path] }))
  const { id } = (await client.assets.list({})).rows[0]!
  const detail = await until('everything is made', async () => {
    const now = await client.assets.get({ id })
    return now.work === 'none' && now.derivatives.proxy !== null ? now : null
  })
  return { path, detail }
}

/** Makes a smaller proxy beside, as work with parameters does. */
async function makeSmaller({ folder }: TestLibrary, path: string): Promise<void> {
  const db = new Database(folder.database)
  const { id } = db.prepare('SELECT content_id AS id FROM version_part').get() as { id: string }
  const maker = createMediaMaker(folder.derivatives)
  const made = await makeDerivative(
    {
      input: path,
      probe: await factsOf(path),
      recipe: 'proxy',
      params: { height: 360 },
      outDir: await maker.folderFor(id),
    },
    await mediaContext(),
  )
  upsertDerivative(
    db as unknown as WritableDb,
    { ...maker.entryOf(made), contentId: id, recipe: 'proxy', recipeVersion: maker.versionOf('proxy') },
    Date.now(),
  )
  db.close()
}

async function sync({ client }: Pick<TestLibrary, 'client'>, url: string): Promise<string> {
  const known = (await client.remotes.list({})).find((one) => one.url === url)
  const id = known?.id ?? (await client.remotes.add({ ...op(), url, rules: { proxies: true } })).remote.id
  await last(client.remotes.run({ id, originals: false }))
  return id
}

describe('two proxies of one clip', { timeout: 120_000 }, () => {
  it('live side by side, and travel to another device by their parameters', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const { path, detail } = await clipIn(a)
    const before = a.engine.derivative(detail.derivatives.proxy!)!
    await makeSmaller(a, path)

    const now = await a.client.assets.get({ id: detail.id })
    expect(now.derivatives).toEqual(detail.derivatives)
    expect(now.madeList.filter(({ recipe }) => recipe === 'proxy')).toMatchObject([
      { id: detail.derivatives.proxy, params: {}, paramsHash: 'default', width: 1280, height: 720 },
      { params: { height: 360 }, paramsHash: SMALL, width: 640, height: 360 },
    ])
    const small = a.engine.derivative(detail.derivatives.proxy!, SMALL)!
    expect([before.path, small.path].map((one) => one.split('/').at(-1))).toEqual([
      'proxy.v1.mp4',
      `proxy.v1.${SMALL}.mp4`,
    ])
    for (const [file, height] of [
      [before.path, 720],
      [small.path, 360],
    ] as const) {
      expect(await factsOf(file)).toMatchObject({
        durationFrames: 25,
        start: { text: '10:00:00:00' },
        video: [{ codec: 'h264', height }],
        audio: [{ channels: 1 }],
      })
    }
    expect(a.engine.derivative(detail.derivatives.proxy!, '0'.repeat(16))).toBeUndefined()

    const url = `file://${join(a.dir, 'shuttle')}`
    mkdirSync(join(a.dir, 'shuttle'))
    await sync(a, url)
    await sync(b, url)
    const heights = async (): Promise<unknown[]> =>
      (await b.client.assets.get({ id: detail.id })).madeList
        .filter(({ recipe }) => recipe === 'proxy')
        .map((one) => [one.paramsHash, one.height])
    expect(await heights()).toEqual([])
    const fetched = await last(b.client.sync.fetch({ assetId: detail.id, what: 'proxy', to: null, params: SMALL }))
    expect((await factsOf(fetched.path!)).video[0]?.height).toBe(360)
    expect([await heights(), (await b.client.assets.get({ id: detail.id })).derivatives.proxy]).toEqual([
      [[SMALL, 360]],
      null,
    ])
    await last(b.client.sync.fetch({ assetId: detail.id, what: 'proxy', to: null }))
    expect(await heights()).toEqual([
      ['default', 720],
      [SMALL, 360],
    ])
    await expect(
      last(b.client.sync.fetch({ assetId: detail.id, what: 'proxy', to: null, params: 'f'.repeat(16) })),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe.skipIf(!HAVE_VERSION_BEFORE)(
  'beside the version before (needs the history of the repository)',
  { timeout: 240_000 },
  () => {
    it('that version loses no proxy, and what it has synced opens here whole', async () => {
      await using a = await testLibrary()
      const old = versionBefore(a.dir)
      const { path, detail } = await clipIn(a)
      await makeSmaller(a, path)
      const url = `file://${join(a.dir, 'shuttle')}`
      mkdirSync(join(a.dir, 'shuttle'))
      await sync(a, url)

      // It joins, and knows the default as its proxy and the bytes of both as needed.
      const library = join(a.dir, 'old library')
      old(library, 'init', library)
      old(library, 'sync', '--remote', url, '--once')
      const rows = (): unknown[] => {
        const db = new Database(join(library, 'rushes.db'), { readonly: true })
        try {
          return db
            .prepare(`SELECT recipe, height FROM remote_derivative WHERE recipe LIKE 'proxy%' ORDER BY recipe`)
            .all()
        } finally {
          db.close()
        }
      }
      expect(rows()).toEqual([
        { recipe: 'proxy', height: 720 },
        { recipe: `proxy-${SMALL}`, height: 360 },
      ])
      old(library, 'fetch', 'A003C001', '--proxy')
      const { id } = old(library, 'ls').find(({ type }) => type === 'asset') as unknown as { id: string }
      expect(id).toBe(detail.id)

      // Updated: what it had is there, under the address that it had.
      const { engine, client } = await engineOn(libraryFolder(library))
      try {
        const opened = await client.assets.get({ id })
        expect(opened.derivatives.poster).not.toBeNull()
        expect(opened.madeList.filter(({ recipe }) => recipe === 'proxy')).toMatchObject([
          { id: opened.derivatives.proxy, paramsHash: 'default', height: 720 },
        ])
        expect(existsSync(engine.derivative(opened.derivatives.proxy!)!.path)).toBe(true)
      } finally {
        await engine.close()
      }
    })

    it('what only that version has told is understood here as made with the defaults', async () => {
      await using a = await testLibrary()
      const old = versionBefore(a.dir)
      const media = join(a.dir, 'media')
      mkdirSync(media)
      copyFileSync(
        await madeWith('two-proxies.mov', [
          '-f',
          'lavfi',
          '-i',
          'testsrc2=s=1280x720:r=25:d=1',
          '-f',
          'lavfi',
          '-i',
          'sine=440:d=1',
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-c:a',
          'aac',
          '-timecode',
          '10:00:00:00',
        ]),
        join(media, 'A003C001.mov'),
      )
      const library = join(a.dir, 'old library')
      const url = `file://${join(a.dir, 'shuttle')}`
      mkdirSync(join(a.dir, 'shuttle'))
      old(library, 'init', library)
      old(library, 'watch', 'add', media)
      old(library, 'proxy', '--wait')
      old(library, 'sync', '--remote', url, '--once')
      await sync(a, url)
      const { id } = (await a.client.assets.list({})).rows[0]!
      await last(a.client.sync.fetch({ assetId: id, what: 'proxy', to: null }))
      const detail = await a.client.assets.get({ id })
      expect(detail.derivatives).toMatchObject({
        poster: expect.any(String) as string,
        filmstrip: expect.any(String) as string,
        waveform: expect.any(String) as string,
        proxy: expect.any(String) as string,
      })
      expect(new Set(detail.madeList.map(({ paramsHash }) => paramsHash))).toEqual(new Set(['default']))
    })
  },
)
