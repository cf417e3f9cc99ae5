/**
 * A thread for work on files that may be hostile. It starts with the first question, has one question at a time, and is
 * ended when that takes too long or asks for too much memory: the file whose turn it is gets no answer, and no other.
 */
import { Worker, type ResourceLimits } from 'node:worker_threads'

interface BoundedThread<Question, Answer> {
  /** Null where there is no answer: the thread was ended over it. Never throws. */
  ask(question: Question): Promise<Answer | null>
  /** Ends it; who waits has no answer. */
  close(): Promise<void>
}

interface ThreadOptions {
  /** The entry of the thread: it answers each message with one. */
  readonly entry: URL
  readonly name: string
  readonly limits: ResourceLimits
  /** How long one question may take. */
  readonly limitMs: number
}

interface Turn<Question, Answer> {
  readonly question: Question
  readonly settle: (answer: Answer | null) => void
}

/** Makes one. */
export function createBoundedThread<Question, Answer>({
  entry,
  name,
  limits,
  limitMs,
}: ThreadOptions): BoundedThread<Question, Answer> {
  const waiting: Turn<Question, Answer>[] = []
  let worker: Worker | null = null
  let current: { readonly turn: Turn<Question, Answer>; readonly limit: NodeJS.Timeout } | null = null

  function open(): Worker {
    const opened = new Worker(entry, { name, resourceLimits: limits })
    opened.on('message', (answer: Answer) => {
      if (worker === opened) settle(answer)
    })
    opened.on('error', () => {
      over(opened)
    })
    opened.on('exit', () => {
      over(opened)
    })
    return opened
  }

  /** The thread has ended: so has the question that it had. */
  function over(which: Worker): void {
    if (worker !== which) return
    worker = null
    settle(null)
  }

  function settle(answer: Answer | null): void {
    const done = current
    current = null
    if (done !== null) {
      clearTimeout(done.limit)
      done.turn.settle(answer)
    }
    next()
  }

  function next(): void {
    if (current !== null) return
    const turn = waiting.shift()
    if (turn === undefined) {
      worker?.unref()
      return
    }
    const asked = (worker ??= open())
    asked.ref()
    const limit = setTimeout(() => {
      void asked.terminate()
      over(asked)
    }, limitMs)
    current = { turn, limit }
    asked.postMessage(turn.question, [])
  }

  return {
    ask: (question) =>
      new Promise((resolve) => {
        waiting.push({ question, settle: resolve })
        next()
      }),
    async close() {
      const ending = worker
      worker = null
      for (const turn of waiting.splice(0)) turn.settle(null)
      settle(null)
      await ending?.terminate()
    },
  }
}
