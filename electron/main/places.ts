/**
 * Where the app's parts lie: built files beside each other in `dist`, in the repository and in the package.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface AppPlaces {
  /** Entry point of the engine's process. Plain Node reads no archives, so in the package it lies unpacked. */
  readonly engine: string
  /** The built window. */
  readonly window: string
  readonly preload: string
  readonly icons: string
  /** A Node that can hold the engine where this runtime can't. */
  readonly node: string
  /** The package's own resources, with ffmpeg; null in the repository. */
  readonly resources: string | null
}

/** The places of an app in `appPath`; `resources` is Electron's resources folder, `packaged` whether it is ours. */
export function appPlaces(appPath: string, resources: string, packaged: boolean): AppPlaces {
  const outside = appPath.replace(/app\.asar$/, 'app.asar.unpacked')
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  const own = [join(resources, 'node', executable), join(appPath, 'node_modules', 'node', 'bin', executable)]
  return {
    engine: join(outside, 'dist', 'hosts', 'engine-process.js'),
    window: join(appPath, 'dist', 'renderer'),
    preload: join(appPath, 'dist', 'preload', 'preload.cjs'),
    icons: join(appPath, 'dist', 'main', 'icons'),
    node: own.find((path) => existsSync(path)) ?? executable,
    resources: packaged ? resources : null,
  }
}
