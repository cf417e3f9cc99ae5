/**
 * Handing out the work of a run in batches, in the order of the card, and entering the answers.
 *
 * There is a lane from the card, and one to each destination that was passed by, which is filled from verified copies.
 * A lane has two batches with its copying thread, so that it never waits; a few more are being settled at each
 * destination. A card is thus copied, made durable and read back at the same time, and what a crash can undo is a few
 * batches.
 */
import { createCopyCoordinator, type CopyCoordinator } from './copy-coordinator.ts'
import type { CopyTask, CopyTasks } from './copy-tasks.ts'
import { stillThere } from './prepare.ts'
import type { Run } from './running.ts'
import { watchPace, type PaceWatch } from './slow.ts'

/** Batches with a copying thread at once, and batches that may be unsettled at a destination before its lane waits. */
const COPYING = 2
const UNSETTLED = 5

interface Shift {
  readonly run: Run
  readonly coordinator: CopyCoordinator
  readonly copyTasks: CopyTasks
  readonly pace: PaceWatch
  /** Batches that are not settled yet, by destination. */
  readonly unsettled: number[]
  /** Batches under way in all lanes, from the moment they are taken. */
  underWay: number
  failure: unknown
}

/**
 * Copies and settles every file of the plan, until all is done, every destination has failed, or the run is stopped.
 */
export async function conduct(run: Run): Promise<void> {
  const unsettled = run.statuses.map(() => 0)
  const shift: Shift = {
    run,
    coordinator: createCopyCoordinator(run),
    copyTasks: run.copyTasks,
    pace: watchPace(run, unsettled, UNSETTLED),
    unsettled,
    underWay: 0,
    failure: null,
  }
  const lanes = [fromCard(shift), ...run.statuses.map((_, destination) => toDestination(shift, destination))]
  await Promise.all(lanes.map((lane) => workLane(shift, lane)))
  while (shift.failure === null && shift.underWay > 0) await run.notifier.next()
  if (!run.state.stopped()) shift.coordinator.enterLacking()
  shift.coordinator.close()
  // A drive that died after it was left behind told nobody: it took nothing since, and that must not pass for an end.
  for (const [index, { root }] of run.plan.destinations.entries()) {
    if (run.statuses[index]?.fault !== null || !run.state.isDead(index)) continue
    run.fail(index, {
      code: 'destination.lost',
      sentence: `${root} stopped taking what was written. Check the drive and its cable, and resume the offload.`,
    })
  }
  if (shift.failure !== null) throw shift.failure
}

interface Lane {
  copying: number
  full(): boolean
  take(): readonly CopyTask[]
  /** Before each batch: is everything still there? */
  check(): Promise<void>
}

function fromCard({ run, copyTasks, pace, unsettled }: Shift): Lane {
  return {
    copying: 0,
    full: () => {
      const held = copyTasks.attached().filter((destination) => (unsettled[destination] ?? 0) >= UNSETTLED)
      pace.waitsFor(held)
      return held.length > 0
    },
    take: () => {
      pace.judge(copyTasks.attached())
      return copyTasks.fromCard()
    },
    check: async () => {
      await checkAnchors(run, copyTasks.attached())
      const gone = await run.card.gone()
      if (gone !== null) run.interrupt(gone)
    },
  }
}

function toDestination({ run, copyTasks, unsettled }: Shift, destination: number): Lane {
  return {
    copying: 0,
    full: () => (unsettled[destination] ?? 0) >= UNSETTLED,
    take: () => copyTasks.behind(destination),
    // The origins too: what is copied from a drive that is gone would fail file by file.
    check: () =>
      checkAnchors(
        run,
        run.statuses.map((_, index) => index),
      ),
  }
}

async function workLane(shift: Shift, lane: Lane): Promise<void> {
  const { run, coordinator, copyTasks } = shift
  const over = (): boolean =>
    shift.failure !== null || run.state.stopped() || !run.statuses.some((status) => status.fault === null)
  while (!over()) {
    const taken = lane.copying >= COPYING || lane.full() ? null : lane.take()
    if (taken === null || taken.length === 0) {
      if (taken !== null && shift.underWay === 0 && copyTasks.done()) break
      await run.notifier.next()
      continue
    }
    shift.underWay++
    lane.copying++
    // Copy tasks can make copy tasks for other lanes: a file that has to come from the card after all.
    run.notifier.notify()
    const batch = await lane
      .check()
      .then(() => coordinator.place(taken))
      .catch((error: unknown) => {
        shift.failure ??= error
        return null
      })
    if (batch === null || over()) {
      endBatch(shift, taken)
      lane.copying--
      continue
    }
    void carryOut(shift, lane, taken, batch)
  }
  run.notifier.notify()
}

async function carryOut(
  shift: Shift,
  lane: Lane,
  taken: readonly CopyTask[],
  batch: Awaited<ReturnType<CopyCoordinator['place']>>,
): Promise<void> {
  const { run, coordinator, unsettled } = shift
  let copying = true
  const copied = (): void => {
    if (copying) lane.copying--
    copying = false
    run.notifier.notify()
  }
  const counted = new Set([...batch.placed.values()].flatMap((places) => places.map((one) => one.destination)))
  for (const destination of counted) unsettled[destination] = (unsettled[destination] ?? 0) + 1
  const settled = (destination: number): void => {
    if (counted.delete(destination)) unsettled[destination] = (unsettled[destination] ?? 0) - 1
    run.notifier.notify()
  }
  try {
    const settling = await coordinator.copy(batch)
    copied()
    await coordinator.settle(settling, settled)
  } catch (error) {
    shift.failure ??= error
  } finally {
    for (const destination of counted) settled(destination)
    copied()
    endBatch(shift, taken)
  }
}

function endBatch(shift: Shift, taken: readonly CopyTask[]): void {
  for (const { position, destinations } of taken)
    for (const destination of destinations) shift.copyTasks.end(position, destination)
  shift.underWay--
  shift.run.notifier.notify()
}

/** A drive that was swapped or unmounted under the run would lead the copies onto the disk below its mount point. */
async function checkAnchors(run: Run, destinations: readonly number[]): Promise<void> {
  await Promise.all(
    destinations.map(async (destination) => {
      const anchor = run.anchors[destination] ?? null
      if (anchor === null || run.statuses[destination]?.fault !== null || (await stillThere(anchor))) return
      run.fail(destination, {
        code: 'destination.lost',
        sentence: `${anchor.path} was disconnected. Reconnect it to resume.`,
      })
    }),
  )
}
