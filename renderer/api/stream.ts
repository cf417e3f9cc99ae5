/**
 * Streams that are followed as long as the window lives: taken up again whenever the engine is back.
 */
import type { Connection } from './connection.ts'

/** Follows a stream of the engine. Returns how to stop. A stream that ends by itself while the line stands is done. */
export function follow<T>(
  connection: Connection,
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  onEvent: (event: T) => void,
): () => void {
  let current = new AbortController()
  const run = async (controller: AbortController): Promise<void> => {
    try {
      for await (const event of await open(controller.signal)) {
        if (controller.signal.aborted) return
        onEvent(event)
      }
    } catch {
      // The line broke, which the connection tells and mends; the stream is opened anew when it stands.
    }
  }
  const stop = connection.onReady(() => {
    current.abort()
    current = new AbortController()
    void run(current)
  })
  return () => {
    stop()
    current.abort()
  }
}
