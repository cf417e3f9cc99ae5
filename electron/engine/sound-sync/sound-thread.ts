/**
 * The thread that compares sounds: a transform takes tens of milliseconds, and the engine's own thread has others to
 * answer. Started for each job, ended with it.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Pull } from '../../../shared/model/sound-sync.ts'
import { compareLevels, preparedSounds, type Coarse, type SoundToCompare } from '../domain/sound-sync/compare.ts'
import type { SoundLevels } from '../domain/sound-sync/levels.ts'
import type { SoundLine } from '../domain/sound-sync/line.ts'
import { prove, type WindowSamples, type WindowSpan } from '../domain/sound-sync/prove.ts'

export type SoundRequest =
  | { readonly type: 'compare'; readonly clip: SoundLevels; readonly sounds: readonly SoundToCompare[] }
  | {
      readonly type: 'prove'
      readonly spans: readonly WindowSpan[]
      readonly samples: readonly WindowSamples[]
      readonly pull: Pull
    }
type SoundReply =
  | { readonly type: 'compare'; readonly found: readonly Coarse[] }
  | { readonly type: 'prove'; readonly line: SoundLine | null }

/** Memory of the thread, MiB: levels of long recordings, and their spectra. */
const MAX_MEMORY_MB = 2048

/** What the thread answers; it remembers the sounds that it has prepared. */
export function soundAnswers(): (request: SoundRequest) => SoundReply {
  const store = preparedSounds()
  return (request) =>
    request.type === 'compare'
      ? { type: 'compare', found: [...compareLevels(request.clip, request.sounds, store)] }
      : { type: 'prove', line: prove(request.spans, request.samples, request.pull) }
}

export interface SoundThread {
  readonly compare: (clip: SoundLevels, sounds: readonly SoundToCompare[]) => Promise<readonly Coarse[]>
  readonly prove: (
    spans: readonly WindowSpan[],
    samples: readonly WindowSamples[],
    pull: Pull,
  ) => Promise<SoundLine | null>
  readonly close: () => Promise<void>
}

/** Starts the thread. `signal` ends it: whoever waits gets `cancelled`. One request at a time. */
export function soundThread(entry: URL, signal: AbortSignal): SoundThread {
  const worker = new Worker(entry, { name: 'sound', resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB } })
  const onAbort = (): void => void worker.terminate()
  signal.addEventListener('abort', onAbort, { once: true })

  function ask(request: SoundRequest): Promise<SoundReply> {
    return new Promise((resolve, reject) => {
      const clear = (): void => {
        worker.off('message', onMessage)
        worker.off('error', onError)
        worker.off('exit', onExit)
      }
      const onMessage = (reply: SoundReply): void => {
        clear()
        resolve(reply)
      }
      const onError = (error: unknown): void => {
        clear()
        reject(
          new RushesError(
            'media.failed',
            'These sounds could not be compared: they need more memory than there is. Compare fewer clips at a time.',
            {},
            { cause: error },
          ),
        )
      }
      const onExit = (): void => {
        clear()
        reject(new RushesError('cancelled', 'The work was cancelled.'))
      }
      worker.on('message', onMessage)
      worker.on('error', onError)
      worker.on('exit', onExit)
      worker.postMessage(request, [])
    })
  }

  return {
    async compare(clip, sounds) {
      const reply = await ask({ type: 'compare', clip, sounds })
      return reply.type === 'compare' ? reply.found : []
    },
    async prove(spans, samples, pull) {
      const reply = await ask({ type: 'prove', spans, samples, pull })
      return reply.type === 'prove' ? reply.line : null
    },
    async close() {
      signal.removeEventListener('abort', onAbort)
      await worker.terminate()
    },
  }
}
