/**
 * What is said of copies today, in words: drive by drive for a clip, and what went wrong since.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import { disksOf, isGood, type CopyNow, type DayFile } from './day-facts.ts'
import { count, listText, momentText } from './words.ts'

/** The state of a clip in a few words. `files` are all its main files. */
export function clipState(files: readonly { readonly copies: readonly CopyNow[] }[], required: number): { readonly good: boolean; readonly state: string } {
  const disks = Math.min(...files.map((file) => disksOf(file.copies)))
  const verified = files.every((file) => file.copies.some(isGood))
  const bad = files.some((file) => file.copies.some((copy) => copy.verification === 'failed'))
  const state = !verified ? 'No verified copy' : disks === 0 ? 'Verified, disk not known' : `Verified on ${count(disks, 'disk')}`
  return { good: disks >= required, state: bad ? `${state}, a copy is bad` : state }
}

/** A line a drive, in the order of their names. Of a clip in many files the weakest copy speaks. */
export function copyLines(files: readonly { readonly copies: readonly CopyNow[] }[]): { good: boolean; text: string }[] {
  const drives = new Map<string, CopyNow>()
  for (const copy of files.flatMap((file) => bestByDrive(file.copies))) {
    const known = drives.get(copy.volumeId)
    if (known === undefined || weight(copy) < weight(known) || (weight(copy) === weight(known) && (copy.verifiedAt ?? 0) < (known.verifiedAt ?? 0))) drives.set(copy.volumeId, copy)
  }
  return [...drives.values()].toSorted((a, b) => a.drive < b.drive ? -1 : 1).map((copy) => ({ good: isGood(copy), text: `${copy.drive}: ${copyText(copy)}` }))
}

/** The best copy on each drive. */
export function bestByDrive(copies: readonly CopyNow[]): CopyNow[] {
  const best = new Map<string, CopyNow>()
  for (const copy of copies) {
    const known = best.get(copy.volumeId)
    if (known === undefined || weight(copy) > weight(known)) best.set(copy.volumeId, copy)
  }
  return [...best.values()]
}

function weight(copy: CopyNow): number {
  if (isGood(copy)) return 5
  if (copy.state === 'missing' || copy.state === 'replaced') return 0
  return { failed: 1, unknown: 2, copied: 3, verified: 4 }[copy.verification]
}

/** "read back 2026-11-20 14:02". */
export function copyText(copy: CopyNow): string {
  const at = copy.verifiedAt === null ? '' : ` ${momentText(copy.verifiedAt)}`
  const away = copy.here ? '' : ', away'
  if (copy.state === 'missing') return 'missing there'
  if (copy.state === 'replaced') return 'replaced by other bytes'
  switch (copy.verification) {
    case 'verified': return `read back${at}${methodText(copy.readBack)}${away}`
    case 'copied': return `copied, not read back${away}`
    case 'failed': return `went bad, found${at}${away}`
    case 'unknown': return `never checked${away}`
  }
}

function methodText(readBack: ReadBack | null): string {
  switch (readBack) {
    case 'device': return ''
    case 'cache-dropped': return ', cache dropped'
    case 'page-cache': return ' from the cache, not the disk'
    case null: return ', nobody recorded how'
  }
}

/** So many problems of one kind on one drive are named; more are counted. */
const MOST_NAMED = 3

/** Copies of a card that went bad or were lost since, drive by drive. */
export function lostCopies(files: readonly DayFile[]): { path: string; message: string }[] {
  const kinds = new Map<string, { file: DayFile; copy: CopyNow; kind: 'bad' | 'missing' | 'replaced' }[]>()
  for (const file of files) {
    for (const copy of bestByDrive(file.copies)) {
      const kind = copy.state === 'missing' || copy.state === 'replaced' ? copy.state : copy.verification === 'failed' ? 'bad' : null
      if (kind === null) continue
      const key = `${kind}\0${copy.volumeId}`
      const group = kinds.get(key)
      if (group === undefined) kinds.set(key, [{ file, copy, kind }])
      else group.push({ file, copy, kind })
    }
  }
  return [...kinds.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    if (group.length <= MOST_NAMED) return group.map(({ file, copy, kind }) => ({ path: file.path, message: lossText(file, copy, kind) }))
    const { copy, kind, file } = first
    const what = kind === 'bad' ? 'read back wrong' : kind === 'missing' ? 'are missing' : 'were replaced by other bytes'
    return [{ path: file.path, message: `This and ${count(group.length - 1, 'more copy', 'more copies')} on ${copy.drive} ${what}. ${helpText(group.map((one) => one.file))}` }]
  })
}

function lossText(file: DayFile, copy: CopyNow, kind: 'bad' | 'missing' | 'replaced'): string {
  const what = kind === 'bad' ? `read back wrong${copy.verifiedAt === null ? '' : ` on ${momentText(copy.verifiedAt)}`}` : kind === 'missing' ? 'is missing' : 'was replaced by other bytes'
  return `The copy on ${copy.drive} ${what}. ${helpText([file])}`
}

function helpText(files: readonly DayFile[]): string {
  const drives = [...new Set(files.flatMap((file) => file.copies.filter(isGood).map((copy) => copy.drive)))].toSorted()
  const lost = files.filter((file) => !file.copies.some(isGood)).length
  if (lost > 0) return files.length === 1 ? 'No good copy is known: copy it again from the card.' : `Of ${lost} no good copy is known: copy them again from the card.`
  return `${files.length === 1 ? 'It' : 'They'} can be healed from ${listText(drives)}.`
}
