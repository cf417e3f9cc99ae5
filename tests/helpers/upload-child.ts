/**
 * A process that sends one file to a folder remote, so that a test can kill it at any moment: `upload-child.ts HOME
 * REMOTE FILE XXH128 BYTES PACK_BYTES`. Each line that it prints is a pack that the store has answered.
 */
import { join } from 'node:path'
import { migrate } from '../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../electron/engine/db/core/open.ts'
import { ByteSync } from '../../electron/engine/sync/bytes/byte-sync.ts'
import { openRepository } from '../../electron/engine/sync/format/repository.ts'
import { createFolderStore } from '../../electron/engine/sync/stores/folder.ts'
import { workerUrls } from '../../electron/hosts/places.ts'

const [home, root, path, xxh128, bytes, packBytes] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const store = createFolderStore(root)
const db = openWriter(join(home, 'rushes.db'))
migrate(db, () => {})
const sync = new ByteSync({
  db,
  remoteId: 'remote',
  deviceId: 'device-1',
  repository: await openRepository(store, null),
  worker: workerUrls().remote,
  packBytes: Number(packBytes),
  source: async () => ({ path }),
  store: {
    ...store,
    put: async (key, object, options) => {
      if (key.startsWith('packs/')) process.stdout.write(`begin ${object.length}\n`)
      const made = await store.put(key, object, options)
      if (key.startsWith('packs/')) process.stdout.write(`end ${object.length}\n`)
      return made
    },
  },
})
await sync.enqueue([{ contentId: 'clip', cargo: 'originals', xxh128, bytes: Number(bytes) }])
await sync.run(new AbortController().signal)
process.stdout.write('done\n')
db.close()
