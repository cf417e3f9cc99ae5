/**
 * The window: sandboxed, with no way out of its own page, where it stood last time.
 */
import { BrowserWindow, screen, session, shell, type Session } from 'electron'
import { join } from 'node:path'
import { APP_ORIGIN } from './app-protocol.ts'
import type { AppPlaces } from './places.ts'
import { visibleBounds, type PreferenceFile } from './preferences.ts'

/** The dark theme's ground: no white flash before the page is there. */
const GROUND = '#141414'

/** Makes the window and loads the page. `onInput` hears of every press that main should know of. */
export function openWindow(places: AppPlaces, preferences: PreferenceFile): BrowserWindow {
  const { bounds, maximized } = preferences.read()
  const stood = visibleBounds(
    bounds,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...stood,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Rushes',
    backgroundColor: GROUND,
    icon: join(places.icons, '256x256.png'),
    // A light bar of the system's over a dark room; Alt shows it, and every command is in the window too.
    autoHideMenuBar: true,
    webPreferences: {
      preload: places.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false, // Its dictionaries come from a server.
    },
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  remember(window, preferences)
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

function remember(window: BrowserWindow, preferences: PreferenceFile): void {
  let timer: NodeJS.Timeout | undefined
  const note = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (!window.isDestroyed())
        preferences.change({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
    }, 400)
  }
  window.on('resize', note)
  window.on('move', note)
  window.on('close', () => {
    clearTimeout(timer)
    preferences.change({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  })
}

/**
 * Denies what no page of ours ever needs: other pages, new windows, permissions, and every request that leaves this
 * machine. What the engine fetches is the engine's affair, and asked for by a person.
 */
export function closeDoors(pages: Session = session.defaultSession): void {
  pages.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'fullscreen'))
  pages.setPermissionCheckHandler((_contents, permission) => permission === 'fullscreen')
  pages.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] },
    (_details, answer) => {
      answer({ cancel: true })
    },
  )
}

/** The same for one page's contents. Links to the world open in the person's own browser. */
export function keepInside(contents: Electron.WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
