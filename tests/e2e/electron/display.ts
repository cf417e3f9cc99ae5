/**
 * A display for the desktop specs: the one that is there, else an Xvfb of our own that ends with them.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { ensureBuilt } from '../../../resources/setup/build.ts'
import { electronRuntime } from '../../helpers/electron-runtime.ts'

/**
 * Builds what is stale, gets the runtime (once, outside the specs' own time) and a display. Returns how to take it
 * down.
 */
export default async function prepare(): Promise<() => void> {
  await ensureBuilt()
  await electronRuntime()
  if (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined) return () => {}
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await displayNumber(server)
  // Without one the specs say that they are skipped for want of a display.
  if (number !== null) process.env['DISPLAY'] = `:${number}`
  return () => {
    server.kill()
  }
}

function displayNumber(server: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.once('exit', () => resolve(null))
    ;(server.stdio[3] as Readable).setEncoding('utf8').once('data', (text: string) => resolve(text.trim()))
  })
}
