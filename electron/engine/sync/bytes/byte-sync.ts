/**
 * Bytes of contents to a remote and from it: the one door to this folder.
 */
import { cpus } from 'node:os'
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import type { Load, RemoteCheck } from '../../../../shared/model/sync.ts'
import { inBatches } from '../../db/core/in-batches.ts'
import { isChunkThere, remoteBytes, remoteContentKey } from '../../db/sync/remote-chunks.ts'
import {
  dropTransfers,
  enqueueTransfers,
  readTransfer,
  resendTransfers,
  transferLoads,
  type Outgoing,
  type Transfer,
  type TransferState,
} from '../../db/sync/transfers.ts'
import type { Repository } from '../format/repository.ts'
import { contentName, createNamer, NAME_BYTES, type ContentKey } from '../format/secrets.ts'
import { sealedStore } from '../stores/sealed.ts'
import type { ObjectStore } from '../stores/store.ts'
import { checkRemote, type CheckOptions, type Problem } from './checking.ts'
import { fetchContent, type FetchOptions } from './fetching.ts'
import { collectGarbage, type Garbage, type GarbageOptions } from './garbage.ts'
import { learn, learnContents } from './knowing.ts'
import { createMeter, type Meter, type SendProgress } from './meter.ts'
import { startReading } from './reading.ts'
import type { ByteRemote, SourceOf } from './remote.ts'
import { classOf, sendDue } from './sending.ts'

export interface ByteSyncOptions {
  readonly db: ByteRemote['db']
  readonly remoteId: string
  readonly deviceId: string
  /** As it is: what has to be sealed is sealed here. */
  readonly store: ObjectStore
  readonly repository: Repository
  /** Entry point of the reading threads (`WorkerUrls.remote`). */
  readonly worker: URL
  readonly source: SourceOf
  readonly now?: () => number
  readonly warn?: (error: unknown, what: string) => void
  /** Reading threads; by the machine's cores, two at most. */
  readonly threads?: number
  /** A pack goes when it has so many bytes; 16 MiB. */
  readonly packBytes?: number
}

/** What would go. */
interface DryPlan {
  readonly contents: number
  /** Of contents that are not there whole. */
  readonly contentBytes: number
  /** That would be sent, before packing by zstd. Without reading the files it is the same as `contentBytes`. */
  readonly newBytes: number
  /** Contents whose files can't be read now; they count in full. */
  readonly unread: number
}

/** How a content stands with this remote. `none`: it is not in the outbox. */
interface ContentState {
  readonly state: TransferState | 'none'
  readonly note: string | null
  readonly root: Buffer | null
}

export class ByteSync {
  readonly #remote: ByteRemote
  readonly #options: ByteSyncOptions
  #meter: Meter = createMeter()
  #running: Promise<unknown> | null = null

