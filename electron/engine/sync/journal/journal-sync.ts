/**
 * Journals to a remote and from it: gives out what was said here, takes what others said, in the order in which each
 * said it.
 */
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { hasHalfTaken } from '../../db/sync/checkpoint-in.ts'
import { enableChangeTracking, countUnpublished } from '../../db/sync/export-records.ts'
import {
  becomeAnother,
  deviceRow,
  headTag,
  lastNames,
  markSent,
  noteHead,
  readVector,
  segmentBytes,
  segmentName,
  unsentSegments,
} from '../../db/sync/journal.ts'
import { damagedSegment } from '../format/segment.ts'
import { asDamage, HELD_BACK } from './as-damage.ts'
import { readCheckpoints, vectorOf, type Checkpoint } from './checkpoints.ts'
import { cutSegment } from './cut.ts'
import { NAMES_TOLD, tellHead } from './heads.ts'
import type { JournalDeps, PulledChanges } from './journal-deps.ts'
import { deviceOfHead, HEADS, JOURNALS, readSegmentKey, segmentKey } from './journal-keys.ts'
import { pullDevice } from './pull-device.ts'
import { showPending } from './show-pending.ts'
import { takeCheckpoint } from './take-checkpoint.ts'
import { createTidying, type Tidied } from './tidying.ts'

/**
 * Every so many pulls the journals themselves are listed: a head that was lost costs minutes, not a change. That many
 * for each page of the list: in a large production it has hundreds, and would cost more than all else (docs/scale.md).
 */
const WHOLE_LIST_EVERY = 20
const KEYS_A_PAGE = 1_000
const SEND_AT_ONCE = 64
/** Whoever lacks so many segments that a checkpoint holds takes that instead. */
const FAR_BEHIND = 64

export class JournalSync {
  readonly #deps: JournalDeps
  readonly #tidying: ReturnType<typeof createTidying>
  #pulls = 0
  #nextWhole = 1
  #isHeadPublished = false
  #isOwn = false
  /** Devices whose next segment was not there at the last look. */
  readonly #gaps = new Set<string>()
  /** Devices whose journal or head is damaged: asked for at each pull, and told each time, until it can be read. */
  readonly #held = new Set<string>()

  constructor(deps: JournalDeps) {
    this.#deps = deps
    this.#tidying = createTidying(deps)
  }

