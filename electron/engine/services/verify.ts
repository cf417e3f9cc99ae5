import type { EngineContext } from '../context.ts'
import type { Builder } from './implement.ts'
export function verifyServices(os: Builder, _context: EngineContext, _deps: object) {
  return os.verify.router({ folder: os.verify.folder.handler(async function* () {}) })
}
