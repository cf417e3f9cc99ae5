/**
 * The finalising worker's work at one destination: make copies durable, read them back, and only then give them their
 * names. So no file ever bears its final name that was not read back and found equal.
 * Runs in a thread of its own (electron/hosts/settle.worker.ts).
 */
import { lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { keptTime } from '../../domain/scan/kept-time.ts'
import { native } from '../../files/disk-path.ts'
import { alignedBuffer } from '../../files/aligned.ts'
import { syncVolume } from '../../volumes/sync-volume.ts'
import { diagnose } from './diagnose.ts'
import { writeFault } from '../../files/errno.ts'
import { moveIntoPlace, syncDirectory, syncFile } from '../../files/into-place.ts'
import type { Batch, BatchDone, SettleJob, SettleResult, SettleWorkerData } from './messages.ts'
import { createReadRetry, type ReadRetry } from '../../files/read-retry.ts'
import type { ReadBackOptions } from '../../files/read-back.ts'
import { readBack } from '../../files/read-back.ts'
import { readBackSmall, SMALL_READ } from '../../files/read-back-small.ts'
import type { SharedState } from './shared-state.ts'
import { openSharedState } from './shared-state.ts'
import { discard } from './temporary-file.ts'

/** Bytes of one read at the read-back. */
const BUFFER_BYTES = 4 << 20

/**
 * Small copies that are read from the device at the same time. A drive answers a read of a few kilobytes after 0.1 ms
 * whoever asks, so one after the other is mostly waiting; more than four gained nothing more.
 */
const SIDE_BY_SIDE = 4

interface Context {
  readonly destination: number
  readonly root: string
  readonly state: SharedState
  readonly options: ReadBackOptions
  readonly card: ReadRetry
  readonly durable: boolean
  readonly syncsWhole: boolean
  readonly readsBack: boolean
}

/**
 * Makes the function that settles a batch of copies. Batches may be handed in without waiting: they are settled in
 * their order, and while one is read back the next is being made durable.
 */
export function createFinaliser(data: SettleWorkerData): (batch: Batch<SettleJob>) => Promise<BatchDone<SettleResult>> {
  const state = openSharedState(data.shared)
  const stopped = (): boolean => {
    state.waitWhilePaused(data.destination)
    return state.stopped() || state.isDead(data.destination)
  }
  const options: ReadBackOptions = {
    method: data.method,
    buffer: alignedBuffer(BUFFER_BYTES),
    stopped,
    onBytes: (bytes) => {
      state.addVerified(data.destination, bytes)
    },
    readRetry: createReadRetry(() => {
      state.addReadError(data.destination)
    }, stopped),
  }
  const context: Context = {
    destination: data.destination,
    root: data.root,
    state,
    options,
    durable: data.durable,
    syncsWhole: data.syncsWhole,
    card: createReadRetry(() => {
      state.addReadError(null)
    }, stopped),
    readsBack: data.level === 'full',
  }
  // Memory that lies still costs little; through the cache a read takes no longer than handing it to somebody else.
  const lanes =
    data.method === 'page-cache'
      ? [options.buffer]
      : Array.from({ length: SIDE_BY_SIDE }, () => alignedBuffer(SMALL_READ))
  let syncing: Promise<unknown> = Promise.resolve()
  let settling: Promise<unknown> = Promise.resolve()
  return ({ id, jobs }) => {
    const unsynced = syncing.then(() =>
      syncBytes(
        jobs.filter((job) => job.temporary !== null),
        context,
      ),
    )
    const before = settling
    const done = (async () => {
      const failures = await unsynced
      await before
      return { id, results: await settle(jobs, failures, lanes, context) }
    })()
    syncing = unsynced
    settling = done
    return done
  }
}

async function settle(
  jobs: readonly SettleJob[],
  unsynced: ReadonlyMap<number, SettleResult>,
  lanes: readonly Buffer[],
  context: Context,
): Promise<readonly SettleResult[]> {
  const results: SettleResult[] = []
  let next = 0
  await Promise.all(
    lanes.map(async (buffer) => {
      for (let index = next++; index < jobs.length; index = next++) {
        const job = jobs[index]
        if (job !== undefined) results[index] = unsynced.get(job.position) ?? (await settleOne(job, buffer, context))
      }
    }),
  )
  return syncNames(jobs, results, context)
}

/** From this many files on, one call for the whole file system is cheaper than one a file. */
const WORTH_SYNCING_WHOLE = 16

/** Makes the bytes of the copies durable; answers with those that could not be. */
async function syncBytes(jobs: readonly SettleJob[], context: Context): Promise<ReadonlyMap<number, SettleResult>> {
  const failures = new Map<number, SettleResult>()
  if (!context.durable || context.options.stopped()) return failures
  if (context.syncsWhole && jobs.length >= WORTH_SYNCING_WHOLE && (await syncVolume(context.root))) return failures
  for (const job of jobs) {
    const { temporary } = job
    if (temporary === null || context.options.stopped()) continue
    const fault = await guard(context, job, () => {
      syncFile(temporary)
    })
    if (fault !== null) failures.set(job.position, failed(job, fault))
  }
  return failures
}

async function settleOne(job: SettleJob, buffer: Buffer, context: Context): Promise<SettleResult> {
  const { options } = context
  if (options.stopped()) return dropped(job)
  const copy = job.temporary ?? job.final
  let result: SettleResult = { position: job.position, outcome: 'failed', method: null, fault: null }
  const fault = await guard(context, job, async () => {
    if (job.temporary !== null && !context.readsBack) {
      result = settleUnread(job, job.temporary, context)
      return
    }
    if (job.elsewhere === true && lstatSync(native(job.final), { throwIfNoEntry: false }) === undefined) {
      result = { position: job.position, outcome: 'different', method: null, fault: null }
      return
    }
    const done = fits(job, buffer, context) ? await readBackSmall(copy, buffer, options) : readBack(copy, options)
    if (done === null) result = dropped(job)
    else if (done.xxh128 !== job.xxh128 || done.bytes !== job.size) result = unequal(job, done.bytes, context)
    else if (job.temporary !== null && (options.stopped() || !moveIntoPlace(job.temporary, job.final))) {
      options.onBytes(-done.bytes)
      result = options.stopped() ? dropped(job) : { ...dropped(job), outcome: 'taken' }
    } else
      result = {
        position: job.position,
        outcome: 'verified',
        method: done.method,
        fault: null,
        ctimeNs: changeTime(job.final),
      }
  })
  return fault === null ? result : failed(job, fault)
}

/** True for a copy that is read from the device beside others, into memory of its own. */
function fits(job: SettleJob, buffer: Buffer, { options }: Context): boolean {
  return options.method !== 'page-cache' && job.size < buffer.length
}

/** Gives a copy its name on nothing but its length, as the levels below `full` ask for. */
function settleUnread(job: SettleJob, temporary: string, context: Context): SettleResult {
  const { size } = lstatSync(native(temporary))
  if (size !== job.size) {
    const sentence = `The copy of ${job.path} on ${context.root} has ${size} bytes and the original has ${job.size}. The copy is not kept. Check the drive, then resume the offload.`
    return failed(job, { code: 'hash.mismatch', sentence, stops: false })
  }
  if (context.options.stopped()) return dropped(job)
  return moveIntoPlace(temporary, job.final)
    ? { position: job.position, outcome: 'settled', method: null, fault: null, ctimeNs: changeTime(job.final) }
    : { ...dropped(job), outcome: 'taken' }
}

/**
 * The time of change of a copy that has just got its name. Whoever resumes the offload believes that the copy was read
 * back only while this is what it was: an edit may keep size and date.
 */
function changeTime(path: string): number {
  return Number(keptTime(lstatSync(native(path), { bigint: true }).ctimeNs))
}

function unequal(job: SettleJob, bytes: number, context: Context): SettleResult {
  context.options.onBytes(-bytes)
  if (job.temporary === null) return { position: job.position, outcome: 'different', method: null, fault: null }
  return failed(job, diagnose(job, job.temporary, context.root, context.options, context.card))
}

const GOOD: ReadonlySet<SettleResult['outcome']> = new Set(['verified', 'settled'])

/** Names count as durable when their directories are synced, once each a batch; a failure takes the results with it. */
async function syncNames(
  jobs: readonly SettleJob[],
  results: readonly SettleResult[],
  context: Context,
): Promise<readonly SettleResult[]> {
  const named = jobs.filter((job, index) => job.temporary !== null && GOOD.has(results[index]?.outcome ?? 'failed'))
  const first = named[0]
  if (first === undefined || !context.durable) return results
  const fault = await guard(context, first, () => {
    for (const directory of new Set(named.map((job) => dirname(job.final)))) syncDirectory(directory)
  })
  if (fault === null) return results
  return results.map((result) => (GOOD.has(result.outcome) ? { ...result, outcome: 'failed', fault } : result))
}

/** Runs a step; what goes wrong becomes a fault, and one that stops the destination marks it dead for all threads. */
async function guard(context: Context, job: SettleJob, step: () => void | Promise<void>) {
  try {
    await step()
    return null
  } catch (error) {
    const fault = writeFault(error, context.root, job.path)
    if (fault.stops) context.state.kill(context.destination)
    return fault
  }
}

function failed(job: SettleJob, fault: SettleResult['fault']): SettleResult {
  if (job.temporary !== null) discard(job.temporary)
  return { position: job.position, outcome: 'failed', method: null, fault }
}

function dropped(job: SettleJob): SettleResult {
  if (job.temporary !== null) discard(job.temporary)
  return { position: job.position, outcome: 'stopped', method: null, fault: null }
}
