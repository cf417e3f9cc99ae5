/**
 * A line to one remote over its journals and its bytes: what is due is put into the outbox, posters that others made
 * are fetched, originals and proxies when a person asks.
 */
import { createWriteStream } from 'node:fs'
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Hashes } from '../../../shared/model/hash.ts'
import { DEFAULT_PARAMS_HASH } from '../../../shared/model/recipe-params.ts'
import type { RemoteRules } from '../../../shared/model/sync.ts'
import { firstThere } from '../ingest/first-there.ts'
import type { EngineContext } from '../context.ts'
import { isDerivativeType, knowsParams, RECIPES } from '../media/recipes/index.ts'
import { diskFault } from './bytes/fetching.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import { safeSegment } from '../files/segment.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import {
  dropRemoteDerivative,
  dueTransfers,
  hashedDerivative,
  mainContent,
  proxyToFetch,
  unhashedDerivatives,
  type RemoteDerivative,
} from '../db/sync/transfer-classes.ts'
import { assetsOfContent, readablePaths } from '../db/catalogue/contents.ts'
import { dropUnwanted, heldTransfers, holdOf, releaseHeld, type Hold } from '../db/sync/held-transfers.ts'
import { dropUnpublished } from '../db/sync/export-records.ts'
import { newestDerivative, noteDerivativeHash, readDerivative, upsertDerivative } from '../db/catalogue/derivatives.ts'
import { proxyHashOf } from '../db/catalogue/sequences.ts'
import { readLutFile } from '../db/entities/lut.ts'
import { lutPath } from '../luts/lut-files.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { Source } from './bytes/remote.ts'
import type { ByteSync } from './bytes/byte-sync.ts'
import { together } from './journal/as-damage.ts'
import type { JournalSync } from './journal/journal-sync.ts'
import type { RemoteConnection, RemoteWhere } from './connection.ts'
import { fetchLuts } from './luts.ts'
import { createPictures } from './pictures.ts'
import { createStorageTidying } from './storage-tidying.ts'
import type { Pace } from './stores/pace.ts'
import type { ObjectStore } from './stores/store.ts'

interface LineParts {
  readonly context: EngineContext
  readonly remoteId: string
  readonly store: ObjectStore
  /** The same place for what is said: it does not wait for the pace of bytes. */
  readonly quickStore: ObjectStore
  readonly journal: JournalSync
  readonly bytes: ByteSync
  readonly sending: Pace
  /** Journals are taken from one place at a time. */
  readonly pullsInTurn: <T>(work: () => Promise<T>) => Promise<T>
  readonly hash: (path: string, signal: AbortSignal) => Promise<Hashes>
  /** Clips got posters or proxies. */
  readonly got: (assetIds: readonly string[]) => void
}

const ROUND = 2_000
const HASHES_A_ROUND = 500
const MOVED_MS = 250
/**
 * So often, for each page of the list, it is looked which contents others have sent. What is asked for is found at once
 * all the same, by its name.
 */
const LEARN_MS = 60_000
const KEYS_A_PAGE = 1_000

/** Where the bytes lie that go under this id: a derivative of the library, or a copy on a drive that is here. */
export async function sourceOf(context: EngineContext, kept: KeptBytes, id: string): Promise<Source> {
  const derivative = readDerivative(context.library.reader, id)
  if (derivative !== undefined) {
    const path = join(context.library.folder.derivatives, derivative.path)
    return await access(path).then(
      () => ({ path }),
      () => 'nowhere' as const,
    )
  }
  const lut = readLutFile(context.library.reader, id)
  if (lut !== undefined) return lut.here ? { path: lutPath(context.library.folder, lut) } : 'nowhere'
  const path = await firstThere(readablePaths(context.library.reader, id))
  if (path !== undefined) return { path }
  // A version that was replaced on its drive is still whole in the library.
  const bytes = kept.has(id) ? await kept.read(id) : null
  if (bytes === null) return holdOf(context.library.reader, id, false)
  return await written(bytes, context.library.folder.versions).catch((error: unknown) => {
    context.log.warn({ err: error, content: id }, 'a kept version could not be read for a remote')
    return holdOf(context.library.reader, id, false)
  })
}

/** Bytes of versions that the library keeps. */
export interface KeptBytes {
  readonly has: (contentId: string) => boolean
  /** Null where they can't be read. */
  readonly read: (contentId: string) => Promise<AsyncIterable<Uint8Array> | null>
}

/**
 * A file of its own for bytes that are kept in pieces: it goes when it was read. What a crash leaves is swept with
 * other parts.
 */
