/**
 * Whether a runtime can hold the engine. better-sqlite3 13 is built for Node-API 10 (Node 22.14, Electron 35); in an
 * older runtime it does not fail but takes the process down, so this is asked before it is loaded.
 */
import { RushesError } from '../../shared/model/errors.ts'

const NEEDED = 10

type Versions = { readonly napi?: string; readonly node?: string; readonly electron?: string }

/** True when the engine can run in a process with these `process.versions`. */
export function canHoldEngine(versions: Versions): boolean {
  return Number(versions.napi ?? 0) >= NEEDED
}

/** Throws `engine.runtime` when it can't. */
export function requireNodeApi(versions: Versions): void {
  if (canHoldEngine(versions)) return
  const runtime = versions.electron === undefined ? `Node ${versions.node ?? '?'}` : `Electron ${versions.electron}`
  throw new RushesError(
    'engine.runtime',
    `The engine can't run inside ${runtime}: its Node-API is ${versions.napi ?? 'unknown'}, and ${NEEDED} is needed. Run it with Node 24, or a newer Electron.`,
    { napi: versions.napi ?? null, needed: NEEDED },
  )
}
