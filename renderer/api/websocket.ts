/**
 * The line of a window in a browser: a WebSocket to the origin that served the page. The cookie that came with the page
 * is the key; a script never sees it.
 */
import { RPCLink } from '@orpc/client/websocket'
import type { Transport } from './transport.ts'

/** A transport to `url`, such as ws://127.0.0.1:4310/rpc. */
export function webSocketTransport(url: string): Transport {
  return {
    open: (signal) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url)
        const abort = (): void => socket.close()
        signal.addEventListener('abort', abort, { once: true })
        socket.addEventListener('error', () => reject(new Error('the engine does not answer')), { once: true })
        socket.addEventListener('close', () => reject(new Error('the engine closed the line')), { once: true })
        socket.addEventListener(
          'open',
          () => {
            signal.removeEventListener('abort', abort)
            resolve({
              link: new RPCLink({ websocket: socket }),
              onClosed: (listener) => socket.addEventListener('close', () => listener(), { once: true }),
              close: () => socket.close(),
            })
          },
          { once: true },
        )
      }),
  }
}
