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
import { isLibrary, libraryFolder, libraryPath } from '../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../electron/engine/library/open.ts'
import { askForLibrary } from '../../electron/hosts/first-start.ts'
import { keepServing, type Serving } from '../../electron/hosts/keep-serving.ts'
import { attach } from '../../electron/hosts/start-engine.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
]

export interface OpenOptions {
  /**
   * The library to open; null leaves the choice to the desktop app, and in a browser means the usual one, or asks where
   * none is.
   */
  readonly library: string | null
  /** A folder in which the desktop app keeps its own things, apart from the person's own app. */
  readonly profile?: string
  /** Without a display: serve the window and print its address (true), or say that there is nothing to open. */
  readonly serveWithoutDisplay?: boolean
}

/** Opens it and waits until it is closed. Resolves with the exit code of the command. */
export async function openWindow(options: OpenOptions, say: (text: string) => void): Promise<number> {
  if (!hasDisplay()) {
    if (options.serveWithoutDisplay === true) {
      say('There is no display here, so the window is served for a browser.')
      return serveOrAsk(options.library, null, say)
    }
    say('There is no display here, so no window is opened. To look at it from a browser: npm run serve')
    return 0
  }
  const electron = electronPath()
  if (electron !== null) {
    say('Opening the desktop app …')
    return openApp(electron, options)
  }
  say("Electron is not on this machine (its download can't be reached), so the window opens in a browser.")
  return serveOrAsk(options.library, browserPath(), say)
}

function openApp(electron: string, options: OpenOptions): Promise<number> {
  // A terminal's Ctrl-C reaches the app too, which parks its work; we wait for it.
  process.on('SIGINT', () => {})
  return ended(
    spawn(
      electron,
      [
        // Chromium tells of every service of a desktop that it misses; only what ends it matters here.
        '--log-level=3',
        ...rootFlags(),
        ...(options.profile === undefined ? [] : [`--user-data-dir=${options.profile}`]),
        ROOT,
        ...(options.library === null ? [] : ['--library', options.library]),
      ],
      { stdio: 'inherit' },
    ),
  )
}

/**
 * Serves the library that is meant. Where none was named and none is there, the window asks where it should be kept.
 */
async function serveOrAsk(named: string | null, browser: string | null, say: (text: string) => void): Promise<number> {
  const library = libraryPath(named ?? undefined, process.env)
  if (isLibrary(libraryFolder(library))) return serveWindow(library, browser, say)
  if (named !== null || (process.env['RUSHES_LIBRARY'] ?? '') !== '') {
    makeLibrary(libraryFolder(library))
    say(`A library was made in ${library}`)
    return serveWindow(library, browser, say)
  }
  let serving: Serving | null = null
  const asking = await askForLibrary(library, async (path) => {
    if (makeLibrary(libraryFolder(path))) say(`A library was made in ${path}`)
    serving = await keepServing({ library: path, version: VERSION }, () => say('The engine was started again.'))
    return `${serving.address.address}/?token=${serving.address.token}`
  })
  const stop = (): void => {
    asking.close()
    serving?.stop()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const shown = browser === null ? null : openBrowser(browser, asking.url)
  say(
    browser === null
      ? `Open this address in a browser; stop with Ctrl-C:\n${asking.url}`
      : 'Close the window, or press Ctrl-C, to end.',
  )
  if (shown === null) {
    await asking.answered
    asking.close()
    return serving === null ? 0 : (serving as Serving).done
  }
  await ended(shown)
  stop()
  await (serving as Serving | null)?.done
  return 0
}

/** Serves the window and opens it in the browser that is found. Ends with the browser, or with Ctrl-C. */
async function serveWindow(library: string, browser: string | null, say: (text: string) => void): Promise<number> {
  const running = await attach({ library, version: VERSION })
  const serving =
    running === null
      ? await keepServing({ library, version: VERSION }, () => say('The engine was started again.'))
      : null
  const { address, token } = running ?? serving!.address
  const url = `${address}/?token=${token}`
  const end = (): void => serving?.stop()
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  if (browser === null) {
    say(`Open this address in a browser; stop with Ctrl-C:\n${url}`)
    await running?.close()
    return serving === null ? 0 : serving.done
  }
  say('Close the window, or press Ctrl-C, to end.')
  const shown = openBrowser(browser, url)
  void serving?.done.then(() => shown.kill())
  await ended(shown)
  await running?.close()
  end()
  await serving?.done
  return 0
}

/** A browser's window on this address, with a profile of its own. */
function openBrowser(browser: string, url: string): ChildProcess {
  const profile = mkdtempSync(join(tmpdir(), 'rushes-window-'))
  return spawn(
    browser,
    [`--app=${url}`, `--user-data-dir=${profile}`, '--no-first-run', '--window-size=1440,900', ...rootFlags()],
    { stdio: 'ignore' },
  )
}

/** Electron's program: the one that ELECTRON_OVERRIDE_DIST_PATH names, else where it was downloaded; or null. */
export function electronPath(): string | null {
  const names: Partial<Record<NodeJS.Platform, string>> = {
    win32: 'electron.exe',
    darwin: 'Electron.app/Contents/MacOS/Electron',
  }
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ROOT, 'node_modules', 'electron', 'dist')
  const path = join(folder, names[process.platform] ?? 'electron')
  return existsSync(path) ? path : null
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

/** A browser that can show a page as an app's window. */
function browserPath(): string | null {
  const {
    PATH = '',
    PROGRAMFILES = 'C:/Program Files',
    'PROGRAMFILES(X86)': x86 = 'C:/Program Files (x86)',
  } = process.env
  const places: readonly string[] =
    process.platform === 'darwin'
      ? ['Google Chrome', 'Microsoft Edge', 'Chromium', 'Brave Browser'].map(
          (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
        )
      : process.platform === 'win32'
        ? [
            join(PROGRAMFILES, 'Google/Chrome/Application/chrome.exe'),
            join(x86, 'Microsoft/Edge/Application/msedge.exe'),
          ]
        : BROWSERS.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)))
  return places.find((path) => existsSync(path)) ?? null
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
