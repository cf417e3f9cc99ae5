/**
 * Handing out the work of a run in batches, in the order of the card, and entering the answers.
 *
 * There is a lane from the card, and one to each destination that was passed by, which is filled from verified copies.
 * A lane has two batches with its copying thread, so that it never waits; a few more are being settled at each
 * destination. A card is thus copied, made durable and read back at the same time, and what a crash can undo is a few
 * batches.
 */
import { openDesk, type Desk } from './copy-coordinator.ts'
import type { Errand, Errands } from './copy-tasks.ts'
import { stillThere } from './prepare.ts'
import type { Run } from './running.ts'
import { watchPace, type PaceWatch } from './slow.ts'

/** Batches with a copying thread at once, and batches that may be unsettled at a destination before its lane waits. */
const COPYING = 2
const UNSETTLED = 5

interface Shift {
  readonly run: Run
  readonly desk: Desk
  readonly errands: Errands
  readonly pace: PaceWatch
  /** Batches that are not settled yet, by destination. */
  readonly unsettled: number[]
  /** Batches under way in all lanes, from the moment they are taken. */
  underWay: number
  failure: unknown
}

/** Copies and settles every file of the plan, until all is done, every destination has failed, or the run is stopped. */
export async function conduct(run: Run): Promise<void> {
  const unsettled = run.statuses.map(() => 0)
  const shift: Shift = { run, desk: openDesk(run), errands: run.errands, pace: watchPace(run, unsettled, UNSETTLED), unsettled, underWay: 0, failure: null }
  const lanes = [fromCard(shift), ...run.statuses.map((_, destination) => toDestination(shift, destination))]
  await Promise.all(lanes.map(lane => workLane(shift, lane)))
  while (shift.failure === null && shift.underWay > 0) await run.bell.heard()
  if (!run.state.stopped()) shift.desk.enterLacking()
  shift.desk.close()
  // A drive that died after it was left behind told nobody: it took nothing since, and that must not pass for an end.
  for (const [index, { root }] of run.plan.destinations.entries()) {
    if (run.statuses[index]?.fault !== null || !run.state.isDead(index)) continue
    run.fail(index, { code: 'destination.lost', sentence: `${root} stopped taking what was written. Check the drive and its cable, and resume the offload.` })
  }
  if (shift.failure !== null) throw shift.failure
}

interface Lane {
  copying: number
  full(): boolean
  take(): readonly Errand[]
  /** Before each batch: is everything still there? */
  check(): Promise<void>
}

function fromCard({ run, errands, pace, unsettled }: Shift): Lane {
  return {
    copying: 0,
    full: () => {
      const held = errands.attached().filter(destination => (unsettled[destination] ?? 0) >= UNSETTLED)
      pace.waitsFor(held)
      return held.length > 0
    },
    take: () => {
      pace.judge(errands.attached())
      return errands.fromCard()
    },
    check: async () => {
      await checkAnchors(run, errands.attached())
      const gone = await run.card.gone()
      if (gone !== null) run.interrupt(gone)
    },
  }
}

function toDestination({ run, errands, unsettled }: Shift, destination: number): Lane {
  return {
    copying: 0,
    full: () => (unsettled[destination] ?? 0) >= UNSETTLED,
    take: () => errands.behind(destination),
    // The origins too: what is copied from a drive that is gone would fail file by file.
    check: () => checkAnchors(run, run.statuses.map((_, index) => index)),
  }
}

async function workLane(shift: Shift, lane: Lane): Promise<void> {
  const { run, desk, errands } = shift
  const over = (): boolean => shift.failure !== null || run.state.stopped() || !run.statuses.some(status => status.fault === null)
  while (!over()) {
    const taken = lane.copying >= COPYING || lane.full() ? null : lane.take()
    if (taken === null || taken.length === 0) {
      if (taken !== null && shift.underWay === 0 && errands.done()) break
      await run.bell.heard()
      continue
    }
    shift.underWay++
    lane.copying++
    // Errands can make errands for other lanes: a file that has to come from the card after all.
    run.bell.ring()
    const batch = await lane.check().then(() => desk.place(taken)).catch((error: unknown) => {
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
  run.bell.ring()
}

async function carryOut(shift: Shift, lane: Lane, taken: readonly Errand[], batch: Awaited<ReturnType<Desk['place']>>): Promise<void> {
  const { run, desk, unsettled } = shift
  let copying = true
  const copied = (): void => {
    if (copying) lane.copying--
    copying = false
    run.bell.ring()
  }
  const counted = new Set([...batch.placed.values()].flatMap(places => places.map(one => one.destination)))
  for (const destination of counted) unsettled[destination] = (unsettled[destination] ?? 0) + 1
  const settled = (destination: number): void => {
    if (counted.delete(destination)) unsettled[destination] = (unsettled[destination] ?? 0) - 1
    run.bell.ring()
  }
  try {
    const settling = await desk.copy(batch)
    copied()
    await desk.settle(settling, settled)
  } catch (error) {
    shift.failure ??= error
  } finally {
    for (const destination of counted) settled(destination)
    copied()
    endBatch(shift, taken)
  }
}

function endBatch(shift: Shift, taken: readonly Errand[]): void {
  for (const { position, destinations } of taken) for (const destination of destinations) shift.errands.end(position, destination)
  shift.underWay--
  shift.run.bell.ring()
}

/** A drive that was swapped or unmounted under the run would lead the copies onto the disk below its mount point. */
async function checkAnchors(run: Run, destinations: readonly number[]): Promise<void> {
  await Promise.all(destinations.map(async (destination) => {
    const anchor = run.anchors[destination] ?? null
    if (anchor === null || run.statuses[destination]?.fault !== null || await stillThere(anchor)) return
    run.fail(destination, { code: 'destination.lost', sentence: `${anchor.path} was disconnected. Reconnect it to resume.` })
  }))
}
