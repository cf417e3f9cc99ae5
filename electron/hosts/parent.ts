/**
 * The process that started this one, whatever it is: a Node parent (IPC channel) or Electron's main (parentPort).
 */
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { SupportedMessagePort } from '@orpc/client/message-port'
import { ipcPort } from './ipc-port.ts'

/** What the engine's process says to whoever started it. */
export const childMessageSchema = z.discriminatedUnion('type', [
  /** The answer to `leave` while other clients are here: the engine goes on without its parent. */
  z.object({ type: z.literal('staying') }),
  z.object({
    type: z.literal('ready'),
    address: z.string(),
    token: z.string(),
    shellSecret: z.string(),
    pid: z.number(),
    onlyReading: z.string().nullable().optional(),
  }),
  z.object({
    type: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
  }),
])
export type ChildMessage = z.infer<typeof childMessageSchema>

export interface Parent {
  send(message: ChildMessage): void
  /** Sends the last message of this process: resolves when it has left, or when nobody is there to hear it. */
  sendLast(message: ChildMessage): Promise<void>
  /** A way to speak the contract: a window's end of a MessageChannel (Electron), or the channel of a Node parent. */
  onPort(listener: (port: SupportedMessagePort) => void): void
  onStop(listener: () => void): void
  /** The parent needs the engine no longer: it waits for the end, or for word that others still use it. */
  onLeave(listener: () => void): void
  onGone(listener: () => void): void
}

/** Time for a message to leave through Electron's port. */
const PORT_MS = 200

/** What Electron puts on `process` in a utility process. Reached by shape: this code never imports Electron. */
interface ParentPort {
  on(
    event: 'message',
    listener: (event: { data: unknown; ports: readonly (SupportedMessagePort & { start(): void })[] }) => void,
  ): void
  postMessage(message: unknown): void
}

/** Finds the parent of this process. */
export function parentOf(host: NodeJS.Process): Parent {
  const port = (host as NodeJS.Process & { parentPort?: ParentPort }).parentPort
  return port === undefined ? nodeParent(host) : electronParent(port)
}

function nodeParent(host: NodeJS.Process): Parent {
  return {
    send: (message) => {
      if (host.connected) host.send?.(message)
    },
    sendLast: (message) =>
      new Promise((resolve) => {
        if (host.connected && host.send !== undefined) host.send(message, undefined, undefined, () => resolve())
        else resolve()
      }),
    onPort: (listener) => {
      if (host.connected) listener(ipcPort(host))
    },
    onStop: (listener) => {
      host.on('message', (message) => {
        if (says(message, 'stop')) listener()
      })
    },
    onLeave: (listener) => {
      host.on('message', (message) => {
        if (says(message, 'leave')) listener()
      })
    },
    onGone: (listener) => {
      if (host.connected) host.once('disconnect', listener)
      else listener()
    },
  }
}

function electronParent(port: ParentPort): Parent {
  return {
    send: (message) => port.postMessage(message),
    sendLast: async (message) => {
      port.postMessage(message)
      // A port tells nobody when a message has left.
      await wait(PORT_MS)
    },
    onPort: (listener) => {
      port.on('message', ({ ports }) => {
        for (const arrived of ports) {
          listener(arrived)
          arrived.start()
        }
      })
    },
    onStop: (listener) => {
      port.on('message', ({ data }) => {
        if (says(data, 'stop')) listener()
      })
    },
    onLeave: () => {}, // Electron tells its engine to stop; it never leaves it behind.
    onGone: () => {}, // Electron ends its utility processes with itself.
  }
}

function says(message: unknown, type: 'stop' | 'leave'): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type
}
