/**
 * One offload from its turn to its end: run, catalogued, ejected, settled.
 */
import { RushesError, isRushesError } from '../../../../shared/model/errors.ts'
import type { Offload } from '../../../../shared/model/offload.ts'
import type { EngineContext } from '../../context.ts'
import { openOffloadJournal } from '../../db/offload/offload-journal.ts'
import { updateOffload } from '../../db/offload/offload-rows.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import type { DescribedPlan } from '../plan/thread/messages.ts'
import { plannedOffload, withOutcome, withProgress } from '../plan/describe.ts'
import { ejectAfter } from '../queue/eject-after.ts'
import { levelOf, type KeptRequest, type OffloadDeps, type Running } from '../queue/entry.ts'
import type { OffloadOutcome } from './outcome.ts'
import { runOffload } from './run.ts'
import { formatsFor } from '../results/seal.ts'

/** What an offload shares with the others of this engine. */
interface OffloadContext {
  readonly context: EngineContext
  readonly deps: OffloadDeps
  /** Plans it again. Throws what makes it impossible now. */
  planFor(id: string, request: KeptRequest, resumed: boolean, signal: AbortSignal): Promise<DescribedPlan>
  running(): readonly Running[]
  tell(entry: Running, state: Offload): void
  settle(entry: Running, final: Offload): void
}

/**
 * Carries an offload out whose turn has come, and settles it however it ends. Never throws.
 * @param waited it stood in the queue meanwhile, so it is planned anew
 */
export async function execute(entry: Running, waited: boolean, surroundings: OffloadContext): Promise<void> {
  const { context, deps, tell, settle } = surroundings
  const {
    request,
    state: { id },
  } = entry
  try {
    tell(entry, { ...entry.state, state: 'copying' })
    updateOffload(context.library.writer, entry.state)
    // What was planned a while ago may be another card by now.
    if (waited && !(await planAgain(entry, surroundings))) {
      settle(entry, { ...entry.state, state: 'parked' })
      return
    }
    const { plan } = entry
    const outcome = await runOffload({
      plan,
      journal: await openOffloadJournal(context.library.writer, id, plan),
      formats: formatsFor(request),
      verification: 'device',
      level: levelOf(request),
      workers: deps.workers,
      signal: entry.abort.signal,
      cascade: request.cascade ?? false,
      paused: entry.state.destinations.filter((one) => one.paused).map((one) => one.index),
      onControl: (control) => {
        entry.control = control
        for (const one of entry.state.destinations) control.pause(one.index, one.paused)
      },
      policy: { requiredDevices: context.settings().requiredDevices, acceptCachedReadBack: false },
      seal: (seal) => deps.seal(plan, seal, request),
      onProgress: (progress) => tell(entry, withProgress(entry.state, progress, entry.written)),
    })
    if (outcome.state !== 'parked') {
      tell(entry, { ...entry.state, state: 'sealing' })
      await enterInCatalogue(entry, plan, outcome, surroundings)
    }
    const final = withOutcome(entry.state, outcome, context.now(), entry.written)
    const ejected =
      outcome.state === 'done' && outcome.verdict.verified && outcome.destinations.every((one) => one.sealed)
        ? await ejectAfter(plan, request.eject ?? 'none', {
            eject: deps.eject,
            neededBy: (mountPoint) => neededBy(mountPoint, id, surroundings.running()),
          })
        : []
    settle(entry, { ...final, ejected: [...ejected] })
  } catch (error) {
    const known = isRushesError(error)
      ? error
      : new RushesError(
          'internal',
          'The offload stopped on a fault of Rushes itself. What is verified stays; start it again.',
        )
    if (known !== error) context.log.error({ err: error, offload: id }, 'offload failed unexpectedly')
    settle(entry, {
      ...entry.state,
      state: 'failed',
      speed: 0,
      secondsLeft: null,
      error: { code: known.code, message: known.message },
      finishedAt: context.now(),
    })
  }
}

/** Plans it as the card and the drives are by now. False when it was stopped meanwhile: nothing was written. */
async function planAgain(entry: Running, { planFor, tell }: OffloadContext): Promise<boolean> {
  const {
    request,
    abort: { signal },
    state: { id },
  } = entry
  try {
    const { plan, description } = await planFor(id, request, true, signal)
    entry.plan = plan
    tell(entry, asPlannedNow(entry.state, plannedOffload(id, description, levelOf(request), entry.state.startedAt)))
    return true
  } catch (error) {
    if (signal.aborted && error === signal.reason) return false
    throw error
  }
}

/** What was entered in the queue, with what the card and the drives hold by now. */
function asPlannedNow(before: Offload, now: Offload): Offload {
  return {
    ...now,
    state: before.state,
    cascade: before.cascade,
    resumes: before.resumes,
    queue: before.queue,
    destinations: now.destinations.map((one, index) => ({
      ...one,
      paused: before.destinations[index]?.paused ?? false,
    })),
  }
}

/** The name of another offload that reads from or writes to what is mounted there. */
function neededBy(mountPoint: string, except: string, running: readonly Running[]): string | null {
  // By the volumes that were found, not by the paths that were named: those may lead there through a link.
  const other = running.find(
    ({ state, plan }) =>
      state.id !== except &&
      [plan.sourceVolume, ...plan.destinations.map((one) => one.volume)].some(
        (volume) => volume.mountPoint === mountPoint,
      ),
  )
  return other?.state.name ?? null
}

/** What was verified and sealed stays so, whatever happens to the catalogue: that is said beside the verdict. */
async function enterInCatalogue(
  entry: Running,
  plan: OffloadPlan,
  outcome: OffloadOutcome,
  { context, deps, tell }: OffloadContext,
): Promise<void> {
  try {
    const { clips, refused } = await deps.catalogue(plan, outcome)
    // From now on the catalogue's count is the one count; a run that copied little leaves that of the plan.
    if (clips > 0 && outcome.destinations.some((one) => one.state === 'done')) tell(entry, { ...entry.state, clips })
    const [first] = refused
    if (first === undefined) return
    const message = `${refused.length === 1 ? `${first.path} could` : `${refused.length} clips (${first.path} …) could`} not be entered in the catalogue. The copies are done and verified as said; the log says more.`
    tell(entry, {
      ...entry.state,
      remarks: [
        ...entry.state.remarks,
        { code: 'catalogue.refused', level: 'warning', message, paths: refused.slice(0, 200).map(({ path }) => path) },
      ],
    })
  } catch (error) {
    context.log.error({ err: error, offload: entry.state.id }, 'an offload could not be catalogued')
    const message =
      'The copies are done, but they could not be entered in the catalogue. Add them with “Catalogue in place”; the log says more.'
    tell(entry, { ...entry.state, error: { code: 'internal', message } })
  }
}
