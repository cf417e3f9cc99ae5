/**
 * The offloads of this engine, running and past: planned, run, stopped, resumed, and their clips catalogued.
 */
import type { OffloadRequest } from '../../../../shared/contract/offloads.ts'
import { canResume } from '../../../../shared/copies/offload.ts'
import { RushesError, isRushesError } from '../../../../shared/model/errors.ts'
import type { Offload, OffloadPlan as PlanDto } from '../../../../shared/model/offload.ts'
import { newId } from '../../../../shared/util/ids.ts'
import { createBroadcast } from '../../channel.ts'
import type { EngineContext } from '../../context.ts'
import {
  findUnfinished, insertOffload, keepRequest, parkInterrupted, readOffload, readOffloads, readRequest, readSelfResuming, updateOffload,
} from '../../db/offload/offload-rows.ts'
import { enterQueue, leaveQueue, moveInQueue, pauseInQueue, readQueue } from '../../db/offload/offload-queue.ts'
import { offloadKey } from '../../db/offload/offloads.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import { identityOf } from '../../domain/volumes/volume-recognition.ts'
import { lastMounts, volumeOfIdentity } from '../../db/volumes/volumes.ts'
import { lanesOf } from '../../domain/offload/offload-lanes.ts'
import { temporaryTag } from '../../domain/offload/offload-temp.ts'
import { describePlan, plannedOffload } from '../plan/describe.ts'
import { levelOf, type KeptRequest, type OffloadDeps, type Running } from './entry.ts'
import { execute } from '../run/execute.ts'
import { readForecast } from '../plan/forecast.ts'
import { drivesOf, followDrives, isSameDrive } from './moved-drives.ts'
import { assertPossible, planOffload, type PlanRequest } from '../plan/plan.ts'
import { assertSameCardAndDrives } from './same-card.ts'
import { createDeviceScheduler } from './device-scheduler.ts'

export interface Offloads {
  plan(request: OffloadRequest, signal: AbortSignal | undefined): Promise<PlanDto>
  /** Starts, or resumes the one that this very request began. Throws what makes it impossible, before the first byte. */
  start(request: OffloadRequest): Promise<{ id: string; resumed: boolean }>
  resume(id: string): Promise<void>
  get(id: string): Offload
  list(limit: number): Offload[]
  /** Live state; ends with the final one. */
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<Offload, void>
  stop(id: string): Promise<void>
  /** Stops it for now; it keeps its place in the queue until it is resumed. */
  pause(id: string): Promise<void>
  /** Another priority or place in the queue. Throws `not_found` when it is not in the queue. */
  prioritise(id: string, priority: number | undefined, before: string | null | undefined): void
  /** Takes up what an earlier engine left in the queue and nobody paused. */
  continueQueue(): Promise<{ ids: string[]; problems: { id: string; message: string }[] }>
  /** Whether an offload that was cut off goes on by itself when its drive is back. Throws `conflict` while it runs. */
  resumeItself(id: string, on: boolean): void
  /** A drive has come: offloads that asked for it and lack something go on. */
  driveCame(): Promise<void>
  /** Lets a destination rest, or go on; kept over a restart. Throws `not_found` for one that there is not. */
  pauseDestination(id: string, destination: number, paused: boolean): void
  running(): Offload[]
  /** Parks everything that runs. */
  close(): Promise<void>
}

const INTERVAL_MS = 100

/** Among so many of the newest offloads one is looked for that was begun with its drive at another place. */
const MAX_LOOKED_AT = 200

