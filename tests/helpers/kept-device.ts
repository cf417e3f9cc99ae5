/**
 * A device with a real catalogue whose remote is a store of the test's: the keeper with its loops, the journal and the
 * bytes are the engine's own.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addInPlace } from '../../electron/engine/ingest/add-in-place.ts'
import type { EngineContext } from '../../electron/engine/context.ts'
import { addRemote, changeRemote, FIRST_RULES, readRemote } from '../../electron/engine/db/sync/remotes.ts'
import { hashFile } from '../../electron/engine/hash/hash-file.ts'
import { runCommand } from '../../electron/engine/services/commands.ts'
import { ByteSync } from '../../electron/engine/sync/bytes/byte-sync.ts'
import { JournalSync } from '../../electron/engine/sync/journal/journal-sync.ts'
import { connectRemote, sourceOf } from '../../electron/engine/sync/remote-connection.ts'
import { startSyncLoop, type SyncLoop } from '../../electron/engine/sync/sync-loop.ts'
import { createMemoryStore } from '../../electron/engine/sync/stores/memory.ts'
import { createPace, inSlices, type Pace } from '../../electron/engine/sync/stores/pace.ts'
import type { ObjectStore } from '../../electron/engine/sync/stores/store.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import type { RemoteRules } from '../../shared/model/sync.ts'
import { newId } from '../../shared/util/ids.ts'
import { repositoryAt } from './byte-sync.ts'
import { sharer } from './synced.ts'

export interface SlowStore {
  /** The place itself, without any pace. */
  readonly store: ObjectStore
  /** The place as somebody who sends bytes at this pace sees it. */
  paced(pace: Pace): ObjectStore
  /** Keys in the order in which they were whole. */
  readonly order: string[]
  /** Bytes of packs that went, whole or not. */
  sent(): number
  /** Writes of packs that are under way. */
  underWay(): number
}

/** A store in memory that counts what goes over the line. */
export function slowStore(): SlowStore {
  const inner = createMemoryStore()
  const order: string[] = []
  let [sent, underWay] = [0, 0]
  const store: ObjectStore = {
    ...inner,
    async put(key, bytes, options) {
      const done = await inner.put(key, bytes, options)
      order.push(key)
      return done
    },
  }
  return {
    store,
    order,
    sent: () => sent,
    underWay: () => underWay,
    paced: (pace) => ({
      ...store,
      async put(key, bytes, options) {
        const isPack = key.startsWith('packs/')
        underWay += Number(isPack)
        try {
          for await (const slice of inSlices(bytes, pace, options?.signal)) if (isPack) sent += slice.length
          return await store.put(key, bytes, options)
        } finally {
          underWay -= Number(isPack)
        }
      },
    }),
  }
}

export interface KeptDevice {
  readonly context: EngineContext
  readonly loop: SyncLoop
  readonly assetIds: string[]
  rate(assetId: string, stars: number): void
  stars(assetId: string): number | undefined
  update(changes: { rules?: Partial<RemoteRules>; paused?: boolean }): void
  close(): Promise<void>
}

export interface KeptDeviceOptions {
  readonly dir: string
  readonly name: string
  readonly at: SlowStore
  readonly rules: Partial<RemoteRules>
  /** Sizes of clips that it has, bytes. */
  readonly clips?: readonly number[]
  readonly now?: () => number
  readonly packBytes?: number
  /** Called when it has published: what a hint does for others. */
  readonly published?: () => void
  readonly changed?: () => void
}

/** Starts it. */
export async function keptDevice({
  dir,
  name,
  at,
  rules,
  clips = [],
  now,
  packBytes = 256 << 10,
  published = () => {},
  changed = () => {},
}: KeptDeviceOptions): Promise<KeptDevice> {
  const repository = await repositoryAt(at.store)
  const sharing = sharer(dir, name, at.store)
  const context: EngineContext = { ...sharing.context, ...(now !== undefined && { now }) }
  const { writer: db, deviceId } = context.library
  const media = join(dir, `${name} media`)
  mkdirSync(media)
  clips.forEach((bytes, index) => {
    writeFileSync(join(media, `A00${index}.mov`), randomBytes(bytes))
  })
  const assetIds: string[] = []
  if (clips.length > 0)
    for await (const event of addInPlace(
      context,
      [media],
      (path) => hashFile(path, ['xxh128', 'xxh64']),
      async () => ({ missing: 0, problem: null }),
      undefined,
    ))
      assetIds.push(...event.assetIds)
  const id = addRemote(db, {
    id: newId(),
    url: `file://${dir}/${name}-remote`,
    rules: { ...FIRST_RULES, posters: false, proxies: false, documents: false, ...rules },
    encrypted: false,
    now: Date.now(),
  })
  const loop = startSyncLoop(context, id, {
    changed,
    published,
    pulled: () => {},
    open: async (remote) => {
      const sending = createPace(remote.rules.bytesPerSecond)
      const store = at.paced(sending)
      return connectRemote({
        context,
        remoteId: id,
        store,
        quickStore: at.store,
        sending,
        pullsInTurn: (work) => work(),
        hash: (path) => hashFile(path, ['xxh128']),
        got: () => {},
        journal: new JournalSync({ context, remoteId: id, store: at.store, restart: () => {} }),
        bytes: new ByteSync({
          db,
          remoteId: id,
          deviceId,
          store,
          repository,
          worker: workerUrls().remote,
          threads: 1,
          packBytes,
          now: context.now,
          source: ({ contentId }) => sourceOf(context, { has: () => false, read: async () => null }, contentId),
        }),
      })
    },
  })
  return {
    context,
    loop,
    assetIds,
    rate: (assetId, stars) => {
      runCommand(
        context,
        newId(),
        'Rate 1 clip',
        ['assets'],
        [{ entity: 'asset', entityId: assetId, field: 'rating', value: stars }],
        {},
      )
      loop.poke()
    },
    stars: (assetId) =>
      context.library.reader.prepare<[string], { rating: number }>('SELECT rating FROM asset WHERE id = ?').get(assetId)
        ?.rating,
    update: ({ rules: changes, paused }) => {
      const remote = readRemote(db, id)!
      changeRemote(db, id, { rules: { ...remote.rules, ...changes }, paused: paused ?? remote.paused })
      loop.changed()
    },
    close: async () => {
      await loop.close()
      await sharing.close()
    },
  }
}
