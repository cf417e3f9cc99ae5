/**
 * Where Node keeps the compiled code of command line and engine between starts.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder of this user alone. Node's own default lies in the shared temporary folder, where another user of the
 * machine could put code in our place.
 */
export function compileCacheFolder(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  const named = environment['NODE_COMPILE_CACHE']
  if (named !== undefined && named !== '') return named
  const home = homedir()
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Rushes', 'Compiled')
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Rushes', 'Compiled')
  const caches = environment['XDG_CACHE_HOME']
  return join(caches !== undefined && caches.startsWith('/') ? caches : join(home, '.cache'), 'rushes', 'compiled')
}
