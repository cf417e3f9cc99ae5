/**
 * Looks whether copies still stand where the catalogue has them, before anything is said that rests on them. A folder that
 * somebody deleted or renamed on a connected drive tells nobody; only a look at each file does.
 */
import { goneNow, type CopyPlace, type Gone } from '../care/gone-now.ts'
import type { EngineContext } from '../context.ts'
import { recordMissing, recordRechecks } from '../db/files-verify.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'

export interface PresentNow {
  /**
   * Looks at these copies. What is gone is written down, but for watched folders: there it is the scan that decides. `key`
   * names the set: an answer is good for ten seconds. Null when the drives don't answer before the signal aborts.
   */
  look(key: string, copies: readonly CopyPlace[], signal?: AbortSignal): Promise<Gone | null>
}

/** A page is asked for many times a second while a card is copied. */
const GOOD_MS = 10_000
const MAX_KEPT = 500

interface Look { readonly gone: Promise<Gone>; at: number }

/** Makes it. */
export function createPresentNow(context: Pick<EngineContext, 'library' | 'events' | 'now'>, identify: IdentifyVolume): PresentNow {
  const looks = new Map<string, Look>()

  async function lookAt(copies: readonly CopyPlace[]): Promise<Gone> {
    const { reader, writer, onlyReading } = context.library
    const { gone, rows } = await goneNow(reader, copies, identify)
    // A watched folder is its scan's to judge: that asks a person before much is called missing.
    const own = rows.filter((copy) => !copy.watched)
    if (onlyReading !== null || own.length === 0) return gone
    const touched = [
      ...await recordMissing(writer, own.filter(({ path }) => gone.get(path) === 'missing').map(({ fileId }) => fileId), context.now()),
      ...await recordRechecks(writer, own.filter(({ path }) => gone.get(path) === 'changed').map(({ fileId }) => ({ fileId, is: 'changed', method: null })), context.now()),
    ]
    if (touched.length > 0) context.events.publish(['assets', 'volumes'], touched)
    return gone
  }

  return {
    async look(key, copies, signal) {
      const last = looks.get(key)
      const fresh = last !== undefined && performance.now() - last.at < GOOD_MS
      const look: Look = fresh ? last : { gone: lookAt(copies), at: Infinity }
      if (!fresh) {
        looks.delete(key)
        looks.set(key, look)
        // One that is under way is never begun twice; one that failed is begun again.
        look.gone.then(() => { look.at = performance.now() }, () => { looks.delete(key) })
        const oldest = looks.keys().next().value
        if (looks.size > MAX_KEPT && oldest !== undefined) looks.delete(oldest)
      }
      return await beforeAbort(look.gone, signal)
    },
  }
}

async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
  if (signal === undefined) return await work
  const stop = Promise.withResolvers<null>()
  const onAbort = (): void => stop.resolve(null)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([work, stop.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
