/**
 * Counts of copies: of n files, how many are whole on each drive, bad, missing, or not there at all.
 */
import type { ReadBack } from '../model/asset.ts'
import { bestByDrive, standingOf, type CopyOnDrive, type Standing } from './standing.ts'

/**
 * How the files of a roll, an offload or a clip stand on one drive. The numbers of `standings` and `absent` make up
 * `of`.
 */
export interface DriveTally {
  readonly volumeId: string
  readonly drive: string
  readonly device: string | null
  readonly here: boolean
  readonly of: number
  readonly standings: Readonly<Record<Standing, number>>
  /** Files of which nothing is known there. */
  readonly absent: number
  /** When the whole copy that was checked longest ago was checked, milliseconds since 1970. */
  readonly oldestAt: number | null
  /** The ways in which whole and cached copies were read back. */
  readonly methods: readonly (ReadBack | null)[]
}

/** Counts files by drive, the best copy on each; drives in the order of their names, then of their ids. */
export function tallyDrives(files: readonly { readonly copies: readonly CopyOnDrive[] }[]): DriveTally[] {
  const byDrive = Map.groupBy(
    files.flatMap((file) => bestByDrive(file.copies)),
    (copy) => copy.volumeId,
  )
  return [...byDrive.values()]
    .flatMap((copies) => tallyOne(copies, files.length))
    .toSorted((a, b) => (a.drive < b.drive ? -1 : a.drive > b.drive ? 1 : a.volumeId < b.volumeId ? -1 : 1))
}

function tallyOne(copies: readonly CopyOnDrive[], of: number): DriveTally[] {
  const [first] = copies
  if (first === undefined) return []
  const standings: Record<Standing, number> = {
    whole: 0,
    elsewhere: 0,
    cached: 0,
    unread: 0,
    unknown: 0,
    bad: 0,
    missing: 0,
    replaced: 0,
  }
  const times: number[] = []
  const methods = new Set<ReadBack | null>()
  for (const copy of copies) {
    const standing = standingOf(copy)
    standings[standing] += 1
    if (standing === 'whole' || standing === 'cached') methods.add(copy.readBack)
    if (standing === 'whole' && copy.verifiedAt !== null) times.push(copy.verifiedAt)
  }
  return [
    {
      volumeId: first.volumeId,
      drive: first.drive,
      device: first.device,
      here: copies.some((copy) => copy.here),
      of,
      standings,
      absent: of - copies.length,
      oldestAt: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
      methods: [...methods],
    },
  ]
}

/** True when every file is whole on this drive. */
export function isComplete({ of, standings }: Pick<DriveTally, 'of' | 'standings'>): boolean {
  return of > 0 && standings.whole === of
}
