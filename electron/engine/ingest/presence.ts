/**
 * Which of the known drives are here: looked at every two seconds, told when it changes. A drive that goes takes
 * nothing with it: its files are offline, and come back as they were.
 */
import type { EngineContext } from '../context.ts'
import { stepsInBatches } from '../db/core/in-batches.ts'
import { projectField } from '../db/entities/projection.ts'
import { drivesOfOneName } from '../db/entities/volume.ts'
import { countCopiesAgain, endFlip, flipBegin, flipStep, isOnline, type FlipAt } from '../db/volumes/volume-states.ts'
import {
  cloneLabel,
  markedFolders,
  markVolumeAway,
  noteVolumeHealth,
  readKnownVolumes,
  writeSeenVolume,
  type VolumeRow,
} from '../db/volumes/volumes.ts'
import { isRemote, type VolumeIdentity, volumeLabel } from '../domain/volumes/volume.ts'
import { recognise, type Recognition } from '../domain/volumes/volume-recognition.ts'
import type { LookAtCopies } from '../offload/plan/forecast.ts'
import { createMountProber, type MountProberDeps, type MountedVolume } from '../volumes/mount-prober.ts'
import type { MountPoints } from '../volumes/mount-points.ts'
import type { IsAsCompared } from './card-now.ts'
import { createCardWatch } from './cards.ts'
import { createFolderNow, type FolderNow } from './folder-now.ts'

const INTERVAL_MS = 2_000
/** Free bytes and silent shares are looked at this often. */
const HEALTH_MS = 10_000
/** However much everything looks as before, each volume is asked what it is this often. */
const SURE_MS = 30_000

export interface Presence {
  /** Asks a connected card whether it still holds what was compared with its offloads. */
  readonly isAsCompared: IsAsCompared
  /** Compares a plain folder of this computer with past offloads. */
  readonly folderNow: FolderNow
  /**
   * Looks at the drives now, and again at those that may have become cards. Resolves when the cards that are here were
   * compared.
   */
  settled(): Promise<void>
  /** Looks now. Resolves when what changed stands in the catalogue, files and clips too. */
  look(): Promise<void>
  /** What is mounted, as it was last seen. */
  seen(): readonly VolumeIdentity[]
  /** Ends a look at what is on a drive, so that it can be unmounted. */
  release(mountPoint: string): Promise<void>
  close(): Promise<void>
}

interface PresenceDeps extends Pick<MountProberDeps, 'identify' | 'room'> {
  /** Tells which copies are gone from the connected drives, and writes it down. */
  readonly lookAtCopies: LookAtCopies
  /** Milliseconds from look to look; two seconds when left out. */
  readonly everyMs?: number | undefined
  readonly mountPoints: () => Promise<MountPoints>
  /** Called after drives have come, when their files are as they were: what waited for them can go on. */
  readonly arrived: (volumeIds: readonly string[]) => void
  /**
   * Called after each look at all drives: the table of mounts changed, or half a minute went by. A drive that was
   * pulled and plugged in again between two looks never left.
   */
  readonly looked?: () => void
  /** Called as soon as drives are found to be gone. */
  readonly left: (volumeIds: readonly string[]) => void
}

