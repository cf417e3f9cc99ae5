/**
 * The line to one thread that reads files for a remote.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { ContentClass } from '../format/cut-sizes.ts'
import type { FilledPack, ReadingReply, ReadingRequest, ReadingWork } from './messages.ts'

const CLOSE_MS = 5000

/** What reading a file gave. */
export interface ReadResult {
  readonly bytes: number
  readonly xxh128: string
}

/** Asked for each batch of chunks: which of them are wanted, one byte each. */
export type Want = (names: Uint8Array, lengths: Uint32Array) => Uint8Array

export interface Reading {
  /**
   * Reads a file once. Throws `source.missing`, `source.unreadable`; the signal's reason when it ends it.
   */
  read(path: string, contentClass: ContentClass, want: Want, signal: AbortSignal): Promise<ReadResult>
  /** Has the pack that is being filled given out; resolves when that has been done. */
  flush(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a thread. `onPack` sends a pack and resolves when its memory may be filled again; it has to deal with its own
 * failures.
 */
export function startReading(entry: URL, work: ReadingWork, onPack: (pack: FilledPack) => Promise<void>): Reading {
  const thread = new Worker(entry, { name: 'remote', workerData: work })
  thread.unref()
  let nextId = 1
  let gone: Error | undefined
  const open = new Map<
    number,
    { readonly hear: (reply: ReadingReply) => void; readonly fail: (error: Error) => void }
  >()
  const say = (request: ReadingRequest, transfer: ArrayBuffer[] = []): void => {
    thread.postMessage(request, transfer)
  }
  const lost = (error: Error): void => {
    gone ??= error
    for (const { fail } of open.values()) fail(error)
    open.clear()
  }
  thread.on('error', lost)
  thread.on('exit', () => {
    lost(new RushesError('cancelled', 'The thread that reads for the remote ended.'))
  })
  thread.on('message', (reply: ReadingReply) => {
    if (reply.type !== 'pack') return open.get(reply.id)?.hear(reply)
    const { memory } = reply.pack
    void onPack(reply.pack).finally(() => {
      if (gone === undefined) say({ type: 'back', memory }, [memory])
    })
  })

  function ask<T>(
    begin: (id: number) => ReadingRequest,
    hear: (reply: ReadingReply, resolve: (value: T) => void, reject: (error: Error) => void) => void,
  ): { id: number; done: Promise<T> } {
    const id = nextId++
    const done = new Promise<T>((resolve, reject) => {
      if (gone !== undefined) return reject(gone)
      open.set(id, {
        hear: (reply) => {
          hear(reply, resolve, reject)
        },
        fail: reject,
      })
      say(begin(id))
    }).finally(() => {
      open.delete(id)
    })
    return { id, done }
  }

  return {
    async read(path, contentClass, want, signal) {
      signal.throwIfAborted()
      const { id, done } = ask<ReadResult>(
        (mine) => ({ type: 'read', id: mine, path, contentClass }),
        (reply, resolve, reject) => {
          if (reply.type === 'batch') say({ type: 'want', id: reply.id, wanted: want(reply.names, reply.lengths) })
          else if (reply.type === 'read') resolve({ bytes: reply.bytes, xxh128: reply.xxh128 })
          else if (reply.type === 'failed') reject(inWords(path, reply))
        },
      )
      const stop = (): void => {
        say({ type: 'stop', id })
      }
      signal.addEventListener('abort', stop, { once: true })
      try {
        return await done
      } catch (error) {
        signal.throwIfAborted()
        throw error
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
    flush: () =>
      ask<undefined>(
        (id) => ({ type: 'flush', id }),
        (reply, resolve) => {
          if (reply.type === 'flushed') resolve(undefined)
        },
      ).done,
    async close() {
      gone ??= new RushesError('cancelled', 'The library is being closed.')
      // A drive that does not answer keeps its thread; nobody waits for it for long.
      await Promise.race([thread.terminate(), wait(CLOSE_MS, undefined, { ref: false })])
    },
  }
}

function inWords(path: string, { code, message }: { readonly code: string; readonly message: string }): RushesError {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new RushesError('source.missing', `${path} is not there any more. It is sent when it comes back.`, { path })
  return new RushesError(
    'source.unreadable',
    `${path} can't be read (${message}). Check the drive; it is tried again later.`,
    { path, code },
  )
}
