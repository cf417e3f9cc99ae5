/**
 * The native verbs of the window, answered. Every message is checked: that it comes from our own page, and its form.
 */
import {
  dialog,
  ipcMain,
  nativeImage,
  Notification,
  shell,
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
} from 'electron'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { toRushesError } from '../../shared/contract/client.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { idSchema } from '../../shared/model/primitives.ts'
import { CHANNELS } from '../preload/channels.ts'
import { APP_ORIGIN } from './app-protocol.ts'
import type { AppEngine } from './engine-line.ts'
import type { AppPlaces } from './places.ts'
import { keepSecrets } from './remote-keys.ts'

interface BridgeDeps {
  readonly places: AppPlaces
  readonly window: () => BrowserWindow | null
  /** The engine as soon as it answers; null when the app is closing or the engine needs a person. */
  readonly engine: () => Promise<AppEngine | null>
  readonly openLibrary: () => void
  /** The keys of the window's commands are these now. */
  readonly keys: (keys: Readonly<Record<string, string>>) => void
}

const chooseSchema = z.object({ title: z.string().max(200), button: z.string().max(60) })
const fileSchema = z.string().max(4096).refine(isAbsolute)
const keysSchema = z.record(z.string().max(100), z.string().max(40))
const noteSchema = z.tuple([z.string().max(200), z.string().max(1000)])

/** Registers the answers to all messages of the page. */
export function answerWindow(deps: BridgeDeps): void {
  const { places, window, engine } = deps
  const waiting = new Set<number>()

  on(CHANNELS.requestPort, async (event) => {
    const page = event.sender
    // A page that asks again while the engine is still starting gets one port, not two.
    if (waiting.has(page.id)) return
    waiting.add(page.id)
    try {
      const line = await engine()
      if (line !== null && !page.isDestroyed()) line.offerPort(page, CHANNELS.port)
    } finally {
      waiting.delete(page.id)
    }
  })

  handle(CHANNELS.chooseFolder, (input) => choose(window(), input, ['openDirectory', 'createDirectory']))
  handle(CHANNELS.chooseSources, (input) => choose(window(), input, sourceProperties()))

  on(CHANNELS.startDrag, async (event, ids) => {
    const paths = await originals(engine, ids)
    const [first] = paths
    if (first === undefined)
      return await tell(
        window(),
        new RushesError(
          'volume.offline',
          'None of these clips has a copy on a drive that is connected. Connect one and drag again.',
        ),
      )
    event.sender.startDrag({
      file: first,
      files: paths,
      icon: nativeImage.createFromPath(join(places.icons, '64x64.png')),
    })
  })
  on(CHANNELS.reveal, async (_event, id) => {
    const [path] = await originals(engine, [id])
    if (path === undefined)
      return await tell(
        window(),
        new RushesError(
          'volume.offline',
          'No copy of this clip is on a drive that is connected. Connect one and try again.',
        ),
      )
    shell.showItemInFolder(path)
  })
  on(CHANNELS.showFile, (_event, path) => {
    shell.showItemInFolder(fileSchema.parse(path))
  })
  on(CHANNELS.keepSecrets, (_event, input) => {
    keepSecrets(input)
  })
  on(CHANNELS.keys, (_event, input) => {
    deps.keys(keysSchema.parse(input))
  })
  on(CHANNELS.openLibrary, () => {
    deps.openLibrary()
  })
  on(CHANNELS.notify, (_event, ...words) => {
    const [title, body] = noteSchema.parse(words)
    const shown = window()
    if (shown?.isFocused() === true || !Notification.isSupported()) return
    const note = new Notification({ title, body })
    note.on('click', () => shown?.show())
    note.show()
  })

  function on(channel: string, answer: (event: IpcMainEvent, ...input: unknown[]) => Promise<void> | void): void {
    ipcMain.on(channel, (event, ...input: unknown[]) => {
      if (!isOurs(event)) return
      void Promise.resolve()
        .then(() => answer(event, ...input))
        .catch((error: unknown) => tell(window(), toRushesError(error)))
    })
  }
}

function handle(channel: string, answer: (input: unknown) => Promise<unknown>): void {
  ipcMain.handle(channel, (event, input: unknown) => {
    if (!isOurs(event)) throw new RushesError('usage', 'Only the window of Rushes may ask for this.')
    return answer(input)
  })
}

function isOurs(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return event.senderFrame?.url.startsWith(`${APP_ORIGIN}/`) === true
}

type DialogProperty = NonNullable<Electron.OpenDialogOptions['properties']>[number]

/** Folders and files in one dialog is a thing of the Mac; elsewhere a card is a folder. */
function sourceProperties(): DialogProperty[] {
  return process.platform === 'darwin'
    ? ['openDirectory', 'openFile', 'multiSelections']
    : ['openDirectory', 'multiSelections']
}

async function choose(window: BrowserWindow | null, input: unknown, properties: DialogProperty[]): Promise<string[]> {
  const { title, button } = chooseSchema.parse(input)
  const options: Electron.OpenDialogOptions = { title, buttonLabel: button, properties }
  const { canceled, filePaths } =
    window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options)
  return canceled ? [] : filePaths
}

async function originals(engine: BridgeDeps['engine'], ids: unknown): Promise<string[]> {
  const line = await engine()
  if (line === null) return []
  const { paths } = await line.client.shell.originals({ ids: z.array(idSchema).min(1).max(1000).parse(ids) })
  return paths
}

/** Tells a person what went wrong, in the sentence of the error. */
export async function tell(window: BrowserWindow | null, error: RushesError): Promise<void> {
  const options: Electron.MessageBoxOptions = {
    type: 'warning',
    title: 'Rushes',
    message: error.message,
    buttons: ['OK'],
  }
  await (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options))
}