/** Starts looking. */
export function watchPresence(context: EngineContext, deps: PresenceDeps): Presence {
  const { writer } = context.library
  if (context.library.onlyReading === null) countCopiesAgain(writer)
  const prober = createMountProber({
    identify: deps.identify,
    room: deps.room,
    answered: () => {
      fingerprint = undefined
    },
  })
  const cards = createCardWatch(context, deps.lookAtCopies)
  const ended = new AbortController()
  const flips = new Map<string, Promise<void>>()
  let fingerprint: string | undefined
  let healthAt = 0
  let sureAt = 0
  let last: Promise<void> = Promise.resolve()
  let closed = false
  let present: readonly VolumeIdentity[] = []

  async function lookOnce(): Promise<void> {
    const { mounts, fingerprint: table } = await deps.mountPoints()
    const known = readKnownVolumes(writer)
    for (const volume of known) if (volume.flipping) flip(volume.id)
    const tops = await Promise.all(
      known.map(async (volume) =>
        volume.mountPoint === null
          ? ''
          : `${volume.id} ${await prober.top({ ...volume, mountPoint: volume.mountPoint })}`,
      ),
    )
    const now = `${table}\n${tops.join('\n')}`
    if (closed) return
    if (now !== fingerprint || context.now() - sureAt >= SURE_MS) {
      // Kept only when the look has come to its end: one that failed half-way is made again.
      fingerprint = undefined
      await lookAtAll(mounts, known)
      fingerprint = now
      sureAt = context.now()
    } else if (context.now() - healthAt >= HEALTH_MS) await lookAtHealth(known)
    else cards.recheck(new Map())
  }

  async function lookAtAll(mounts: MountPoints['mounts'], known: readonly VolumeRow[]): Promise<void> {
    const seen = await prober.volumes(mounts, [
      ...new Set(known.filter((one) => one.fsUuid === null).flatMap((one) => markedFolders(writer, one.id))),
    ])
    if (closed) return
    present = seen
    const recognised = recognise(seen, known)
    const here = new Set(recognised.flatMap((one) => one.known?.id ?? []))
    const absent = known.filter((volume) => (volume.online || volume.trouble !== null) && !here.has(volume.id))
    const gone = absent.filter((volume) => volume.online)
    const came = writer.transaction(() => {
      for (const volume of absent) markVolumeAway(writer, volume.id)
      const entered = recognised.flatMap((one) => enter(one) ?? [])
      // A drive that came may bear the name that others gave to another one.
      for (const id of drivesOfOneName(writer)) projectField(writer, 'volume', id, 'label')
      return entered
    })()
    healthAt = context.now()
    // One that is on another disk than was known, too.
    for (const volume of readKnownVolumes(writer)) if (volume.flipping) flip(volume.id)
    if (gone.length > 0) deps.left(gone.map((volume) => volume.id))
    for (const { id } of [...gone, ...came]) flip(id)
    for (const volume of gone) context.log.info({ volume: volume.label }, 'drive went')
    for (const volume of came) context.log.info({ volume: volume.label }, 'drive came')
    // Something was written or removed since the last look: what is said of a card is asked again.
    cards.recheck(new Map(seen.flatMap(({ mountPoint, free }) => (free === null ? [] : [[mountPoint, free]]))))
    cards.look(recognised.filter((one) => one.seen.answers).map(({ seen: volume, known: row }) => ({ volume, row })))
    context.events.publish(
      gone.length + came.length > 0 ? ['volumes', 'assets', 'roots'] : ['volumes'],
      gone.length + came.length > 0 ? null : [],
    )
    deps.looked?.()
  }

  /** Writes what is seen of one volume. Returns it when it has come. */
  function enter({ seen, known, clone }: Recognition<MountedVolume, VolumeRow>): { id: string; label: string } | null {
    if (!seen.answers) {
      if (known !== null) noteSilence(known)
      return null
    }
    const label = known?.label ?? (clone ? cloneLabel(volumeLabel(seen)) : volumeLabel(seen))
    // Drives that crews carry about are entered when they come; the machine's own when something of theirs is
    // catalogued.
    if (known === null && !clone && seen.kind !== 'card' && seen.kind !== 'external') return null
    const id = writeSeenVolume(writer, seen, known, label, context.now())
    noteVolumeHealth(writer, id, { free: seen.free, capacity: seen.capacity, readOnly: seen.readOnly, trouble: null })
    return known?.online === true ? null : { id, label }
  }

  /**
   * A share that keeps silent is away: nobody may hang on its files. A disk may be asleep or busy, and while its mount
   * stands it is here.
   */
  function noteSilence(volume: VolumeRow): void {
    const trouble = `${volume.label} does not answer${isRemote(volume.fsType) ? '. Check the network and its server' : '. It may be asleep, or its cable loose'}.`
    const before = volume.trouble !== null
    if (before && volume.online && isRemote(volume.fsType)) {
      markVolumeAway(writer, volume.id, trouble)
      deps.left([volume.id])
      flip(volume.id)
    } else noteVolumeHealth(writer, volume.id, { free: null, capacity: null, readOnly: volume.readOnly, trouble })
  }

  async function lookAtHealth(known: readonly VolumeRow[]): Promise<void> {
    const volumes = known.flatMap((volume) =>
      volume.mountPoint !== null && (volume.online || volume.trouble !== null)
        ? [{ ...volume, mountPoint: volume.mountPoint }]
        : [],
    )
    // What the catalogue does not know may be a card in a reader that shows cards as fixed disks.
    const others = present.filter((one) => !isRemote(one.fsType) && !volumes.some((volume) => isAt(volume, one)))
    const [rooms, otherRooms] = await Promise.all(
      [volumes, others].map((all) => Promise.all(all.map((volume) => prober.room(volume)))),
    )
    if (closed) return
    healthAt = context.now()
    const changed = volumes.filter((volume, index) => {
      const room = rooms?.[index] ?? null
      if (room === null) noteSilence(volume)
      else if (!volume.online) fingerprint = undefined
      else return noteVolumeHealth(writer, volume.id, { ...room, readOnly: volume.readOnly, trouble: null })
      return room === null
    })
    if (changed.length > 0) context.events.publish(['volumes'], [])
    cards.recheck(new Map([...freeAt(volumes, rooms), ...freeAt(others, otherRooms)]))
  }

  /**
   * Brings the states of a drive's files after it, beside the looks. One that turns round on the way is turned round
   * too.
   */
  function flip(id: string): void {
    if (flips.has(id) || closed) return
    flips.set(
      id,
      flipWhole(id)
        .catch((error: unknown) => {
          context.log.error({ err: error, volume: id }, 'the files of a drive could not be marked')
        })
        .finally(() => {
          flips.delete(id)
        }),
    )
  }

  async function flipWhole(id: string): Promise<void> {
    for (;;) {
      const online = isOnline(writer, id)
      let at: FlipAt | null = flipBegin(writer, id)
      await stepsInBatches(writer, () => {
        if (closed || isOnline(writer, id) !== online) return false
        at = flipStep(writer, id, at!)
        return at !== null
      })
      if (closed) return
      if (at !== null || isOnline(writer, id) !== online) continue
      endFlip(writer, id, online)
      context.events.publish(['volumes', 'assets', 'roots'], null)
      if (online) deps.arrived([id])
      return
    }
  }

  const look = (): Promise<void> =>
    (last = last.then(lookOnce).catch((error: unknown) => {
      context.log.warn({ err: error }, 'drives could not be looked at')
    }))
  const timer = setInterval(() => {
    void look()
  }, deps.everyMs ?? INTERVAL_MS)
  timer.unref()
  void look()
  return {
    async look() {
      await look()
      await Promise.all(flips.values())
    },
    seen: () => present,
    isAsCompared: cards.isAsCompared,
    folderNow: createFolderNow(writer, context.own, ended.signal),
    async settled() {
      await look()
      cards.lookAgain()
      await cards.settled()
    },
    release: (mountPoint) => cards.release(mountPoint),
    async close() {
      closed = true
      ended.abort()
      clearInterval(timer)
      await last
      await Promise.all([...flips.values(), cards.release(null)])
    },
  }
}

function isAt(a: Pick<VolumeIdentity, 'mountPoint'>, b: Pick<VolumeIdentity, 'mountPoint'>): boolean {
  return a.mountPoint === b.mountPoint
}

/** Free bytes by mount point, of those that answered. */
function freeAt(
  volumes: readonly Pick<VolumeIdentity, 'mountPoint'>[],
  rooms: readonly ({ readonly free: number } | null)[] | undefined,
): [string, number][] {
  return volumes.flatMap(({ mountPoint }, index): [string, number][] => {
    const room = rooms?.[index] ?? null
    return room === null ? [] : [[mountPoint, room.free]]
  })
}