async function written(bytes: AsyncIterable<Uint8Array>, folder: string): Promise<Exclude<Source, Hold>> {
  const path = join(folder, `${newId()}.plain.part`)
  const release = (): Promise<void> => rm(path, { force: true })
  try {
    await pipeline(bytes, createWriteStream(path, { flags: 'wx' }))
  } catch (error) {
    await release()
    throw error
  }
  return { path, release }
}

/** Puts the line together. */
export function connectRemote(parts: LineParts): RemoteConnection {
  const { context, remoteId, journal, bytes } = parts
  const { writer: db, reader, folder } = context.library
  const storage = createStorageTidying(parts)

  /** Reads derivatives that were made since, so that others can know them by their bytes. */
  async function readDerivatives(signal: AbortSignal): Promise<boolean> {
    let any = false
    for (
      let batch = unhashedDerivatives(reader, HASHES_A_ROUND);
      batch.length > 0;
      batch = unhashedDerivatives(reader, HASHES_A_ROUND)
    ) {
      let read = 0
      for (const one of batch) {
        signal.throwIfAborted()
        const hashes = await parts.hash(join(folder.derivatives, one.path), signal).catch(() => null)
        if (hashes?.xxh128 === undefined) continue
        hashedDerivative(db, one.id, hashes.xxh128)
        read += 1
        any = true
      }
      // What can't be read was taken away; it is made again by whoever asks for it.
      if (read < batch.length) return any
    }
    return any
  }

  async function enqueueDue(rules: RemoteRules, signal: AbortSignal): Promise<void> {
    for (
      let due = dueTransfers(reader, remoteId, rules, context.now(), ROUND);
      due.length > 0;
      due = dueTransfers(reader, remoteId, rules, context.now(), ROUND)
    ) {
      signal.throwIfAborted()
      if ((await bytes.enqueue(due)) === 0) return
    }
  }

  /** Fetches a derivative into its place and enters it. */
  async function fetchDerivative(
    one: RemoteDerivative,
    signal: AbortSignal,
    got: (bytes: number, of: number) => void = () => {},
  ): Promise<string> {
    // Rows of an older version were entered as they were told.
    if (!isDerivativeType(one.recipe, one.mime))
      throw new RushesError(
        'not_found',
        'What another device made of this clip is of a type that no recipe makes. It was not fetched.',
      )
    if (!knowsParams(one.recipe, one.params, one.paramsHash))
      throw new RushesError(
        'not_found',
        'Another device made this with parameters that this version of Rushes does not know. Update Rushes to fetch it.',
      )
    const params = one.paramsHash === DEFAULT_PARAMS_HASH ? '' : `${one.paramsHash}-`
    const path = `${one.contentId.slice(-2)}/${one.contentId}/${one.recipe}-${one.recipeVersion}-${params}${one.xxh128.slice(0, 8)}${endingOf(one.mime)}`
    const to = join(folder.derivatives, path)
    if (
      !(await access(to).then(
        () => true,
        () => false,
      ))
    )
      await bytes.fetch(one, to, { signal, onBytes: got })
    const assetIds = db.transaction(() => {
      const id = upsertDerivative(
        db,
        {
          contentId: one.contentId,
          recipe: one.recipe,
          recipeVersion: one.recipeVersion,
          params: one.params,
          paramsHash: one.paramsHash,
          path,
          bytes: one.bytes,
          mime: one.mime,
          width: one.width,
          height: one.height,
          meta: JSON.parse(one.meta) as unknown,
        },
        context.now(),
      )
      noteDerivativeHash(db, one)
      // Whoever made it has told of it.
      dropUnpublished(db, { kind: 'derivative', id })
      dropRemoteDerivative(db, one)
      const ids = assetsOfContent(db, one.contentId)
      refreshAssets(db, ids)
      return ids
    })()
    parts.got(assetIds)
    return to
  }

  const pictures = createPictures(context, (one, signal) => fetchDerivative(one, signal))

  /** When it is looked again which contents are there, and over how many pages that goes. */
  let learning = { next: 0, pages: 1 }
  const line: RemoteConnection = {
    pull: async (signal) => {
      const { changes, assetIds, damage } = await parts.pullsInTurn(() => journal.pull(signal))
      // What others told of may be there by now.
      if (changes > 0 && learning.pages === 1) learning = { ...learning, next: 0 }
      return { changes, assetIds: assetIds.length > 200 ? null : assetIds, damage }
    },
    publish: (signal) => journal.publish(signal),
    receive: async (signal) => {
      if (context.now() >= learning.next) {
        const pages = Math.max(1, Math.ceil((await bytes.learnContents(signal)) / KEYS_A_PAGE))
        learning = { next: context.now() + LEARN_MS * pages, pages }
      }
      const fetched = await pictures.fetch(signal)
      return fetched + (await fetchLuts(context, (content, to) => bytes.fetch(content, to, { signal }), signal))
    },
    damage: () => together([bytes.damage() ?? [], pictures.damage() ?? []].flat()),
    unpublished: () => journal.untold(),
    due: () => bytes.loads().due,
    stored: () => bytes.loads().there,
    held: (limit) => heldTransfers(reader, remoteId, limit),
    gather: async (rules, signal) => {
      const news = await readDerivatives(signal)
      dropUnwanted(
        db,
        remoteId,
        (['posters', 'proxies', 'documents'] as const).filter((cargo) => !rules[cargo]),
      )
      releaseHeld(db, remoteId)
      await enqueueDue(rules, signal)
      return { news }
    },
    async send(_rules, signal, moved) {
      const timer = setInterval(() => {
        const { bytesPerSecond, secondsLeft } = bytes.progress()
        moved(bytesPerSecond, secondsLeft)
      }, MOVED_MS)
      try {
        const { sentBytes, skippedBytes } = await bytes.run(signal)
        return { sentBytes, skippedBytes }
      } finally {
        clearInterval(timer)
      }
    },
    setRate: (bytesPerSecond) => {
      parts.sending.setRate(bytesPerSecond)
    },
    where: (assetIds) => new Map(assetIds.map((id): [string, RemoteWhere] => [id, whereIs(id)])),
    async fetch(assetId, what, to, signal, got, paramsHash) {
      const content = mainContent(reader, assetId)
      if (content === undefined || content.xxh128 === null)
        throw new RushesError(
          'not_found',
          'The bytes of this clip are not known yet. They are read when its drive is connected.',
        )
      if (what === 'proxy') {
        const proxy = proxyToFetch(reader, content.contentId, RECIPES, paramsHash ?? proxyHashOf(reader, assetId))
        if (proxy === undefined)
          throw new RushesError(
            'not_found',
            'No device of this library has made a proxy of this clip, or this device has it already.',
          )
        return { path: await fetchDerivative(proxy, signal, got), bytes: proxy.bytes }
      }
      if (to === null) throw new RushesError('usage', 'Say which folder the original is put into.')
      const into = await placeToWrite(context, to, { purpose: 'takes no media', what: 'the original' }).catch(
        (error: unknown) => {
          throw diskFault(error, to)
        },
      )
      const path = join(into, safeSegment(content.name, 'Another device'))
      await bytes.fetch({ xxh128: content.xxh128, bytes: content.bytes }, path, {
        signal,
        onBytes: got,
        near: readablePaths(reader, content.contentId),
      })
      return { path, bytes: content.bytes }
    },
    verify: async (depth, repair, signal) => {
      const check = await bytes.verifyRemote({ depth, repair }, signal)
      if (depth === 'sizes') return check
      const said = await journal.check(signal, repair)
      return {
        objects: check.objects + said.objects,
        bytes: check.bytes + said.bytes,
        hashed: check.hashed + said.hashed,
        problems: [...check.problems, ...said.problems],
      }
    },
    tidy: async (signal) => {
      const { assetIds } = await journal.tidy(signal)
      if (assetIds.length > 0) parts.got(assetIds)
    },
    tidyBytes: (signal) => storage.whenDue(signal),
    tidyStorage: (dryRun, signal) => storage.now(dryRun, signal),
    close: async () => {
      await Promise.all([parts.store, parts.quickStore].map((store) => store.close()))
    },
  }

  function whereIs(assetId: string): RemoteWhere {
    const content = mainContent(reader, assetId)
    if (content === undefined) return { original: 'none', proxy: 'none' }
    const paramsHash = proxyHashOf(reader, assetId)
    const proxy = newestDerivative(db, content.contentId, 'proxy', paramsHash)
    return {
      original: placeOf(
        readablePaths(reader, content.contentId).length > 0,
        content.xxh128 !== null && bytes.has({ xxh128: content.xxh128, bytes: content.bytes })
          ? 'done'
          : bytes.state(content.contentId).state,
      ),
      proxy:
        proxy === undefined
          ? proxyToFetch(reader, content.contentId, RECIPES, paramsHash) === undefined
            ? 'none'
            : 'cloud'
          : placeOf(true, bytes.state(proxy).state),
    }
  }
  return line
}

function placeOf(here: boolean, state: 'waiting' | 'sending' | 'done' | 'failed' | 'none'): RemoteWhere['original'] {
  if (state === 'done') return here ? 'both' : 'cloud'
  if (state === 'sending' || state === 'waiting') return state
  return here ? 'local' : 'none'
}

function endingOf(mime: string): string {
  return (
    {
      'image/jpeg': '.jpg',
      'image/webp': '.webp',
      'image/png': '.png',
      'video/mp4': '.mp4',
      'application/json': '.json',
    }[mime] ?? '.bin'
  )
}
