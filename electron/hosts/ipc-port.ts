/**
 * A MessagePort over the channel between a Node parent and its child. It needs no network, not even loopback: the
 * command line speaks so with the engine that it has started, in a network namespace of its own as well.
 */
import type { SupportedMessagePort } from '@orpc/client/message-port'

/** Either end of the channel: the child as its parent holds it, or the process of the child itself. */
interface IpcEnd {
  send?(message: unknown): boolean
  readonly connected: boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
}

interface Carried {
  readonly type: 'rpc'
  readonly data: unknown
}

function isCarried(message: unknown): message is Carried {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'rpc' && 'data' in message
  )
}

/** The port at this end. Its messages travel beside the channel's others, marked as ours. */
export function ipcPort(end: IpcEnd): SupportedMessagePort {
  return {
    postMessage: (data: unknown) => {
      if (end.connected) end.send?.({ type: 'rpc', data } satisfies Carried)
    },
    on: (event: string, listener: (event?: { data: unknown }) => void) => {
      if (event === 'message')
        end.on('message', (message) => {
          if (isCarried(message)) listener({ data: message.data })
        })
      else if (event === 'close') end.on('disconnect', () => listener())
    },
  } as SupportedMessagePort
}
