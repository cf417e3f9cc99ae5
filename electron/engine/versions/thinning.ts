/**
 * Thins old versions by the rules that a person has switched on, or has seen the preview of. What goes are bytes; the
 * versions themselves, with who, when and why, stay in the history.
 */
import { rm } from 'node:fs/promises'
import type { Retention, Thinning } from '../../../shared/model/versions.ts'
import type { EngineContext } from '../context.ts'
import { allKept, allPacks, chunksInPack, dropKept, forgetPack, hashesIn, storeBytes } from '../db/chunks.ts'
import { statement, type ReadableDb } from '../db/handles.ts'
import { versionsToThin, type AgedVersion } from '../domain/retention.ts'
import { packPath, type VersionStore } from './store/store.ts'

interface KeptVersion extends AgedVersion { readonly contentId: string; readonly asset: string; readonly revision: number; readonly size: number }

/** A pack of which less than this part is still needed is written anew. */
const REWRITE_BELOW = 0.5

export interface Thinner {
  /** What would go. */
  preview(rules: Retention): Thinning
  /** Takes exactly what the preview shows for these rules. */
  thin(rules: Retention): Promise<Thinning>
}

/** Makes it over a library and its store. */
export function createThinner(context: EngineContext, store: Pick<VersionStore, 'repack'>): Thinner {
  const { writer, folder } = context.library

  function plan(rules: Retention): { gone: KeptVersion[]; contents: string[]; thinning: Thinning } {
    const versions = keptVersions(writer)
    const of = storeBytes(writer)
    const ids = new Set(versionsToThin(versions, rules, of, context.now(), freeing(writer, versions)))
    const gone = versions.filter((version) => ids.has(version.id))
    // Equal bytes may be another version's as well, which stays.
    const needed = new Set(versions.filter((version) => !ids.has(version.id)).map((version) => version.contentId))
    const contents = [...new Set(gone.map((version) => version.contentId))].filter((id) => !needed.has(id))
    return {
      gone, contents,
      thinning: {
        versions: gone.length, bytes: freedBy(writer, contents), of,
        sample: gone.slice(0, 100).map((version) => ({ versionId: version.id, asset: version.asset, revision: version.revision, createdAt: version.createdAt, bytes: version.size })),
      },
    }
  }

  return {
    preview: (rules) => plan(rules).thinning,
    async thin(rules) {
      const { contents, thinning } = plan(rules)
      writer.transaction(() => { dropKept(writer, contents) })()
      await compact()
      context.log.info({ versions: thinning.versions, bytes: thinning.bytes }, 'old versions were thinned')
      context.events.publish(['assets'], null)
      return thinning
    },
  }

  /**
   * Packs of which nothing is needed go; those of which little is needed are written anew without the rest. The catalogue
   * lets go of a pack before its file goes: a crash in between leaves a file that the next start sweeps.
   */
  async function compact(): Promise<void> {
    const needed = new Set(allKept(writer).flatMap(({ chunks }) => hashesIn(chunks).map((hash) => hash.toString('latin1'))))
    for (const pack of allPacks(writer)) {
      const chunks = chunksInPack(writer, pack.id)
      const live = chunks.filter((chunk) => needed.has(chunk.hash.toString('latin1')))
      const liveBytes = live.reduce((sum, chunk) => sum + chunk.stored, 0)
      if (live.length === chunks.length || (live.length > 0 && liveBytes > pack.bytes * REWRITE_BELOW)) continue
      if (live.length > 0) await store.repack(live)
      writer.transaction(() => { forgetPack(writer, pack.id) })()
      await rm(packPath(folder.versions, pack.id), { force: true })
    }
  }
}

/** Every version whose bytes are kept. */
function keptVersions(db: ReadableDb): KeptVersion[] {
  return statement<Omit<KeptVersion, 'current' | 'pinned'> & { current: number; pinned: number }>(db, `SELECT v.id, v.asset_id AS assetId, v.created_at AS createdAt,
      v.id = a.version_id AS current, v.pinned, p.content_id AS contentId, a.name AS asset, v.revision, c.bytes AS size
    FROM version v JOIN asset a ON a.id = v.asset_id JOIN version_part p ON p.version_id = v.id
      JOIN kept_content k ON k.content_id = p.content_id JOIN content c ON c.id = p.content_id
    GROUP BY v.id, p.content_id`).all().map((row) => ({ ...row, current: row.current === 1, pinned: row.pinned === 1 }))
}

/** Tells, version after version, how much the store shrinks: a chunk is free when the last content that needs it is. */
function freeing(db: ReadableDb, versions: readonly KeptVersion[]): (version: KeptVersion) => number {
  const contents = new Map(allKept(db).map((one) => [one.contentId, [...new Set(hashesIn(one.chunks).map((hash) => hash.toString('latin1')))]]))
  const users = new Map<string, number>()
  for (const chunks of contents.values()) for (const chunk of chunks) users.set(chunk, (users.get(chunk) ?? 0) + 1)
  const versionsOf = new Map<string, number>()
  for (const { contentId } of versions) versionsOf.set(contentId, (versionsOf.get(contentId) ?? 0) + 1)
  const size = statement<{ stored: number }>(db, 'SELECT stored FROM chunk WHERE hash = ?')
  return ({ contentId }) => {
    const left = (versionsOf.get(contentId) ?? 1) - 1
    versionsOf.set(contentId, left)
    if (left > 0) return 0
    let bytes = 0
    for (const chunk of contents.get(contentId) ?? []) {
      const still = (users.get(chunk) ?? 1) - 1
      users.set(chunk, still)
      if (still === 0) bytes += size.get(Buffer.from(chunk, 'latin1'))?.stored ?? 0
    }
    return bytes
  }
}

/** Bytes in the packs that belong to nothing but these contents. */
function freedBy(db: ReadableDb, contentIds: readonly string[]): number {
  const going = new Set(contentIds)
  const kept = allKept(db)
  const needed = new Set(kept.filter((one) => !going.has(one.contentId)).flatMap((one) => hashesIn(one.chunks).map((hash) => hash.toString('latin1'))))
  const loose = new Map(kept.filter((one) => going.has(one.contentId)).flatMap((one) => hashesIn(one.chunks).map((hash) => [hash.toString('latin1'), hash] as const)))
  const size = statement<{ stored: number }>(db, 'SELECT stored FROM chunk WHERE hash = ?')
  let bytes = 0
  for (const [key, hash] of loose) if (!needed.has(key)) bytes += size.get(hash)?.stored ?? 0
  return bytes
}
