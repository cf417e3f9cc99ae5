/**
 * The offloads that wait or run: put in the queue, begun when their devices are free, parked, and written down at their end.
 */
import type { OffloadRequest } from '../../../../shared/contract/offloads.ts'
import type { Offload } from '../../../../shared/model/offload.ts'
import { createBroadcast } from '../../channel.ts'
import type { EngineContext } from '../../context.ts'
import { insertOffload, keepRequest, readOffload, updateOffload } from '../../db/offload/offload-rows.ts'
import { enterQueue, leaveQueue, readQueue } from '../../db/offload/offload-queue.ts'
import { offloadKey } from '../../db/offload/offloads.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import { identityOf } from '../../domain/volumes/volume-recognition.ts'
import { lastMounts, volumeOfIdentity } from '../../db/volumes/volumes.ts'
import { lanesOf } from '../../domain/offload/offload-lanes.ts'
import { temporaryTag } from '../../domain/offload/offload-temp.ts'
import { plannedOffload } from '../plan/describe.ts'
import { levelOf, type KeptRequest, type OffloadDeps, type Running } from './entry.ts'
import { execute } from '../run/execute.ts'
import { drivesOf, followDrives, isSameDrive } from './moved-drives.ts'
import { assertPossible } from '../plan/plan.ts'
import type { AskedPlan, DescribedPlan } from '../plan/thread/messages.ts'
import { assertSameCardAndDrives } from './same-card.ts'
import { createDeviceScheduler, type DeviceScheduler } from './device-scheduler.ts'

const INTERVAL_MS = 100

/** What waits and runs, and the steps that change it. */
export interface RunningOffloads {
  readonly running: ReadonlyMap<string, Running>
  readonly launching: ReadonlyMap<string, Promise<void>>
  readonly scheduler: DeviceScheduler
  /** The plan's request as the planner takes it; `id` is the offload's own, whose reserved folders don't count. */
  asPlanned(id: string | null, request: OffloadRequest): AskedPlan
  launch(id: string, request: KeptRequest, resumed: boolean, turnAsked?: boolean): Promise<void>
  tell(entry: Running, state: Offload): void
  withPlace(offload: Offload): Offload
  park(entry: Running): Promise<void>
  /** Parks everything that runs. */
  close(): Promise<void>
}

