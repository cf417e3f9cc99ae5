/**
 * What `doctor` says of watched folders: how many watches the system gives and how many are in use, and which folders
 * are looked at by the clock instead, with the reason.
 */
import { readdir, readFile } from 'node:fs/promises'
import { freemem } from 'node:os'
import type { Check } from '../../../shared/model/work.ts'
import { readRoots } from '../db/volumes/roots.ts'
import type { ReadableDb } from '../db/core/handles.ts'

/** Below this many watches a library of some hundred thousand folders can't be watched whole. */
const FEW_WATCHES = 65_536
/** From this share of the limit on, the next folder may be the one that gets no watch. */
const NEARLY_ALL = 0.8
/** Above this a kernel is asked for hundreds of megabytes: about 1 KB a watch. */
const PROPOSED_WATCHES = 524_288
const BYTES_A_WATCH = 1_080

/** Looks at limits and folders. Never throws: what can't be read is `unknown`. */
export async function examineWatching(db: ReadableDb): Promise<Check[]> {
  return [...(await limitCheck()), ...rootChecks(db)]
}

async function limitCheck(): Promise<Check[]> {
  if (process.platform !== 'linux') return []
  const limit = await readNumber('/proc/sys/fs/inotify/max_user_watches')
  if (limit === null)
    return [
      { id: 'limits.inotify', label: 'Watches', state: 'unknown', found: "the limit can't be read", advice: null },
    ]
  const used = await watchesInUse()
  const enough = limit >= FEW_WATCHES && used < limit * NEARLY_ALL
  return [
    {
      id: 'limits.inotify',
      label: 'Watches',
      state: enough ? 'ok' : 'attention',
      found: `${used} of ${limit} that a user may have (inotify, one a folder)`,
      advice: enough
        ? null
        : `Folders beyond that are checked on a schedule instead of at once. Raise it with: sudo sysctl fs.inotify.max_user_watches=${PROPOSED_WATCHES}${dearly()}`,
    },
  ]
}

/** A kernel keeps about a kilobyte for each watch that is in use. */
function dearly(): string {
  return PROPOSED_WATCHES * BYTES_A_WATCH > freemem() / 4 ? ' (in use they take about 1 KB of memory each)' : ''
}

/** Watches that this process holds, as the kernel lists them beside each open file. */
async function watchesInUse(): Promise<number> {
  const folder = '/proc/self/fdinfo'
  const files = await readdir(folder).catch((): string[] => [])
  const counts = await Promise.all(
    files.map(async (name) => {
      // A descriptor that was closed meanwhile has no watches.
      const text = await readFile(`${folder}/${name}`, 'utf8').catch(() => '')
      return text.split('\n').filter((line) => line.startsWith('inotify wd:')).length
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

function rootChecks(db: ReadableDb): Check[] {
  const roots = readRoots(db)
  if (roots.length === 0) return []
  const here = roots.filter((root) => root.state !== 'offline')
  const live = here.filter((root) => root.watching === 'live').length
  const summary: Check = {
    id: 'watching',
    label: 'Watched folders',
    state: 'ok',
    found: [
      `${roots.length} known`,
      `${live} watched`,
      `${here.length - live} checked on a schedule`,
      `${roots.length - here.length} on drives that are offline`,
    ].join(' · '),
    advice: null,
  }
  const troubled = here
    .filter((root) => root.error !== null || root.watching !== 'live')
    .map((root): Check => ({
      id: `watching.${root.id}`,
      label: root.path,
      state: root.error === null && root.watching === 'timed' ? 'ok' : 'attention',
      found:
        root.error ??
        root.watchNote ??
        (root.watching === 'timed' ? 'checked on a schedule' : 'only looked at when asked'),
      advice: root.error === null ? null : `See to the folder, then look again with: rushes scan "${root.path}"`,
    }))
  return [summary, ...troubled]
}

async function readNumber(path: string): Promise<number | null> {
  try {
    const value = Number((await readFile(path, 'utf8')).trim())
    return Number.isFinite(value) ? value : null
  } catch {
    return null // Not a Linux that tells: unknown is said as unknown.
  }
}
