/**
 * What the catalogue says of a watched folder, in lines that don't depend on ids, times or the order in which things
 * came.
 */
import { realpathSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { bytesOf } from './act.ts'
import type { Case, ExpectedAsset } from './cases/model.ts'

interface FileLine {
  readonly path: string
  readonly state: string
  readonly intake: string
  readonly missed: number | null
  readonly assetId: string | null
}
interface AssetLine {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly copies: number
  readonly hidden: number
  readonly versionId: string | null
}

/** A file that nobody touches, in every case: it stays what it was. */
export const BYSTANDER = 'bystander.md'

const texts = new Map<string, string>()

/** The name of bytes in the lines: their text, once it has been named here. */
function hashOf(mark: string, text: string): string {
  const hash = digestBytes('xxh128', Buffer.from(bytesOf(mark, text)))
  texts.set(hash, text)
  return hash
}

/** What paths on the drive begin with below `top`, a folder in the watched one or that itself. */
export function prefixOf(db: Database.Database, root: string, top: string): string {
  const { path, mount } = db
    .prepare('SELECT r.path, v.mount_point AS mount FROM root r JOIN volume v ON v.id = r.volume_id WHERE r.id = ?')
    .get(root) as { path: string; mount: string }
  const absolute = `${mount === '/' ? '' : mount}/${path}`
  const real = realpathSync(top)
  return real === absolute ? `${path}/` : `${path}${real.slice(absolute.length)}/`
}

/** Rows at or below `top`. */
function below<T extends { readonly path: string }>(rows: readonly unknown[], prefix: string): T[] {
  return (rows as T[])
    .filter((row) => row.path.startsWith(prefix))
    .map((row) => ({ ...row, path: row.path.slice(prefix.length) }))
}

/** The lines of a folder in the watched folder `root`, an id. */
export function endState(db: Database.Database, root: string, top: string): string[] {
  const prefix = prefixOf(db, root, top)
  const files = below<FileLine>(
    db
      .prepare(
        `SELECT path, state, intake, missed_at AS missed, asset_id AS assetId FROM file WHERE root_id = ? AND path >= ? AND path < ? ORDER BY path`,
      )
      .all(root, prefix, `${prefix}\u{10ffff}`),
    prefix,
  ).map((file) => ({ ...file, state: file.state === 'present' && file.missed !== null ? 'asked about' : file.state }))
  const alone = files
    .filter((file) => file.assetId === null || file.intake !== 'done')
    .map((file) => `${file.intake} ${file.path} ${file.state}`)
  const assets = [...new Set(files.flatMap((file) => file.assetId ?? []))].map((id) =>
    assetLine(
      db,
      id,
      files.filter((file) => file.assetId === id),
    ),
  )
  return [...assets, ...alone].toSorted()
}

function assetLine(db: Database.Database, id: string, files: readonly { path: string; state: string }[]): string {
  const asset = db
    .prepare('SELECT id, name, state, hidden, version_id AS versionId FROM asset WHERE id = ?')
    .get(id) as AssetLine
  const versions = db
    .prepare(`SELECT v.id, count(*) AS parts, (SELECT c.xxh128 FROM version_part q JOIN content c ON c.id = q.content_id
      WHERE q.version_id = v.id ORDER BY q.position LIMIT 1) AS hash
    FROM version v JOIN version_part p ON p.version_id = v.id WHERE v.asset_id = ? GROUP BY v.id`)
    .all(id) as { id: string; parts: number; hash: string }[]
  const current = versions.find((version) => version.id === asset.versionId)
  const words = db
    .prepare(`SELECT tag AS word, 1 AS kind FROM asset_tag WHERE asset_id = @id UNION ALL SELECT text, 2 FROM note WHERE asset_id = @id AND removed = 0
    UNION ALL SELECT value, 3 FROM asset_field WHERE asset_id = @id AND field = 'rating' ORDER BY kind, word`)
    .all({ id }) as { word: string }[]
  return line({
    name: asset.name,
    state: asset.hidden === 1 ? 'hidden' : asset.state,
    current: textOf(current?.hash),
    parts: current?.parts ?? 0,
    older: versions.filter((version) => version !== current).map((version) => textOf(version.hash)),
    files: files.map((file) => `${file.path} ${file.state}`),
    said: words.map((one) => one.word),
  })
}

function textOf(hash: string | undefined): string {
  return hash === undefined ? 'nothing' : (texts.get(hash) ?? `bytes that the case does not know (${hash})`)
}

/** The lines that a case expects. */
export function expectedState(one: Case, mark: string): string[] {
  const said = one.said ?? {}
  const every = [
    ...one.expect.assets,
    {
      name: BYSTANDER,
      current: BYSTANDER,
      files: { [BYSTANDER]: 'present' },
      said: 'bystander',
    } satisfies ExpectedAsset,
  ]
  for (const text of [
    ...Object.values(one.init),
    ...Object.keys(said),
    ...every.flatMap((asset) => [asset.current, ...(asset.older ?? [])]),
  ])
    hashOf(mark, text)
  return [...every.map(expectedLine), ...(one.expect.left ?? []).map((path) => `left ${path} present`)].toSorted()
}

function expectedLine(asset: ExpectedAsset): string {
  const states = Object.values(asset.files)
  return line({
    name: asset.name,
    state: states.every((state) => state === 'missing') ? 'missing' : 'present',
    current: asset.current,
    parts: asset.parts ?? 1,
    older: asset.older ?? [],
    files: Object.entries(asset.files).map(([path, state]) => `${path} ${state}`),
    said: asset.said === undefined ? [] : [asset.said, asset.said, '4'],
  })
}

function line(asset: {
  name: string
  state: string
  current: string
  parts: number
  older: readonly string[]
  files: readonly string[]
  said: readonly string[]
}): string {
  return (
    `“${asset.name}” ${asset.state} · holds “${asset.current}”${asset.parts > 1 ? ` and ${asset.parts - 1} more` : ''} · before “${asset.older.toSorted().join('”, “')}” · ` +
    `at ${asset.files.toSorted().join(', ')} · said ${asset.said.join(', ')}`
  )
}

/** Files that are there with the names of their assets: what a new catalogue of the same disk has to say too. */
export function namesOnDisk(db: Database.Database, root: string, top: string): string[] {
  const rows = db
    .prepare(`SELECT f.path, f.intake, f.role, a.name, a.state FROM file f LEFT JOIN asset a ON a.id = f.asset_id
    WHERE f.root_id = ? AND f.state = 'present' AND f.missed_at IS NULL`)
    .all(root)
  return below<{ path: string; intake: string; role: string; name: string | null; state: string | null }>(
    rows,
    prefixOf(db, root, top),
  )
    .map(
      (file) => `${file.path} · ${file.intake} · ${file.role} of ${file.name ?? 'nothing'}, ${file.state ?? 'unknown'}`,
    )
    .toSorted()
}
