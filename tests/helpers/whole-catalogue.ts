/**
 * A whole catalogue as a test sees it: what never may be wrong in it, however the engine ended, and what it says in
 * lines that don't depend on ids, times or order.
 */
import { existsSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { openReader } from '../../electron/engine/db/core/open.ts'
import type { LibraryFolder } from '../../electron/engine/library/folder.ts'
import { packPath, readChunks } from '../../electron/engine/versions/store/read-packs.ts'
import { chunkListOf, hashesIn, keptIds } from '../../electron/engine/db/versions/chunks.ts'
import { createMultiHash } from '../../electron/engine/hash/multi-hash.ts'

/** Questions of which no row may ever be the answer. */
const NEVER: Readonly<Record<string, string>> = {
  'a place twice': 'SELECT volume_id, path FROM file GROUP BY volume_id, path HAVING count(*) > 1',
  'a file that is taken in without bytes or asset': `SELECT path FROM file WHERE intake = 'done' AND (content_id IS NULL OR asset_id IS NULL)`,
  'a file whose bytes are in no version of its asset': `SELECT f.path FROM file f WHERE f.intake = 'done' AND NOT EXISTS (SELECT 1 FROM version v
    JOIN version_part p ON p.version_id = v.id WHERE v.asset_id = f.asset_id AND p.content_id = f.content_id)`,
  'a file that is as long as its bytes are not': `SELECT f.path FROM file f JOIN content c ON c.id = f.content_id WHERE f.intake = 'done' AND f.bytes <> c.bytes`,
  'bytes twice': 'SELECT xxh128 FROM content WHERE xxh128 IS NOT NULL GROUP BY xxh128, bytes HAVING count(*) > 1',
  'an asset whose version is another’s':
    'SELECT a.name FROM asset a JOIN version v ON v.id = a.version_id WHERE v.asset_id <> a.id',
  'an asset with versions, and none on top':
    'SELECT a.name FROM asset a JOIN version v ON v.asset_id = a.id WHERE a.version_id IS NULL',
  'a version without parts':
    'SELECT id FROM version v WHERE NOT EXISTS (SELECT 1 FROM version_part p WHERE p.version_id = v.id)',
  'a drive that is counted wrongly': `SELECT c.volume_id, c.files, c.bytes FROM volume_count c
    WHERE (c.files, c.bytes) <> (SELECT count(*), coalesce(sum(bytes), 0) FROM file f WHERE f.volume_id = c.volume_id AND f.state = 'present')`,
  'a drive whose care is counted wrongly': `SELECT volume_id, verification, sum(files) AS off FROM (
      SELECT volume_id, verification, files FROM volume_care UNION ALL
      SELECT volume_id, verification, -count(*) FROM file WHERE state IN ('present', 'offline') GROUP BY volume_id, verification)
    GROUP BY volume_id, verification HAVING off <> 0`,
  'a kind that is counted wrongly': `SELECT kind FROM asset WHERE hidden = 0 GROUP BY kind
    HAVING count(*) <> coalesce((SELECT t.count FROM tally t WHERE t.facet = 'kind' AND t.value = asset.kind), 0)`,
  'an asset that can’t be found by its name': `SELECT a.name FROM asset a WHERE a.hidden = 0 AND NOT EXISTS (SELECT 1 FROM asset_text t WHERE t.rowid = a.n * 16)`,
}

/** What is wrong in a catalogue; nothing is expected to be. */
export function faultsOf(folder: LibraryFolder): string[] {
  const db = openReader(folder.database)
  try {
    const check = db.pragma('quick_check', { simple: true })
    const torn = db.pragma('foreign_key_check') as unknown[]
    const found = Object.entries(NEVER).flatMap(([name, sql]) =>
      db
        .prepare(sql)
        .raw()
        .all()
        .slice(0, 5)
        .map((row) => `${name}: ${(row as unknown[]).join(' ')}`),
    )
    const packs = (db.prepare('SELECT id FROM pack').pluck().all() as string[])
      .filter((id) => !existsSync(packPath(folder.versions, id)))
      .map((id) => `a pack that is gone: ${id}`)
    return [
      ...(check === 'ok' ? [] : [String(check)]),
      ...torn.map((row) => `torn: ${JSON.stringify(row)}`),
      ...found,
      ...packs,
    ]
  } finally {
    db.close()
  }
}

/**
 * Reads every kept content back. Returns the hashes of those that are there, and those that are not what they are
 * called.
 */
export async function readKept(folder: LibraryFolder): Promise<{ whole: Set<string>; broken: string[] }> {
  const db = openReader(folder.database)
  const [whole, broken] = [new Set<string>(), [] as string[]]
  try {
    for (const id of keptIds(db)) {
      const wanted = db.prepare('SELECT xxh128 FROM content WHERE id = ?').pluck().get(id) as string
      const hash = createMultiHash(['xxh128'])
      for await (const bytes of readChunks(db, folder.versions, hashesIn(chunkListOf(db, id)!))) hash.update(bytes)
      if (hash.digest()['xxh128'] === wanted) whole.add(wanted)
      else broken.push(wanted)
    }
    return { whole, broken }
  } finally {
    db.close()
  }
}

/** What the catalogue says of its files and assets. */
export function linesOf(folder: LibraryFolder): string[] {
  const db = openReader(folder.database)
  try {
    return [...fileLines(db), ...assetLines(db)]
  } finally {
    db.close()
  }
}

function fileLines(db: Database.Database): string[] {
  const rows = db
    .prepare(`SELECT f.path, f.bytes, f.state, f.intake, f.role, f.missed_at IS NOT NULL AS missed, c.xxh128, a.name, k.content_id IS NOT NULL AS kept FROM file f
    LEFT JOIN content c ON c.id = f.content_id LEFT JOIN asset a ON a.id = f.asset_id LEFT JOIN kept_content k ON k.content_id = f.content_id ORDER BY f.path`)
    .raw()
    .all()
  return rows.map((row) => `file ${(row as unknown[]).join(' · ')}`)
}

function assetLines(db: Database.Database): string[] {
  const versions = `(SELECT group_concat(line, ' | ') FROM (SELECT v.label || '' || group_concat(p.role || ' ' || p.name || ' ' || c.xxh128, ', ' ORDER BY p.position) || (v.id = a.version_id) AS line
    FROM version v JOIN version_part p ON p.version_id = v.id JOIN content c ON c.id = p.content_id WHERE v.asset_id = a.id GROUP BY v.id ORDER BY v.revision))`
  const rows = db
    .prepare(`SELECT a.name, a.kind, a.state, a.copies, a.hidden, a.verification, ${versions.replace("v.label || ''", "coalesce(v.label, '') || ' '")} AS versions,
      (SELECT group_concat(tag) FROM (SELECT tag FROM asset_tag t WHERE t.asset_id = a.id ORDER BY tag)) AS tags
    FROM asset a WHERE a.version_id IS NOT NULL`)
    .raw()
    .all()
  return rows.map((row) => `asset ${(row as unknown[]).join(' · ')}`).toSorted()
}
