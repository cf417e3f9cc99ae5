/**
 * What is done for a remote's journals now and then: saying how far this device has come, comparing digests with
 * others, making checkpoints, removing what is old. Most calls find nothing due and ask the store nothing.
 */
import { refreshAssets } from '../../db/catalogue/asset-row.ts'
import { countUnpublished } from '../../db/sync/export-records.ts'
import { headsDigest } from '../../db/sync/head-digest.ts'
import { readDevices, readVector } from '../../db/sync/journal.ts'
import type { Vector } from '../../domain/replica/vector.ts'
import { isEquallyFar, readAcks, silentDevices, storeTime, tellAck, type ToldAck } from './acks.ts'
import { checkpointIfDue, makeCheckpoint, removeOld, wholeOne } from './compact.ts'
import type { JournalDeps } from './journal-deps.ts'
import { repairFrom } from './repair.ts'
import type { SoundCheckpoints } from './sound-checkpoints.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Digests of so many others are looked at in one go. */
const COMPARED = 4
/** Who was heard of within this time takes part in the housekeeping. */
const ACTIVE_MS = 3 * DAY_MS
/** So many of those who are active remove what is old; for the others it is not worth a request. */
const REMOVERS = 2

export interface Tidied {
  /** A checkpoint was made. */
  checkpoint: boolean
  removedSegments: number
  removedCheckpoints: number
  /** Values that were missing here, or stood though they had been replaced. */
  mended: number
  assetIds: string[]
}

/** Where this device stands among those who keep house: 0 is the first one to do what one of them has to. */
export function housekeepingRank({ library, now }: JournalDeps['context']): number {
  const active = readDevices(library.reader)
    .filter((one) => one.device === library.deviceId || now() - (one.lastSeenAt ?? 0) < ACTIVE_MS)
    .map((one) => one.device)
    .toSorted()
  return Math.max(0, active.indexOf(library.deviceId))
}

/** Makes one for a remote; it remembers what it did when. */
export function createTidying(
  deps: JournalDeps,
  checkpoints: SoundCheckpoints,
): { run(signal: AbortSignal, now: boolean): Promise<Tidied> } {
  const { context, store } = deps
  const { writer: db, deviceId } = context.library
  const last = { look: -Infinity, ack: -Infinity, repair: -Infinity, removal: -Infinity }
  let told: Vector | null = null

  async function compare(done: Tidied, now: boolean, signal: AbortSignal): Promise<void> {
    const seen = readVector(db)
    const isOld = context.now() - last.ack > DAY_MS
    if (!now && !isOld && told !== null && isEquallyFar(told, seen)) return
    const digest = await headsDigest(db, signal)
    if (digest === null) return
    const others = await readAcks(store, deviceId, COMPARED, signal)
    if (others.some((ack) => isEquallyFar(ack.seen, seen) && ack.digest !== '' && ack.digest !== digest))
      await repair(done, now, signal)
    await tellAck(
      store,
      { device: deviceId, seen, digest: done.mended === 0 ? digest : ((await headsDigest(db, signal)) ?? '') },
      signal,
    )
    told = seen
    last.ack = context.now()
  }

  async function repair(done: Tidied, now: boolean, signal: AbortSignal): Promise<void> {
    if (!now && context.now() - last.repair < DAY_MS) return
    last.repair = context.now()
    const repaired = await repairFrom(deps, await wholeOne(checkpoints, signal), signal)
    if (repaired === null) return
    done.mended = repaired.mended
    done.assetIds.push(...repaired.assetIds)
    db.transaction(() => {
      refreshAssets(db, [...new Set(repaired.assetIds)])
    })()
    context.log.warn(
      { mended: repaired.mended },
      'another device had another digest: values were compared with the remote and put right',
    )
  }

  return {
    async run(signal, now) {
      const done: Tidied = { checkpoint: false, removedSegments: 0, removedCheckpoints: 0, mended: 0, assetIds: [] }
      // Only what everybody has can be compared and counted on.
      if (!now && context.now() - last.look < HOUR_MS) return done
      if (countUnpublished(db) > 0) return done
      last.look = context.now()
      await compare(done, now, signal)
      const rank = housekeepingRank(context)
      const devices = readDevices(db)
      const segments = devices.reduce((sum, one) => sum + one.seq, 0)
      const { newest, made } = await checkpointIfDue(deps, checkpoints, { segments, rank }, signal)
      done.checkpoint = made
      if (now && !made) {
        await makeCheckpoint(deps, await wholeOne(checkpoints, signal), signal)
        done.checkpoint = true
      }
      if (newest !== null && (now || (rank < REMOVERS && context.now() - last.removal > DAY_MS))) {
        last.removal = context.now()
        // By the store's own clock, when it last took our word: ours may be years off.
        const time = (await storeTime(store, deviceId)) ?? 0
        const acks: ToldAck[] = await readAcks(store, deviceId, Infinity, signal)
        const gone = await removeOld(
          store,
          checkpoints,
          [...acks, ...(await silentDevices(store, acks, deviceId, signal))],
          time,
          signal,
        )
        done.removedSegments = gone.segments
        done.removedCheckpoints = gone.checkpoints
      }
      return done
    },
  }
}