  constructor(options: ByteSyncOptions) {
    const { db, remoteId, deviceId, store, repository, source, now = Date.now, warn = () => {} } = options
    this.#options = options
    this.#remote = {
      db,
      remoteId,
      deviceId,
      source,
      now,
      warn,
      secrets: repository.secrets,
      recent: { bundles: new Map(), bundlesAt: -Infinity },
      leftOut: new Set(),
      store: sealedStore(store, repository.secrets),
      namer: createNamer(repository.secrets),
    }
  }

  /**
   * What would go if these contents were enqueued. With `read` their files are read and cut, so that the answer is
   * exact; without, contents that are not there count in full.
   */
  plan(
    contents: readonly Outgoing[],
    {
      read = false,
      signal = new AbortController().signal,
    }: { readonly read?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<DryPlan> {
    return stoppable(signal, () => this.#plan(contents, read, signal))
  }

  async #plan(contents: readonly Outgoing[], read: boolean, signal: AbortSignal): Promise<DryPlan> {
    const { db, remoteId, namer } = this.#remote
    await learn(this.#remote, signal)
    const missing = contents.filter(
      (content) =>
        remoteContentKey(db, remoteId, contentName(namer, content)) === undefined &&
        readTransfer(db, remoteId, content.contentId)?.state !== 'done',
    )
    const contentBytes = missing.reduce((sum, { bytes }) => sum + bytes, 0)
    if (!read) return { contents: missing.length, contentBytes, newBytes: contentBytes, unread: missing.length }
    let [newBytes, unread] = [0, 0]
    const seen = new Set<string>()
    for (const content of missing) {
      let bytes = 0
      const source = await this.#remote.source(content)
      try {
        if (source === null || typeof source === 'string')
          throw new RushesError('volume.offline', 'No connected drive has it.')
        await this.#cut(source.path, classOf(content), signal, (name, _at, length) => {
          const id = name.toString('latin1')
          if (!seen.has(id) && !isChunkThere(db, remoteId, name)) bytes += length
          seen.add(id)
        })
        newBytes += bytes
      } catch (error) {
        if (!isRushesError(error) || !/^(source|volume)\./.test(error.code)) throw error
        newBytes += content.bytes
        unread += 1
      } finally {
        if (source !== null && typeof source !== 'string') await source.release?.()
      }
    }
    return { contents: missing.length, contentBytes, newBytes, unread }
  }

  /** Puts contents into the outbox. What is there or waits already stays as it is. Answers how many were added. */
  async enqueue(contents: readonly Outgoing[]): Promise<number> {
    let added = 0
    const { db, remoteId, now } = this.#remote
    await inBatches(db, contents, (content) => {
      added += enqueueTransfers(db, remoteId, [content], now())
    })
    return added
  }

  /**
   * Takes contents out of the outbox: they don't have to be at the remote any more, such as when a person deleted them.
   */
  async drop(contentIds: readonly string[]): Promise<void> {
    await inBatches(this.#remote.db, contentIds, (id) => {
      dropTransfers(this.#remote.db, this.#remote.remoteId, [id])
    })
  }

  /**
   * Sends what is due, in the order of its cargo, until nothing is. The signal pauses it (`cancelled`): what was sent
   * stays sent. Throws the remote's failures (`remote.*`); what was under way waits for the next run. One run at a
   * time.
   */
  async run(signal: AbortSignal): Promise<SendProgress> {
    if (this.#running !== null) throw new RushesError('conflict', 'Bytes are on their way to this remote already.')
    this.#meter = createMeter()
    const { worker, threads = Math.min(2, Math.max(1, cpus().length)), packBytes = 16 << 20 } = this.#options
    const running = stoppable(signal, () => sendDue(this.#remote, { worker, threads, packBytes }, this.#meter, signal))
    this.#running = running
    try {
      await running
      return this.progress()
    } finally {
      this.#running = null
    }
  }

  /** What the run that goes, or went last, has done. */
  progress(): SendProgress {
    return this.#meter.progress(this.loads().due.reduce((sum, { bytes }) => sum + bytes, 0))
  }

  /** What is due, and what is there, by cargo. */
  loads(): { readonly due: Load[]; readonly there: Load[] } {
    const rows = transferLoads(this.#remote.db, this.#remote.remoteId)
    const sum = (isMeant: (state: TransferState) => boolean): Load[] =>
      [
        ...Map.groupBy(
          rows.filter(({ state }) => isMeant(state)),
          ({ cargo }) => cargo,
        ),
      ].map(([cargo, these]) => ({
        cargo,
        items: these.reduce((all, one) => all + one.items, 0),
        bytes: these.reduce((all, one) => all + one.bytes, 0),
      }))
    return { due: sum((state) => state === 'waiting' || state === 'sending'), there: sum((state) => state === 'done') }
  }

  /** Packs at the remote and their bytes, those of other devices too, as far as they are known here. */
  stored(): { readonly packs: number; readonly bytes: number } {
    return remoteBytes(this.#remote.db, this.#remote.remoteId)
  }

  /**
   * Learns which contents are at the remote, those of other devices too: for `has`. One request for each thousand of
   * them.
   */
  learnContents(signal: AbortSignal): Promise<number> {
    return stoppable(signal, () => learnContents(this.#remote, signal))
  }

  /** What could not be read of what tells which contents are there, as the last look found it. */
  damage(): RushesError | null {
    const [first, ...others] = this.#remote.leftOut
    if (first === undefined) return null
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    return new RushesError(
      'remote.damaged',
      `${first}${more} at the remote can’t be read, and is left out: what it tells of is not fetched; all else goes on. Have it repaired from connected drives with: rushes verify --remote --repair`,
      { object: first },
    )
  }

  /** True when the whole content is known to lie at the remote, whoever sent it; see `learnContents`. */
  has(content: ContentKey): boolean {
    return (
      remoteContentKey(this.#remote.db, this.#remote.remoteId, contentName(this.#remote.namer, content)) !== undefined
    )
  }

  /** How a content stands. */
  state(contentId: string): ContentState {
    const transfer: Transfer | undefined = readTransfer(this.#remote.db, this.#remote.remoteId, contentId)
    return transfer === undefined
      ? { state: 'none', note: null, root: null }
      : { state: transfer.state, note: transfer.note, root: transfer.root }
  }

  /** Has contents tried again at once that wait for their time, such as when a drive came. */
  async hurry(contentIds: readonly string[]): Promise<void> {
    await inBatches(this.#remote.db, contentIds, (id) => {
      if (readTransfer(this.#remote.db, this.#remote.remoteId, id)?.state === 'waiting')
        resendTransfers(this.#remote.db, this.#remote.remoteId, [id])
    })
  }

  /** Fetches a content to a path; see `fetchContent`. */
  fetch(content: ContentKey, to: string, options: FetchOptions): Promise<{ readonly fetchedBytes: number }> {
    return stoppable(options.signal, () =>
      fetchContent(this.#remote, content, to, options, (path, contentClass, visit) =>
        this.#cut(path, contentClass, options.signal, visit),
      ),
    )
  }

  /**
   * Looks whether what should be at the remote is there, and whole. With `repair`, what is missing is sent again from
   * the drives that are here, before this ends; problems say whether that has corrected them.
   */
  verifyRemote(options: CheckOptions, signal: AbortSignal): Promise<RemoteCheck> {
    return stoppable(signal, () => this.#verify(options, signal))
  }

  async #verify(options: CheckOptions, signal: AbortSignal): Promise<RemoteCheck> {
    const found = await checkRemote(this.#remote, options, signal)
    const { objects, bytes, hashed, problems } = found
    const told = (isRepaired: (problem: Problem) => boolean): RemoteCheck => ({
      objects,
      bytes,
      hashed,
      problems: problems.map((problem) => ({ what: problem.what, name: problem.name, repaired: isRepaired(problem) })),
    })
    if (!options.repair || problems.length === 0) return told(() => false)
    await this.run(signal)
    // A pack is corrected when no content misses anything of it: then nothing of what lay there is needed, or it lies
    // elsewhere now.
    const again = await checkRemote(this.#remote, { depth: 'sizes', repair: false }, signal)
    const still = new Set(again.problems.map(({ what, name }) => `${what} ${name}`))
    const isMissing = again.problems.some(({ what }) => what === 'content incomplete')
    return told(({ what, name }) =>
      what === 'content incomplete'
        ? !still.has(`${what} ${name}`)
        : what === 'manifest damaged'
          ? !still.has(`${what} ${name}`)
          : !isMissing,
    )
  }

  /** Removes what nothing needs any more, in two steps that lie days apart; see `collectGarbage`. */
  collectGarbage(options: GarbageOptions, signal: AbortSignal): Promise<Garbage> {
    return stoppable(signal, () => collectGarbage(this.#remote, options, signal))
  }

  /** Cuts a file here as it would be cut for the remote. */
  async #cut(
    path: string,
    contentClass: 'media' | 'document',
    signal: AbortSignal,
    visit: (name: Buffer, at: number, bytes: number) => void,
  ): Promise<void> {
    const reading = startReading(
      this.#options.worker,
      { secrets: this.#remote.secrets, packBytes: 1 << 20, packsAhead: 1 },
      async () => {},
    )
    let at = 0
    try {
      await reading.read(
        path,
        contentClass,
        (names, lengths) => {
          for (const [index, length] of lengths.entries()) {
            visit(Buffer.from(names.subarray(index * NAME_BYTES, (index + 1) * NAME_BYTES)), at, length)
            at += length
          }
          return new Uint8Array(lengths.length)
        },
        signal,
      )
    } finally {
      await reading.close()
    }
  }
}

/** What a caller stopped says so in our words, whatever it was doing. */
async function stoppable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted)
      throw new RushesError(
        'cancelled',
        'It was stopped. What was done so far is kept; resume to do the rest.',
        {},
        { cause: error },
      )
    throw error
  }
}
