/**
 * Looks whether copies still stand where the catalogue has them, before anything is said that rests on them. A folder
 * that somebody deleted or renamed on a connected drive tells nobody; only a look at each file does.
 */
import { backNow, goneNow, type CopyPlace, type Gone } from '../verification/gone-now.ts'
import type { EngineContext } from '../context.ts'
import { recordBack, recordMissing, recordRechecks } from '../db/catalogue/files-verify.ts'
import { inBatches } from '../db/core/in-batches.ts'
import { noteTouched } from '../db/volumes/scan-files.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'

export interface PresentNow {
  /**
   * Looks at these copies. What is gone is written down, but for watched folders: there it is the scan that decides.
   * `key` names the set: an answer is good for ten seconds, longer where the look took long; with `fresh` the drives
   * are asked anew. Null when the drives don't answer before the signal aborts.
   */
  look(key: string, copies: readonly CopyPlace[], signal?: AbortSignal, fresh?: boolean): Promise<Gone | null>
  /**
   * Looks at these copies once, keeps no answer, and writes down what is gone in the same way: whoever finds a copy
   * gone tells everybody.
   */
  lookOnce(copies: readonly CopyPlace[]): Promise<Gone>
}

/** A page is asked for many times a second while a card is copied. */
const GOOD_MS = 10_000
const MAX_KEPT = 500

/** A look that was done. `took` and `at` in milliseconds of the clock that never goes back. */
interface Look {
  readonly gone: Gone
  readonly at: number
  readonly took: number
}

/**
 * A card of a hundred thousand files takes long to look at: its answer is good for as long again, and is renewed
 * meanwhile.
 */
function isGood({ at, took }: Look): boolean {
  return performance.now() - at < Math.max(GOOD_MS, 3 * took)
}

/** Makes it. `recheck` is called when copies are to be read again. */
export function createPresentNow(
  context: Pick<EngineContext, 'library' | 'events' | 'now' | 'log'>,
  identify: IdentifyVolume,
  recheck: () => void = () => {},
): PresentNow {
  const looks = new Map<string, Look>()
  const running = new Map<string, Promise<Gone>>()

  async function lookAt(copies: readonly CopyPlace[]): Promise<Gone> {
    const { reader, writer, onlyReading } = context.library
    const { gone, rows } = await goneNow(reader, copies, identify)
    // A watched folder is its scan's to judge: that asks a person before much is called missing.
    const own = rows.filter((copy) => !copy.watched)
    const back = await backNow(reader, copies)
    const found: Gone = new Map([...gone, ...back.map(({ path }) => [path, 'back'] as const)])
    if (onlyReading !== null || own.length + back.length === 0) return found
    const touched = [
      ...(await recordMissing(
        writer,
        own.filter(({ path }) => gone.get(path) === 'missing').map(({ fileId }) => fileId),
        context.now(),
      )),
      ...(await recordRechecks(
        writer,
        own
          .filter(({ path }) => gone.get(path) === 'changed')
          .map(({ fileId }) => ({ fileId, is: 'changed', method: null })),
        context.now(),
      )),
    ]
    // Read again when nothing else is: what it holds is unknown until then. Its time of change stays as it was known,
    // so that a look before that tells the same.
    const written = own.filter(({ path }) => gone.get(path) === 'touched')
    await inBatches(writer, written, (copy) => {
      noteTouched(writer, copy.fileId, copy.ctimeNs)
    })
    const again = await recordBack(writer, back)
    if (written.length + back.length > 0) recheck()
    const changed = [...touched, ...again, ...written.flatMap(({ assetId }) => assetId ?? [])]
    if (changed.length > 0) context.events.publish(['assets', 'volumes'], changed)
    return found
  }

  /** One that is under way is never begun twice; one that failed is begun again. */
  function begin(key: string, copies: readonly CopyPlace[]): Promise<Gone> {
    const under = running.get(key)
    if (under !== undefined) return under
    const began = performance.now()
    const look = lookAt(copies)
      .then((gone) => {
        looks.delete(key)
        looks.set(key, { gone, at: performance.now(), took: performance.now() - began })
        const oldest = looks.keys().next().value
        if (looks.size > MAX_KEPT && oldest !== undefined) looks.delete(oldest)
        return gone
      })
      .finally(() => {
        running.delete(key)
      })
    running.set(key, look)
    return look
  }

  return {
    lookOnce: lookAt,
    async look(key, copies, signal, fresh = false) {
      const last = fresh ? undefined : looks.get(key)
      // One that is under way may have passed by what is gone since.
      if (fresh) await beforeAbort(running.get(key)?.catch(() => {}) ?? Promise.resolve(), signal)
      if (last === undefined || !isGood(last)) return await beforeAbort(begin(key, copies), signal)
      if (performance.now() - last.at >= GOOD_MS)
        begin(key, copies).catch((error: unknown) => {
          context.log.warn({ err: error }, 'copies could not be looked for')
        })
      return last.gone
    },
  }
}

/** What the work gives, or null when the signal aborts before. The work goes on. */
export async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
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
