/**
 * A remote, or a device of the crew, that tells of names and types of its own choice; and what a remote gets to see.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { startHttpHost } from '../../../electron/hosts/http-server.ts'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary, type TestLibrary } from '../../helpers/library.ts'

const op = () => ({ opId: newId() })
const HTML = '<!doctype html><script>fetch("/rpc")</script>'

async function last<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  let value: T | undefined
  for await (const one of await stream) value = one
  return value!
}

/** Everything below a folder: path → bytes. */
function filesBelow(folder: string): Map<string, Buffer> {
  return new Map(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name))]),
  )
}

/** A library with one document, which then lies about itself: `lie` writes into its catalogue what no Rushes would. */
async function liar(
  it: TestLibrary,
  lie: (db: Database.Database, contentId: string) => void,
): Promise<{ url: string; assetId: string }> {
  const [media, shuttle] = [join(it.dir, 'media'), join(it.dir, 'shuttle')]
  for (const folder of [media, shuttle]) mkdirSync(folder)
  writeFileSync(join(media, 'notes.txt'), 'scene 14')
  const {
    assetIds: [assetId],
  } = await last(it.client.catalogue.add({ paths: [media] }))
  const db = new Database(it.folder.database)
  const { contentId } = db.prepare('SELECT content_id AS contentId FROM version_part').get() as { contentId: string }
  lie(db, contentId)
  db.close()
  const url = `file://${shuttle}`
  const { remote } = await it.client.remotes.add({ ...op(), url })
  await last(it.client.remotes.run({ id: remote.id }))
  return { url, assetId: assetId! }
}

async function join_(it: TestLibrary, url: string): Promise<string> {
  const { remote } = await it.client.remotes.add({ ...op(), url })
  await last(it.client.remotes.run({ id: remote.id }))
  return remote.id
}

describe('a device that forges what it tells', () => {
  it.each(['../../escaped.txt', '/tmp/escaped.txt', '..', 'a/../../../escaped.txt', '..\\..\\escaped.txt'])(
    'a name that is a path (%j): refused, nothing is written, inside or out',
    async (name) => {
      await using a = await testLibrary()
      await using b = await testLibrary()
      const { url, assetId } = await liar(a, (db) => {
        db.prepare('UPDATE version_part SET name = ?').run(name)
      })
      await join_(b, url)
      const chosen = join(b.dir, 'deep', 'chosen')
      mkdirSync(chosen, { recursive: true })
      const before = readdirSync(b.dir, { recursive: true }).filter((path) => String(path).includes('escaped'))
      await expect(last(b.client.sync.fetch({ assetId, what: 'original', to: chosen }))).rejects.toMatchObject({
        code: 'remote.damaged',
      })
      await expect(b.client.versions.restore({ ...op(), assetId, revision: 1, to: chosen })).rejects.toMatchObject({
        code: expect.stringMatching(/remote\.damaged|version\.gone/),
      })
      expect(readdirSync(chosen)).toEqual([])
      expect(readdirSync(b.dir, { recursive: true }).filter((path) => String(path).includes('escaped'))).toEqual(before)
      expect(existsSync('/tmp/escaped.txt')).toBe(false)
    },
  )

  it('a name that is only awkward is fetched under a plain one', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const { url, assetId } = await liar(a, (db) => {
      db.prepare('UPDATE version_part SET name = ?').run('notes\n\u202etxt.')
    })
    await join_(b, url)
    const { path } = await last(b.client.sync.fetch({ assetId, what: 'original', to: join(b.dir, 'chosen') }))
    expect(path).toBe(join(b.dir, 'chosen', 'notes__txt'))
    expect(readFileSync(path!, 'utf8')).toBe('scene 14')
  })

  it('never into the library itself', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const { url, assetId } = await liar(a, () => {})
    await join_(b, url)
    await expect(last(b.client.sync.fetch({ assetId, what: 'original', to: b.folder.backups }))).rejects.toMatchObject({
      code: 'usage',
    })
  })

  it('a poster that is a page is not fetched, and what an older version took is served as bytes without rights', async () => {
    await using a = await testLibrary()
    await using b = await testLibrary()
    const page = (dir: TestLibrary, db: Database.Database, contentId: string): string => {
      const id = newId()
      writeFileSync(join(dir.folder.derivatives, 'page.bin'), HTML)
      db.prepare(
        'INSERT INTO derivative (id, content_id, recipe, recipe_version, path, bytes, mime, width, height, meta, created_at) VALUES (?, ?, ?, 1, ?, ?, ?, 1, 1, ?, 1)',
      ).run(id, contentId, 'poster', 'page.bin', HTML.length, 'text/html', '{}')
      return id
    }
    const { url, assetId } = await liar(a, (db, contentId) => {
      page(a, db, contentId)
    })
    await join_(b, url)
    expect((await b.client.assets.get({ id: assetId })).derivatives.poster).toBeNull()
    expect([...filesBelow(b.folder.derivatives).values()].some((bytes) => bytes.includes('<script>'))).toBe(false)

    const db = new Database(b.folder.database)
    const { contentId } = db.prepare('SELECT content_id AS contentId FROM version_part').get() as { contentId: string }
    const id = page(b, db, contentId)
    db.close()
    const token = 'c'.repeat(64)
    const host = await startHttpHost(b.engine, {
      token,
      shellSecret: 'f'.repeat(64),
      host: '127.0.0.1',
      port: 0,
      windowFolder: b.dir,
      hosts: [],
    })
    try {
      const answer = await fetch(`${host.address}/media/${id}`, { headers: { authorization: `Bearer ${token}` } })
      expect(answer.status).toBe(200)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
        'x-content-type-options': 'nosniff',
        'content-security-policy': `sandbox; default-src 'none'`,
      })
    } finally {
      await host.close()
    }
  })
})

