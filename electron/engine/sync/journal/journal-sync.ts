/**
 * Journals to a remote and from it: gives out what was said here, takes what others said, in the order in which each said it.
 */
import { z } from 'zod'
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import { newId } from '../../../../shared/util/ids.ts'
import type { EngineContext } from '../../context.ts'
import { refreshAssets } from '../../db/asset-row.ts'
import { takePendingPlaces } from '../../db/facts-in.ts'
import { beginToTell, countUntold } from '../../db/facts-out.ts'
import { becomeAnother, deviceRow, headTag, markSent, noteHead, segmentName, unsentSegments } from '../../db/journal.ts'
import { projectPending } from '../../db/project.ts'
import { readSegment, segmentTip } from '../format/segment.ts'
import type { ObjectStore } from '../stores/store.ts'
import { applySegment, quietly } from './apply.ts'
import { cutSegment } from './cut.ts'
import { beforeSegment, deviceOfHead, headKey, HEADS, JOURNALS, readSegmentKey, segmentKey } from './journal-keys.ts'

const headSchema = z.object({ device: z.string().max(64), seq: z.number().int().nonnegative(), tip: z.string().max(64), name: z.string().max(300).default('') })

/** Every so many pulls the journals themselves are listed: a head that was lost costs minutes, not a change. */
const WHOLE_LIST_EVERY = 20
const SEND_AT_ONCE = 64
const PENDING = 500

export interface JournalDeps {
  readonly context: EngineContext
  readonly remoteId: string
  /** Sealed where the library is encrypted. */
  readonly store: ObjectStore
  /** This library turned out to be a copy of one that goes on elsewhere: it has another name now, and the engine starts again. */
  readonly restart: () => void
}

export interface PulledChanges { readonly changes: number; readonly assetIds: string[] }

export class JournalSync {
  readonly #deps: JournalDeps
  #pulls = 0
  #isOwn = false

  constructor(deps: JournalDeps) {
    this.#deps = deps
  }

