/**
 * How the copies of an offload stand, by what it recorded: which are whole, which were begun, and what it takes to
 * finish.
 */
import type { DestinationProgress, Offload, OffloadFile } from '../model/offload.ts'
import { readBackText } from './words.ts'

/** Of an offload, what its copies are counted by. Both the live state and a row of the history have it. */
interface CountedOffload {
  readonly files: number
  readonly level: Offload['level']
  readonly state: Offload['state']
}

/** What a sentence about one destination rests on. The verdict is there once there is one. */
type SpokenOffload = Pick<CountedOffload, 'files' | 'level'> & {
  readonly verdict?: { readonly reasons: readonly { readonly code: string }[] } | null | undefined
}

/** One destination of it. The history keeps the sentence of an error alone, with its code beside it. */
export type CountedDestination = Pick<
  DestinationProgress,
  'state' | 'filesVerified' | 'filesCopied' | 'failures' | 'conflicts'
> & {
  readonly readBack?: DestinationProgress['readBack']
  readonly bytesCopied?: number
  readonly error: DestinationProgress['error'] | string
  readonly errorCode?: string | null
}

/**
 * `whole`: every file was read back and is equal · `copied`: every file is there as the level asked for, and not read
 * back · `begun`: some of it is there · `none`: nothing is.
 */
export type DestinationStanding = 'whole' | 'copied' | 'begun' | 'none'

/**
 * Judges one destination. Files that bear the name of a conflict are read back too, and are no copy under their own
 * name.
 */
export function destinationStanding(
  one: CountedDestination,
  { files, level }: Pick<CountedOffload, 'files' | 'level'>,
): DestinationStanding {
  const good = one.state === 'done' && one.failures === 0 && files > 0
  if (good && level === 'full' && one.filesVerified - one.conflicts >= files) return 'whole'
  const there = Math.max(one.filesVerified, one.filesCopied)
  if (good && level !== 'full' && there - one.conflicts >= files) return 'copied'
  return there > 0 || (one.bytesCopied ?? 0) > 0 ? 'begun' : 'none'
}

/** True where every file was read back and found equal on this destination: only then may it be called verified. */
export function isVerified(one: CountedDestination, offload: Pick<CountedOffload, 'files' | 'level'>): boolean {
  return destinationStanding(one, offload) === 'whole'
}

/** "53 of 53 verified", "14 of 53 verified", and below `full` "53 of 53 copied". */
export function destinationCount(
  one: CountedDestination,
  { files, level }: Pick<CountedOffload, 'files' | 'level'>,
): string {
  const done = level === 'full' ? one.filesVerified : Math.max(one.filesVerified, one.filesCopied)
  return `${number(done)} of ${number(files)} ${level === 'full' ? 'verified' : 'copied'}`
}

/**
 * Destinations that still go on or are done. A progress that is told is theirs; `stoppedText` says what is not in it.
 */
export function goingOn<One extends CountedDestination>(destinations: readonly One[]): readonly One[] {
  return destinations.filter((one) => one.state !== 'failed')
}

/** Beside the progress of those that go on: "SHUTB: Drive lost · 0 of 10 verified". Null while none has stopped. */
export function stoppedText({
  destinations,
  ...offload
}: Pick<CountedOffload, 'files' | 'level'> & {
  readonly destinations: readonly (CountedDestination & { readonly path: string; readonly volumeLabel: string })[]
}): string | null {
  const stopped = destinations.filter((one) => one.state === 'failed')
  if (stopped.length === 0) return null
  return stopped.map((one) => `${destinationName(one)}: ${destinationText(one, offload)}`).join(', ')
}

/**
 * What people call a destination: its drive; on this computer's own disk the last part of the folder that was chosen.
 */
export function destinationName({
  path,
  volumeLabel,
}: {
  readonly path: string
  readonly volumeLabel: string
}): string {
  return volumeLabel === '' || volumeLabel === 'This computer'
    ? (path.split(/[/\\]/).findLast((part) => part !== '') ?? path)
    : volumeLabel
}

