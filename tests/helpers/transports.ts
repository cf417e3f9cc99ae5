/**
 * The same engine over each transport of the contract.
 */
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { createRouterClient } from '@orpc/server'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { WebSocket } from 'ws'
import type { EngineClient } from '../../shared/contract/client.ts'
import { DESKTOP_APP, LOCAL_PERSON, type Principal } from '../../electron/engine/auth/principal.ts'
import type { Engine } from '../../electron/engine/index.ts'
import { startHttpHost } from '../../electron/hosts/http-server.ts'

export interface Carried {
  readonly client: EngineClient
  close(): Promise<void>
}
export type Role = 'person' | 'shell'

export const TOKEN = 'a'.repeat(64)
export const SHELL_SECRET = 's'.repeat(64)
const PRINCIPALS: Readonly<Record<Role, Principal>> = { person: LOCAL_PERSON, shell: DESKTOP_APP }

/** How to reach an engine over each transport. */
export const TRANSPORTS: Readonly<Record<string, (engine: Engine, role: Role) => Promise<Carried>>> = {
  'in memory': async (engine, role) => ({
    client: createRouterClient(engine.router, { context: PRINCIPALS[role] }),
    close: async () => {},
  }),
  MessagePort: async (engine, role) => {
    const { port1, port2 } = new MessageChannel()
    new PortHandler(engine.router).upgrade(port1, { context: PRINCIPALS[role] })
    return {
      client: createORPCClient(new PortLink({ port: port2 })),
      close: async () => {
        port1.close()
        port2.close()
      },
    }
  },
  WebSocket: async (engine, role) => {
    const host = await startHttpHost(engine, {
      token: TOKEN,
      shellSecret: SHELL_SECRET,
      host: '127.0.0.1',
      port: 0,
      windowFolder: '/nonexistent',
      hosts: [],
    })
    const socket = new WebSocket(`${host.address.replace('http', 'ws')}/rpc`, {
      headers: { authorization: `Bearer ${TOKEN}`, ...(role === 'shell' ? { 'x-rushes-shell': SHELL_SECRET } : {}) },
    })
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return {
      client: createORPCClient(new SocketLink({ websocket: socket as unknown as globalThis.WebSocket })),
      close: async () => {
        socket.terminate()
        await host.close()
      },
    }
  },
}