  /** What was said here and is in no segment yet. */
  untold(): number {
    return countUntold(this.#deps.context.library.reader)
  }

  /** Gives out what was said here. Each step can be cut off: the next run does the rest. Throws `remote.*`. */
  async publish(signal: AbortSignal): Promise<{ changes: number; seq: number }> {
    const { context, remoteId, store } = this.#deps
    const { writer: db, deviceId } = context.library
    await beginToTell(db)
    let changes = 0
    for (let lines = cutSegment(context); lines > 0; lines = cutSegment(context)) {
      signal.throwIfAborted()
      changes += lines
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    await this.#assertOwn(signal)
    let sent = 0
    for (let due = unsentSegments(db, remoteId, SEND_AT_ONCE); due.length > 0; due = unsentSegments(db, remoteId, SEND_AT_ONCE)) {
      for (const segment of due) {
        signal.throwIfAborted()
        // A copy of this device that came first under this very name is found by the store, where it can, or at the next start.
        await store.put(segmentKey(deviceId, segment.name), segment.bytes, { ifAbsent: true, signal })
        markSent(db, remoteId, segment.seq)
        sent += 1
      }
    }
    const { seq, tip } = deviceRow(db, deviceId)
    if (sent > 0) {
      const head = { device: deviceId, seq, tip, name: context.library.deviceName, at: new Date(context.now()).toISOString() }
      await store.put(headKey(deviceId), Buffer.from(JSON.stringify(head)), { signal })
    }
    return { changes, seq }
  }

  /** Takes what others said. A segment that is missing or damaged holds back its device alone, and is asked for again. */
  async pull(signal: AbortSignal): Promise<PulledChanges> {
    const { context, remoteId, store } = this.#deps
    const { writer: db, deviceId } = context.library
    // What is here is our own to tell; what is heard from now on is not.
    await beginToTell(db)
    this.#pulls += 1
    const devices = new Map<string, string>()
    for await (const head of store.list(HEADS, { signal })) {
      const device = deviceOfHead(head.key)
      if (device !== null && device !== deviceId && headTag(db, remoteId, device) !== head.tag) devices.set(device, head.tag)
    }
    if (this.#pulls % WHOLE_LIST_EVERY === 1) {
      for await (const { key } of store.list(JOURNALS, { signal })) {
        const found = readSegmentKey(key)
        if (found !== null && found.device !== deviceId && found.seq > deviceRow(db, found.device).seq && !devices.has(found.device)) devices.set(found.device, '')
      }
    }
    let changes = 0
    const assetIds = new Set<string>()
    let failure: unknown = null
    for (const [device, tag] of devices) {
      try {
        const pulled = await this.#pullDevice(device, signal)
        changes += pulled.changes
        for (const id of pulled.assetIds) assetIds.add(id)
        if (tag !== '' && pulled.whole) noteHead(db, remoteId, device, tag)
      } catch (error) {
        if (signal.aborted || !isRushesError(error) || error.code !== 'remote.damaged') throw error
        context.log.warn({ err: error, device }, 'a journal could not be read')
        failure = error
      }
    }
    for (const id of db.transaction(() => quietly(context, () => takePendingPlaces(db, context.now())))()) assetIds.add(id)
    for (let ids = this.#lookAgain(); ids.length > 0; ids = this.#lookAgain()) for (const id of ids) assetIds.add(id)
    if (failure !== null && changes === 0) throw failure as Error
    return { changes, assetIds: [...assetIds] }
  }

  #lookAgain(): string[] {
    const { writer: db } = this.#deps.context.library
    return db.transaction(() => {
      const ids = projectPending(db, PENDING)
      refreshAssets(db, ids)
      return ids
    })()
  }

  /** The segments of one device that are new here, in their order. `whole`: nothing that its head tells of is missing. */
  async #pullDevice(device: string, signal: AbortSignal): Promise<PulledChanges & { whole: boolean }> {
    const { context, store } = this.#deps
    const { writer: db } = context.library
    const assetIds: string[] = []
    let changes = 0
    const head = await store.get(headKey(device), { signal })
    const told = head === null ? null : headSchema.safeParse(safeJson(head)).data ?? null
    for await (const { key } of store.list(`${JOURNALS}${device}/`, { after: beforeSegment(device, deviceRow(db, device).seq + 1), signal })) {
      const found = readSegmentKey(key)
      const known = deviceRow(db, device)
      if (found === null || found.seq <= known.seq) continue
      // What a list leaves out for a moment is there at the next look.
      if (found.seq !== known.seq + 1) break
      const bytes = await store.get(key, { signal })
      if (bytes === null) break
      const segment = readSegment(bytes)
      if (segment.header.device !== device || segment.header.seq !== found.seq || segment.header.prev !== known.tip) {
        throw new RushesError('remote.damaged', `A part of the journal of ${known.name || 'another device'} is not what it should be, and was not applied. Check the remote with: rushes verify --remote`)
      }
      const applied = await applySegment(context, segment, segmentTip(bytes), context.now() + (store.clockOffset() ?? 0))
      changes += applied.changes
      assetIds.push(...applied.assetIds)
      signal.throwIfAborted()
    }
    return { changes, assetIds, whole: told === null || deviceRow(db, device).seq >= told.seq }
  }

  /**
   * Looks, once, whether somebody else writes under our name: a library that was copied with its catalogue, or a catalogue that
   * went back to a backup. Then this one takes a name of its own.
   */
  async #assertOwn(signal: AbortSignal): Promise<void> {
    if (this.#isOwn) return
    const { context, store } = this.#deps
    const { writer: db, deviceId } = context.library
    let common = 0
    let foreign = false
    for await (const { key } of store.list(`${JOURNALS}${deviceId}/`, { signal })) {
      const found = readSegmentKey(key)
      if (found === null) continue
      if (segmentName(db, found.seq) === found.name) common = Math.max(common, found.seq)
      else foreign = true
    }
    if (foreign) {
      const renamed = newId()
      db.transaction(() => { becomeAnother(db, deviceId, renamed, common) })()
      this.#deps.restart()
      throw new RushesError('conflict', 'This library is a copy of one that goes on elsewhere. It has a name of its own now, and Rushes starts again; nothing is lost.')
    }
    this.#isOwn = true
  }
}

function safeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null // A head is a hint; one that can't be read is none.
  }
}
