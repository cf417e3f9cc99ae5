/**
 * A benchmark that is the engine's process: it runs with the options and the environment that the command line gives to
 * an engine, so that its memory is what an engine takes.
 */
import { spawnSync } from 'node:child_process'
import { compileCacheFolder } from '../../electron/hosts/compile-cache.ts'
import { ENGINE_OPTIONS, keepHeapSmall } from '../../electron/hosts/engine-memory.ts'
import { engineEnvironment } from '../../electron/hosts/start-engine.ts'

/** Set for the benchmark that was started so. */
const STARTED = 'RUSHES_BENCH_AS_ENGINE'

/** Starts this benchmark anew in such a process, and ends with it; in that process it goes on. */
export function asEngine(file: string): void {
  if (process.env[STARTED] !== undefined) {
    keepHeapSmall()
    return
  }
  const environment = engineEnvironment(process.env)
  const { status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...ENGINE_OPTIONS, file, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: {
        ...environment,
        NODE_COMPILE_CACHE: compileCacheFolder(process.platform, environment),
        [STARTED]: '1',
      },
    },
  )
  process.exit(status ?? 1)
}
