/**
 * The folder of a library: what lies where in it.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'

export interface LibraryFolder {
  readonly path: string
  readonly name: string
  /** The catalogue. */
  readonly database: string
  /** The file whose lock makes the engine the only one. */
  readonly lock: string
  /**
   * How to reach the engine that holds the lock: address, token and the shell's secret, readable by its owner alone.
   */
  readonly contact: string
  /** Keys by which devices of this library know each other on a local network, readable by their owner alone. */
  readonly nearby: string
  /** The address to which the end of an offload is announced, readable by its owner alone. */
  readonly notify: string
  readonly derivatives: string
  /** Bytes of versions that are kept. */
  readonly versions: string
  /** Files of LUTs, named by their hashes. */
  readonly luts: string
  readonly backups: string
  readonly reports: string
  readonly logs: string
  /** Notes of running children, so that the next start can end those that a crash left behind. */
  readonly children: string
}

/** The places in a library's folder. Nothing is made or checked. */
export function libraryFolder(folder: string): LibraryFolder {
  const path = resolve(folder)
  return {
    path,
    name: basename(path),
    database: join(path, 'rushes.db'),
    lock: join(path, 'engine.lock'),
    contact: join(path, 'engine.json'),
    nearby: join(path, 'nearby.json'),
    notify: join(path, 'notify-address'),
    derivatives: join(path, 'derivatives'),
    versions: join(path, 'versions'),
    luts: join(path, 'luts'),
    backups: join(path, 'backups'),
    reports: join(path, 'reports'),
    logs: join(path, 'logs'),
    children: join(path, 'children'),
  }
}

/** The library that is meant: named, else from RUSHES_LIBRARY, else `Rushes` in the home folder. */
export function libraryPath(named: string | undefined, environment: NodeJS.ProcessEnv): string {
  return resolve(named ?? environment['RUSHES_LIBRARY'] ?? join(homedir(), 'Rushes'))
}

/** True where a library has been made. */
export function isLibrary(folder: LibraryFolder): boolean {
  return existsSync(folder.database)
}

/** Throws `library.missing` where there is no library. */
export function requireLibrary(folder: LibraryFolder): void {
  if (isLibrary(folder)) return
  throw new RushesError(
    'library.missing',
    `There is no library in ${folder.path}. Make one with: rushes init "${folder.path}"`,
  )
}

/** Makes the folders of a library; what is there already stays. */
export function makeLibraryFolders(folder: LibraryFolder): void {
  try {
    for (const path of [
      folder.path,
      folder.derivatives,
      folder.versions,
      folder.luts,
      folder.backups,
      folder.reports,
      folder.logs,
    ]) {
      mkdirSync(path, { recursive: true })
    }
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new RushesError(
      'library.broken',
      `The folder ${folder.path} can't be made (${cause}). Choose a folder you may write to.`,
      {},
      { cause: error },
    )
  }
}
