/**
 * The only door between the page and the app: a port to the engine, and the few native verbs of `DesktopBridge`.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { ENGINE_PORT_MESSAGE, type DesktopBridge } from '../../shared/model/platform.ts'
import { CHANNELS } from './channels.ts'

const listeners = new Set<(command: string) => void>()

/** Commands that mean the text while a person writes: the menu's Undo must not undo in the catalogue then. */
const TEXT_COMMANDS: Readonly<Record<string, string>> = {
  'library.undo': 'undo',
  'library.redo': 'redo',
  'select.all': 'selectAll',
}

function isWriting(): boolean {
  const focused = document.activeElement
  return (
    focused instanceof HTMLInputElement ||
    focused instanceof HTMLTextAreaElement ||
    (focused instanceof HTMLElement && focused.isContentEditable)
  )
}

ipcRenderer.on(CHANNELS.port, (event) => {
  window.postMessage({ type: ENGINE_PORT_MESSAGE }, window.location.origin, event.ports)
})
ipcRenderer.on(CHANNELS.menu, (_event, command: string) => {
  const text = TEXT_COMMANDS[command]
  if (text !== undefined && isWriting()) document.execCommand(text)
  else for (const listener of listeners) listener(command)
})

const bridge: DesktopBridge<File> = {
  kind: 'desktop',
  os: process.platform,
  mediaBase: 'media://derivative/',
  requestEnginePort: () => ipcRenderer.send(CHANNELS.requestPort),
  pathOfFile: (file) => webUtils.getPathForFile(file),
  chooseFolder: (options) => ipcRenderer.invoke(CHANNELS.chooseFolder, options) as Promise<string[]>,
  chooseSources: (options) => ipcRenderer.invoke(CHANNELS.chooseSources, options) as Promise<string[]>,
  startDrag: (assetIds) => ipcRenderer.send(CHANNELS.startDrag, assetIds),
  showFile: (path) => ipcRenderer.send(CHANNELS.showFile, path),
  reveal: (assetId) => ipcRenderer.send(CHANNELS.reveal, assetId),
  keys: (keys) => ipcRenderer.send(CHANNELS.keys, keys),
  openLibrary: () => ipcRenderer.send(CHANNELS.openLibrary),
  notify: (title, body) => ipcRenderer.send(CHANNELS.notify, title, body),
  keepSecrets: (url, secrets) => ipcRenderer.send(CHANNELS.keepSecrets, { url, secrets }),
  onMenu: (listener) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('rushes', bridge)
