/**
 * The offloads of this engine, running and past: planned, run, stopped, resumed, and their clips catalogued.
 */
import type { OffloadRequest } from '../../../../shared/contract/offloads.ts'
import { canResume } from '../../../../shared/copies/offload.ts'
import { RushesError, isRushesError } from '../../../../shared/model/errors.ts'
import type { Offload, OffloadPlan as PlanDto } from '../../../../shared/model/offload.ts'
import type { EngineContext } from '../../context.ts'
import {
  keepRequest,
  parkInterrupted,
  readOffload,
  readOffloads,
  readRequest,
  readSelfResuming,
  updateOffload,
} from '../../db/offload/offload-rows.ts'
import { leaveQueue, moveInQueue, pauseInQueue, readQueue } from '../../db/offload/offload-queue.ts'
import { type KeptRequest, type OffloadDeps } from './entry.ts'
import { createRunningOffloads } from './running-offloads.ts'
import { createStart, refuseSenseless } from './start-offload.ts'

export interface Offloads {
  plan(request: OffloadRequest, signal: AbortSignal | undefined): Promise<PlanDto>
  /**
   * Starts, or resumes the one that this very request began. Throws what makes it impossible, before the first byte.
   */
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

/** Makes the offloads of an engine; what was running when the engine ended last is parked. */
export function createOffloads(context: EngineContext, deps: OffloadDeps): Offloads {
  const { writer } = context.library
  const offloads = createRunningOffloads(context, deps)
  const { running, launching, scheduler, asPlanned, launch, tell, withPlace, park } = offloads
  parkInterrupted(writer)

  const get = (id: string): Offload => {
    const entry = running.get(id)
    if (entry !== undefined) return entry.state
    const found = readOffload(context.library.reader, id)
    if (found === undefined)
      throw new RushesError('not_found', 'That offload is not in this library. List them with: rushes offloads')
    return withPlace(found)
  }
  return {
    get,
    plan: async (request, signal) => {
      refuseSenseless(request)
      return await deps.planner.describe(asPlanned(null, request), signal)
    },
    start: createStart(context, deps, offloads),
    async resume(id) {
      if (running.has(id)) return
      const state = get(id)
      if (!canResume(state)) throw new RushesError('conflict', `${state.name} is complete: there is nothing to resume.`)
      await launch(id, readRequest(writer, id) as KeptRequest, true)
    },
    list: (limit) =>
      readOffloads(context.library.reader, limit).map((row) => running.get(row.id)?.state ?? withPlace(row)),
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
      if (entry === undefined)
        throw new RushesError('conflict', `${get(id).name} neither runs nor waits, so it can't be paused.`)
      entry.keepsPlace = true
      pauseInQueue(writer, id)
      await park(entry)
    },
    prioritise(id, priority, before) {
      if (!readQueue(writer).some((row) => row.id === id))
        throw new RushesError('not_found', `${get(id).name} is not in the queue.`)
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
      if (on)
        void this.driveCame().catch((error: unknown) => {
          context.log.error({ err: error, offload: id }, 'an offload could not be resumed automatically')
        })
    },
    async driveCame() {
      for (const { id, name } of readSelfResuming(writer).filter(
        (one) => !running.has(one.id) && !launching.has(one.id),
      )) {
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
      if (one === undefined)
        throw new RushesError(
          'not_found',
          `${state.name} has ${state.destinations.length} destinations; there is no number ${destination + 1}.`,
        )
      const next = {
        ...state,
        destinations: state.destinations.map((each) => (each === one ? { ...each, paused } : each)),
      }
      updateOffload(writer, next)
      const entry = running.get(id)
      if (entry !== undefined) tell(entry, next)
      entry?.control?.pause(destination, paused)
      scheduler.look()
      context.events.publish(['offloads'])
    },
    running: () => [...running.values()].map((entry) => entry.state),
    close: () => offloads.close(),
  }
}
