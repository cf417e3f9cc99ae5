/**
 * The places that a library is kept in step with: added after a look, each with its keeper, taken away again.
 */
import type { Synced } from '../../../shared/contract/sync.ts'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { Hashes } from '../../../shared/model/hash.ts'
import type {
  Load,
  Remote,
  RemoteCheck,
  RemoteRules,
  RemoteTest,
  RemoteTidied,
  Where,
} from '../../../shared/model/sync.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { EngineContext } from '../context.ts'
import { previewTransfers, pinnedAssets } from '../db/sync/transfer-classes.ts'
import { adoptLibraryId } from '../db/entities/first-project.ts'
import { entitiesOf } from '../db/entities/registry.ts'
import {
  addRemote,
  changeRemote,
  dropRemote,
  FIRST_RULES,
  isEmptyCatalogue,
  readRemote,
  readRemotes,
  type KnownRemote,
} from '../db/sync/remotes.ts'
import { readValue } from '../db/core/settings.ts'
import { withUnpublished } from '../domain/sync/remote-state.ts'
import { ByteSync } from './bytes/byte-sync.ts'
import { furthest } from './furthest.ts'
import { createRepository, openRepository, readFormat, type Key } from './format/repository.ts'
import { JournalSync } from './journal/journal-sync.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import type { RemoteConnection } from './connection.ts'
import { createHints } from './live/hints.ts'
import { lookAtPlace } from './look-at-place.ts'
import { openNearbyKeys } from './nearby/keys.ts'
import { createNearby } from './nearby/nearby.ts'
import { startSyncLoop, type SyncLoop } from './sync-loop.ts'
import { createSerial } from './serial.ts'
import { countPublished } from './published.ts'
import { connectRemote, sourceOf, type KeptBytes } from './remote-connection.ts'
import { createSecretStore, type RemoteSecrets } from './secrets.ts'
import { openStore } from './stores/open-store.ts'
import { createPace } from './stores/pace.ts'
import { parseRemote, remoteText } from './stores/remote-url.ts'
import { sealedStore } from './stores/sealed.ts'
import type { ObjectStore } from './stores/store.ts'

interface RemotesDeps {
  /** Entry of the reading threads. */
  readonly worker: URL
  readonly hash: (path: string, signal: AbortSignal) => Promise<Hashes>
  readonly kept: KeptBytes
  /** Drives are looked at: one that others told of may be connected here. */
  readonly lookAtDrives: () => Promise<void>
  /** Ends this engine with the request to be started again. */
  readonly restart: () => void
}

/** Some of the rules; the others stay. */
type RuleChanges = { readonly [Rule in keyof RemoteRules]?: RemoteRules[Rule] | undefined }

function withChanges(rules: RemoteRules, changes: RuleChanges): RemoteRules {
  return { ...rules, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) }
}

interface AddedRemote {
  readonly remote: Remote
  readonly recoveryCode: string | null
}

export interface Remotes {
  list(): Remote[]
  test(url: string, secrets: RemoteSecrets, signal: AbortSignal | undefined): Promise<RemoteTest>
  add(asked: { url: string; secrets: RemoteSecrets; encrypt: boolean; rules: RuleChanges }): Promise<AddedRemote>
  remove(id: string): Promise<void>
  update(id: string, changes: { rules: RuleChanges; paused: boolean | undefined }): Remote
  authenticate(id: string, secrets: RemoteSecrets): Remote
  /** One whole round; `moved` is told how it stands meanwhile. */
  run(id: string, originals: boolean, signal: AbortSignal): Promise<Synced>
  preview(id: string, rules: RuleChanges): Load[]
  verify(id: string, depth: 'sizes' | 'sample' | 'full', repair: boolean, signal: AbortSignal): Promise<RemoteCheck>
  /** Looks for bytes there that nobody needs. `dryRun` changes nothing. */
  tidy(id: string, dryRun: boolean, signal: AbortSignal): Promise<RemoteTidied>
  where(assetIds: readonly string[]): Where[]
  fetch(
    assetId: string,
    what: 'original' | 'proxy',
    to: string | null,
    signal: AbortSignal,
    got: (bytes: number, of: number) => void,
    paramsHash?: string,
  ): Promise<{ readonly path: string; readonly bytes: number }>
  /** Something was said or made here. */
  poke(): void
  settingsChanged(): void
  /** True while a device of this library is heard on the local network. */
  isNear(device: string): boolean
  close(): Promise<void>
}

