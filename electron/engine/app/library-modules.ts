/**
 * The library as a whole: remotes, corrections of what older versions wrote, the daily backup.
 */
import type { ActivityFeed } from '../activity.ts'
import { forgetOwnFiles } from '../ingest/forget-own.ts'
import { regroupSequences } from '../ingest/regroup.ts'
import { CORRECTIONS, startCorrections } from '../corrections/corrections.ts'
import { showNewlyKnown } from '../corrections/newly-known.ts'
import { backupDaily } from '../db/core/backup.ts'
import { diskPath } from '../domain/byte-names.ts'
import type { EngineContext } from '../context.ts'
import { writtenRows } from '../db/core/written.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import type { CatalogueThread } from '../library/catalogue-thread.ts'
import { createRemotes, type Remotes } from '../sync/remotes.ts'
import type { Presence } from '../ingest/presence.ts'
import type { VersionBytes } from '../versions/bytes.ts'
import { identifyVolume } from '../volumes/identify.ts'
import type { EngineBase } from './base.ts'
import { defineModule } from './compose.ts'

export const remoteModule = defineModule(
  'remotes',
  ({
    context,
    workers,
    restart,
    bytes,
    hashes,
    presence,
  }: EngineBase & {
    readonly bytes: VersionBytes
    readonly hashes: HashPool
    readonly presence: Pick<Presence, 'look'>
  }) => {
    const remotes = createRemotes(context, {
      lookAtDrives: presence.look,
      kept: { has: bytes.storedIn, read: bytes.bytesOf },
      worker: workers.remote,
      restart,
      hash: (path, signal) => hashes.hashFile(diskPath(path), ['xxh128'], { signal }),
    })
    const stop = followChanges(context, remotes)
    return {
      part: remotes,
      close: () => {
        stop()
        return remotes.close()
      },
    }
  },
)

/**
 * What is written here to be told to others goes out at once: `untold` and `op` hold it, so what came by sync, which
 * stands in neither, is not sent again.
 */
function followChanges({ library, events }: EngineContext, remotes: Remotes): () => void {
  if (library.onlyReading !== null) return () => {}
  const written = writtenRows(library.writer)
  const stops = [
    written.on('untold', () => {
      remotes.poke()
    }),
    written.on('op', () => {
      remotes.poke()
    }),
  ]
  void (async () => {
    for await (const { topics } of events.watch(undefined)) if (topics.includes('settings')) remotes.settingsChanged()
  })()
  return () => {
    for (const stop of stops) stop()
  }
}

export const correctionModule = defineModule(
  'corrections',
  ({ context, activity }: EngineBase & { readonly activity: ActivityFeed }) => {
    const corrections = startCorrections(context, activity.changed, [
      showNewlyKnown(context),
      () => forgetOwnFiles(context, identifyVolume),
      ...CORRECTIONS,
      regroupSequences(context.library.deviceName, context.now),
    ])
    activity.add({ corrections: corrections.running })
    return { part: corrections, close: corrections.close }
  },
)

export const backupModule = defineModule(
  'backup',
  ({ context, catalogue, startedAt }: EngineBase & { readonly catalogue: CatalogueThread }) => {
    const { library, log } = context
    const done =
      library.onlyReading !== null
        ? Promise.resolve()
        : backupDaily(catalogue.copy, library.folder.backups, new Date(startedAt)).catch((error: unknown) => {
            log.warn({ err: error }, 'daily backup failed')
          })
    return { part: done, close: () => done }
  },
)