/** Makes the offloads of an engine; what was running when the engine ended last is parked. */
export function createOffloads(context: EngineContext, deps: OffloadDeps): Offloads {
  const { writer } = context.library
  const running = new Map<string, Running>()
  const starting = new Map<string, Promise<{ id: string; resumed: boolean }>>()
  const launching = new Map<string, Promise<void>>()
  let numbering: Promise<void> = Promise.resolve()
  const scheduler = createDeviceScheduler(() => readQueue(writer).map((row) => row.id))
  let closing = false
  parkInterrupted(writer)

  /** What the plan asks the catalogue. */
  function knowing(request: OffloadRequest): Pick<PlanRequest, 'forecast' | 'incremental'> {
    return { forecast: (files, roots, signal) => readForecast(context.library.reader, deps.lookAtCopies, files, roots, signal), incremental: request.incremental !== false }
  }

  /** Folders that offloads in the queue, other than this one, are about to make. */
  const reservedBeside = (id: string | null): string[] => {
    return [...running.values()].flatMap((entry) => (entry.state.id === id ? [] : entry.plan.destinations.flatMap((destination) => destination.targets)))
  }

  const asPlanned = (id: string | null, request: OffloadRequest) => ({
    sources: request.sources, destinations: request.destinations, name: request.name, values: request.values, insist: request.insist, cascade: request.cascade, own: context.own,
    cutOffMinutes: context.settings().dayStartHour * 60, reserved: reservedBeside(id), lastMounts: lastMounts(context.library.reader), ...knowing(request),
  })

  function refuseSenseless(request: OffloadRequest): void {
    if (!request.mhl1 || levelOf(request) !== 'size') return
    throw new RushesError('usage', 'At the level “size” nothing is hashed for a manifest, so there is no MHL file to write. Ask for “source” or “full”.')
  }

  /** Puts it in the queue. Who stops it meanwhile waits until it is there. */
  function launch(id: string, request: KeptRequest, resumed: boolean, turnAsked = false): Promise<void> {
    const launched = enter(id, request, resumed, turnAsked).finally(() => launching.delete(id))
    // What became of it is for whoever asked.
    launching.set(id, launched.catch(() => {}))
    return launched
  }

  async function enter(id: string, asked: KeptRequest, resumed: boolean, turnAsked: boolean): Promise<void> {
    const request = resumed ? await followDrives(asked, deps.drives) : asked
    const plan = await planFor(id, request, resumed)
    if (running.has(id) || closing) return
    const before = resumed ? readOffload(writer, id) : undefined
    const planned = plannedOffload(id, plan, levelOf(request), before?.startedAt ?? context.now())
    const drives = drivesOf(plan)
    if (before !== undefined) assertSameCardAndDrives(before, planned, (index) => isSameDrive(request.drives?.[index] ?? null, drives[index] ?? null))
    const state = {
      ...planned, state: 'queued' as const, cascade: request.cascade ?? false, resumes: request.resumes ?? 'asked',
      destinations: planned.destinations.map((one, index) => ({ ...one, paused: before?.destinations[index]?.paused ?? false })),
    }
    const kept: KeptRequest = { ...request, folders: plan.folders, drives }
    if (resumed) {
      updateOffload(writer, state)
      keepRequest(writer, id, kept)
    } else insertOffload(writer, state, offloadKey(request), kept)
    enterQueue(writer, id, request.priority ?? 0, turnAsked)
    const { promise, resolve } = Promise.withResolvers<void>()
    const entry: Running = {
      state, plan, request: kept, abort: new AbortController(), broadcast: createBroadcast<Offload>(INTERVAL_MS), ended: promise, end: resolve,
      begun: false, written: before?.destinations.map((one) => one.filesCopied) ?? [], keepsPlace: false, control: null,
    }
    running.set(id, entry)
    wait(entry)
    context.events.publish(['offloads'])
    deps.changed()
  }

  async function planFor(id: string, request: KeptRequest, resumed: boolean): Promise<OffloadPlan> {
    const plan = await planOffload({ ...asPlanned(id, request), ...(resumed ? { resumes: temporaryTag(id), folders: request.folders ?? null } : {}) })
    assertPossible(plan)
    return plan
  }

  /** Puts it in line; it begins at once when no other offload is at its devices. */
  function wait(entry: Running): void {
    const { id, name } = entry.state
    let waited = false
    const resting = (): number[] => entry.state.destinations.filter((one) => one.paused).map((one) => one.index)
    scheduler.enter({
      id, name,
      uses: () => lanesOf(entry.plan, resting()),
      begin: () => {
        entry.begun = true
        deps.busy?.(true)
        void execute(entry, waited, { context, deps, planFor, running: () => [...running.values()], tell, settle })
      },
      onQueueChange: (position, waitsFor) => {
        waited ||= waitsFor !== null
        const before = entry.state.queue
        if (before?.position === position && before.waitsFor === waitsFor && before.priority === priorityOf(id)) return
        tell(entry, { ...entry.state, queue: { position, priority: priorityOf(id), paused: false, waitsFor } })
      },
    })
  }

  const priorityOf = (id: string): number => readQueue(writer).find((row) => row.id === id)?.priority ?? 0

  /** An offload that does not run, with its place in the queue as it stands there. */
  function withPlace(offload: Offload): Offload {
    const rows = readQueue(context.library.reader)
    const at = rows.findIndex((row) => row.id === offload.id)
    const row = rows[at]
    return { ...offload, queue: row === undefined ? null : { position: at + 1, priority: row.priority, paused: row.paused, waitsFor: null } }
  }

  function tell(entry: Running, state: Offload): void {
    entry.state = state
    entry.broadcast.publish(state)
    deps.changed()
  }

  /** The catalogue knows a drive at the latest when copies on it were entered. */
  function volumeOf(plan: OffloadPlan, index: number): string | null {
    const volume = plan.destinations[index]?.volume
    return volume === undefined ? null : volumeOfIdentity(writer, identityOf(volume))
  }

  function settle(entry: Running, ended: Offload): void {
    const final: Offload = { ...ended, queue: null, destinations: ended.destinations.map((one, index) => ({ ...one, volumeId: volumeOf(entry.plan, index) })) }
    try {
      updateOffload(writer, final)
      // What came to its end before it could be paused has no place to keep.
      if (!entry.keepsPlace || final.state !== 'parked') leaveQueue(writer, final.id)
    } catch (error) {
      // The catalogue's disk is full or gone: whoever watches is told all the same, and the next start parks the entry.
      context.log.error({ err: error, offload: final.id }, 'the end of an offload could not be written down')
    }
    running.delete(final.id)
    tell(entry, withPlace(final))
    entry.broadcast.end()
    entry.end()
    scheduler.leave(final.id)
    deps.busy?.([...running.values()].some((one) => one.begun))
    if (final.state !== 'parked') deps.ended?.(final)
    if (final.state !== 'parked' || final.error !== null) deps.announce?.(final)
    context.events.publish(['offloads', 'volumes', 'assets'], null)
  }

  /** Ends one that waits or runs; it resolves when all is written down. */
  async function park(entry: Running): Promise<void> {
    if (entry.begun) entry.abort.abort()
    else settle(entry, { ...entry.state, state: 'parked' })
    await entry.ended
  }

  /** The unfinished offload that is this request now that a drive of it is mounted elsewhere, or undefined. */
  async function begunElsewhere(request: OffloadRequest, key: string): Promise<string | undefined> {
    const sources = request.sources.toSorted().join('\n')
    for (const one of readOffloads(writer, MAX_LOOKED_AT).filter(canResume)) {
      const kept = readRequest(writer, one.id) as KeptRequest
      if (kept.drives === undefined || kept.destinations.length !== request.destinations.length || kept.sources.toSorted().join('\n') !== sources) continue
      const now = await followDrives(kept, deps.drives).catch((error: unknown) => { if (isRushesError(error)) return null; throw error })
      if (now !== null && offloadKey(now) === key) return one.id
    }
    return undefined
  }

  async function start(request: OffloadRequest, key: string): Promise<{ id: string; resumed: boolean }> {
    refuseSenseless(request)
    const known = findUnfinished(writer, key) ?? await begunElsewhere(request, key)
    const id = known ?? newId()
    // Resumed as it was asked for first: cards and destinations in another order are still the same offload.
    const kept = known === undefined ? null : readRequest(writer, known) as KeptRequest
    const asked: KeptRequest = kept === null ? request
      : { ...request, sources: kept.sources, destinations: kept.destinations, ...(kept.folders === undefined ? {} : { folders: kept.folders }), ...(kept.drives === undefined ? {} : { drives: kept.drives }) }
    if (running.has(id)) return { id, resumed: known !== undefined }
    // A number is given to one card after the other: two that were planned at once would get the same.
    const counts = known === undefined && request.name?.includes('{counter') === true
    const launched = (counts ? numbering : Promise.resolve()).then(() => launch(id, asked, known !== undefined, request.priority !== 0))
    // What became of it is for whoever asked: here it is only waited for.
    if (counts) numbering = launched.catch(() => {})
    try {
      await launched
    } catch (error) {
      // Another card in the same reader: that is a new offload, and the record of the other stays as it is.
      if (known === undefined || !isRushesError(error) || error.code !== 'source.changed') throw error
      const fresh = newId()
      await launch(fresh, request, false, request.priority !== 0)
      return { id: fresh, resumed: false }
    }
    return { id, resumed: known !== undefined }
  }

  const get = (id: string): Offload => {
    const entry = running.get(id)
    if (entry !== undefined) return entry.state
    const found = readOffload(context.library.reader, id)
    if (found === undefined) throw new RushesError('not_found', 'That offload is not in this library. List them with: rushes offloads')
    return withPlace(found)
  }
  return {
    get,
    plan: async (request, signal) => {
      refuseSenseless(request)
      return describePlan(await planOffload({ ...asPlanned(null, request), ...(signal === undefined ? {} : { signal }) }))
    },
    start(request) {
      // Asked for twice at once (a double click, a line that was lost): the second gets the offload of the first.
      const key = offloadKey(request)
      const begun = starting.get(key) ?? start(request, key).finally(() => starting.delete(key))
      starting.set(key, begun)
      return begun
    },
    async resume(id) {
      if (running.has(id)) return
      const state = get(id)
      if (!canResume(state)) throw new RushesError('conflict', `${state.name} is complete: there is nothing to resume.`)
      await launch(id, readRequest(writer, id) as KeptRequest, true)
    },
    list: (limit) => readOffloads(context.library.reader, limit).map((row) => running.get(row.id)?.state ?? withPlace(row)),
    async *watch(id, signal) {
      const entry = running.get(id)
      if (entry === undefined) return yield get(id)
      let last: Offload | undefined
      for await (const state of entry.broadcast.watch(signal, entry.state)) yield (last = state)
      // The broadcast may end between our first look and the watch: the final state is told all the same.
      if (last !== entry.state && signal?.aborted !== true) yield entry.state
    },
    async stop(id) {
      await launching.get(id)
      const entry = running.get(id)
      if (entry !== undefined) await park(entry)
      else leaveQueue(writer, id)
    },
    async pause(id) {
      await launching.get(id)
      const entry = running.get(id)
      if (entry === undefined) throw new RushesError('conflict', `${get(id).name} neither runs nor waits, so it can't be paused.`)
      entry.keepsPlace = true
      pauseInQueue(writer, id)
      await park(entry)
    },
    prioritise(id, priority, before) {
      if (!readQueue(writer).some((row) => row.id === id)) throw new RushesError('not_found', `${get(id).name} is not in the queue.`)
      moveInQueue(writer, id, priority, before)
      scheduler.look()
      context.events.publish(['offloads'])
    },
    async continueQueue() {
      const ids: string[] = []
      const problems: { id: string; message: string }[] = []
      for (const { id } of readQueue(writer).filter((row) => !row.paused && !running.has(row.id))) {
        if (readOffload(writer, id)?.state === 'done') {
          leaveQueue(writer, id)
          continue
        }
        try {
          await launch(id, readRequest(writer, id) as KeptRequest, true)
          ids.push(id)
        } catch (error) {
          if (!isRushesError(error)) throw error
          // It keeps its place: the card may only not be in yet.
          problems.push({ id, message: error.message })
        }
      }
      return { ids, problems }
    },
    resumeItself(id, on) {
      const state = get(id)
      if (running.has(id)) throw new RushesError('conflict', `${state.name} is running: there is nothing to resume.`)
      const kept = readRequest(writer, id) as KeptRequest
      keepRequest(writer, id, { ...kept, resumes: on ? 'itself' : 'asked' })
      updateOffload(writer, { ...state, resumes: on ? 'itself' : 'asked' })
      context.events.publish(['offloads'])
      // Its drive may be back already.
      if (on) void this.driveCame().catch((error: unknown) => { context.log.error({ err: error, offload: id }, 'an offload could not be resumed automatically') })
    },
    async driveCame() {
      for (const { id, name } of readSelfResuming(writer).filter((one) => !running.has(one.id) && !launching.has(one.id))) {
        try {
          await launch(id, readRequest(writer, id) as KeptRequest, true)
          context.log.info({ offload: id, name }, 'an offload is resumed: its drive is back')
        } catch (error) {
          // Another drive of it, or its card, is still away.
          if (!isRushesError(error)) throw error
        }
      }
    },
    pauseDestination(id, destination, paused) {
      const state = get(id)
      const one = state.destinations[destination]
      if (one === undefined) throw new RushesError('not_found', `${state.name} has ${state.destinations.length} destinations; there is no number ${destination + 1}.`)
      const next = { ...state, destinations: state.destinations.map((each) => each === one ? { ...each, paused } : each) }
      updateOffload(writer, next)
      const entry = running.get(id)
      if (entry !== undefined) tell(entry, next)
      entry?.control?.pause(destination, paused)
      scheduler.look()
      context.events.publish(['offloads'])
    },
    running: () => [...running.values()].map((entry) => entry.state),
    async close() {
      closing = true
      scheduler.close()
      await Promise.all([...running.values()].map((entry) => {
        entry.keepsPlace = true
        return park(entry)
      }))
    },
  }
}