describe('what a remote gets', () => {
  it('no token, no log, no catalogue: neither as they are nor packed', async () => {
    await using a = await testLibrary()
    const token = 'd'.repeat(40) + 'e'.repeat(24)
    writeFileSync(
      a.folder.contact,
      JSON.stringify({ pid: 1, address: 'http://127.0.0.1:1', token, startedAt: 1, protocol: 1 }),
    )
    writeFileSync(a.folder.notify, `https://ntfy.example/${token}`)
    writeFileSync(a.folder.nearby, JSON.stringify({ keys: [token] }))
    writeFileSync(join(a.folder.logs, 'engine.log'), `{"msg":"LOGGED-${token}"}\n`)
    // Every door by which the library could become media, and everything that may go, goes.
    const shuttle = join(a.dir, 'shuttle')
    mkdirSync(shuttle)
    for (const path of [a.dir, a.folder.path, a.folder.contact, a.folder.logs]) {
      await (async () => {
        for await (const event of await a.client.catalogue.add({ paths: [path] })) void event
      })().catch(() => {})
    }
    writeFileSync(join(a.dir, 'notes.txt'), 'scene 14 MARK')
    await last(a.client.catalogue.add({ paths: [join(a.dir, 'notes.txt')] }))
    const { remote } = await a.client.remotes.add({ ...op(), url: `file://${shuttle}`, rules: { originals: 'all' } })
    await last(a.client.remotes.run({ id: remote.id, originals: true }))
    const got = filesBelow(shuttle)
    expect(got.size).toBeGreaterThan(3)
    const all = [...got].flatMap(([path, bytes]) => [Buffer.from(path), bytes, ...unpacked(bytes)])
    // The looking itself is proven by what has to be there.
    expect(all.some((bytes) => bytes.includes('scene 14 MARK'))).toBe(true)
    for (const bytes of all)
      for (const secret of [token, 'LOGGED-', 'SQLite format 3']) expect(bytes.includes(secret)).toBe(false)
    expect((await a.client.assets.list({})).rows.map(({ name }) => name)).toEqual(['notes.txt'])
  })
})

/** What zstd frames in these bytes hold, wherever they begin. */
function unpacked(bytes: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let at = bytes.indexOf('28b52ffd', 0, 'hex'); at >= 0; at = bytes.indexOf('28b52ffd', at + 4, 'hex')) {
    const next = bytes.indexOf('28b52ffd', at + 4, 'hex')
    for (const end of new Set([next < 0 ? bytes.length : next, bytes.length])) {
      try {
        found.push(zstdDecompressSync(bytes.subarray(at, end)))
      } catch {
        // The frame ends before the bytes do, or these four bytes are no frame.
      }
    }
  }
  return found
}
