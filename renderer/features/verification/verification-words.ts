/**
 * How copies are looked after, in words that claim no more than was read back. Pure.
 */
import type { DriveVerification } from '../../../shared/model/verification.ts'
import type { BadCopy } from '../../../shared/model/offload.ts'
import type { MarkName } from '../../ui/index.ts'
import { agoText, countText, pathParts, wholeText } from '../../ui/words.ts'

interface VerificationWord {
  readonly mark: MarkName
  readonly text: string
  readonly note: string
}

/**
 * One drive: "All 220 files verified", "214 of 220 files verified", "2 of 220 files have gone bad"; and what stands
 * behind it.
 */
export function verificationWord(
  { files, verified, elsewhere, copied, unknown, bad, missing, oldestAt, lastAt }: DriveVerification,
  now: Date,
): VerificationWord {
  const never = copied + unknown
  const note = [
    bad > 0 ? `${wholeText(verified)} verified` : null,
    never > 0 ? `${wholeText(never)} never` : null,
    elsewhere > 0 ? `${wholeText(elsewhere)} by another computer only` : null,
    whenText(oldestAt, lastAt, now),
  ]
    .filter((part) => part !== null)
    .join(' · ')
  if (bad > 0)
    return {
      mark: 'failed',
      text: `${wholeText(bad)} of ${countText(files, 'file')} ${bad === 1 ? 'has' : 'have'} gone bad`,
      note,
    }
  if (missing > 0)
    return {
      mark: 'missing',
      text: `${countText(missing, 'file')} ${missing === 1 ? 'is' : 'are'} missing`,
      note: [verified > 0 ? `${wholeText(verified)} of ${countText(files, 'file')} verified` : null, note]
        .filter((part) => part !== null && part !== '')
        .join(' · '),
    }
  if (verified === files)
    return {
      mark: 'verified',
      text: files === 1 ? 'Its file is verified' : `All ${countText(files, 'file')} verified`,
      note,
    }
  if (verified === 0)
    return {
      mark: 'copied',
      text:
        elsewhere > 0
          ? `None of ${countText(files, 'file')} verified by this computer`
          : files === 1
            ? 'Its file was never verified'
            : `None of ${countText(files, 'file')} was ever verified`,
      note: elsewhere > 0 ? note : '',
    }
  return { mark: 'copied', text: `${wholeText(verified)} of ${countText(files, 'file')} verified`, note }
}

/** The last look at a drive, and the check that lies longest back where that is another day. */
function whenText(oldestAt: number | null, lastAt: number | null, now: Date): string | null {
  if (lastAt === null) return null
  const [last, oldest] = [agoText(lastAt, now), oldestAt === null ? null : agoText(oldestAt, now)]
  return `last verified ${last}${oldest === null || oldest === last ? '' : `, the oldest check ${oldest}`}`
}

/**
 * False for the end of a check that found copies that no longer match, once all of them are repaired: beside "all files
 * verified" it would say what is not true any more.
 */
export function holdsStill(
  { state, problems }: { readonly state: string; readonly problems: readonly { readonly finding: string }[] },
  { bad }: Pick<DriveVerification, 'bad'>,
): boolean {
  return state !== 'bad' || bad > 0 || problems.some(({ finding }) => finding !== 'mismatch')
}

/** What a verification came to. `counts` are its findings. */
export function checkedText(counts: Readonly<Record<string, number>>): string {
  const of = (kind: string): number => counts[kind] ?? 0
  const good = of('verified')
  const wrong = [
    [of('mismatch'), 'has gone bad', 'have gone bad'],
    [of('unreadable'), 'can’t be read', 'can’t be read'],
    [of('missing'), 'is missing', 'are missing'],
  ] as const
  const told = wrong
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${wholeText(count)} ${count === 1 ? one : many}`)
  const skipped =
    of('skipped') > 0
      ? `; ${countText(of('skipped'), 'file was', 'files were')} changed since and left to the scan`
      : ''
  if (told.length === 0)
    return good === 0
      ? `Nothing could be checked${skipped}`
      : `${good === 1 ? 'The file was' : `All ${countText(good, 'file')} were`} read back and ${good === 1 ? 'is' : 'are'} as before${skipped}`
  return `${told.join(', ')}; ${good === 0 ? 'none is good' : `${countText(good, 'file')} ${good === 1 ? 'is' : 'are'} good`}${skipped}`
}

/** What is wrong with a bad copy. */
export function wrongText({ foundAt, unreadable }: Pick<BadCopy, 'foundAt' | 'unreadable'>, now: Date): string {
  return `${unreadable ? 'Can’t be read: the drive reports an error' : 'Checksum no longer matches'}${foundAt === null ? '' : `, found ${agoText(foundAt, now)}`}`
}

/** Whether a bad copy can be repaired, and from where; else what to do. */
export function cureText(
  { here, volumeLabel, good }: Pick<BadCopy, 'here' | 'volumeLabel' | 'good'>,
  now: Date,
): { readonly can: boolean; readonly text: string } {
  const [near] = good.filter((one) => one.here)
  if (near === undefined && good.length === 0)
    return {
      can: false,
      text: 'No verified copy is known. Verify its other copies, or find one on a drive that the library does not know yet.',
    }
  if (near === undefined)
    return {
      can: false,
      text: `Its good copies are on ${[...new Set(good.map((one) => one.volumeLabel))].join(', ')}. Connect ${new Set(good.map((one) => one.volumeLabel)).size === 1 ? 'it' : 'one of them'} to repair this one.`,
    }
  if (!here) return { can: false, text: `${volumeLabel} is not connected. Connect it to repair this copy.` }
  return {
    can: true,
    text: `Good copy on ${near.volumeLabel}${near.verifiedAt === null ? '' : `, verified ${agoText(near.verifiedAt, now)}`}${good.length > 1 ? `, and ${wholeText(good.length - 1)} more` : ''}`,
  }
}

/** How repairing ended. */
export function repairedText(healed: number, failed: number): string {
  const done = healed === 0 ? '' : `${countText(healed, 'copy was', 'copies were')} repaired and read back`
  const left = failed === 0 ? '' : `${countText(failed, 'copy', 'copies')} could not be repaired`
  return [done, left].filter(Boolean).join('; ') || 'There was nothing to repair'
}

const SCHEDULES: readonly (readonly [days: number | null, label: string])[] = [
  [null, 'Never'],
  [7, 'Every week'],
  [30, 'Every month'],
  [90, 'Every 3 months'],
  [180, 'Every 6 months'],
  [365, 'Every year'],
]

/** The choices of the schedule, with the one that is set where it was set by hand: "Every 45 days". */
export function schedules(days: number | null): readonly (readonly [days: number | null, label: string])[] {
  return SCHEDULES.some(([known]) => known === days)
    ? SCHEDULES
    : [...SCHEDULES, [days, days === 1 ? 'Every day' : `Every ${days ?? 0} days`]]
}

/** Bad copies by the drive that they are on, in the order in which they come. */
export function byDrive(
  bad: readonly BadCopy[],
): readonly { readonly volumeId: string; readonly label: string; readonly copies: readonly BadCopy[] }[] {
  const drives = new Map<string, BadCopy[]>()
  for (const copy of bad) drives.set(copy.volumeId, [...(drives.get(copy.volumeId) ?? []), copy])
  return [...drives].map(([volumeId, copies]) => ({ volumeId, label: copies[0]!.volumeLabel, copies }))
}

/** The name of a copy, and the folder that it is in. */
export function copyName({ path }: Pick<BadCopy, 'path'>): { readonly name: string; readonly folder: string } {
  return pathParts(path)
}
