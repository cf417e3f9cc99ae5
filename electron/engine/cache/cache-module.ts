/**
 * Keeps the proxies of a library within a budget: those that nobody looked at for longest are let go, where their original
 * is here to make them again.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineBase } from '../app/base.ts'
import { defineModule } from '../app/compose.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { assetsOfContent } from '../db/catalogue/contents.ts'
import { evictableProxies, forgetDerivatives, proxyBytes } from '../db/catalogue/derivative-use.ts'
import { chooseToEvict } from '../domain/cache/choose.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { createGone } from './gone.ts'

/** How often it is looked at what they take. */
const LOOK_MS = 60_000
/** Proxies that one look lets go at most: the rest goes with the next. */
const MAX_A_LOOK = 500

interface CacheParts {
  readonly maker: DerivativeMaker
  readonly queue: JobQueue
}

export const cacheModule = defineModule('cache', ({ context, services, maker, queue }: EngineBase & CacheParts) => {
  const { writer, folder, onlyReading } = context.library

  /** Lets go what is over the budget now. Returns how many bytes. */
  async function fit(): Promise<number> {
    const budget = context.settings().proxyBudgetBytes
    if (budget === null || onlyReading !== null) return 0
    const taken = proxyBytes(writer)
    // Asked every minute: what could go is only looked for when something has to.
    if (taken <= budget) return 0
    const chosen = chooseToEvict(evictableProxies(writer, MAX_A_LOOK), { taken, budget, now: context.now() })
    if (chosen.length === 0) return 0
    // The catalogue lets go first: a row without a file would be a broken picture. A file that a crash leaves without its
    // row is written over when the proxy is made again.
    const assets = writer.transaction(() => {
      const contents = forgetDerivatives(
        writer,
        chosen.map(({ id }) => id),
      )
      const ids = [...new Set(contents)].flatMap((id) => assetsOfContent(writer, id))
      refreshAssets(writer, ids)
      return ids
    })()
    for (const { path } of chosen) await rm(join(folder.derivatives, path), { force: true })
    context.events.publish(['assets'], assets)
    const bytes = chosen.reduce((sum, one) => sum + one.bytes, 0)
    context.log.info({ proxies: chosen.length, bytes, budget }, 'proxies were let go to keep the budget')
    return bytes
  }

  const look = (): void => {
    fit().catch((error: unknown) => {
      context.log.warn({ err: error }, 'proxies could not be let go')
    })
  }
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  services.add((os) => ({
    cache: os.cache.router({
      fit: os.cache.fit.handler(async () => ({ bytes: await fit(), taken: proxyBytes(writer) })),
    }),
  }))
  return {
    part: { gone: createGone(context, maker, queue.wake) },
    close: () => {
      clearInterval(timer)
    },
  }
})
