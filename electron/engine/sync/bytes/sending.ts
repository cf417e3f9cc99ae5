/**
 * Sends what is due to a remote.
 *
 *     session · learn what is there · packs whose answer was never heard
 *     → for each content: read once, cut, keep what is not there in packs → packs → index → manifests
 *
 * A pack is entered as under way before it goes and as sent when the store has it, so that after a crash nothing goes
 * twice but what was on its way. A content is entered as there only when every chunk is, an index names them, and what
 * was read is what the catalogue knows.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { isRushesError } from '../../../../shared/model/errors.ts'
import { HOLDS, type Hold } from '../../db/sync/held-transfers.ts'
import {
  enterRemotePack,
  forgetRemotePack,
  isChunkThere,
  openPacks,
  setPackState,
} from '../../db/sync/remote-chunks.ts'
import {
  hasDueTransfers,
  postponeTransfer,
  requeueTransfers,
  takeTransfers,
  type Transfer,
} from '../../db/sync/transfers.ts'
import { CUT_SIZES, type ContentClass } from '../format/cut-sizes.ts'
import { packKey } from '../format/names.ts'
import { PACK_HEAD } from '../format/pack.ts'
import { NAME_BYTES } from '../format/secrets.ts'
import { BUNDLED_CHUNKS, findManifest, learn } from './knowing.ts'
import { createLanes } from './lanes.ts'
import type { FilledPack } from './messages.ts'
import type { Meter } from './meter.ts'
import { enterContents, publishContents, publishIndex, type Gone } from './publishing.ts'
import { startReading, type Reading, type Want } from './reading.ts'
import type { ByteRemote } from './remote.ts'
import { holdSession } from './session.ts'

interface SendOptions {
  /** Entry point of the reading threads. */
  readonly worker: URL
  readonly threads: number
  readonly packBytes: number
}

/** Packs that may lie in memory for each thread. */
const PACKS_AHEAD = 3
const MAX_LANES = 8
/** Originals of this size leave one thread free, so that a poster never waits for a day's recording. */
const LONG_BYTES = 4 * 2 ** 30
/** After so many packs an index is written, and after so many contents they are told. */
const INDEX_PACKS = 64
const TELL_CONTENTS = 500
const RETRY_MS = 60_000
const MAX_RETRY_MS = 6 * 3_600_000

interface Job extends Gone {
  readonly names: Uint8Array[]
  readonly lengths: number[]
  readonly awaits: Set<string>
  whole: boolean
  given: boolean
}

/** What is cut how. */
export function classOf({ cargo }: Pick<Transfer, 'cargo'>): ContentClass {
  return cargo === 'documents' ? 'document' : 'media'
}

/**
 * Sends until nothing is due. Throws the signal's reason, and what the remote's failures are; what was under way waits
 * again.
 */
