/**
 * The native verbs as the window uses them: the desktop app's, or a browser's honest lack of them.
 */
import type { ChooseOptions, DesktopBridge } from '../../shared/model/platform.ts'

declare global {
  interface Window {
    readonly rushes?: DesktopBridge<File>
  }
}

export interface Platform {
  /** True where paths can be had from dialogs and dropped files. */
  readonly native: boolean
  readonly bridge: DesktopBridge<File> | null
  /** Address of a derivative. */
  mediaUrl(derivativeId: string): string
  /** Paths of dropped files on the engine's machine; empty where a browser hides them. */
  pathsOf(files: readonly File[]): string[]
  /** Null where there is no native dialog: then the window's own chooser is used. */
  readonly chooseFolder: ((options: ChooseOptions) => Promise<string[]>) | null
  readonly chooseSources: ((options: ChooseOptions) => Promise<string[]>) | null
}

/** Reads what the preload script left on the page, if there is one. */
export function detectPlatform(page: Window): Platform {
  const bridge = page.rushes ?? null
  const base = bridge?.mediaBase ?? '/media/'
  return {
    native: bridge !== null,
    bridge,
    mediaUrl: (id) => `${base}${id}`,
    pathsOf: (files) =>
      bridge === null ? [] : files.map((file) => bridge.pathOfFile(file)).filter((path) => path !== ''),
    chooseFolder: bridge === null ? null : (options) => bridge.chooseFolder(options),
    chooseSources: bridge === null ? null : (options) => bridge.chooseSources(options),
  }
}
