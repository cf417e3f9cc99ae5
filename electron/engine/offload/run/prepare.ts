/**
 * Before the first byte: the folders at a destination, the leftovers of a run that was cut off, and the identity of
 * the drive, which is asked again throughout.
 */
import { lstat, mkdir, open, stat, unlink, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { keptTime } from '../../domain/scan/kept-time.ts'
import { foldersOver, type OffloadPlan, type PlannedDirectory } from '../../domain/offload/offload.ts'
import { isTemporaryOf } from '../../domain/offload/offload-temp.ts'
import { namesIn, native } from '../../files/disk-path.ts'
import { settableTime } from '../../files/set-time.ts'
import { below } from '../../files/below.ts'
import { errnoOf, writeFault, type WriteFault } from '../../files/errno.ts'

/** Tells whether a destination is still the drive that it was. */
export interface Anchor {
  readonly path: string
  readonly device: number
  readonly inode: number
  /** Folders of the plan that this drive can't hold the name of, with what is in them. */
  readonly barred: ReadonlyMap<string, WriteFault>
}

/**
 * Makes the folders of the plan at a destination, and makes their names durable.
 * @returns the anchor of the destination's root
 * @throws the error of the system call; `ENOTDIR` when something else stands where a folder has to be
 */
export async function makeFolders(root: string, plan: OffloadPlan): Promise<Anchor> {
  const touched = new Set<string>()
  await make(root, touched, true)
  const anchor = await stat(root)
  if (standsElsewhere(plan, root)) return { path: root, device: anchor.dev, inode: anchor.ino, barred: new Map() }
  const barred = new Map<string, WriteFault>()
  for (const path of new Set([
    ...foldersOver(plan.folders),
    ...plan.folders,
    ...plan.directories.map((directory) => directory.path),
  ])) {
    const above = barred.get(dirname(path))
    const fault = above ?? (await made(root, path, touched))
    if (fault !== null) barred.set(path, fault)
  }
  for (const path of touched) await syncFolder(path)
  return { path: root, device: anchor.dev, inode: anchor.ino, barred }
}

/** Makes a folder; a name that the drive can't hold is a fault of what is in it, and of nothing else. */
async function made(root: string, path: string, touched: Set<string>): Promise<WriteFault | null> {
  try {
    await make(below(root, path), touched, false)
    return null
  } catch (error) {
    const fault = writeFault(error, root, path)
    if (fault.stops) throw error
    return fault
  }
}

/**
 * Makes the folders above one file of the plan, durably like the others.
 * @throws the error of the system call; `ENOTDIR` when something else stands where a folder has to be
 */
export async function makeFolderOf(root: string, path: string): Promise<void> {
  const touched = new Set<string>()
  for (const folder of foldersOver([path])) await make(below(root, folder), touched, false)
  for (const folder of touched) await syncFolder(folder)
}

/** True when every file stands at the destination under another name: then no empty folders are made for them. */
export function standsElsewhere(plan: OffloadPlan, root: string): boolean {
  const standing = plan.destinations.find((destination) => destination.root === root)?.standing
  return standing !== undefined && plan.files.every((file) => standing.has(file.path))
}

async function make(path: string, touched: Set<string>, followLinks: boolean): Promise<void> {
  try {
    await mkdir(native(path))
    touched.add(dirname(path))
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    // A link to a folder would lead the copies somewhere else: only a real folder will do below the root.
    const there = followLinks ? await stat(path) : await lstat(native(path))
    if (!there.isDirectory()) throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' })
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(native(path), 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some FUSE and network file systems have no such operation; they keep their own promises.
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'ENOTSUP') throw error
  } finally {
    await handle.close()
  }
}

/** True while the destination's root is the very directory that the run began with. */
export async function stillThere(anchor: Anchor): Promise<boolean> {
  const now = await stat(anchor.path).catch(() => null)
  return now !== null && now.dev === anchor.device && now.ino === anchor.inode
}

/**
 * Removes the temporary files that a run of this very offload left at a destination when it was cut off. Only names
 * with this offload's tag are touched.
 */
export async function removeLeftovers(root: string, plan: OffloadPlan, tag: string): Promise<number> {
  let removed = 0
  for (const path of new Set([...plan.folders, ...plan.directories.map((directory) => directory.path)])) {
    const here = below(root, path)
    const names = await namesIn(here).catch(() => [])
    for (const name of names) {
      if (!isTemporaryOf(tag, name)) continue
      await unlink(native(`${here}/${name}`))
      removed++
    }
  }
  return removed
}

/** Gives the folders the times of their originals, deepest first, because writing into one changes the time of it. */
export async function keepFolderTimes(
  root: string,
  directories: readonly PlannedDirectory[],
  barred: ReadonlyMap<string, unknown> = new Map(),
): Promise<void> {
  for (const { path, mtimeNs, cardTimeNs } of [...directories].reverse()) {
    if (barred.has(path)) continue
    const folder = native(below(root, path))
    const set = (ns: bigint): Promise<void> => utimes(folder, settableTime(ns), settableTime(ns))
    await set(cardTimeNs ?? mtimeNs).catch((error: unknown) => {
      if (cardTimeNs === undefined || errnoOf(error) !== 'EINVAL') throw error
      return set(keptTime(cardTimeNs))
    })
  }
}