export async function sendDue(
  remote: ByteRemote,
  { worker, threads, packBytes }: SendOptions,
  meter: Meter,
  signal: AbortSignal,
): Promise<void> {
  const { db, remoteId, store } = remote
  const run = new AbortController()
  const ended = AbortSignal.any([signal, run.signal])
  const lanes = createLanes(4, MAX_LANES, (error) => isRushesError(error) && error.code === 'remote.throttled')
  /** Chunks that were asked for and are not there yet, with who waits for them. */
  const claimed = new Map<string, Set<Job>>()
  const ready: Gone[] = []
  const underWay = new Set<Promise<void>>()
  let unindexed = 0
  let telling: Promise<void> = Promise.resolve()
  let busy = 0
  let doomedKeys: ReadonlySet<string> = new Set()

  requeueTransfers(db, remoteId)
  if (
    !hasDueTransfers(db, remoteId, remote.now()) &&
    openPacks(db, remoteId, 'flight').length + openPacks(db, remoteId, 'sent').length === 0
  )
    return
  const session = await holdSession(remote, ended)
  const readings: Reading[] = []
  try {
    doomedKeys = await learn(remote, ended)
    await settleFlights()
    const work = { secrets: remote.secrets, packBytes, packsAhead: PACKS_AHEAD }
    for (let index = 0; index < threads; index += 1) readings.push(startReading(worker, work, onPack))
    await Promise.all(
      readings.map((reading, index) =>
        lane(reading, index > 0 || threads === 1 ? Number.MAX_SAFE_INTEGER : LONG_BYTES).catch((error: unknown) => {
          run.abort(error)
        }),
      ),
    )
    await Promise.all(underWay)
    ended.throwIfAborted()
    await tell()
  } catch (error) {
    run.abort(error)
    await Promise.allSettled(underWay)
    throw signal.aborted ? signal.reason : run.signal.reason
  } finally {
    await Promise.all(readings.map((reading) => reading.close()))
    await telling.catch(() => {}) // It has been thrown above.
    requeueTransfers(db, remoteId)
    await session.end()
  }

  /**
   * Packs that a crash left without an answer or an index: those that are there are kept. It may have been long ago.
   */
  async function settleFlights(): Promise<void> {
    for (const pack of [...openPacks(db, remoteId, 'flight'), ...openPacks(db, remoteId, 'sent')]) {
      const there = await store.head(packKey(pack.name))
      if (there?.bytes === pack.bytes) setPackState(db, pack.id, 'sent')
      else forgetRemotePack(db, pack.id)
    }
  }

  /** Takes contents and sends one after the other; at the end waits for what others may still bring. */
  async function lane(reading: Reading, mostBytes: number): Promise<void> {
    for (;;) {
      ended.throwIfAborted()
      const taken = takeTransfers(db, remoteId, remote.now(), mostBytes)
      if (taken.length === 0) {
        await reading.flush()
        if (busy === 0) return
        await wait(200, undefined, { signal: ended })
        continue
      }
      busy += 1
      try {
        for (const transfer of taken) await send(reading, transfer)
      } finally {
        busy -= 1
      }
    }
  }

  async function send(reading: Reading, transfer: Transfer): Promise<void> {
    let release = async (): Promise<void> => {}
    try {
      if (await isThere(transfer)) return
      const source = (await remote.source(transfer)) ?? 'offline'
      if (typeof source === 'string') return hold(transfer, source)
      release = source.release ?? release
      const job: Job = {
        transfer,
        contentClass: classOf(transfer),
        names: [],
        lengths: [],
        awaits: new Set(),
        whole: false,
        given: false,
      }
      const read = await reading.read(source.path, job.contentClass, wantFor(job), ended)
      if (read.xxh128 !== transfer.xxh128 || read.bytes !== transfer.bytes) return hold(transfer, 'changed')
      job.whole = true
      settle(job)
    } catch (error) {
      ended.throwIfAborted()
      if (!isRushesError(error) || !/^(source|volume)\./.test(error.code)) throw error
      remote.warn(error, 'a content could not be read for a remote')
      hold(transfer, error.code === 'source.changed' ? 'changed' : 'offline')
    } finally {
      await release()
    }
  }

  /** It can't go now: why, and when it is tried again. What is nowhere is not due any more. */
  function hold(transfer: Transfer, why: Hold): void {
    const pause = Math.round(Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** transfer.attempts) * (0.5 + Math.random() / 2))
    postponeTransfer(db, remoteId, transfer.contentId, {
      note: HOLDS[why],
      nextTryAt: why === 'nowhere' ? null : remote.now() + pause,
    })
  }

  /** True when the whole content lies there already, from us or from somebody else: then only that is entered. */
  async function isThere(transfer: Transfer): Promise<boolean> {
    // Only contents of many chunks have a manifest of their own: nobody asks a million times for posters.
    const mayBeAlone = transfer.bytes > BUNDLED_CHUNKS * CUT_SIZES[classOf(transfer)].least
    const found = await findManifest(remote, transfer, mayBeAlone, ended).catch((error: unknown) => {
      if (isRushesError(error) && error.code === 'remote.damaged') return null // It is written anew.
      throw error
    })
    if (
      found === null ||
      doomedKeys.has(found.key) ||
      !found.manifest.chunks.every(({ name }) => isChunkThere(db, remoteId, name))
    )
      return false
    meter.add({ read: transfer.bytes, skipped: transfer.bytes, contents: 1 })
    await enterContents(remote, [{ transfer, root: found.manifest.root }], found.key)
    return true
  }

  function wantFor(job: Job): Want {
    return (names, lengths) => {
      const wanted = new Uint8Array(lengths.length)
      const buffer = Buffer.from(names.buffer, names.byteOffset, names.byteLength)
      job.names.push(names)
      for (const [index, length] of lengths.entries()) {
        const name = buffer.subarray(index * NAME_BYTES, (index + 1) * NAME_BYTES)
        const id = name.toString('latin1')
        const others = claimed.get(id)
        job.lengths.push(length)
        if (others !== undefined) {
          others.add(job)
          job.awaits.add(id)
          meter.add({ skipped: length })
        } else if (isChunkThere(db, remoteId, name)) {
          meter.add({ skipped: length })
        } else {
          claimed.set(id, new Set([job]))
          job.awaits.add(id)
          wanted[index] = 1
        }
        meter.add({ read: length })
      }
      return wanted
    }
  }

  function onPack(pack: FilledPack): Promise<void> {
    const going = lanes
      .run(() => sendPack(pack))
      .catch((error: unknown) => {
        run.abort(error)
      })
      .finally(() => {
        underWay.delete(going)
      })
    underWay.add(going)
    return going
  }

  async function sendPack(pack: FilledPack): Promise<void> {
    ended.throwIfAborted()
    const names = Buffer.from(pack.names)
    let offset = PACK_HEAD.length
    const chunks = Array.from(pack.stored, (stored, index) => {
      const chunk = {
        name: names.subarray(index * NAME_BYTES, (index + 1) * NAME_BYTES),
        offset,
        stored,
        bytes: pack.lengths[index]!,
      }
      offset += stored
      return chunk
    })
    const id = db.transaction(() =>
      enterRemotePack(db, remoteId, { name: pack.name, bytes: pack.bytes, chunks }, 'flight'),
    )()
    await store.put(packKey(pack.name), new Uint8Array(pack.memory, 0, pack.bytes), { signal: ended })
    setPackState(db, id, 'sent')
    meter.add({ sent: pack.bytes })
    unindexed += 1
    for (const { name } of chunks) {
      const key = name.toString('latin1')
      const jobs = claimed.get(key) ?? new Set()
      claimed.delete(key)
      for (const job of jobs) {
        job.awaits.delete(key)
        settle(job)
      }
    }
    if (unindexed >= INDEX_PACKS) await tell()
  }

  function settle(job: Job): void {
    if (!job.whole || job.given || job.awaits.size > 0) return
    job.given = true
    ready.push(job)
    meter.add({ contents: 1 })
    if (ready.length >= TELL_CONTENTS)
      void tell().catch((error: unknown) => {
        run.abort(error)
      })
  }

  /** Index, then manifests of what is whole; one after the other. */
  function tell(): Promise<void> {
    telling = telling.then(async () => {
      const whole = ready.splice(0)
      unindexed = 0
      session.assertFresh()
      const bytes = (await publishIndex(remote, ended)) + (await publishContents(remote, whole, ended))
      meter.add({ sent: bytes })
    })
    return telling
  }
}
