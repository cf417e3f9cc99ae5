/**
 * The words for copies, said once: how one was read back, and how the files of a roll stand on a drive.
 */
import type { FileRole, ReadBack, Verification } from '../model/asset.ts'
import { standingOf, type CopyFacts, type Standing } from './standing.ts'
import { isComplete, type DriveTally } from './tally.ts'

/** What a way of reading back proves. docs/offload.md explains each. */
export function readBackText(readBack: ReadBack | null): string {
  switch (readBack) {
    case 'device':
      return 'read back from the disk'
    case 'cache-dropped':
      return 'read back after the cache was dropped'
    case 'page-cache':
      return 'read back from the cache, not the disk'
    case null:
      return 'nobody recorded how it was read back'
  }
}

/** How a copy stands, in a few words. */
export function standingText(copy: CopyFacts): string {
  const standing = standingOf(copy)
  switch (standing) {
    case 'whole':
    case 'cached':
      return readBackText(copy.readBack)
    case 'elsewhere':
      return 'read back by another computer, not by this one'
    case 'unread':
      return 'copied, not read back'
    case 'unknown':
      return 'never checked'
    case 'bad':
      return 'checksum no longer matches'
    case 'missing':
      return 'missing'
    case 'replaced':
      return 'replaced by another file'
  }
}

/** What is told of the copies of a clip. */
interface ClipCopies {
  readonly copies: number
  readonly devices: number
  readonly verification: Verification
}

/**
 * The copies of a clip in one line: "2 copies on 2 disks, verified". A bad copy is counted by no number and named
 * beside them.
 */
export function clipCopiesText({ copies, devices, verification }: ClipCopies): string {
  if (copies === 0) return verification === 'failed' ? 'no good copy, a bad one' : 'no copy'
  const where = devices === 0 ? ', disk not known' : ` on ${devices} ${devices === 1 ? 'disk' : 'disks'}`
  return `${copies} ${copies === 1 ? 'copy' : 'copies'}${where}, ${verification === 'failed' ? 'and a bad one' : clipCheckText(verification)}`
}

/** How the copies of a clip were checked: what is true of the weakest. */
export function clipCheckText(verification: Verification): string {
  switch (verification) {
    case 'verified':
      return 'verified'
    case 'copied':
      return 'not read back by this computer'
    case 'failed':
      return 'bad copy'
    case 'unknown':
      return 'never checked'
  }
}

/** "RAID_A 53 of 53": of a roll's files, how many are whole there. */
function tallyText({ drive, of, standings }: Pick<DriveTally, 'drive' | 'of' | 'standings'>): string {
  return `${drive} ${number(standings.whole)} of ${number(of)}`
}

/** "RAID_A 53 of 53 · SHUTTLE_02 14 of 53", fullest first. */
export function talliesText(tallies: readonly Pick<DriveTally, 'drive' | 'of' | 'standings'>[]): string {
  return tallies
    .toSorted((a, b) => b.standings.whole - a.standings.whole)
    .map(tallyText)
    .join(' · ')
}

/** What a cell of the safety page says: `✓`, `14 of 53`, `2 bad`, `–`; with a word for those who can't see a mark. */
interface CellWord {
  readonly look: 'verified' | 'part' | 'bad' | 'away' | 'none'
  readonly text: string
  readonly label: string
}

/** How the files of a card stand on a drive, for one cell. What is wrong is said before what is right. */
export function cellWord(tally: Pick<DriveTally, 'drive' | 'of' | 'standings' | 'here'>): CellWord {
  const { drive, of, standings, here } = tally
  const away = here ? '' : ', drive not connected'
  const lost = standings.missing + standings.replaced
  const there = (Object.keys(standings) as Standing[])
    .filter((one) => one !== 'missing' && one !== 'replaced')
    .reduce((sum, one) => sum + standings[one], 0)
  if (standings.bad > 0)
    return {
      look: 'bad',
      text: `${number(standings.bad)} bad${lost > 0 ? `, ${number(lost)} missing` : ''}`,
      label: `${drive}: ${filesOf(standings.bad, of)} no longer ${standings.bad === 1 ? 'matches' : 'match'}${lost > 0 ? `, ${number(lost)} ${lost === 1 ? 'is' : 'are'} missing` : ''}${away}`,
    }
  if (isComplete(tally))
    return {
      look: here ? 'verified' : 'away',
      text: 'verified',
      label: `${drive}: ${of === 1 ? 'its file is' : `all ${number(of)} files`} verified${away}`,
    }
  if (there === 0)
    return {
      look: lost > 0 ? 'bad' : 'none',
      text: lost > 0 ? `${number(lost)} missing` : '–',
      label: lost > 0 ? `${drive}: ${filesOf(lost, of)} missing${away}` : `${drive}: no copy`,
    }
  const weak = standings.cached + standings.unread + standings.unknown
  const text = `${number(standings.whole)} of ${number(of)}`
  const note = [
    lost > 0 ? `${number(lost)} missing` : null,
    weak > 0 ? `${number(weak)} not read back from the disk` : null,
    standings.elsewhere > 0 ? `${number(standings.elsewhere)} read back by another computer only` : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
  return {
    look: 'part',
    text,
    label: `${drive}: ${filesOf(standings.whole, of)} verified${note === '' ? '' : `, ${note}`}${away}`,
  }
}

/** "1 of 3 files", "0 of 1 file". */
export function filesOf(some: number, all: number): string {
  return `${number(some)} of ${number(all)} ${all === 1 ? 'file' : 'files'}`
}

function number(value: number): string {
  return value.toLocaleString('en-GB')
}

/** What a file of a clip is, where it is no copy of the original as a whole; null for that. */
const ROLES: Readonly<Record<FileRole, string | null>> = {
  primary: null,
  span: 'a further piece of the recording',
  proxy: 'a proxy beside it, no copy of the original',
  sidecar: 'a side file',
  frame: 'a frame',
}
export const roleText = (role: FileRole): string | null => ROLES[role]
