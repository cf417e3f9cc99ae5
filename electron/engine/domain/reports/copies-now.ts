/**
 * What is said of copies today, in words: drive by drive for a clip, and what went wrong since.
 */
import { bestByDrive, disksOf, isWhole, standingOf, worthOf } from '../../../../shared/copies/standing.ts'
import { standingText } from '../../../../shared/copies/words.ts'
import type { CopyNow, DayFile } from './day-facts.ts'
import { count, listText, momentText } from './words.ts'

/** The state of a clip in a few words. `files` are all its main files. */
export function clipState(
  files: readonly { readonly copies: readonly CopyNow[] }[],
  required: number,
): { readonly good: boolean; readonly state: string } {
  const disks = Math.min(...files.map((file) => disksOf(file.copies)))
  const verified = files.every((file) => file.copies.some(isWhole))
  const bad = files.some((file) => file.copies.some((copy) => standingOf(copy) === 'bad'))
  const state = !verified
    ? 'No verified copy'
    : disks === 0
      ? 'Verified, disk not known'
      : `Verified on ${count(disks, 'disk')}`
  return { good: disks >= required, state: bad ? `${state}, a copy is bad` : state }
}

/** A line a drive, in the order of their names. Of a clip in many files the weakest copy speaks. */
export function copyLines(
  files: readonly { readonly copies: readonly CopyNow[] }[],
): { good: boolean; text: string }[] {
  const drives = new Map<string, CopyNow>()
  for (const copy of files.flatMap((file) => bestByDrive(file.copies))) {
    const known = drives.get(copy.volumeId)
    if (
      known === undefined ||
      worthOf(copy) < worthOf(known) ||
      (worthOf(copy) === worthOf(known) && (copy.verifiedAt ?? 0) < (known.verifiedAt ?? 0))
    )
      drives.set(copy.volumeId, copy)
  }
  return [...drives.values()]
    .toSorted((a, b) => (a.drive < b.drive ? -1 : 1))
    .map((copy) => ({ good: isWhole(copy), text: `${copy.drive}: ${copyText(copy)}` }))
}

/** "read back from the disk, 2026-11-20 14:02". */
export function copyText(copy: CopyNow): string {
  const standing = standingOf(copy)
  const checked = standing === 'whole' || standing === 'elsewhere' || standing === 'cached' || standing === 'bad'
  return `${standingText(copy)}${checked && copy.verifiedAt !== null ? `, ${momentText(copy.verifiedAt)}` : ''}${copy.here ? '' : ', drive not connected'}`
}

/** So many problems of one kind on one drive are named; more are counted. */
const MAX_NAMED = 3

/** Copies of a card that went bad or were lost since, drive by drive. */
export function lostCopies(files: readonly DayFile[]): { path: string; message: string }[] {
  const kinds = new Map<string, { file: DayFile; copy: CopyNow; kind: 'bad' | 'missing' | 'replaced' }[]>()
  for (const file of files) {
    for (const copy of bestByDrive(file.copies)) {
      const kind = standingOf(copy)
      if (kind !== 'missing' && kind !== 'replaced' && kind !== 'bad') continue
      const key = `${kind}\0${copy.volumeId}`
      const group = kinds.get(key)
      if (group === undefined) kinds.set(key, [{ file, copy, kind }])
      else group.push({ file, copy, kind })
    }
  }
  return [...kinds.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    if (group.length <= MAX_NAMED)
      return group.map(({ file, copy, kind }) => ({ path: file.path, message: lossText(file, copy, kind) }))
    const { copy, kind, file } = first
    const what =
      kind === 'bad' ? 'read back wrong' : kind === 'missing' ? 'are missing' : 'were replaced by other files'
    return [
      {
        path: file.path,
        message: `This and ${count(group.length - 1, 'more copy', 'more copies')} on ${copy.drive} ${what}. ${helpText(
          group.map((one) => one.file),
          kind,
        )}`,
      },
    ]
  })
}

function lossText(file: DayFile, copy: CopyNow, kind: 'bad' | 'missing' | 'replaced'): string {
  const what =
    kind === 'bad'
      ? `read back wrong${copy.verifiedAt === null ? '' : ` on ${momentText(copy.verifiedAt)}`}`
      : kind === 'missing'
        ? 'is missing'
        : 'was replaced by another file'
  return `The copy on ${copy.drive} ${what}. ${helpText([file], kind)}`
}

/** What helps. Only what reads back wrong is repaired: what is gone, or another file by now, is copied by a person. */
function helpText(files: readonly DayFile[], kind: 'bad' | 'missing' | 'replaced'): string {
  const drives = [...new Set(files.flatMap((file) => file.copies.filter(isWhole).map((copy) => copy.drive)))].toSorted()
  const lost = files.filter((file) => !file.copies.some(isWhole)).length
  if (lost > 0)
    return files.length === 1
      ? 'No good copy is known: copy it again from the card.'
      : `Of ${lost} no good copy is known: copy them again from the card.`
  if (kind !== 'bad')
    return `Offload the card again, or copy ${files.length === 1 ? 'it' : 'them'} from ${listText(drives)}.`
  return `${files.length === 1 ? 'It' : 'They'} can be repaired from ${listText(drives)}.`
}
