/**
 * `npm start [-- --library DIR]`: the desktop app; where Electron is not to be had, the window in a browser.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isRushesError } from '../../shared/model/errors.ts'
import { ensureBuilt } from './build.ts'
import { openWindow } from './open-window.ts'

const { values } = parseArgs({ options: { library: { type: 'string' } } })
const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

try {
  if (await ensureBuilt()) say('Built.')
  // npm runs its scripts in the repository; INIT_CWD is where the command was typed.
  const library = values.library === undefined ? null : resolve(process.env['INIT_CWD'] ?? '.', values.library)
  process.exitCode = await openWindow({ library, serveWithoutDisplay: true }, say)
} catch (error) {
  process.stderr.write(`${isRushesError(error) ? error.message : String(error)}\n`)
  process.exitCode = 1
}
