/**
 * Derivatives whose files somebody removed from the library's folder: the catalogue forgets them when one is asked for,
 * and they are made again.
 */
import type { EngineContext } from '../context.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { assetsOfContent } from '../db/catalogue/contents.ts'
import { forgetDerivatives } from '../db/catalogue/derivative-use.ts'
import { recipeOfDerivative } from '../db/catalogue/derivatives.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import { requestWork } from '../jobs/request.ts'

/** A window asks for a page of tiles at once: what they lack is one piece of work. */
const GATHER_MS = 200

/** Notes one that has no file any more. `wake` is called when its work waits. */
export function createGone(context: EngineContext, maker: DerivativeMaker, wake: () => void): (id: string) => void {
  const { writer, onlyReading } = context.library
  const gone = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  async function forget(): Promise<void> {
    timer = null
    const ids = [...gone]
    gone.clear()
    const recipes = [...new Set(ids.flatMap((id) => recipeOfDerivative(writer, id) ?? []))]
    const assets = writer.transaction(() => {
      const contents = forgetDerivatives(writer, ids)
      const found = [...new Set(contents)].flatMap((id) => assetsOfContent(writer, id))
      refreshAssets(writer, found)
      return found
    })()
    if (assets.length === 0) return
    context.events.publish(['assets'], assets)
    context.log.warn({ derivatives: ids.length }, 'derivatives had no file any more, and are made again')
    await requestWork(writer, maker, assets, recipes, true, context.now())
    wake()
  }

  return (id) => {
    if (onlyReading !== null) return
    gone.add(id)
    timer ??= setTimeout(() => {
      forget().catch((error: unknown) => {
        context.log.warn({ err: error }, 'derivatives without a file could not be forgotten')
      })
    }, GATHER_MS).unref()
  }
}
