/**
 * The line of a window in the desktop app: a MessagePort to the engine's process, passed in by the preload script.
 */
import { RPCLink } from '@orpc/client/message-port'
import { ENGINE_PORT_MESSAGE } from '../../shared/model/platform.ts'
import type { Transport } from './transport.ts'

/**
 * Takes the ports that arrive as messages of the window to itself. A new port means a new engine: the line on the old
 * one is then closed even where the system forgets to say so.
 */
export function portTransport(page: Window, request: () => void): Transport {
  let fresh: MessagePort | null = null
  let taker: ((port: MessagePort) => void) | null = null
  let replaced: (() => void) | null = null
  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    const [port] = event.ports
    if (event.source !== page || port === undefined || !isPortMessage(event.data)) return
    replaced?.()
    replaced = null
    if (taker === null) fresh = port
    else taker(port)
  })
  return {
    open: (signal) =>
      new Promise((resolve, reject) => {
        const take = (port: MessagePort): void => {
          taker = null
          fresh = null
          let closed: (() => void) | null = null
          const end = (): void => {
            const tell = closed
            closed = null
            tell?.()
          }
          replaced = end
          port.addEventListener('close', end, { once: true })
          const link = new RPCLink({ port })
          port.start()
          resolve({
            link,
            onClosed: (listener) => {
              closed = listener
            },
            close: () => {
              port.close()
              end()
            },
          })
        }
        if (fresh !== null) return take(fresh)
        taker = take
        signal.addEventListener(
          'abort',
          () => {
            taker = null
            reject(new Error('the engine did not offer a line'))
          },
          { once: true },
        )
        request()
      }),
  }
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === ENGINE_PORT_MESSAGE
}
