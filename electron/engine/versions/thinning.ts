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
    const ids = new Set(versionsToThin(versions, rules, of, context.now()))
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

/** Every version whose bytes are kept. `bytes` counts what the store would be shorter by if only it went. */
function keptVersions(db: ReadableDb): KeptVersion[] {
  return statement<Omit<KeptVersion, 'current' | 'pinned'> & { current: number; pinned: number }>(db, `SELECT v.id, v.asset_id AS assetId, v.created_at AS createdAt,
      v.id = a.version_id AS current, v.pinned, p.content_id AS contentId, a.name AS asset, v.revision, c.bytes AS size, c.bytes AS bytes
    FROM version v JOIN asset a ON a.id = v.asset_id JOIN version_part p ON p.version_id = v.id
      JOIN kept_content k ON k.content_id = p.content_id JOIN content c ON c.id = p.content_id
    GROUP BY v.id, p.content_id`).all().map((row) => ({ ...row, current: row.current === 1, pinned: row.pinned === 1 }))
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
