/**
 * Opens the window on a library as well as this machine can: the desktop app, else the served window in a browser, else
 * its address. Without a display there is nothing to open, and that is said.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VERSION } from '../../electron/cli/version.ts'
import { keepServing } from '../../electron/hosts/keep-serving.ts'
import { attach } from '../../electron/hosts/start-engine.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'brave-browser']

/** Opens it and waits until it is closed. Resolves with the exit code of the command. */
export async function openWindow(library: string, say: (text: string) => void): Promise<number> {
  if (!hasDisplay()) {
    say('There is no display here, so no window is opened. To look at it from a browser: npm run serve')
    return 0
  }
  const electron = electronPath()
  if (electron !== null) {
    say('Opening the desktop app …')
    return ended(spawn(electron, [...rootFlags(), ROOT, '--library', library], { stdio: 'inherit' }))
  }
  say('Electron is not on this machine (its download can\'t be reached), so the window opens in a browser.')
  return serveWindow(library, say)
}

/** Serves the window and opens it in the browser that is found. Ends with the browser, or with Ctrl-C. */
async function serveWindow(library: string, say: (text: string) => void): Promise<number> {
  const running = await attach({ library, version: VERSION })
  const serving = running === null ? await keepServing({ library, version: VERSION }, () => say('The engine was started again.')) : null
  const { address, token } = running ?? serving!.address
  const url = `${address}/?token=${token}`
  const browser = browserPath()
  const end = (): void => serving?.stop()
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  if (browser === null) {
    say(`No browser was found. Open this address in one; stop with Ctrl-C:\n${url}`)
    await running?.close()
    return serving === null ? 0 : serving.done
  }
  say('Close the window, or press Ctrl-C, to end.')
  const profile = mkdtempSync(join(tmpdir(), 'rushes-window-'))
  const shown = spawn(browser, [`--app=${url}`, `--user-data-dir=${profile}`, '--no-first-run', '--window-size=1440,900', ...rootFlags()], { stdio: 'ignore' })
  void serving?.done.then(() => shown.kill())
  await ended(shown)
  await running?.close()
  end()
  await serving?.done
  return 0
}

/** Electron's program where it was downloaded, or null. */
export function electronPath(): string | null {
  const names: Partial<Record<NodeJS.Platform, string>> = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }
  const path = join(ROOT, 'node_modules', 'electron', 'dist', names[process.platform] ?? 'electron')
  return existsSync(path) ? path : null
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

function browserPath(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const name of BROWSERS) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
    if (found !== undefined) return found
  }
  return null
}

/** Chromium's sandbox can't be set up by root; nobody but root on a test machine runs a browser so. */
function rootFlags(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', (code) => resolve(code ?? 0))
  })
}