/** Takes up all that are known. */
export function createRemotes(context: EngineContext, deps: RemotesDeps): Remotes {
  const { library, events } = context
  const secrets = createSecretStore()
  const loops = new Map<string, SyncLoop>()
  const changed = (): void => {
    events.publish(['sync'])
  }
  const told = countPublished(library.reader)
  const stands = (loop: SyncLoop): Remote => withUnpublished(loop.status(), told.untold(loop.id))

  /**
   * Rejects with why this engine starts again: whoever waits for a round is told that, and not that it was broken off.
   */
  const ending = Promise.withResolvers<never>()
  ending.promise.catch(() => {})
  const restart = (why: RushesError): void => {
    ending.reject(why)
    deps.restart()
  }

  const hints = createHints({
    settings: context.settings,
    libraryId: () => readValue(library.writer, 'library-id') ?? library.libraryId,
    deviceId: library.deviceId,
    log: context.log,
    heard: (hint, address) => {
      nearby.heard(hint, address)
      for (const loop of loops.values()) loop.poke(true)
    },
    port: () => nearby.port(),
  })
  const nearbyKeys = openNearbyKeys(library.folder.nearby)
  /** Two that take journals at the same time would take the same segments twice. */
  const pullsInTurn = createSerial().run
  const pulled = (assetIds: readonly string[] | null): void => {
    events.publish([...new Set([...entitiesOf(library.writer).topics, 'sync' as const])], assetIds)
  }
  const nearby = createNearby({
    context,
    keys: nearbyKeys,
    libraryId: () => libraryId(),
    isOn: () => context.settings().nearby,
    tell: (seq) => {
      hints.tell(seq)
    },
    pulled,
    pullsInTurn,
    restart,
  })

  function storeFor(url: string, given: RemoteSecrets, sending = createPace(null)): Promise<ObjectStore> {
    const { keys } = given
    if (keys === undefined) return openStore(parseRemote(url), { sending })
    const { accessKeyId, secretAccessKey, sessionToken } = keys
    return openStore(parseRemote(url), {
      sending,
      keys: async () => ({ accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }),
    })
  }

  async function open(
    remote: KnownRemote,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<RemoteConnection> {
    const given = secrets.of(remote.url)
    const sending = createPace(remote.rules.bytesPerSecond)
    const store = await storeFor(remote.url, given, sending)
    const quickStore = await storeFor(remote.url, given)
    try {
      const key: Key | null = given.passphrase === undefined ? null : { passphrase: given.passphrase }
      const repository = await openRepository(store, key, { id: libraryId(), encrypted: remote.encrypted })
      const sealed = sealedStore(quickStore, repository.secrets)
      // Without it devices meet at the remote alone.
      await nearbyKeys.agree(sealed, signal).catch((error: unknown) => {
        context.log.warn({ err: error, remote: remote.id }, 'no key for devices nearby')
      })
      nearby.renew()
      const journal = new JournalSync({ context, remoteId: remote.id, store: sealed, restart })
      const bytes = new ByteSync({
        db: library.writer,
        remoteId: remote.id,
        deviceId: library.deviceId,
        store,
        repository,
        worker: deps.worker,
        now: context.now,
        source: ({ contentId }) => sourceOf(context, deps.kept, contentId),
        warn: (error, what) => {
          context.log.warn({ err: error, remote: remote.id }, what)
        },
      })
      return connectRemote({
        context,
        remoteId: remote.id,
        store,
        quickStore,
        journal,
        bytes,
        sending,
        pullsInTurn,
        hash: deps.hash,
        got: (assetIds) => {
          events.publish(['assets'], assetIds)
        },
      })
    } catch (error) {
      await Promise.all([store.close(), quickStore.close()])
      throw error
    }
  }

  function keep(id: string): SyncLoop {
    told.begin(id)
    const loop = startSyncLoop(context, id, {
      open,
      changed,
      published: (seq) => {
        hints.tell(seq)
      },
      pulled,
    })
    loops.set(id, loop)
    return loop
  }

  /** As it stands in the catalogue: an empty library takes the name of the one that it joins. */
  const libraryId = (): string => readValue(library.writer, 'library-id') ?? library.libraryId

  function keeperOf(id: string): SyncLoop {
    const loop = loops.get(id)
    if (loop === undefined)
      throw new RushesError('not_found', 'There is no such remote. List them with: rushes remote list')
    return loop
  }

  function isEmptyLibrary(): boolean {
    return isEmptyCatalogue(library.reader)
  }

  for (const remote of readRemotes(library.reader)) keep(remote.id)

  const lineOf = async (id: string): Promise<RemoteConnection> => {
    const remote = readRemote(library.reader, id)
    if (remote === undefined) throw new RushesError('not_found', 'This remote was removed.')
    return keeperOf(id).line() ?? (await open(remote))
  }

  /** A folder that can be no remote is refused: the empty mount point of a drive, the library's own. */
  async function placeOf(url: string): Promise<void> {
    const place = parseRemote(url)
    if (place.kind === 'folder')
      await placeToWrite(context, place.path, { purpose: 'can be no remote of it', what: 'the remote' })
  }

  return {
    list: () => [...loops.values()].map(stands),
    async test(url, given, signal) {
      const error = await placeOf(url).then(
        () => null,
        (why: unknown) => why,
      )
      if (error !== null)
        return {
          ok: false,
          findings: [{ state: 'failure', text: error instanceof Error ? error.message : String(error) }],
          holds: 'nothing',
          encrypted: false,
        }
      return await lookAtPlace(await storeFor(url, given), given, {
        libraryId: libraryId(),
        isEmpty: isEmptyLibrary(),
        signal,
      })
    },
    async add({ url: typed, secrets: given, encrypt, rules }) {
      const url = remoteText(parseRemote(typed))
      await placeOf(url)
      const store = await storeFor(url, given)
      try {
        const format = await readFormat(store)
        if (format !== null && format.repository !== libraryId()) {
          if (!isEmptyLibrary()) {
            throw new RushesError(
              'remote.foreign',
              `Another library is stored at ${store.name}. Choose an empty remote for this one, or make a new library and add that remote to it.`,
            )
          }
          adoptLibraryId(context.recorder, format.repository)
        }
        if (encrypt && given.passphrase === undefined)
          throw new RushesError('usage', 'An encrypted remote needs a passphrase.')
        const key: Key | null = given.passphrase === undefined ? null : { passphrase: given.passphrase }
        const { recoveryCode } =
          format === null
            ? await createRepository(store, libraryId(), encrypt ? given.passphrase! : null)
            : { recoveryCode: (await openRepository(store, key), null) }
        secrets.give(url, given)
        const id = addRemote(library.writer, {
          id: newId(),
          url,
          rules: withChanges(FIRST_RULES, rules),
          encrypted: encrypt || (format?.encryption ?? null) !== null,
          now: context.now(),
        })
        const loop = loops.get(id) ?? keep(id)
        changed()
        return { remote: stands(loop), recoveryCode }
      } finally {
        await store.close()
      }
    },
    async remove(id) {
      const loop = keeperOf(id)
      loops.delete(id)
      const { url } = loop.status()
      dropRemote(library.writer, id)
      secrets.forget(url)
      await loop.close()
      changed()
    },
    update(id, { rules, paused }) {
      const remote = readRemote(library.reader, id)
      const loop = keeperOf(id)
      if (remote !== undefined)
        changeRemote(library.writer, id, { rules: withChanges(remote.rules, rules), paused: paused ?? remote.paused })
      loop.changed()
      changed()
      return stands(loop)
    },
    authenticate(id, given) {
      const loop = keeperOf(id)
      if (given.keys !== undefined || given.passphrase !== undefined) {
        secrets.give(loop.status().url, given)
        loop.renew()
      }
      return stands(loop)
    },
    async run(id, originals, signal) {
      const done = await Promise.race([keeperOf(id).runNow(originals, signal), ending.promise])
      if (done.gotChanges > 0) await deps.lookAtDrives()
      return { ...done, sentChanges: await told.take(id) }
    },
    preview: (id, rules) => {
      const remote = readRemote(library.reader, id)
      if (remote === undefined) throw new RushesError('not_found', 'This remote was removed.')
      return previewTransfers(library.reader, id, withChanges(remote.rules, rules), context.now())
    },
    verify: async (id, depth, repair, signal) => (await lineOf(id)).verify(depth, repair, signal),
    tidy: async (id, dryRun, signal) => (await lineOf(id)).tidyStorage(dryRun, signal),
    where: (assetIds) => {
      const lines = [...loops.values()].flatMap((loop) => loop.line() ?? [])
      const pinned = pinnedAssets(library.reader)
      const found = lines.map((line) => line.where(assetIds))
      return assetIds.map((assetId) => ({
        assetId,
        pinned: pinned.has(assetId),
        ...furthest(found.flatMap((one) => one.get(assetId) ?? [])),
      }))
    },
    async fetch(assetId, what, to, signal, got, paramsHash) {
      let failure: unknown = new RushesError(
        'usage',
        'This library has no remote. Add one in “Cloud”, or with: rushes remote add',
      )
      for (const { id } of readRemotes(library.reader)) {
        try {
          return await (await lineOf(id)).fetch(assetId, what, to, signal, got, paramsHash)
        } catch (error) {
          // The next place may have it.
          if (!isRushesError(error) || !['not_found', 'remote.unreachable', 'remote.denied'].includes(error.code))
            throw error
          failure = error
        }
      }
      throw failure as Error
    },
    poke: () => {
      nearby.said()
      for (const loop of loops.values()) loop.poke()
    },
    settingsChanged: () => {
      hints.renew()
      nearby.renew()
    },
    isNear: nearby.isNear,
    close: async () => {
      await Promise.all([...loops.values()].map((loop) => loop.close()))
      await nearby.close()
      await hints.close()
    },
  }
}