  /** What was said here and is in no segment yet. */
  untold(): number {
    return countUnpublished(this.#deps.context.library.reader)
  }

  /** Gives out what was said here. Each step can be cut off: the next run does the rest. Throws `remote.*`. */
  async publish(signal: AbortSignal): Promise<{ changes: number; seq: number }> {
    const { context, remoteId, store } = this.#deps
    const { writer: db, deviceId } = context.library
    await enableChangeTracking(db)
    let changes = 0
    for (let lines = cutSegment(context); lines > 0; lines = cutSegment(context)) {
      signal.throwIfAborted()
      changes += lines
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    }
    await this.#assertOwn(signal)
    let sent = 0
    for (
      let due = unsentSegments(db, remoteId, SEND_AT_ONCE);
      due.length > 0;
      due = unsentSegments(db, remoteId, SEND_AT_ONCE)
    ) {
      for (const segment of due) {
        signal.throwIfAborted()
        // A copy of this device that came first under this very name is found by the store, where it can, or at the
        // next start.
        await store.put(segmentKey(deviceId, segment.name), segment.bytes, { ifAbsent: true, signal })
        markSent(db, remoteId, segment.seq)
        sent += 1
      }
    }
    const { seq, tip } = deviceRow(db, deviceId)
    // Cut off between a segment and this, it is told at the next start.
    if (sent > 0) this.#isHeadPublished = false
    if (!this.#isHeadPublished && seq > 0) {
      await tellHead(
        store,
        {
          device: deviceId,
          seq,
          tip,
          name: context.library.deviceName,
          at: new Date(context.now()).toISOString(),
          last: lastNames(db, NAMES_TOLD),
        },
        signal,
      )
      this.#isHeadPublished = true
    }
    return { changes, seq }
  }

  /**
   * Takes what others said. A segment that is missing or damaged holds back its device alone, and is asked for again.
   */
  async pull(signal: AbortSignal): Promise<PulledChanges> {
    const { context, remoteId, store } = this.#deps
    const { writer: db, deviceId } = context.library
    // What is here is our own to tell; what is heard from now on is not.
    await enableChangeTracking(db)
    this.#pulls += 1
    const devices = new Map<string, string>()
    for await (const head of store.list(HEADS, { signal })) {
      const device = deviceOfHead(head.key)
      if (device !== null && device !== deviceId && headTag(db, remoteId, device) !== head.tag)
        devices.set(device, head.tag)
    }
    const isWhole = this.#pulls >= this.#nextWhole
    if (isWhole) {
      const known = readVector(db)
      let keys = 0
      for await (const { key } of store.list(JOURNALS, { signal })) {
        keys += 1
        const found = readSegmentKey(key)
        if (
          found !== null &&
          found.device !== deviceId &&
          found.seq > (known.get(found.device)?.seq ?? 0) &&
          !devices.has(found.device)
        )
          devices.set(found.device, '')
      }
      this.#nextWhole = this.#pulls + WHOLE_LIST_EVERY * Math.max(1, Math.ceil(keys / KEYS_A_PAGE))
    }
    for (const device of this.#held) if (!devices.has(device)) devices.set(device, '')
    let changes = 0
    const assetIds = new Set<string>()
    const add = (pulled: Pick<PulledChanges, 'changes' | 'assetIds'>): void => {
      changes += pulled.changes
      for (const id of pulled.assetIds) assetIds.add(id)
    }
    this.#gaps.clear()
    if (isWhole) changes += await this.#takeCheckpoint(signal)
    let damage: RushesError | null = null
    const pullAll = async (): Promise<void> => {
      const read: [device: string, tag: string][] = []
      for (const [device, tag] of devices) {
        const pulled = await pullDevice(this.#deps, device, tag === '', signal)
        add(pulled)
        if (pulled.damage !== null) context.log.warn({ err: pulled.damage, device }, 'a journal could not be read')
        damage ??= pulled.damage
        if (pulled.damage === null) this.#held.delete(device)
        else this.#held.add(device)
        if (pulled.gap) this.#gaps.add(device)
        if (tag !== '' && pulled.whole) read.push([device, tag])
      }
      // Together: each for itself would wait for the disk, and one that is not noted is only read again.
      db.transaction(() => {
        for (const [device, tag] of read) noteHead(db, remoteId, device, tag)
      })()
    }
    await pullAll()
    // What is not there any more is in a checkpoint; else it is waited for.
    if (this.#gaps.size > 0) {
      const before = JSON.stringify([...readVector(db)])
      changes += await this.#takeCheckpoint(signal)
      if (JSON.stringify([...readVector(db)]) !== before) {
        damage = null
        await pullAll()
      }
    }
    // The first look shows what a pull that was cut off has left.
    if (changes > 0 || isWhole) {
      try {
        for (const id of await showPending(context)) assetIds.add(id)
      } catch (error) {
        const told = asDamage(error, damagedSegment)
        if (!isRushesError(told) || !HELD_BACK.has(told.code)) throw error
        context.log.warn({ err: error }, 'what others said could not be shown')
        damage ??= told
      }
    }
    return { changes, assetIds: [...assetIds], damage }
  }

  /** Takes the newest checkpoint where that is shorter than the segments, or the only way. */
  async #takeCheckpoint(signal: AbortSignal): Promise<number> {
    const { context, store } = this.#deps
    const { writer: db, deviceId } = context.library
    const [checkpoint] = await readCheckpoints(store, 1, signal, { passNewer: true })
    if (checkpoint === undefined) return 0
    const mine = readVector(db)
    let behind = 0
    let needed = false
    for (const [device, { seq }] of vectorOf(checkpoint)) {
      const missing = device === deviceId ? 0 : Math.max(0, seq - (mine.get(device)?.seq ?? 0))
      behind += missing
      needed ||= missing > 0 && this.#gaps.has(device)
    }
    if (!needed && behind < FAR_BEHIND) return 0
    // Words that were written under our name elsewhere must not be taken for ones that were replaced.
    await this.#assertOwn(signal, checkpoint)
    try {
      return await takeCheckpoint(context, store, checkpoint, signal)
    } catch (error) {
      if (signal.aborted || !isRushesError(error) || (!HELD_BACK.has(error.code) && error.code !== 'not_found'))
        throw error
      context.log.warn({ err: error, checkpoint: checkpoint.name }, 'a checkpoint could not be taken')
      return 0
    }
  }

  /**
   * True when everything that was told at the remote is merged here, and nothing waits to be told: only then may bytes
   * be called unneeded.
   */
  async knowsAll(signal: AbortSignal): Promise<boolean> {
    const { context, store } = this.#deps
    if (this.untold() > 0 || hasHalfTaken(context.library.reader)) return false
    const vector = readVector(context.library.reader)
    for await (const { key } of store.list(JOURNALS, { signal })) {
      const found = readSegmentKey(key)
      if (found !== null && found.seq > (vector.get(found.device)?.seq ?? 0)) return false
    }
    return true
  }

  /** Housekeeping that is due: see `tidying.ts`. `now` does all of it, due or not. */
  async tidy(signal: AbortSignal, now = false): Promise<Tidied> {
    const done = await this.#tidying.run(signal, now)
    if (done.mended > 0) done.assetIds.push(...(await showPending(this.#deps.context)))
    return done
  }

  /**
   * Looks, once, whether somebody else writes under our name: a library that was copied with its catalogue, or a
   * catalogue that went back to a backup. Then this one takes a name of its own.
   */
  async #assertOwn(signal: AbortSignal, checkpoint: Checkpoint | null = null): Promise<void> {
    if (this.#isOwn) return
    const { context, store } = this.#deps
    const { writer: db, deviceId } = context.library
    let common = 0
    let foreign = false
    // Segments that are removed are known by a checkpoint that holds them.
    const held = (checkpoint ?? (await readCheckpoints(store, 1, signal, { passNewer: true }))[0])?.list.vector.find(
      (one) => one.device === deviceId,
    )
    if (held !== undefined && held.seq > 0) {
      if (segmentBytes(db, held.seq)?.tip === held.tip) common = held.seq
      else foreign = true
    }
    for await (const { key } of store.list(`${JOURNALS}${deviceId}/`, { signal })) {
      const found = readSegmentKey(key)
      if (found === null) continue
      if (segmentName(db, found.seq) === found.name) common = Math.max(common, found.seq)
      else foreign = true
    }
    if (foreign) {
      const renamed = newId()
      db.transaction(() => {
        becomeAnother(db, deviceId, renamed, common)
      })()
      const why = new RushesError(
        'conflict',
        'This library is a copy of one that is in use elsewhere. It has a name of its own now, and Rushes starts again; nothing is lost.',
      )
      this.#deps.restart(why)
      throw why
    }
    this.#isOwn = true
  }
}
