/**
 * What the desktop app hands to its window beside the engine: the few native verbs that a browser has not.
 *
 * `shared` knows no DOM, so the window's own `File` is a type parameter here.
 */

/**
 * The `type` of the message by which the preload script passes the window a MessagePort to the engine:
 * `window.postMessage({ type: ENGINE_PORT_MESSAGE }, '*', [port])`. A port can't cross the context bridge as an
 * argument, so it comes as a message of the window to itself; once at the start and again each time the engine was
 * restarted.
 */
export const ENGINE_PORT_MESSAGE = 'rushes:engine-port'

export interface ChooseOptions {
  /** What the dialog is for, in its title: "Choose where the copies go". */
  readonly title: string
  /** What its button says. */
  readonly button: string
}

/** Keys and passphrase as a person gave them. */
interface RemoteSecretsGiven {
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  readonly passphrase?: string
}

/** Commands that the native menu sends to the window; the window knows its commands by these ids. */
type MenuCommand = string

/** `window.rushes` in the desktop app; absent in a browser. */
export interface DesktopBridge<PickedFile = unknown> {
  readonly kind: 'desktop'
  /** `process.platform` of the app, for the names of keys. */
  readonly os: string
  /** Where derivatives come from: the id is put behind it. */
  readonly mediaBase: string
  /** Asks for a fresh port to the engine; it comes as an ENGINE_PORT_MESSAGE. */
  requestEnginePort(): void
  /** The path of a file or folder that was dropped on the window; '' when it has none on this machine. */
  pathOfFile(file: PickedFile): string
  /** One folder or more, or none when the person thought better of it. */
  chooseFolder(options: ChooseOptions): Promise<string[]>
  /** Cards, folders and files to take in. */
  chooseSources(options: ChooseOptions): Promise<string[]>
  /** Begins to drag the originals of these assets out of the window. */
  startDrag(assetIds: string[]): void
  /** Shows the best copy of the asset in the system's file browser. */
  reveal(assetId: string): void
  /** Shows a file that the engine wrote, such as a report, in the system's file browser. */
  showFile(path: string): void
  openLibrary(): void
  /** The first key of each command as it is bound in this window, for the native menu; '' for none. */
  keys(keys: Record<MenuCommand, string>): void
  notify(title: string, body: string): void
  /** Keeps the keys of a remote in the system's keychain. Nothing gives them back to the page. */
  keepSecrets(url: string, secrets: RemoteSecretsGiven): void
  onMenu(listener: (command: MenuCommand) => void): () => void
}