/** How many copies of the card an offload made, for one line: "2 copies on 2 disks", "1 whole copy, 1 begun". */
export function copiesText(
  { destinations, ...offload }: CountedOffload & { readonly destinations: readonly CountedDestination[] },
  disks: number,
): string {
  const of = (standing: DestinationStanding): number =>
    destinations.filter((one) => destinationStanding(one, offload) === standing).length
  const [whole, copied, begun] = [of('whole'), of('copied'), of('begun')]
  const parts = [
    copied === 0 || whole > 0
      ? `${whole} whole ${whole === 1 ? 'copy' : 'copies'}${whole > 0 && begun + copied === 0 && disks > 0 ? ` on ${disks} ${disks === 1 ? 'disk' : 'disks'}` : ''}`
      : null,
    copied > 0 ? `${copied} copied, not verified` : null,
    begun > 0 ? `${begun} begun` : null,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

/** How many whole copies an offload made. */
export function wholeCopies({
  destinations,
  ...offload
}: CountedOffload & { readonly destinations: readonly CountedDestination[] }): number {
  return destinations.filter((one) => destinationStanding(one, offload) === 'whole').length
}

/**
 * How a destination stands, in a line: "Verified and sealed, read back from the disk", "Drive lost · 13 of 53
 * verified".
 */
export function destinationText(one: CountedDestination, offload: SpokenOffload): string {
  const full = offload.level === 'full'
  switch (one.state) {
    case 'waiting':
      return 'Waiting'
    case 'copying':
      return full ? 'Copying and reading back' : 'Copying'
    case 'paused':
      return `Paused · ${destinationCount(one, offload)}`
    case 'verifying':
      return full ? 'Reading back' : 'Finishing'
    case 'sealing':
      return 'Sealing'
    case 'parked':
      return `Stopped · ${destinationCount(one, offload)}`
    case 'failed':
      return `${isLost(one) ? 'Drive lost' : 'Failed'} · ${destinationCount(one, offload)}`
    case 'done':
      return doneText(one, offload)
  }
}

/** Of an offload whose copies were all read back, some under the name of a conflict. */
export const RENAMED_WORD = 'Read back, not all under their own names'

/**
 * True where every file is there as the level asked for, and what keeps the copy from being whole is only that some
 * stand under another name: their own was taken.
 */
export function isRenamedOnly(
  one: CountedDestination,
  { files, level }: Pick<CountedOffload, 'files' | 'level'>,
): boolean {
  const there = level === 'full' ? one.filesVerified : Math.max(one.filesVerified, one.filesCopied)
  return one.state === 'done' && one.failures === 0 && one.conflicts > 0 && files > 0 && there >= files
}

/** "1 file stands under another name, because its name was taken". */
export function renamedFilesText(conflicts: number): string {
  return conflicts === 1
    ? '1 file stands under another name, because its name was taken'
    : `${number(conflicts)} files stand under other names, because their names were taken`
}

/** "All read back; 1 file stands under another name, because its name was taken". */
function renamedText(one: CountedDestination, { level }: Pick<CountedOffload, 'level'>): string {
  return `${level === 'full' ? 'All read back' : 'All copied'}; ${renamedFilesText(one.conflicts)}`
}

/** The mark before a destination's line: `✓` only where every file is there as was asked for, under its own name. */
export function destinationMark(one: CountedDestination, offload: Pick<CountedOffload, 'files' | 'level'>): '✓' | '✗' {
  const standing = destinationStanding(one, offload)
  return one.error === null && (standing === 'whole' || standing === 'copied') ? '✓' : '✗'
}

function doneText(one: CountedDestination, offload: SpokenOffload): string {
  const standing = destinationStanding(one, offload)
  switch (standing) {
    case 'whole':
      return `Verified${sealText(one, offload)}, ${readBackText(one.readBack ?? null)}`
    case 'copied':
      return 'Copied, not read back'
    case 'begun':
    case 'none':
      if (isRenamedOnly(one, offload)) return `${renamedText(one, offload)} · ${destinationCount(one, offload)}`
      return `${one.failures > 0 ? 'Done, with failures' : offload.level === 'full' ? 'Done, not all verified' : 'Done, not all copied'} · ${destinationCount(one, offload)}`
  }
}

/** A manifest that can't hold every name has sealed the others: that is said where the copy is. */
function sealText(one: CountedDestination, { verdict }: SpokenOffload): string {
  if (one.error !== null) return ', not sealed'
  return verdict?.reasons.some(({ code }) => code === 'unnameable') === true ? ', not all sealed' : ' and sealed'
}

/** A destination in a line of the command line: the count first, then how it was proven. */
export function destinationLine(one: CountedDestination, offload: Pick<CountedOffload, 'files' | 'level'>): string {
  switch (destinationStanding(one, offload)) {
    case 'whole':
      return `${destinationCount(one, offload)}, ${readBackText(one.readBack ?? null)}`
    case 'copied':
      return `${destinationCount(one, offload)}, not verified`
    case 'begun':
    case 'none':
      return destinationText(one, offload)
  }
}

/** The drive went away under the offload: connecting it again is what helps. */
export function isLost({ error, errorCode }: Pick<CountedDestination, 'error' | 'errorCode'>): boolean {
  return (typeof error === 'object' && error !== null ? error.code : errorCode) === 'destination.lost'
}

/** True where a drive or the card went away, and nobody stopped it: connecting that again is all that it takes. */
export function wasCutOff({
  destinations,
  error,
}: {
  readonly destinations: readonly CountedDestination[]
  readonly error: Offload['error']
}): boolean {
  return destinations.some(isLost) || error?.code === 'source.missing'
}

/**
 * True when going on with an offload can make it better: it stopped, or it came to an end without every copy that was
 * asked for.
 */
export function canResume({
  destinations,
  ...offload
}: CountedOffload & { readonly destinations: readonly CountedDestination[] }): boolean {
  switch (offload.state) {
    case 'parked':
    case 'failed':
      return true
    case 'planned':
    case 'queued':
    case 'copying':
    case 'verifying':
    case 'sealing':
      return false
    case 'done':
      return destinations.some((one) => one.state === 'failed' || one.failures > 0)
  }
}

/** What was proven of one file on a destination, with the drive: "RAID_A: verified, read back from the disk". */
export function evidenceText(
  one: Pick<OffloadFile['destinations'][number], 'state' | 'level' | 'readBack' | 'error'>,
  drive: string,
): string {
  switch (one.state) {
    case 'verified':
      return `${drive}: verified, ${readBackText(one.readBack)}`
    // Handed to the drive, and not known to have arrived: a drive that is pulled then may hold nothing of it.
    case 'copied':
      return one.level === null ? `${drive}: begun, not verified` : `${drive}: copied, not read back`
    case 'copying':
      return `${drive}: being copied`
    case 'pending':
      return `${drive}: not copied yet`
    case 'conflict':
      return `${drive}: ${renamedFileText(one.readBack)}`
    case 'failed':
      return `${drive}: failed${one.error === null ? '' : ` (${one.error.replace(/\.$/, '')})`}`
  }
}

/** One file under the name of a conflict: "read back from the disk, under another name, because its name was taken". */
function renamedFileText(readBack: OffloadFile['destinations'][number]['readBack']): string {
  return `${readBack === null ? 'copied' : readBackText(readBack)}, under another name, because its name was taken`
}

/** What is wrong with one copy, in a few words. */
export function copyProblemText({
  state,
  readBack,
  error,
}: Pick<OffloadFile['destinations'][number], 'state' | 'readBack' | 'error'>): string {
  return error ?? (state === 'conflict' ? renamedFileText(readBack) : 'not verified')
}

/** The state of an offload as people say it. The recorded word for a stop is "parked". */
export function stateWord(state: Offload['state']): string {
  return state === 'parked' ? 'stopped' : state
}

function number(value: number): string {
  return value.toLocaleString('en-GB')
}