export function createRunningOffloads(context: EngineContext, deps: OffloadDeps): RunningOffloads {
  const { writer } = context.library
  const running = new Map<string, Running>()
  const launching = new Map<string, Promise<void>>()
  const scheduler = createDeviceScheduler(() => readQueue(writer).map((row) => row.id))
  let closing = false

  /** Folders that offloads in the queue, other than this one, are about to make. */
  const reservedBeside = (id: string | null): string[] => {
    return [...running.values()].flatMap((entry) =>
      entry.state.id === id ? [] : entry.plan.destinations.flatMap((destination) => destination.targets),
    )
  }

  const asPlanned = (id: string | null, request: OffloadRequest): AskedPlan => ({
    sources: request.sources,
    destinations: request.destinations,
    name: request.name,
    values: request.values,
    insist: request.insist,
    cascade: request.cascade,
    cutOffMinutes: context.settings().dayStartHour * 60,
    reserved: reservedBeside(id),
    lastMounts: lastMounts(context.library.reader),
    incremental: request.incremental !== false,
  })

  /** Puts it in the queue. Who stops it meanwhile waits until it is there. */
  function launch(id: string, request: KeptRequest, resumed: boolean, turnAsked = false): Promise<void> {
    const launched = enter(id, request, resumed, turnAsked).finally(() => launching.delete(id))
    // What became of it is for whoever asked.
    launching.set(
      id,
      launched.catch(() => {}),
    )
    return launched
  }

  async function enter(id: string, asked: KeptRequest, resumed: boolean, turnAsked: boolean): Promise<void> {
    const request = resumed ? await followDrives(asked, deps.drives) : asked
    const { plan, description } = await planFor(id, request, resumed)
    if (running.has(id) || closing) return
    const before = resumed ? readOffload(writer, id) : undefined
    const planned = plannedOffload(id, description, levelOf(request), before?.startedAt ?? context.now())
    const drives = drivesOf(plan)
    if (before !== undefined)
      assertSameCardAndDrives(before, planned, (index) =>
        isSameDrive(request.drives?.[index] ?? null, drives[index] ?? null),
      )
    const state = {
      ...planned,
      state: 'queued' as const,
      cascade: request.cascade ?? false,
      resumes: request.resumes ?? 'asked',
      destinations: planned.destinations.map((one, index) => ({
        ...one,
        paused: before?.destinations[index]?.paused ?? false,
      })),
    }
    const kept: KeptRequest = { ...request, folders: plan.folders, drives }
    if (resumed) {
      updateOffload(writer, state)
      keepRequest(writer, id, kept)
    } else insertOffload(writer, state, offloadKey(request), kept)
    enterQueue(writer, id, request.priority ?? 0, turnAsked)
    const { promise, resolve } = Promise.withResolvers<void>()
    const entry: Running = {
      state,
      plan,
      request: kept,
      abort: new AbortController(),
      broadcast: createBroadcast<Offload>(INTERVAL_MS),
      ended: promise,
      end: resolve,
      begun: false,
      written: before?.destinations.map((one) => one.filesCopied) ?? [],
      keepsPlace: false,
      control: null,
    }
    running.set(id, entry)
    wait(entry)
    context.events.publish(['offloads'])
    deps.changed()
  }

  async function planFor(
    id: string,
    request: KeptRequest,
    resumed: boolean,
    signal?: AbortSignal,
  ): Promise<DescribedPlan> {
    const planned = await deps.planner.plan(
      {
        ...asPlanned(id, request),
        ...(resumed ? { resumes: temporaryTag(id), folders: request.folders ?? null } : {}),
      },
      signal,
    )
    assertPossible(planned.plan)
    return planned
  }

  /** Puts it in line; it begins at once when no other offload is at its devices. */
  function wait(entry: Running): void {
    const { id, name } = entry.state
    let waited = false
    const resting = (): number[] => entry.state.destinations.filter((one) => one.paused).map((one) => one.index)
    scheduler.enter({
      id,
      name,
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
    return {
      ...offload,
      queue:
        row === undefined ? null : { position: at + 1, priority: row.priority, paused: row.paused, waitsFor: null },
    }
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
    const final: Offload = {
      ...ended,
      queue: null,
      destinations: ended.destinations.map((one, index) => ({ ...one, volumeId: volumeOf(entry.plan, index) })),
    }
    try {
      updateOffload(writer, final)
      // What came to its end before it could be paused has no place to keep.
      if (!entry.keepsPlace || final.state !== 'parked') leaveQueue(writer, final.id)
    } catch (error) {
      // The catalogue's disk is full or gone: whoever watches is told all the same, and the next start parks the entry.
      context.log.error({ err: error, offload: final.id }, 'the end of an offload could not be written down')
      deps.unwritten?.(final)
    }
    running.delete(final.id)
    tell(entry, withPlace(final))
    entry.broadcast.end()
    entry.end()
    scheduler.leave(final.id)
    deps.busy?.([...running.values()].some((one) => one.begun))
    if (final.state !== 'parked') deps.ended?.(final)
    context.events.publish(['offloads', 'volumes', 'assets'], null)
  }

  /** Ends one that waits or runs; it resolves when all is written down. */
  async function park(entry: Running): Promise<void> {
    if (entry.begun) entry.abort.abort()
    else settle(entry, { ...entry.state, state: 'parked' })
    await entry.ended
  }

  return {
    running,
    launching,
    scheduler,
    asPlanned,
    launch,
    tell,
    withPlace,
    park,
    async close() {
      closing = true
      scheduler.close()
      await Promise.all(
        [...running.values()].map((entry) => {
          entry.keepsPlace = true
          return park(entry)
        }),
      )
      await deps.planner.close()
    },
  }
}
