/**
 * Thins old versions by the rules that a person has switched on, or has seen the preview of. What goes are bytes; the
 * versions themselves, with who, when and why, stay in the history.
 */
import { rm } from 'node:fs/promises'
import type { Retention, Thinning } from '../../../shared/model/versions.ts'
import type { EngineContext } from '../context.ts'
import { allPacks, chunksInPack, dropKept, forgetPack, storeBytes } from '../db/versions/chunks.ts'
import { keptVersions, type KeptVersion } from '../db/versions/kept-versions.ts'
import { versionsToThin } from '../domain/versions/retention.ts'
import { neededBytes, readChunkUse, usersOf, type ChunkUse } from './chunk-use.ts'
import { packPath } from './store/read-packs.ts'
import type { VersionStore } from './store/store.ts'

interface Plan {
  readonly use: ChunkUse
  readonly contents: readonly string[]
  readonly thinning: Thinning
}

/** A pack of which less than this part is still needed is written anew. */
const REWRITE_BELOW = 0.5

interface Thinner {
  /** What would go. */
  preview(rules: Retention): Promise<Thinning>
  /** Takes exactly what the preview shows for these rules. */
  thin(rules: Retention): Promise<Thinning>
}

/** Makes it over a library and its store. */
export function createThinner(context: EngineContext, store: Pick<VersionStore, 'alone' | 'repack'>): Thinner {
  const { writer, folder } = context.library

  async function plan(rules: Retention): Promise<Plan> {
    const use = await readChunkUse(writer)
    const versions = keptVersions(writer)
    // The budget is for what is needed. Counted with what is loose in packs, every further thinning would take more
    // versions.
    const ids = new Set(
      versionsToThin(versions, rules, neededBytes(use, usersOf(use)), context.now(), freeing(use, versions)),
    )
    const gone = versions.filter((version) => ids.has(version.id))
    // Equal bytes may be another version's as well, which stays.
    const needed = new Set(versions.filter((version) => !ids.has(version.id)).map((version) => version.contentId))
    const contents = [...new Set(gone.map((version) => version.contentId))].filter((id) => !needed.has(id))
    return {
      use,
      contents,
      thinning: {
        versions: gone.length,
        bytes: freedBy(use, contents),
        of: storeBytes(writer),
        sample: gone.slice(0, 100).map((version) => ({
          versionId: version.id,
          asset: version.asset,
          revision: version.revision,
          createdAt: version.createdAt,
          bytes: version.size,
        })),
      },
    }
  }

  async function thinNow(rules: Retention): Promise<Thinning> {
    const { use, contents, thinning } = await plan(rules)
    writer.transaction(() => {
      dropKept(writer, contents)
    })()
    await compact(use, new Set(contents), rules.budgetBytes)
    context.log.info({ versions: thinning.versions, bytes: thinning.bytes }, 'old versions were thinned')
    context.events.publish(['assets'], null)
    return thinning
  }

  return {
    preview: async (rules) => (await plan(rules)).thinning,
    thin: (rules) => store.alone(() => thinNow(rules)),
  }

  /**
   * Packs of which nothing is needed go; those of which little is needed are written anew without the rest, and where a
   * budget is not held yet, those of which most is. The catalogue lets go of a pack before its file goes: a crash in
   * between leaves a file that the next start sweeps.
   */
  async function compact(use: ChunkUse, gone: ReadonlySet<string>, budgetBytes: number | null): Promise<void> {
    const users = usersOf(use, gone)
    for (const least of [REWRITE_BELOW, 1]) {
      for (const pack of allPacks(writer)) {
        if (least === 1 && (budgetBytes === null || storeBytes(writer) <= budgetBytes)) return
        const chunks = chunksInPack(writer, pack.id)
        const live = chunks.filter((chunk) => (users[use.numbers.get(chunk.hash.toString('latin1')) ?? -1] ?? 0) > 0)
        const liveBytes = live.reduce((sum, chunk) => sum + chunk.stored, 0)
        if (live.length === chunks.length || (live.length > 0 && liveBytes > pack.bytes * least)) continue
        try {
          if (live.length > 0) await store.repack(live)
          writer.transaction(() => {
            forgetPack(writer, pack.id)
          })()
          await rm(packPath(folder.versions, pack.id), { force: true })
        } catch (error) {
          // A pack that can't be read or written anew stays as it is; its versions say so when they are asked for.
          context.log.error({ err: error, pack: pack.id }, 'a pack of kept versions could not be written anew')
        }
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      }
    }
  }
}

/** Tells, version after version, how much is needed no more: a chunk is free when the last content that needs it is. */
function freeing(use: ChunkUse, versions: readonly KeptVersion[]): (version: KeptVersion) => number {
  const users = usersOf(use)
  const versionsOf = new Map<string, number>()
  for (const { contentId } of versions) versionsOf.set(contentId, (versionsOf.get(contentId) ?? 0) + 1)
  return ({ contentId }) => {
    const left = (versionsOf.get(contentId) ?? 1) - 1
    versionsOf.set(contentId, left)
    if (left > 0) return 0
    let bytes = 0
    for (const chunk of use.chunksOf.get(contentId) ?? []) {
      users[chunk]! -= 1
      if (users[chunk] === 0) bytes += use.cost[chunk]!
    }
    return bytes
  }
}

/** Bytes that nothing but these contents needs. */
function freedBy(use: ChunkUse, contentIds: readonly string[]): number {
  return neededBytes(use, usersOf(use)) - neededBytes(use, usersOf(use, new Set(contentIds)))
}
