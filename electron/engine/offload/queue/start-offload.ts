/**
 * The start of an offload: a new one, or the one that this very request began, wherever its drives are mounted now.
 */
import type { OffloadRequest } from '../../../../shared/contract/offloads.ts'
import { canResume } from '../../../../shared/copies/offload.ts'
import { RushesError, isRushesError } from '../../../../shared/model/errors.ts'
import { newId } from '../../../../shared/util/ids.ts'
import type { EngineContext } from '../../context.ts'
import { findUnfinished, readOffloads, readRequest } from '../../db/offload/offload-rows.ts'
import { offloadKey } from '../../db/offload/offloads.ts'
import { levelOf, type KeptRequest, type OffloadDeps } from './entry.ts'
import { followDrives } from './moved-drives.ts'
import type { RunningOffloads } from './running-offloads.ts'

/** Among so many of the newest offloads one is looked for that was begun with its drive at another place. */
const MAX_LOOKED_AT = 200

/** What makes no sense together. */
export function refuseSenseless(request: OffloadRequest): void {
  if (!request.mhl1 || levelOf(request) !== 'size') return
  throw new RushesError(
    'usage',
    'At the level “size” nothing is hashed for a manifest, so there is no MHL file to write. Ask for “source” or “full”.',
  )
}

/** Makes `start` of the offloads. */
export function createStart(
  context: EngineContext,
  deps: OffloadDeps,
  { running, launch }: RunningOffloads,
): (request: OffloadRequest) => Promise<{ id: string; resumed: boolean }> {
  const { writer } = context.library
  const starting = new Map<string, Promise<{ id: string; resumed: boolean }>>()
  let numbering: Promise<void> = Promise.resolve()

  /** The unfinished offload that is this request now that a drive of it is mounted elsewhere, or undefined. */
  async function begunElsewhere(request: OffloadRequest, key: string): Promise<string | undefined> {
    const sources = request.sources.toSorted().join('\n')
    for (const one of readOffloads(writer, MAX_LOOKED_AT).filter(canResume)) {
      const kept = readRequest(writer, one.id) as KeptRequest
      if (
        kept.drives === undefined ||
        kept.destinations.length !== request.destinations.length ||
        kept.sources.toSorted().join('\n') !== sources
      )
        continue
      const now = await followDrives(kept, deps.drives).catch((error: unknown) => {
        if (isRushesError(error)) return null
        throw error
      })
      if (now !== null && offloadKey(now) === key) return one.id
    }
    return undefined
  }

  async function start(request: OffloadRequest, key: string): Promise<{ id: string; resumed: boolean }> {
    refuseSenseless(request)
    const known = findUnfinished(writer, key) ?? (await begunElsewhere(request, key))
    const id = known ?? newId()
    // Resumed as it was asked for first: cards and destinations in another order are still the same offload.
    const kept = known === undefined ? null : (readRequest(writer, known) as KeptRequest)
    const asked: KeptRequest =
      kept === null
        ? request
        : {
            ...request,
            sources: kept.sources,
            destinations: kept.destinations,
            ...(kept.folders === undefined ? {} : { folders: kept.folders }),
            ...(kept.drives === undefined ? {} : { drives: kept.drives }),
          }
    if (running.has(id)) return { id, resumed: known !== undefined }
    // A number is given to one card after the other: two that were planned at once would get the same.
    const counts = known === undefined && request.name?.includes('{counter') === true
    const launched = (counts ? numbering : Promise.resolve()).then(() =>
      launch(id, asked, known !== undefined, request.priority !== 0),
    )
    // What became of it is for whoever asked: here it is only waited for.
    if (counts) numbering = launched.catch(() => {})
    try {
      await launched
    } catch (error) {
      // Another card in the same reader: that is a new offload, and the record of the other stays as it is.
      if (known === undefined || !isRushesError(error) || error.code !== 'source.changed') throw error
      const fresh = newId()
      await launch(fresh, request, false, request.priority !== 0)
      return { id: fresh, resumed: false }
    }
    return { id, resumed: known !== undefined }
  }

  return (request) => {
    // Asked for twice at once (a double click, a line that was lost): the second gets the offload of the first.
    const key = offloadKey(request)
    const begun = starting.get(key) ?? start(request, key).finally(() => starting.delete(key))
    starting.set(key, begun)
    return begun
  }
}
