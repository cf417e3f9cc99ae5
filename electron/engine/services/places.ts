/**
 * Settings, and folders to choose from where there is no native dialog.
 */
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Settings } from '../../../shared/model/work.ts'
import { visible } from '../../../shared/util/visible.ts'
import { freeSpaceAt } from '../volumes/free-now.ts'
import { mountPlaces } from '../volumes/mount-places.ts'
import type { EngineContext } from '../context.ts'
import { numberingChanges } from '../db/entities/projects.ts'
import { readProxyPresets } from '../db/entities/proxy-preset.ts'
import { readVolumes } from '../db/volumes/volumes.ts'
import { sameRate } from '../../../shared/time/rate.ts'
import { refreshSequences, rederiveDays } from '../ingest/rederive.ts'
import { knownPresets } from '../domain/edit-proxies/presets.ts'
import { runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

/** More folders than a person can choose from are cut, and the cut is said. */
const MAX_PLACES = 500

/** Implements `settings`. */
export function settingServices(os: Builder, context: EngineContext) {
  return os.settings.router({
    get: os.settings.get.handler(() => context.settings()),
    set: os.settings.set.handler(async ({ input }) => {
      const before = context.settings()
      // Setting the same values twice is the same as once, so an opId need not be remembered here.
      const { firstDay, dayNumbers, ...asked } = input.changes
      const changes = await checked(context, asked)
      const own = Object.entries(changes).filter(([, value]) => value !== undefined)
      if (own.length > 0) context.changeSettings(Object.fromEntries(own))
      // How days are numbered is the project's: other devices hear of it, and it can be undone.
      const numbering = numberingChanges(context.library.reader, { firstDay, dayNumbers })
      if (numbering.length > 0) runCommand(context, input.opId, 'Numbers of shooting days', ['project'], numbering, {})
      context.events.publish(['settings'])
      const now = context.settings()
      if (!sameRate(now.sequenceRate, before.sequenceRate)) await refreshSequences(context)
      if (now.dayStartHour !== before.dayStartHour) await rederiveDays(context, now.dayStartHour * 60)
      return now
    }),
  })
}

/**
 * Settings of new media as they are kept. Throws RushesError 'usage' for a preset that there is not, and for a folder that
 * is a file; one that is not there is taken, for its drive may be away, and proxies wait for it.
 */
async function checked<T extends { [Name in 'ingestPresets' | 'ingestFolder']?: Settings[Name] | undefined }>(
  context: EngineContext,
  changes: T,
): Promise<T> {
  const { ingestPresets, ingestFolder } = changes
  if (ingestFolder != null) {
    const there = await stat(ingestFolder).catch(() => null) // Not there, or not to be reached now.
    if (there !== null && !there.isDirectory())
      throw new RushesError(
        'usage',
        `${visible(ingestFolder)} is a file. Choose a folder for the proxies of new media.`,
      )
  }
  if (ingestPresets === undefined) return changes
  return { ...changes, ingestPresets: knownPresets(ingestPresets, readProxyPresets(context.library.reader)) }
}

/** Implements `places`: names of folders, never of files, and nothing of what is in them. */
export function placeServices(os: Builder, context: EngineContext) {
  return os.places.router({
    list: os.places.list.handler(async ({ input }) =>
      input.path === null ? firstPlaces(context) : foldersIn(input.path),
    ),
  })
}

async function firstPlaces(context: EngineContext) {
  const home = homedir()
  const drives = readVolumes(context.library.reader).filter(
    (volume) => volume.online && volume.mountPoint !== null && volume.mountPoint !== '/',
  )
  const mounts = await mountPlaces(['/media', '/run/media', '/mnt', '/Volumes'])
  const seen = new Map<
    string,
    { path: string; name: string; kind: 'home' | 'volume' | 'folder'; free: number | null }
  >()
  seen.set(home, { path: home, name: 'Home', kind: 'home', free: await freeBytes(home) })
  for (const drive of drives)
    seen.set(drive.mountPoint!, {
      path: drive.mountPoint!,
      name: drive.label,
      kind: 'volume',
      free: await freeBytes(drive.mountPoint!),
    })
  for (const { path, mounted } of mounts)
    if (!seen.has(path))
      seen.set(path, {
        path,
        name: basename(path),
        kind: mounted ? 'volume' : 'folder',
        free: mounted ? await freeBytes(path) : null,
      })
  seen.set('/', { path: '/', name: 'This computer', kind: 'volume', free: await freeBytes('/') })
  return { path: null, parent: null, places: [...seen.values()], truncated: false }
}

async function foldersIn(path: string) {
  const folder = resolve(path)
  let entries
  try {
    entries = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    throw new RushesError(
      'not_found',
      `The folder ${folder} can't be opened. Choose another one.`,
      {},
      { cause: error },
    )
  }
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .toSorted((a, b) => a.localeCompare(b))
  const parent = dirname(folder)
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    truncated: names.length > MAX_PLACES,
    places: names
      .slice(0, MAX_PLACES)
      .map((name) => ({ path: join(folder, name), name, kind: 'folder' as const, free: null })),
  }
}

async function freeBytes(path: string): Promise<number | null> {
  try {
    if (!(await stat(path)).isDirectory()) return null
    return (await freeSpaceAt(path)).free
  } catch {
    return null // Not told is shown as not known.
  }
}
