/**
 * Devices that keep bytes in step with a store: each with a catalogue and a folder of its own.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../electron/engine/db/core/open.ts'
import type { Outgoing } from '../../electron/engine/db/sync/transfers.ts'
import { digestBytes } from '../../electron/engine/hash/multi-hash.ts'
import { hashFile } from '../../electron/engine/hash/hash-file.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import { ByteSync, type ByteSyncOptions } from '../../electron/engine/sync/bytes/byte-sync.ts'
import { createRepository, openRepository, type Repository } from '../../electron/engine/sync/format/repository.ts'
import type { ObjectStore } from '../../electron/engine/sync/stores/store.ts'

export const LIBRARY = '01890000-0000-7000-8000-00000000000a'

export interface TestDevice extends Disposable {
  readonly sync: ByteSync
  readonly folder: string
  readonly warnings: string[]
  readonly db: ByteSyncOptions['db']
  /** Writes a file here and says what it is; the content's id is its path's last part. */
  write(name: string, bytes: Uint8Array, cargo?: Outgoing['cargo']): Outgoing
  /** The same for a file that is there. */
  described(name: string, cargo?: Outgoing['cargo']): Promise<Outgoing>
  read(name: string): Buffer
  path(name: string): string
  /** Enqueues and runs to the end. */
  send(...contents: readonly Outgoing[]): ReturnType<ByteSync['run']>
}

/** Opens the repository at a store, or makes it. */
export async function repositoryAt(store: ObjectStore, passphrase: string | null = null): Promise<Repository> {
  if ((await store.head('format.json')) === null) return (await createRepository(store, LIBRARY, passphrase)).repository
  return openRepository(store, passphrase === null ? null : { passphrase })
}

/** A device at this store. `home` keeps its catalogue and files from an earlier life. */
export async function startDevice(
  store: ObjectStore,
  options: Partial<ByteSyncOptions> & { readonly home?: string; readonly keep?: boolean } = {},
): Promise<TestDevice> {
  const { home = mkdtempSync(join(tmpdir(), 'rushes-device-')), keep = false, ...rest } = options
  const folder = join(home, 'files')
  mkdirSync(folder, { recursive: true })
  const db = openWriter(join(home, 'rushes.db'))
  migrate(db, () => {})
  const warnings: string[] = []
  const path = (name: string): string => join(folder, name)
  const sync = new ByteSync({
    db,
    remoteId: 'remote',
    deviceId: `device-${randomUUID().slice(0, 8)}`,
    store,
    repository: rest.repository ?? (await repositoryAt(store)),
    worker: workerUrls().remote,
    packBytes: 1 << 20,
    warn: (error, what) => {
      warnings.push(`${what}: ${String(error)}`)
    },
    source: async ({ contentId }) => {
      try {
        statSync(path(contentId))
        return { path: path(contentId) }
      } catch {
        return null
      }
    },
    ...rest,
  })
  return {
    sync,
    folder,
    warnings,
    db,
    path,
    write(name, bytes, cargo = 'originals') {
      writeFileSync(path(name), bytes)
      return { contentId: name, cargo, bytes: bytes.length, xxh128: digestBytes('xxh128', bytes) }
    },
    async described(name, cargo = 'originals') {
      return {
        contentId: name,
        cargo,
        bytes: statSync(path(name)).size,
        xxh128: (await hashFile(path(name), ['xxh128'])).xxh128!,
      }
    },
    read: (name) => readFileSync(path(name)),
    async send(...contents) {
      await sync.enqueue(contents)
      return sync.run(new AbortController().signal)
    },
    [Symbol.dispose]() {
      db.close()
      if (!keep) rmSync(home, { recursive: true, force: true })
    },
  }
}
