/**
 * The line to the thread that cuts and packs: one question at a time, the thread started with the first one.
 */
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { CutReply, PackedRange, PackReply, StoreReply, StoreRequest } from './messages.ts'

export interface StoreThread {
  cut(path: string): Promise<CutReply>
  pack(target: string, chunks: readonly PackedRange[]): Promise<PackReply>
  close(): Promise<void>
}

/** Makes the line. `entry` is the thread's entry point. */
export function createStoreThread(entry: URL): StoreThread {
  let thread: Worker | undefined
  let last: Promise<unknown> = Promise.resolve()
  let nextId = 1
  let closed = false

  function start(): Worker {
    const started = new Worker(entry, { name: 'store' })
    started.unref()
    started.once('exit', () => {
      if (thread === started) thread = undefined
    })
    return started
  }

  function ask(request: StoreRequest): Promise<StoreReply> {
    if (closed) throw new RushesError('cancelled', 'The library is being closed.')
    const worker = (thread ??= start())
    return new Promise((resolve, reject) => {
      const done = (): void => {
        worker.off('message', hear)
        worker.off('error', fail)
        worker.off('exit', gone)
      }
      const hear = (reply: StoreReply): void => {
        if (reply.id !== request.id) return
        done()
        resolve(reply)
      }
      const fail = (error: Error): void => {
        done()
        reject(error)
      }
      const gone = (): void => {
        fail(new RushesError('cancelled', 'The thread that keeps versions ended.'))
      }
      worker.on('message', hear)
      worker.on('error', fail)
      worker.on('exit', gone)
      worker.postMessage(request, [])
    })
  }

  async function inTurn(wanted: (id: number) => StoreRequest): Promise<CutReply | PackReply> {
    const mine = last.then(async () => {
      const reply = await ask(wanted(nextId++))
      if (reply.is === 'failed') throw inWords(reply)
      return reply.result
    })
    last = mine.catch(() => {}) // Whoever asked is told; the next question is another one.
    return mine
  }

  return {
    cut: async (path) => (await inTurn((id) => ({ type: 'cut', id, path }))) as CutReply,
    pack: async (target, chunks) => (await inTurn((id) => ({ type: 'pack', id, target, chunks }))) as PackReply,
    async close() {
      closed = true
      await thread?.terminate()
    },
  }
}

function inWords({ code, message }: { code: string; message: string }): RushesError {
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RushesError('disk.full', 'The library’s drive is full: a version was not kept. Make room there.')
  if (code === 'ECHANGED')
    return new RushesError('source.changed', 'The file changed while it was being kept. It is kept when it rests.')
  return new RushesError('disk.io', `A version could not be kept (${message}). Check the library’s drive.`, { code })
}
