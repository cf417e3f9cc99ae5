/**
 * A remote that is a folder: a NAS, a shuttle drive. Objects are files under their keys; what is being written lies in
 * `.parts` until it is whole and on the disk.
 */
import { lstat, readdir, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RushesError } from '../../../../shared/model/errors.ts'
import { assertFits } from '../format/object-bounds.ts'
import { folderFault } from './folder-faults.ts'
import { isMissing, openRead, PARTS, refuseLinks, writeObject } from './folder-files.ts'
import { checkedKey, checkedPrefix, compareKeys, isKey } from './key.ts'
import { createPace, type Pace } from './pace.ts'
import type { ObjectStore, StoredObject } from './store.ts'

interface FolderStoreOptions {
  readonly sending?: Pace
  readonly receiving?: Pace
}

/** Parts that nobody can be writing any more, by the age of their last write. */
const LEFT_OVER_MS = 48 * 3_600_000

/**
 * Makes the store. The folder itself has to be there: it is never made, since an empty mount point is no remote. Once
 * seen, it has to stay the same folder: another drive in its place is `remote.unreachable`.
 */
export function createFolderStore(
  root: string,
  { sending = createPace(null), receiving = createPace(null) }: FolderStoreOptions = {},
): ObjectStore {
  let identity: string | undefined
  let offset: number | null = null
  let swept = false

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      const seen = await stat(root)
      const found = `${seen.dev}:${seen.ino}`
      if (!seen.isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
      if ((identity ??= found) !== found)
        throw new RushesError(
          'remote.unreachable',
          `Another drive is mounted at ${root} than before. Connect the right one.`,
          { folder: root },
        )
      return await work()
    } catch (error) {
      throw folderFault(error, root)
    }
  }

  async function sweep(): Promise<void> {
    if (swept) return
    swept = true
    for (const name of await readdir(join(root, PARTS))) {
      const path = join(root, PARTS, name)
      const seen = await lstat(path).catch(() => null) // Its writer may have named it since.
      if (seen !== null && Date.now() - seen.mtimeMs > LEFT_OVER_MS) await rm(path, { force: true })
    }
  }

  return {
    name: pathToFileURL(root).href,
    async put(key, bytes, { ifAbsent = false, signal } = {}) {
      checkedKey(key)
      return guarded(async () => {
        const { made, modifiedAt } = await writeObject(root, key, bytes, { pace: sending, ifAbsent, signal })
        offset = modifiedAt - Date.now()
        await sweep()
        return made
      })
    },
    async get(key, { from = 0, length, signal } = {}) {
      checkedKey(key)
      return guarded(async () => {
        await refuseLinks(root, key)
        const file = await openRead(join(root, key))
        if (file === null) return null
        try {
          const seen = await file.stat()
          if (!seen.isFile()) throw Object.assign(new Error('no file'), { code: 'EISDIR' })
          const wanted = Math.max(0, Math.min(length ?? Infinity, seen.size - from))
          assertFits(key, wanted)
          const bytes = new Uint8Array(wanted)
          for (let at = 0; at < wanted;) {
            const slice = Math.min(1 << 20, wanted - at)
            await receiving.take(slice, signal)
            const { bytesRead } = await file.read(bytes, at, slice, from + at)
            if (bytesRead === 0)
              throw new RushesError(
                'remote.unreachable',
                `A file in ${root} ended before its time. It is read again.`,
                { folder: root, key },
              )
            at += bytesRead
          }
          return bytes
        } finally {
          await file.close()
        }
      })
    },
    async head(key) {
      checkedKey(key)
      return guarded(async () => {
        await refuseLinks(root, key)
        return look(root, key)
      })
    },
    async *list(prefix, { after = '', signal } = {}) {
      checkedPrefix(prefix)
      // A prefix without its last slash names siblings too, so the folder above it is read.
      const from = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''
      await guarded(() => refuseLinks(root, `${from}/x`))
      for await (const key of keysBelow(root, from, prefix, after, guarded)) {
        signal?.throwIfAborted()
        const seen = await guarded(() => look(root, key))
        if (seen !== null) yield seen
      }
    },
    async remove(key) {
      checkedKey(key)
      await guarded(async () => {
        await refuseLinks(root, key)
        await unlink(join(root, key)).catch((error: unknown) => {
          if (!isMissing(error)) throw error
        })
      })
    },
    clockOffset: () => offset,
    async close() {},
  }
}

async function look(root: string, key: string): Promise<StoredObject | null> {
  const seen = await lstat(join(root, key), { bigint: true }).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (seen === null || !seen.isFile()) return null
  return {
    key,
    bytes: Number(seen.size),
    modifiedAt: Number(seen.mtimeMs),
    tag: `${seen.size}-${seen.mtimeNs}-${seen.ino}`,
  }
}

/** Keys in the order of their bytes: a folder sorts as its name with a slash, so that `a.b` comes before `a/b`. */
async function* keysBelow(
  root: string,
  folder: string,
  prefix: string,
  after: string,
  guarded: <T>(work: () => Promise<T>) => Promise<T>,
): AsyncGenerator<string> {
  const path = join(root, folder)
  const entries = await guarded(() =>
    readdir(path, { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return []
      throw error
    }),
  )
  const named = entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => ({ key: `${folder === '' ? '' : `${folder}/`}${entry.name}`, isFolder: entry.isDirectory() }))
    .filter(({ key }) => isKey(key))
    .map((entry) => ({ ...entry, sortedAs: entry.isFolder ? `${entry.key}/` : entry.key }))
    .sort((one, other) => compareKeys(one.sortedAs, other.sortedAs))
  for (const { key, isFolder, sortedAs } of named) {
    if (!isFolder) {
      if (key.startsWith(prefix) && key > after) yield key
    } else if (
      (sortedAs.startsWith(prefix) || prefix.startsWith(sortedAs)) &&
      (sortedAs > after || after.startsWith(sortedAs))
    ) {
      yield* keysBelow(root, key, prefix, after, guarded)
    }
  }
}
