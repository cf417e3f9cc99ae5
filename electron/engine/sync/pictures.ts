/**
 * Posters and filmstrips that other devices made: they come by themselves, so that a library of another device is
 * browsed as one's own.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { assetsOfContent } from '../db/catalogue/contents.ts'
import { columnOf } from '../db/entities/rows.ts'
import { picturesToFetch, type RemoteDerivative } from '../db/sync/transfer-classes.ts'
import { RECIPES } from '../media/recipes/index.ts'
import { together } from './journal/as-damage.ts'

const PICTURES_A_ROUND = 200
/** One that is damaged there is asked for again after so long, ms. */
const AGAIN_MS = 60_000

export interface Pictures {
  /** Fetches what is not here yet. One that is damaged holds back no other. Returns the bytes that came. */
  fetch(signal: AbortSignal): Promise<number>
  /** Those that are damaged there, as the last look found them; null for none. */
  damage(): RushesError | null
}

/** Makes one for a remote. `fetchOne` brings a picture into its place. */
export function createPictures(
  { library, now }: EngineContext,
  fetchOne: (one: RemoteDerivative, signal: AbortSignal) => Promise<unknown>,
): Pictures {
  const { writer: db, reader } = library
  /** By content and recipe. */
  const damaged = new Map<string, { readonly error: RushesError; readonly until: number }>()

  function damagedPicture({ contentId, recipe }: RemoteDerivative, cause: RushesError): RushesError {
    const [assetId] = assetsOfContent(db, contentId)
    const name = assetId === undefined ? undefined : columnOf(reader, 'asset', 'name', assetId)
    return new RushesError(
      'remote.damaged',
      `The ${recipe} of ${name ?? 'a clip'} is damaged at the remote and was not taken; all else goes on. Have it repaired from connected drives with: rushes verify --remote --full --repair`,
      { why: cause.message },
      { cause },
    )
  }

  return {
    async fetch(signal) {
      let came = 0
      for (const one of picturesToFetch(reader, PICTURES_A_ROUND, RECIPES)) {
        const key = `${one.contentId} ${one.recipe}`
        if ((damaged.get(key)?.until ?? 0) > now()) continue
        damaged.delete(key)
        try {
          await fetchOne(one, signal)
          came += one.bytes
        } catch (error) {
          if (!isRushesError(error)) throw error
          if (error.code === 'remote.damaged')
            damaged.set(key, { error: damagedPicture(one, error), until: now() + AGAIN_MS })
          // Not there yet: whoever made it is still sending it.
          else if (error.code !== 'not_found') throw error
        }
      }
      return came
    },
    damage: () => together([...damaged.values()].map(({ error }) => error)),
  }
}
