/**
 * Looks at drives that have come whether they are a camera's card, to offer them for offload. Nothing is ever written
 * on them, and their files are not opened.
 */
import { lstat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { EngineContext } from '../context.ts'
import type { CardLook } from '../../../shared/model/watching.ts'
import { isRecountDue, recountCards } from '../db/volumes/card-recount.ts'
import { isDestination } from '../db/volumes/card-volumes.ts'
import { lastRollOffloaded } from '../db/reports/safety-rows.ts'
import { finishedOffloads, sourcesBelow, type RollFile } from '../db/offload/offloaded-rolls.ts'
import { stepsInBatches } from '../db/core/in-batches.ts'
import { noteCard, noteNoCard, noteSource, upsertVolume, volumeAt, type VolumeRow } from '../db/volumes/volumes.ts'
import { knownDrives } from '../domain/offload/already-safe.ts'
import { dayOfMoment } from '../domain/shooting-day.ts'
import { holdsCopies, looksLikeCard, mayBecomeCard, type CardRolls } from '../domain/volumes/card-look.ts'
import { baseName } from '../domain/media/media-kinds.ts'
import { isRemote, isSameMount, type VolumeIdentity, volumeLabel } from '../domain/volumes/volume.ts'
import { MHL_FOLDER } from '../mhl/names.ts'
import { readForecast, type LookAtCopies } from '../offload/plan/forecast.ts'
import { compareCard } from './card-standings.ts'
import { createCardNow, type IsAsCompared } from './card-now.ts'
import { freeNow } from '../volumes/free-now.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { shallowLook } from '../volumes/shallow-look.ts'

interface CardWatch {
  /** As of `CardNow`, of a card that is held here. */
  readonly isAsCompared: IsAsCompared
  /** Tells which volumes are here now; those that were not here before are looked at. */
  look(here: readonly { readonly volume: VolumeIdentity; readonly row: VolumeRow | null }[]): void
  /**
   * Looks again at what may not be as it was: at all if an offload has ended since, else at volumes whose free bytes are
   * others than when they were looked at. `room`: free bytes now, by mount point; of some volumes or of none.
   */
  recheck(room: ReadonlyMap<string, number>): void
  /** Looks again at all that may be cards by now and were none, whatever their free bytes say. */
  lookAgain(): void
  /** Resolves when the cards that are here were compared. */
  settled(): Promise<void>
  /** Ends the look at a drive, or at all: resolves when nothing on it is open. */
  release(mountPoint: string | null): Promise<void>
}

const MAX_ROLLS = 20

/** `stale`: something was written on it while it was compared. */
interface Card {
  readonly volume: VolumeIdentity
  readonly found: CardRolls
  /** False for a drive that looks like no card, and that offloads were made from. */
  readonly isCard: boolean
  readonly stale: boolean
}

/** Starts it. */
export function createCardWatch(context: EngineContext, lookAtCopies: LookAtCopies): CardWatch {
  const { writer } = context.library
  const here = new Map<string, Card | null>()
  /** Free bytes of each volume before it was looked at last; null where it did not say. */
  const rooms = new Map<string, number | null>()
  const queued = new Set<string>()
  let volumes = new Map<string, VolumeIdentity>()
  let finished = finishedOffloads(writer)
  let work: Promise<void> = Promise.resolve()
  let under: { readonly mountPoint: string; readonly abort: AbortController } | null = null

  async function examine(key: string, volume: VolumeIdentity, signal: AbortSignal): Promise<void> {
    const known = volumeAt(writer, volume)
    const destination = isDestination(writer, known)
    // Before the names are read: what is written meanwhile makes another number.
    rooms.set(key, await freeNow(volume.mountPoint))
    const entries = destination ? [] : await shallowLook(volume.mountPoint, signal)
    const looks = looksLikeCard(baseName(volume.mountPoint) || 'Card', entries, volume)
    const found = await unsealed(volume, looks)
    if (!here.has(key) || signal.aborted || !(await stillThere(volume))) return
    const source = found === null && !destination ? sourceOf(volume, known) : null
    if (found !== null || source !== null) {
      const card: Card = { volume, found: found ?? source!, isCard: found !== null, stale: false }
      if ((await note(key, card, signal)) || found !== null) return
    }
    here.set(key, null)
    if (known === undefined) return
    if (destination || looks !== null || holdsCopies(entries)) noteNoCard(writer, known)
    else noteCard(writer, known, null, context.now())
    await countCardsAnew(context)
  }

  /**
   * A drive that looks like no card and that offloads were made from: its sources take the place of rolls. One that is
   * mounted elsewhere now is known by what was said of it last.
   */
  function sourceOf({ mountPoint }: VolumeIdentity, known: string | undefined): CardRolls | null {
    const rolls = sourcesBelow(writer, mountPoint).map((source) => ({
      name: baseName(source),
      path: relative(mountPoint, source).split(sep).join('/'),
    }))
    const before = rolls.length > 0 || known === undefined ? null : lastRollOffloaded(writer, known)
    if (before !== null) rolls.push({ name: before, path: '' })
    return rolls.length === 0 ? null : { family: 'Folder', rolls }
  }

  /**
   * Compares a card and keeps what came of it. False for a drive that is no card and has nothing to do with any
   * offload.
   */
  async function note(key: string, card: Card, signal: AbortSignal): Promise<boolean> {
    const { volume, found, isCard } = card
    if (isCard) here.set(key, card)
    // Before the files are looked at: what is written meanwhile makes another number.
    const free = await freeNow(volume.mountPoint)
    const comparedAt = context.now()
    const { standings, listing } = await compareCard(
      { mountPoint: volume.mountPoint, fsType: volume.fsType, label: volumeLabel(volume), rolls: found.rolls },
      {
        db: writer,
        own: context.own,
        knownOf: (files, folder) => knownOf(files, folder, signal),
        dayOf: (moment) => dayOfMoment(moment, context.settings().dayStartHour * 60),
      },
      signal,
    )
    if (!here.has(key) || signal.aborted || !(await stillThere(volume))) return true
    if (!isCard && standings.every((one) => one.offloadId === null)) return false
    const id = volumeAt(writer, volume) ?? upsertVolume(writer, volume, volumeLabel(volume), context.now())
    const look: CardLook = {
      family: found.family,
      free,
      comparedAt,
      listing,
      rolls: found.rolls.slice(0, MAX_ROLLS).map((roll) => roll.name),
      // A roll that is offloaded has an offload that came to its end and copied every file of it.
      offloaded: standings.length > 0 && standings.every((one) => one.done),
      standings: standings.slice(0, MAX_ROLLS).map(({ done: _done, ...one }) => one),
    }
    if (isCard) noteCard(writer, id, look, context.now())
    else noteSource(writer, id, look, context.now())
    await countCardsAnew(context)
    const stale = free !== null && (await freeNow(volume.mountPoint)) !== free
    if (here.has(key)) here.set(key, { ...card, stale })
    context.events.publish(['volumes'], [])
    return true
  }

  /** What another station copied is known by sync: this library has the clips, and no offload of them. */
  async function knownOf(
    files: readonly RollFile[],
    folder: string,
    signal: AbortSignal,
  ): Promise<CardLook['standings'][number]['known']> {
    const planned = files.map(({ path, bytes, mtimeNs }) => ({ path, size: bytes, mtimeNs }))
    return knownDrives(planned, await readForecast(writer, lookAtCopies, planned, [folder], signal))
      .slice(0, MAX_ROLLS)
      .map(({ volumeId, label, files: count }) => ({ volumeId, label, files: count }))
  }

  function queue(key: string, mountPoint: string, task: (signal: AbortSignal) => Promise<void>): void {
    // What waits for its turn is not asked for twice.
    if (queued.has(key)) return
    queued.add(key)
    work = work
      .then(async () => {
        queued.delete(key)
        if (!here.has(key)) return
        under = { mountPoint, abort: new AbortController() }
        await task(under.abort.signal)
      })
      .catch((error: unknown) => {
        context.log.warn({ err: error }, 'a drive could not be looked at')
      })
  }

  function examineAgain(isDue: (key: string, card: Card | null, volume: VolumeIdentity) => boolean): void {
    for (const [key, card] of here) {
      const volume = volumes.get(key)
      if (volume !== undefined && isDue(key, card, volume))
        queue(key, volume.mountPoint, (signal) => examine(key, volume, signal))
    }
  }

  function recheck(room: ReadonlyMap<string, number>): void {
    const before = finished
    finished = finishedOffloads(writer)
    examineAgain((key, card, volume) => {
      // What looked like no card may be the source of an offload now; a card may have further rolls on it.
      if (finished !== before || card?.stale === true) return true
      const free = room.get(volume.mountPoint)
      // A card that was empty when it came is one as soon as something is recorded on it.
      return free !== undefined && rooms.has(key) && rooms.get(key) !== free && (card !== null || mayBecomeCard(volume))
    })
  }

  const now = createCardNow(context.own, (mountPoint) => {
    examineAgain((_key, _card, volume) => volume.mountPoint === mountPoint)
  })
  return {
    recheck,
    lookAgain() {
      examineAgain((_key, card, volume) => card === null && mayBecomeCard(volume))
    },
    async isAsCompared(card, fresh) {
      // One that has just come is still being compared, and one that is let go of must not be opened.
      const held = [...here.values()].find((one) => one?.volume.mountPoint === card.mountPoint)
      return (
        held !== undefined && held !== null && (await now.isAsCompared({ ...card, fsType: held.volume.fsType }, fresh))
      )
    },
    settled: () => work,
    look(seen) {
      const keys = new Map(
        seen.map(({ volume }) => [`${volume.device}\n${volume.mountPoint}\n${volume.fsUuid}`, volume]),
      )
      volumes = keys
      for (const key of here.keys()) if (!keys.has(key)) here.delete(key)
      for (const key of rooms.keys()) if (!keys.has(key)) rooms.delete(key)
      for (const [key, volume] of keys) {
        if (here.has(key) || volume.mountPoint === '/' || volume.kind === 'memory' || isRemote(volume.fsType)) continue
        here.set(key, null)
        queue(key, volume.mountPoint, (signal) => examine(key, volume, signal))
      }
    },
    async release(mountPoint) {
      for (const key of here.keys()) if (mountPoint === null || key.split('\n')[1] === mountPoint) here.delete(key)
      if (mountPoint === null || under?.mountPoint === mountPoint) under?.abort.abort()
      await Promise.all([work, now.release(mountPoint)])
    },
  }
}

/** Counts copies anew where a volume became a card, or turned out to be none. */
export async function countCardsAnew(context: Pick<EngineContext, 'library' | 'events'>): Promise<void> {
  const { writer } = context.library
  if (!isRecountDue(writer)) return
  let after: string | null = ''
  await stepsInBatches(writer, () => (after = recountCards(writer, after ?? '', 20)) !== null)
  context.events.publish(['assets', 'volumes'], null)
}

/** One that was pulled meanwhile leaves an empty folder at its mount point, and that says nothing of the card. */
async function stillThere(volume: VolumeIdentity): Promise<boolean> {
  return isSameMount(volume, await identifyVolume(volume.mountPoint))
}

/**
 * Without the rolls that are sealed: cards are copied to there. The look at the names may end before it comes to the
 * history of a roll with many clips.
 */
async function unsealed({ mountPoint }: VolumeIdentity, found: CardRolls | null): Promise<CardRolls | null> {
  if (found === null) return null
  const sealed = await Promise.all(
    found.rolls.map(({ path }) =>
      lstat(join(mountPoint, path, MHL_FOLDER)).then(
        () => true,
        () => false,
      ),
    ),
  )
  const rolls = found.rolls.filter((_, index) => sealed[index] !== true)
  return rolls.length === 0 ? null : { ...found, rolls }
}
