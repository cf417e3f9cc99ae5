/**
 * The library as a whole: remotes, corrections of what older versions wrote, the daily backup.
 */
import type { ActivityFeed } from '../activity.ts'
import { forgetOwnFiles } from '../ingest/forget-own.ts'
import { regroupSequences } from '../ingest/regroup.ts'
import { CORRECTIONS, startCorrections } from '../corrections/corrections.ts'
import { showNewlyKnown } from '../corrections/newly-known.ts'
import { backupDaily } from '../db/core/backup.ts'
import { keepEventsBounded } from '../event-feed.ts'
import { diskPath } from '../domain/byte-names.ts'
import type { StaleEvents } from '../events.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import type { CatalogueThread } from '../library/catalogue-thread.ts'
import { createRemotes, type Remotes } from '../sync/remotes.ts'
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
  }: EngineBase & { readonly bytes: VersionBytes; readonly hashes: HashPool }) => {
    const remotes = createRemotes(context, {
      kept: { has: bytes.storedIn, read: bytes.bytesOf },
      worker: workers.remote,
      restart,
      hash: (path, signal) => hashes.hashFile(diskPath(path), ['xxh128'], { signal }),
    })
    followChanges(context.events, remotes)
    return { part: remotes, close: remotes.close }
  },
)

/**
 * What changes here goes out at once: `history` says that a person did it here. What came by sync is not sent again.
 */
function followChanges(events: StaleEvents, remotes: Remotes): void {
  void (async () => {
    for await (const { topics } of events.watch(undefined)) {
      if (topics.includes('settings')) remotes.settingsChanged()
      if (
        topics.includes('history') ||
        (!topics.includes('sync') &&
          topics.some((topic) => topic === 'assets' || topic === 'collections' || topic === 'volumes'))
      )
        remotes.poke()
    }
  })()
}

export const eventModule = defineModule('eventLog', ({ context }: EngineBase) => {
  const stop = keepEventsBounded(context)
  return { part: null, close: stop }
})

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
