/** The window's side of the contract. */
export { connect, type Connection, type ConnectionState } from './connection.ts'
export { createFreshness, type Freshness } from './freshness.ts'
export { detectPlatform, type Platform } from './platform.ts'
export { portTransport } from './port.ts'
export { createKeyedResources, createResource, useResource, type Answer, type Resource } from './resource.ts'
export { follow } from './stream.ts'
export type { Transport } from './transport.ts'
export { webSocketTransport } from './websocket.ts'
