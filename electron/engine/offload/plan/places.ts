/**
 * Where sources and destinations really are, and the ways in which they may not lie to each other.
 */
import type { BigIntStats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'

export interface Place {
  /** As the user named it, made absolute. */
  readonly path: string
  /** With links resolved. For a folder still to be made: its parent resolved, and its name. */
  readonly real: string
  readonly exists: boolean
  readonly isDirectory: boolean
  /** Device and inode of the place and of every directory above it: true identity, whatever the path says. */
  readonly chain: readonly string[]
}

/** Places where systems mount drives: a folder missing directly in one of them is a drive that isn't plugged in. */
const DRIVE_SHELVES = /^(\/media(\/[^/]+)?|\/run\/media\/[^/]+|\/mnt|\/Volumes)$/

/**
 * Finds a source.
 * @throws RushesError `source.missing` or `source.unreadable`
 */
export async function sourcePlace(path: string): Promise<Place> {
  const absolute = resolve(path)
  const found = await look(absolute)
  if (found === null) {
    throw new RushesError(
      'source.missing',
      `There is nothing at ${absolute}. Check the path, or put the card in again.`,
      { path: absolute },
    )
  }
  if (found instanceof Error) {
    throw new RushesError(
      'source.unreadable',
      `${absolute} can't be read (${found.code ?? found.message}). Check the card and your permissions.`,
      { path: absolute },
    )
  }
  if (!found.isDirectory() && !found.isFile()) {
    throw new RushesError(
      'source.unreadable',
      `${absolute} is neither a folder nor a file, so it can't be offloaded.`,
      { path: absolute },
    )
  }
  const real = await realpath(absolute)
  return { path: absolute, real, exists: true, isDirectory: found.isDirectory(), chain: await chainOf(real) }
}

/**
 * Finds a destination, which may be a folder still to be made when the one above it is there.
 * @throws RushesError `destination.missing`
 */
export async function destinationPlace(path: string): Promise<Place> {
  const absolute = resolve(path)
  const found = await look(absolute)
  if (found instanceof Error) {
    throw new RushesError(
      'destination.missing',
      `${absolute} can't be reached (${found.code ?? found.message}). Check the drive and your permissions.`,
      { path: absolute },
    )
  }
  if (found !== null) {
    if (!found.isDirectory()) {
      throw new RushesError('destination.missing', `${absolute} is a file. Choose a folder as the destination.`, {
        path: absolute,
      })
    }
    const real = await realpath(absolute)
    return { path: absolute, real, exists: true, isDirectory: true, chain: await chainOf(real) }
  }
  const parent = dirname(absolute)
  const above = await look(parent)
  if (above === null || above instanceof Error || !above.isDirectory()) {
    throw new RushesError(
      'destination.missing',
      `There is no folder ${absolute}, and none above it. Plug the drive in, or make the folder first.`,
      { path: absolute },
    )
  }
  if (DRIVE_SHELVES.test(parent) && !(await isMountPoint(parent, above))) {
    throw new RushesError('destination.missing', `No drive is mounted at ${absolute}. Plug it in and try again.`, {
      path: absolute,
    })
  }
  const real = join(await realpath(parent), basename(absolute))
  return { path: absolute, real, exists: false, isDirectory: true, chain: await chainOf(dirname(real)) }
}

/**
 * Refuses destinations that lie in the source, sources that lie in a destination, and one destination named twice.
 * @throws RushesError `destination.inside_source`, `source.inside_destination` or `destination.duplicate`
 */
export function checkPlaces(sources: readonly Place[], destinations: readonly Place[]): void {
  for (const destination of destinations) {
    for (const source of sources) {
      const own = source.chain[0]
      if (own !== undefined && destination.chain.includes(own)) {
        throw new RushesError(
          'destination.inside_source',
          `The destination ${destination.path} is inside the source ${source.path}. Choose a folder on another drive.`,
          { source: source.path, destination: destination.path },
        )
      }
      const target = destination.exists ? destination.chain[0] : undefined
      if (target !== undefined && source.chain.includes(target)) {
        throw new RushesError(
          'source.inside_destination',
          `The source ${source.path} is inside the destination ${destination.path}. Choose a folder on another drive.`,
          { source: source.path, destination: destination.path },
        )
      }
    }
  }
  const seen = new Map<string, string>()
  for (const place of destinations) {
    const key = place.exists ? (place.chain[0] ?? place.real) : `${place.chain[0] ?? ''}/${basename(place.real)}`
    const twin = seen.get(key)
    if (twin !== undefined) {
      throw new RushesError(
        'destination.duplicate',
        `${place.path} and ${twin} are the same folder. Name each destination once.`,
        { destination: place.path },
      )
    }
    seen.set(key, place.path)
  }
}

async function look(path: string): Promise<BigIntStats | NodeJS.ErrnoException | null> {
  try {
    return await stat(path, { bigint: true })
  } catch (error) {
    const failure = error as NodeJS.ErrnoException
    return failure.code === 'ENOENT' || failure.code === 'ENOTDIR' ? null : failure
  }
}

/** A drive that is mounted right on a shelf is one: its folders may be made. */
async function isMountPoint(path: string, stats: BigIntStats): Promise<boolean> {
  const above = await look(dirname(path))
  return above !== null && !(above instanceof Error) && above.dev !== stats.dev
}

async function chainOf(real: string): Promise<readonly string[]> {
  const chain: string[] = []
  for (let at = real; ; at = dirname(at)) {
    const seen = await look(at)
    // A directory above that may not be looked at can't be told apart; its path still can.
    chain.push(seen === null || seen instanceof Error ? at : `${seen.dev}:${seen.ino}`)
    if (dirname(at) === at) return chain
  }
}
