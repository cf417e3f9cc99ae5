/**
 * The desktop app: its life from the first event to the last. What it does in between stands in the files beside.
 */
import { app, dialog, Menu, protocol, shell, type BrowserWindow } from 'electron'
import { basename, join } from 'node:path'
import { toRushesError } from '../../shared/contract/client.ts'
import type { RushesError } from '../../shared/model/errors.ts'
import { libraryFolder } from '../hosts/libraries.ts'
import { CHANNELS } from '../preload/channels.ts'
import { answerApp } from './app-protocol.ts'
import { readArguments } from './arguments.ts'
import { answerWindow, tell } from './bridge.ts'
import { chooseLibrary, newLibrary, openLibrary, type LibraryChoice } from './library-choice.ts'
import { openSession, type LibrarySession } from './library-session.ts'
import { answerMedia } from './media-protocol.ts'
import { menuTemplate } from './menu.ts'
import { appPlaces } from './places.ts'
import { preferenceFile, withRecent } from './preferences.ts'
import { closeDoors, keepInside, openWindow } from './window.ts'

const places = appPlaces(app.getAppPath(), process.resourcesPath, app.isPackaged)
const preferences = preferenceFile(join(app.getPath('userData'), 'rushes-app.json'))
let session: LibrarySession | null = null
let window: BrowserWindow | null = null
let ending: 'no' | 'asked' | 'yes' = 'no'

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  {
    scheme: 'media',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true },
  },
])

if (!app.requestSingleInstanceLock({ library: readArguments(process.argv, process.cwd()).library })) {
  app.quit()
} else {
  app.on('second-instance', (_event, _argv, _folder, other) => {
    window?.show()
    window?.focus()
    const library = (other as { readonly library?: string | null } | null)?.library ?? null
    if (library !== null && library !== session?.library)
      void whenSafe(() => change(() => chooseLibrary(library, null)))
  })
  app.on('web-contents-created', (_event, contents) => keepInside(contents))
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (ending === 'yes') return
    event.preventDefault()
    if (ending === 'asked') return
    ending = 'asked'
    void quitWhenSafe()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end())
  // Not awaited: an ES module that waits here holds back the very event it waits for.
  void app
    .whenReady()
    .then(start)
    .catch(async (error: unknown) => {
      await tell(null, toRushesError(error))
      app.exit(1)
    })
}

async function start(): Promise<void> {
  closeDoors()
  protocol.handle('app', (request) => answerApp(places.window, request))
  protocol.handle('media', (request) => answerMedia(session?.media ?? null, request))
  answerWindow({
    places,
    window: () => window,
    engine: async () => session?.engine.line() ?? null,
    openLibrary: () => void whenSafe(() => change(openLibrary)),
    keys: (keys) => {
      boundKeys = keys
      showMenu()
    },
  })

  const named = readArguments(process.argv, process.cwd()).library ?? process.env['RUSHES_LIBRARY'] ?? null
  const choice = await chooseLibrary(named, preferences.read().library)
  if (choice === null) return app.exit(0)
  open(choice)
  window = openWindow(places, preferences)
  // Closing the window is quitting, and what quitting asks is asked while the window is still there to go back to.
  window.on('close', (event) => {
    if (ending === 'yes') return
    event.preventDefault()
    app.quit()
  })
  window.on('closed', () => {
    window = null
  })
}

/** Opens a library; the window, if there is one, loads anew over it. */
function open(choice: LibraryChoice): void {
  session = openSession(choice, {
    places,
    version: app.getVersion(),
    window: () => window,
    onState: (state) => {
      if (state.is === 'failed') void mend(choice, state.error)
    },
  })
  preferences.change({ library: choice.library, recent: withRecent(preferences.read().recent, choice.library) })
  window?.setTitle(`Rushes: ${basename(choice.library)}`)
  window?.webContents.reload()
  showMenu()
}

/** Closes the library that is open and opens the one that is chosen; nothing happens when none is. */
async function change(choose: () => Promise<LibraryChoice | null>): Promise<void> {
  const choice = await choose()
  if (choice === null || choice.library === session?.library) return
  await session?.engine.close()
  open(choice)
}

/** The engine can't start until a person decides something. */
async function mend(choice: LibraryChoice, error: RushesError): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Rushes',
    message: `The library “${basename(choice.library)}” can't be opened.`,
    detail: error.message,
    buttons: ['Try again', 'Open another library…', 'Quit'],
    defaultId: 0,
    cancelId: 2,
  })
  if (response === 0) return open(choice)
  if (response === 2) return app.quit()
  const other = await openLibrary()
  if (other === null) await mend(choice, error)
  else open(other)
}

/** Does what would park running offloads, after asking. False when the person would rather not. */
async function whenSafe(what: () => Promise<void> | void): Promise<boolean> {
  const names = session?.endangered ?? []
  if (names.length > 0) {
    const options: Electron.MessageBoxOptions = {
      type: 'warning',
      title: 'Rushes',
      message: `${names.length === 1 ? `The offload of ${names[0]!} is` : `${names.length} offloads are`} not done. Stop now?`,
      detail: 'What is verified stays verified. Resume it to complete the copies. Do not format the card.',
      buttons: ['Keep copying', 'Stop and quit'],
      defaultId: 0,
      cancelId: 0,
    }
    const { response } = await (window === null
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options))
    if (response !== 1) return false
  }
  await what()
  return true
}

async function quitWhenSafe(): Promise<void> {
  if (!(await whenSafe(end))) ending = 'no'
}

/** Ends the app: the engine parks its work and closes the library first. */
async function end(): Promise<void> {
  if (ending === 'yes') return
  ending = 'yes'
  window?.hide()
  try {
    await session?.engine.close()
  } finally {
    app.quit()
  }
}

/** The keys of the window's commands, as it told them last. */
let boundKeys: Readonly<Record<string, string>> = {}

function showMenu(): void {
  const recent = preferences.read().recent.filter((library) => library !== session?.library)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate(
        {
          send: (command) => window?.webContents.send(CHANNELS.menu, command),
          newLibrary: () => void whenSafe(() => change(newLibrary)),
          openLibrary: () => void whenSafe(() => change(openLibrary)),
          openRecent: (library) => void whenSafe(() => change(() => chooseLibrary(library, null))),
          catalogueInPlace: () => void catalogueInPlace().catch((error: unknown) => tell(window, toRushesError(error))),
          showLogs: () => {
            if (session !== null) void shell.openPath(libraryFolder(session.library).logs)
          },
          about: () =>
            void dialog.showMessageBox({
              type: 'none',
              title: 'Rushes',
              message: `Rushes ${app.getVersion()}`,
              detail: `Electron ${process.versions.electron} · Chromium ${process.versions.chrome}`,
              buttons: ['OK'],
            }),
        },
        process.platform,
        recent,
        boundKeys,
      ),
    ),
  )
}

/** Takes folders into the catalogue where they lie. The window sees the clips as they come in. */
async function catalogueInPlace(): Promise<void> {
  const engine = await session?.engine.line()
  if (engine === undefined || engine === null) return
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Catalogue in place',
    buttonLabel: 'Catalogue',
    properties: ['openDirectory', 'multiSelections'],
  })
  if (canceled || filePaths.length === 0) return
  for await (const event of await engine.client.catalogue.add({ paths: filePaths })) {
    if (event.type === 'done') window?.flashFrame(true)
  }
}
