/**
 * A library of any number of assets that never were: names, rolls, days, codecs and tags as a long series would have
 * them, written straight into the catalogue with everything an asset rests on.
 */
import Database from 'better-sqlite3'
import { CORRECTIONS } from '../../electron/engine/corrections/corrections.ts'
import { openWriter } from '../../electron/engine/db/core/open.ts'
import { keepCorrectionPlace } from '../../electron/engine/db/catalogue/corrections.ts'
import { countCopiesAgain } from '../../electron/engine/db/volumes/volume-states.ts'
import { regroupSequences } from '../../electron/engine/ingest/regroup.ts'
import { tally } from '../../electron/engine/db/migrations/0070-tally.ts'
import { queries } from '../../electron/engine/db/migrations/0390-queries.ts'
import { libraryFolder, type LibraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../electron/engine/library/open.ts'
import { tradeKey } from '../../shared/query/trade-key.ts'
import { newId } from '../../shared/util/ids.ts'

const KINDS = [
  'video',
  'video',
  'video',
  'video',
  'audio',
  'audio',
  'still',
  'document',
  'project',
  'graphics',
] as const
const CODECS = ['prores', 'h264', 'hevc', 'dnxhd', 'braw', 'arriraw'] as const
const TAGS = ['hero', 'wild', 'drone', 'pickup', 'stunt', 'rain', 'night', 'crowd'] as const
const WORDS =
  'door slam river bridge harbour kitchen window market train letter storm garden engine mirror stairs lantern'.split(
    ' ',
  )
const EXTENSIONS: Record<string, string> = {
  video: 'mov',
  audio: 'wav',
  still: 'dng',
  document: 'pdf',
  project: 'prproj',
  graphics: 'psd',
}

/** Makes the library in a folder. A seed makes every run the same. */
export function syntheticLibrary(dir: string, assets: number): LibraryFolder {
  const folder = libraryFolder(dir)
  makeLibrary(folder)
  settle(folder.database)
  const db = new Database(folder.database)
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -262144')
  // The counts are laid down once at the end, as the migration does for a library that is there already.
  const triggers = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tally%'`,
    )
    .all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  db.exec('DELETE FROM tally')
  const random = seeded(20261123)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const volumes = ['RAID_A', 'SHUTTLE_02', 'SHUTTLE_03'].map((label) => {
    const id = newId()
    db.prepare(
      `INSERT INTO volume (id, label, kind, identity, mount_point, online, physical_device, last_seen_at, created_at) VALUES (?, ?, 'external', ?, NULL, 0, ?, 0, 0)`,
    ).run(id, label, `uuid:${label}`, `disk:${label}`)
    return id
  })
  const insert = {
    content: db.prepare(
      `INSERT INTO content (id, bytes, xxh128, kind, probe_state, created_at) VALUES (?, ?, ?, ?, 'ok', ?)`,
    ),
    asset:
      db.prepare(`INSERT INTO asset (id, kind, name, name_key, description, roll, camera, scene, scene_key, shot, take, take_key, day, rating, circled, tags, state, bytes,
      duration_frames, rate_num, rate_den, duration_ms, start_timecode, start_frame, width, height, codec, copies, devices, verification, recorded_at, version_id, created_at, derived)
      VALUES (@id, @kind, @name, @nameKey, @description, @roll, @camera, @scene, @sceneKey, @shot, @take, @takeKey, @day, @rating, @circled, @tags, 'offline', @bytes,
      @frames, 24000, 1001, @ms, @timecode, @startFrame, 3840, 2160, @codec, @copies, @copies, @verification, @at, @version, @at, '{}')`),
    text: db.prepare('INSERT INTO asset_text (rowid, text) VALUES (?, ?)'),
    nameText: db.prepare('INSERT INTO asset_name_text (rowid, name) VALUES (?, ?)'),
    version: db.prepare(
      `INSERT INTO version (id, asset_id, revision, reason, author, device, bytes, created_at) VALUES (?, ?, 1, 'offload', 'DIT', 'cart', ?, ?)`,
    ),
    part: db.prepare(
      `INSERT INTO version_part (version_id, position, role, name, content_id) VALUES (?, 0, 'primary', ?, ?)`,
    ),
    file: db.prepare(
      `INSERT INTO file (id, volume_id, path, folder, bytes, mtime_ns, state, content_id, asset_id, verification, created_at) VALUES (?, ?, ?, ?, ?, ?, 'offline', ?, ?, 'verified', ?)`,
    ),
    tag: db.prepare('INSERT INTO asset_tag (asset_id, tag, clock) VALUES (?, ?, ?)'),
  }
  const write = db.transaction((from: number, to: number) => {
    for (let n = from; n < to; n += 1) {
      const day = Math.floor((n * 180) / assets)
      const camera = 'ABCD'[Math.floor(random() * 4)]!
      const rollNumber = day * 3 + Math.floor(random() * 3) + 1
      const kind = pick(KINDS)
      const roll = `${camera}${String(rollNumber).padStart(3, '0')}`
      const clip = Math.floor(random() * 999)
      const name =
        kind === 'video'
          ? `${roll}C${String(clip).padStart(3, '0')}_${n.toString(36).toUpperCase()}`
          : `${pick(WORDS)} ${pick(WORDS)} ${n}`
      const [id, content, version] = [newId(), newId(), newId()]
      const at = Date.UTC(2025, 0, 1) + n * 1000
      const bytes = 1_000_000 + Math.floor(random() * 5e9)
      const tags = random() < 0.1 ? [pick(TAGS)] : []
      const description = random() < 0.3 ? `${pick(WORDS)} ${pick(WORDS)}` : ''
      const scene = String(1 + Math.floor(random() * 140))
      const take = String(1 + Math.floor(random() * 9))
      const minutes = 60 + Math.floor(random() * 22 * 60)
      const two = (value: number): string => String(value).padStart(2, '0')
      const frames = Math.floor(random() * 10_000)
      const copies = 1 + Math.floor(random() * 2)
      insert.content.run(content, bytes, n.toString(16).padStart(32, '0'), kind, at)
      const { lastInsertRowid } = insert.asset.run({
        id,
        kind,
        name,
        nameKey: name.toLowerCase(),
        description,
        roll,
        camera,
        scene,
        shot: null,
        sceneKey: tradeKey(scene),
        take,
        takeKey: tradeKey(take),
        day: new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10),
        rating: Math.floor(random() * 6),
        circled: Number(random() < 0.05),
        tags: JSON.stringify(tags),
        bytes,
        frames,
        ms: Math.round(frames * 41.7),
        timecode: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00:00`,
        startFrame: minutes * 60 * 24,
        codec: kind === 'video' ? pick(CODECS) : null,
        copies,
        verification: random() < 0.97 ? 'verified' : 'copied',
        at,
        version,
      })
      insert.text.run(Number(lastInsertRowid) * 16, name)
      insert.text.run(Number(lastInsertRowid) * 16 + 1, [description, roll, scene, ...tags].join('\n'))
      insert.nameText.run(lastInsertRowid, name.toLowerCase())
      insert.version.run(version, id, bytes, at)
      const file = `${name}.${EXTENSIONS[kind]}`
      insert.part.run(version, file, content)
      for (let copy = 0; copy < copies; copy += 1)
        insert.file.run(
          newId(),
          volumes[copy]!,
          `DAY_${day}/${roll}/${n}/${file}`,
          `DAY_${day}/${roll}/${n}`,
          bytes,
          at * 1e6,
          content,
          id,
          at,
        )
      for (const tag of tags) insert.tag.run(id, tag, '0')
    }
  })
  for (let from = 0; from < assets; from += 20_000) write(from, Math.min(assets, from + 20_000))
  for (const recount of (tally.sql + queries.sql).match(/^INSERT INTO tally[^;]+;/gm)!) db.exec(recount)
  for (const { sql } of triggers) db.exec(sql)
  db.exec('ANALYZE')
  db.close()
  return folder
}

/** Nothing in it is of an earlier version: no correction goes through a million clips while they are asked for. */
function settle(file: string): void {
  const db = openWriter(file)
  countCopiesAgain(db)
  for (const { id } of CORRECTIONS) keepCorrectionPlace(db, id, null)
  keepCorrectionPlace(db, regroupSequences('', Date.now).id, null)
  db.close()
}

/** Mulberry32: small, even, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
