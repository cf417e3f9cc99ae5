/**
 * The contract over a MessagePort: a window of the desktop app.
 */
import { RPCHandler } from '@orpc/server/message-port'
import type { SupportedMessagePort } from '@orpc/client/message-port'
import { LOCAL_PERSON } from '../engine/auth/principal.ts'
import type { Engine } from '../engine/index.ts'

/**
 * Serves one window on its port until the port closes. Only the process that made the engine can hand a port in: it is
 * the person's.
 */
export function servePort(engine: Engine, port: SupportedMessagePort): void {
  new RPCHandler(engine.router).upgrade(port, { context: LOCAL_PERSON })
}
