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
  lastSent,
  markSent,
  noteHead,
  readVector,
  segmentBytes,
  unsentSegments,
} from '../../db/sync/journal.ts'
import { damagedSegment } from '../format/segment.ts'
import { asDamage, HELD_BACK, together } from './as-damage.ts'
import { checkJournals, type JournalCheck } from './check-journals.ts'
import { vectorOf, type Checkpoint } from './checkpoints.ts'
import { wholeOne } from './compact.ts'
import { cutSegment } from './cut.ts'
import { doubtedDevices, type ListedHead } from './doubted.ts'
import { NAMES_TOLD, tellHead } from './heads.ts'
import type { JournalDeps, PulledChanges } from './journal-deps.ts'
import { deviceOfHead, HEADS, JOURNALS, readSegmentKey, segmentKey } from './journal-keys.ts'
import { lookAtOwnName } from './own-name.ts'
import { missing, pullDevice } from './pull-device.ts'
import { repairFrom } from './repair.ts'
import { showPending } from './show-pending.ts'
import { createSoundCheckpoints, trueTime, type SoundCheckpoints } from './sound-checkpoints.ts'
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
  readonly #checkpoints: SoundCheckpoints
  readonly #tidying: ReturnType<typeof createTidying>
  #pulls = 0
  #nextWhole = 1
  #isHeadPublished = false
  #isOwn = false
  /** Devices whose next segment was not there at the last look. */
  #gaps = new Set<string>()
  /** The numbers of the last segments that lay there at the last whole look. */
  #last: ReadonlyMap<string, number> = new Map()
  /** A checkpoint that was not believed at the last look at them. */
  #refused: RushesError | null = null
  /** Heads that tell of less than was heard here, and gave no reason to doubt that: by their tags. */
  readonly #cleared = new Map<string, string>()
  /** Devices whose journal or head is damaged: asked for at each pull, and told each time, until it can be read. */
  readonly #held = new Set<string>()

  constructor(deps: JournalDeps) {
    this.#deps = deps
    this.#checkpoints = createSoundCheckpoints(deps)
    this.#tidying = createTidying(deps, this.#checkpoints)
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
    // What lies there: another remote's round may have cut a segment meanwhile, which goes with the next one.
    const { seq, tip } = segmentBytes(db, lastSent(db, remoteId)) ?? { seq: 0, tip: '' }
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
          last: lastNames(db, NAMES_TOLD, seq),
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
    const { context } = this.#deps
    const { writer: db } = context.library
    // What is here is our own to tell; what is heard from now on is not.
    await enableChangeTracking(db)
    this.#pulls += 1
    this.#checkpoints.lookAgain()
    const isWhole = this.#pulls >= this.#nextWhole
    const assetIds = new Set<string>()
    const devices = await this.#lookAround(isWhole, assetIds, signal)
    const gapsBefore = this.#gaps
    for (const device of [...this.#held, ...gapsBefore]) if (!devices.has(device)) devices.set(device, '')
    this.#gaps = new Set()
    let changes = isWhole ? await this.#takeCheckpoint(signal) : 0
    let damages = new Map<string, RushesError>()
    const pullAll = async (): Promise<void> => {
      damages = new Map()
      changes += await this.#pullDevices(devices, { assetIds, damages }, signal)
    }
    await pullAll()
    // What is not there any more is in a checkpoint; else it is waited for.
    if (this.#gaps.size > 0) {
      const before = JSON.stringify([...readVector(db)])
      changes += await this.#takeCheckpoint(signal)
      if (JSON.stringify([...readVector(db)]) !== before) {
        this.#gaps = new Set()
        await pullAll()
      }
    }
    // A list may lag behind for a moment. What is not there at two looks, and in no checkpoint, is lost.
    for (const device of this.#gaps)
      if (gapsBefore.has(device) && !damages.has(device)) damages.set(device, missing(deviceRow(db, device)))
    if (this.#refused !== null) damages.set('', this.#refused)
    // The first look shows what a pull that was cut off has left.
    if (changes > 0 || isWhole) {
      try {
        for (const id of await showPending(context)) assetIds.add(id)
      } catch (error) {
        const told = asDamage(error, damagedSegment)
        if (!isRushesError(told) || !HELD_BACK.has(told.code)) throw error
        context.log.warn({ err: error }, 'what others said could not be shown')
        damages.set('shown', told)
      }
    }
    return { changes, assetIds: [...assetIds], damage: together([...damages.values()]) }
  }

  /**
   * Devices that may have said something new, with the tags of their heads; '' for one that the list of the journals
   * alone tells of. A whole look also finds devices of which less was said than stands here, and puts that right.
   */
  async #lookAround(isWhole: boolean, assetIds: Set<string>, signal: AbortSignal): Promise<Map<string, string>> {
    const { context, remoteId, store } = this.#deps
    const { writer: db, deviceId } = context.library
    const heads = new Map<string, ListedHead>()
    for await (const { key, tag, modifiedAt } of store.list(HEADS, { signal })) {
      const device = deviceOfHead(key)
      if (device !== null && device !== deviceId) heads.set(device, { tag, modifiedAt })
    }
    const last = new Map<string, number>()
    if (isWhole) {
      let keys = 0
      for await (const { key } of store.list(JOURNALS, { signal })) {
        keys += 1
        const found = readSegmentKey(key)
        if (found !== null && found.device !== deviceId)
          last.set(found.device, Math.max(found.seq, last.get(found.device) ?? 0))
      }
      this.#nextWhole = this.#pulls + WHOLE_LIST_EVERY * Math.max(1, Math.ceil(keys / KEYS_A_PAGE))
      this.#last = last
      await this.#rightDoubted(await doubtedDevices(this.#deps, heads, last, this.#cleared, signal), assetIds, signal)
    }
    const devices = new Map<string, string>()
    for (const [device, { tag }] of heads) if (headTag(db, remoteId, device) !== tag) devices.set(device, tag)
    const known = readVector(db)
    for (const [device, seq] of last)
      if (seq > (known.get(device)?.seq ?? 0) && !devices.has(device)) devices.set(device, '')
    return devices
  }

  /** What stands here of these devices is compared with what lies there, which holds. */
  async #rightDoubted(doubted: ReadonlySet<string>, assetIds: Set<string>, signal: AbortSignal): Promise<void> {
    if (doubted.size === 0) return
    const { context } = this.#deps
    const newest = await wholeOne(this.#checkpoints, signal)
    const repaired = await repairFrom(this.#deps, newest, signal, doubted)
    for (const id of repaired?.assetIds ?? []) assetIds.add(id)
    context.log.warn(
      { devices: [...doubted], mended: repaired?.mended ?? null },
      'more had been taken of devices than they said: a false checkpoint was believed, and what it did is put right',
    )
  }

  /** Pulls these devices. Returns how many changes came; what is damaged is added. */
  async #pullDevices(
    devices: ReadonlyMap<string, string>,
    to: { readonly assetIds: Set<string>; readonly damages: Map<string, RushesError> },
    signal: AbortSignal,
  ): Promise<number> {
    const { context, remoteId } = this.#deps
    const { writer: db } = context.library
    const read: [device: string, tag: string][] = []
    let changes = 0
    for (const [device, tag] of devices) {
      const pulled = await pullDevice(this.#deps, device, tag === '', signal)
      changes += pulled.changes
      for (const id of pulled.assetIds) to.assetIds.add(id)
      if (pulled.damage === null) this.#held.delete(device)
      else {
        if (!this.#held.has(device)) context.log.warn({ err: pulled.damage, device }, 'a journal could not be read')
        this.#held.add(device)
        to.damages.set(device, pulled.damage)
      }
      if (pulled.gap) this.#gaps.add(device)
      if (tag !== '' && pulled.whole) read.push([device, tag])
    }
    // Together: each for itself would wait for the disk, and one that is not noted is only read again.
    db.transaction(() => {
      for (const [device, tag] of read) noteHead(db, remoteId, device, tag)
    })()
    return changes
  }

  /** Takes the newest checkpoint that is believed, where that is shorter than the segments, or the only way. */
  async #takeCheckpoint(signal: AbortSignal): Promise<number> {
    const { context } = this.#deps
    const first = await this.#checkpoints.newest(1, signal, { passNewer: true })
    this.#refused = first.refused
    if (!this.#isOfUse(first.sound[0])) return 0
    // Words that were written under our name elsewhere must not be taken for ones that were replaced.
    await this.#assertOwn(signal)
    const whole = await this.#checkpoints.newest(1, signal, { passNewer: true, parts: true })
    this.#refused = whole.refused
    const [checkpoint] = whole.sound
    if (!this.#isOfUse(checkpoint)) return 0
    try {
      return await takeCheckpoint(
        context,
        this.#checkpoints.partsOf(checkpoint),
        checkpoint,
        trueTime(this.#deps),
        signal,
      )
    } catch (error) {
      if (signal.aborted || !isRushesError(error) || (!HELD_BACK.has(error.code) && error.code !== 'not_found'))
        throw error
      context.log.warn({ err: error, checkpoint: checkpoint.name }, 'a checkpoint could not be taken')
      return 0
    }
  }

  #isOfUse(checkpoint: Checkpoint | undefined): checkpoint is Checkpoint {
    if (checkpoint === undefined) return false
    const { writer: db, deviceId } = this.#deps.context.library
    const mine = readVector(db)
    let behind = 0
    for (const [device, { seq }] of vectorOf(checkpoint)) {
      const lacks = device === deviceId ? 0 : Math.max(0, seq - (mine.get(device)?.seq ?? 0))
      // Not to be had otherwise: the next segment is missing, or none lies there any more.
      if (lacks > 0 && (this.#gaps.has(device) || !this.#last.has(device))) return true
      behind += lacks
    }
    return behind >= FAR_BEHIND
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

  /** Whether what lies there can be read, is all there, and may be believed; see `checkJournals`. Throws `remote.*`. */
  async check(signal: AbortSignal, repair = false): Promise<JournalCheck> {
    this.#checkpoints.lookAgain()
    const check = await checkJournals(this.#deps, this.#checkpoints, repair, signal)
    // What was removed is not told any more.
    if (repair) this.#nextWhole = 0
    return check
  }

  /** Housekeeping that is due: see `tidying.ts`. `now` does all of it, due or not. */
  async tidy(signal: AbortSignal, now = false): Promise<Tidied> {
    this.#checkpoints.lookAgain()
    const done = await this.#tidying.run(signal, now)
    if (done.mended > 0) done.assetIds.push(...(await showPending(this.#deps.context)))
    return done
  }

  /** Looks, once, whether somebody else writes under our name. Then this one takes a name of its own. */
  async #assertOwn(signal: AbortSignal): Promise<void> {
    if (this.#isOwn) return
    const { context } = this.#deps
    const { writer: db, deviceId } = context.library
    const { isShared, common } = await lookAtOwnName(this.#deps, this.#checkpoints, signal)
    if (isShared) {
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
