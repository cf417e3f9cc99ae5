/**
 * Entry point of the engine's process: a child of Node (command line, `serve`, Electron with an old runtime), or
 * Electron's utility process. Looks at the runtime before anything native is loaded.
 */
import { parseArgs } from 'node:util'
import { isRushesError, RushesError } from '../../shared/model/errors.ts'
import { keepHeapSmall } from './engine-memory.ts'
import { requireNodeApi } from './node-api.ts'
import { parentOf } from './parent.ts'

const { values } = parseArgs({
  options: {
    library: { type: 'string', default: '.' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    resources: { type: 'string' },
    version: { type: 'string', default: '0.0.0' },
    make: { type: 'boolean', default: false },
    'allow-host': { type: 'string', multiple: true, default: [] },
  },
})

async function run(): Promise<void> {
  requireNodeApi(process.versions)
  keepHeapSmall()
  // It was read when this process began, and is no business of ffmpeg's.
  delete process.env['MALLOC_ARENA_MAX']
  const { runEngine } = await import('./engine-run.ts')
  await runEngine(parent, {
    library: values.library,
    host: values.host,
    port: Number(values.port),
    version: values.version,
    allowHosts: values['allow-host'],
    resources: values.resources ?? null,
    make: values.make,
  })
}

const parent = parentOf(process)
run().catch((error: unknown) => {
  const known = isRushesError(error)
    ? error
    : new RushesError(
        'internal',
        `The engine did not start: ${error instanceof Error ? error.message : String(error)}`,
        {},
        { cause: error },
      )
  // The message has to leave before the process does, however busy the machine is.
  void parent
    .sendLast({ type: 'failed', code: known.code, message: known.message, details: known.details })
    .finally(() => process.exit(1))
})
