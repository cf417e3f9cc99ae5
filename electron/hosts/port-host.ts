/**
 * The contract over a MessagePort: a window of the desktop app.
 */
import { RPCHandler } from '@orpc/server/message-port'
import type { SupportedMessagePort } from '@orpc/client/message-port'
import type { Engine } from '../engine/index.ts'

/** Serves one window on its port until the port closes. */
export function servePort(engine: Engine, port: SupportedMessagePort): void {
  new RPCHandler(engine.router).upgrade(port, { context: { role: 'person' } })
}
