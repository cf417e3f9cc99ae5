/**
 * How the files of a card stand to past offloads: roll by roll, and what lies outside of the rolls.
 */
import { join } from 'node:path'
import type { CardLook } from '../../../shared/model/watching.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { filesOffloaded, offloadOfRoll, type FilesOffloaded, type RollFile } from '../db/offload/offloaded-rolls.ts'
import { classify } from '../domain/media/media-kinds.ts'
import type { CardRolls } from '../domain/volumes/card-look.ts'
import type { OwnFiles } from '../files/own-files.ts'
import { digestOf, listFiles } from './card-listing.ts'

/** `done`: an offload that came to its end has every file of it. */
export type Standing = CardLook['standings'][number] & { readonly done: boolean }

interface Compared {
  readonly standings: readonly Standing[]
  readonly listing: CardLook['listing']
}

/** A mounted card with the rolls that were recognised on it. */
interface MountedCard {
  readonly mountPoint: string
  readonly fsType: string | null
  readonly label: string
  readonly rolls: CardRolls['rolls']
}

interface ComparedWith {
  readonly db: ReadableDb
  readonly own: OwnFiles
  /** Copies that the catalogue knows of files that no offload of this library has. */
  readonly knownOf: (files: readonly RollFile[], folder: string) => Promise<Standing['known']>
  /** The shooting day of a moment, milliseconds since 1970. */
  readonly dayOf: (moment: number) => string
}

/** Lists the whole card and looks its files up. A card too large to be listed whole is listed roll by roll. */
export async function compareCard(
  { mountPoint, fsType, label, rolls }: MountedCard,
  { db, own, knownOf, dayOf }: ComparedWith,
  signal: AbortSignal,
): Promise<Compared> {
  const whole = await listFiles(own, mountPoint, fsType, signal)
  const parts =
    whole === null
      ? await Promise.all(
          rolls.map(async (roll) => ({
            ...roll,
            files: await listFiles(own, join(mountPoint, roll.path), fsType, signal),
          })),
        )
      : rolls.map((roll) => ({ ...roll, files: whole.filter(({ path }) => isIn(path, roll.path)) }))
  const rest = (whole ?? []).filter(({ path }) => isMedia(path) && !rolls.some((roll) => isIn(path, roll.path)))
  const found: (FilesOffloaded | null)[] = []
  for (const { files } of parts) found.push(files === null ? null : await filesOffloaded(db, files))
  const loose = await filesOffloaded(db, rest)
  const onCard = countsOf([...found, loose])
  const standings: Standing[] = []
  for (const [index, { name, path, files }] of parts.entries()) {
    const counted = found[index] ?? null
    if (files === null || counted === null)
      standings.push({ roll: name, offloadId: null, files: null, fresh: null, known: [], days: [], done: false })
    else {
      const { offloadId, finished } = offloadOfRoll(db, counted, onCard, mountPoint)
      const known = offloadId === null ? await knownOf(files, join(mountPoint, path)) : []
      standings.push({
        roll: name,
        offloadId,
        files: files.length,
        fresh: counted.fresh.length,
        known,
        days: daysOf(counted.fresh, dayOf),
        done: files.length > 0 && counted.fresh.length === 0 && finished,
      })
    }
  }
  if (loose.fresh.length > 0)
    standings.push({
      roll: label,
      offloadId: offloadOfRoll(db, loose, onCard, mountPoint).offloadId,
      files: rest.length,
      fresh: loose.fresh.length,
      known: [],
      days: daysOf(loose.fresh, dayOf),
      done: false,
    })
  const digest = digestOf(whole === null ? parts.map(({ files }) => files) : [whole])
  return {
    standings,
    listing: digest === null ? null : { folders: whole === null ? rolls.map(({ path }) => path) : [''], digest },
  }
}

/** So many days are kept, the newest ones. */
const MAX_DAYS = 400

/** The shooting days of the recordings among these files, by the dates of the files. */
function daysOf(files: readonly RollFile[], dayOf: (moment: number) => string): string[] {
  const days = new Set(
    files.filter(({ path }) => isMedia(path)).map(({ mtimeNs }) => dayOf(Number(mtimeNs / 1_000_000n))),
  )
  return [...days].toSorted().slice(-MAX_DAYS)
}

/** How many files of the whole card each offload has. */
function countsOf(parts: readonly (FilesOffloaded | null)[]): Map<string, number> {
  const all = new Map<string, number>()
  for (const [id, count] of parts.flatMap((part) => [...(part?.counts ?? [])])) all.set(id, (all.get(id) ?? 0) + count)
  return all
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}

/** What a camera keeps for itself beside its rolls is no loss. */
function isMedia(path: string): boolean {
  return ['video', 'audio', 'still'].includes(classify(path))
}
