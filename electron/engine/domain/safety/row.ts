/**
 * One card on the safety page: may it be formatted, why not, and how its files stand on each drive. It speaks of the
 * card as it was last read and of its copies as they were last seen. Pure.
 */
import { canResume } from '../../../../shared/copies/offload.ts'
import { disksOf, isWhole, standingOf, type CopyOnDrive } from '../../../../shared/copies/standing.ts'
import { tallyDrives, type DriveTally } from '../../../../shared/copies/tally.ts'
import { cellWord, filesOf } from '../../../../shared/copies/words.ts'
import type { Offload, OffloadFile } from '../../../../shared/model/offload.ts'
import type { SafetyCard, SafetyCell } from '../../../../shared/model/safety.ts'
import type { CardLook } from '../../../../shared/model/watching.ts'
import { cardName } from '../reports/day-report.ts'
import { cardVerdict, keptReasons } from '../reports/day-verdict.ts'
import { count, momentText } from '../reports/words.ts'

export interface SafetyFacts {
  /** The offload that speaks for the card, and the others of it, newest first. */
  readonly offload: Offload
  readonly others: readonly Offload[]
  readonly day: string | null
  readonly files: readonly {
    /** On the card. */
    readonly path: string
    readonly state: OffloadFile['state']
    readonly copies: readonly (CopyOnDrive & { readonly path: string })[]
  }[]
  /** False when a drive was too slow to say whether its copies are still there. */
  readonly seen: boolean
  /** How many files lie whole at each remote. */
  readonly remotes: readonly { readonly id: string; readonly label: string; readonly files: number }[]
  readonly inserted: SafetyCard['inserted']
  readonly left: SafetyCard['left']
  /**
   * What was offloaded is a plain folder that is still there, and on no card; null when it is not. `fresh`: files in it
   * that no offload has, null when it could not be compared.
   */
  readonly folder: { readonly path: string; readonly fresh: number | null } | null
  /** Shooting days that files on it which were not offloaded are of, or may be. */
  readonly freshDays: readonly string[]
  /** Of several cards with files of one offload, as a card and its clone, each has a row. Null where there is one. */
  readonly twin: 'first' | 'further' | null
}

/** The row of a card. `required`: on how many different disks every file has to be. */
export function safetyRow(facts: SafetyFacts, required: number): SafetyCard {
  const { offload, others, inserted, left } = facts
  // Files that were never read have no row yet: they are nowhere.
  const files = [
    ...facts.files,
    ...Array.from({ length: Math.max(0, offload.files - facts.files.length) }, () => ({
      path: '',
      state: 'pending' as const,
      copies: [],
    })),
  ]
  const verdict = cardVerdict({ offload, files }, required)
  const news = newsOf(facts)
  const may = verdict.good && news === null
  const tallies = tallyDrives(files)
  const all = [offload, ...others]
  return {
    id: facts.twin === 'further' ? `card:${(inserted ?? left)?.volumeId ?? ''}:${offload.id}` : offload.id,
    offloadId: offload.id,
    name: cardName(offload),
    rolls: offload.rolls.map((roll) => roll.name),
    day: facts.day,
    at: Math.max(...all.map((one) => one.startedAt)),
    files: offload.files,
    bytes: offload.bytes,
    clips: offload.clips,
    decision: may ? 'format' : 'wait',
    why: may ? '' : shortReason(facts, files, tallies, required),
    sentence: `${placeText(facts)}${news === null ? verdict.sentence : news}`,
    reasons: news === null ? [...verdict.reasons] : [...(verdict.good ? [] : [verdict.sentence]), ...verdict.reasons],
    resumes: may ? null : (all.find(canResume)?.id ?? null),
    inserted,
    left,
    cells: [...tallies.map(driveCell), ...facts.remotes.map((remote) => remoteCell(remote, files.length))],
  }
}

/** True while something on the card was not offloaded, or may not be. */
export function hasFresh({ inserted, left, folder }: Pick<SafetyFacts, 'inserted' | 'left' | 'folder'>): boolean {
  if (folder !== null && folder.fresh !== 0) return true
  if (inserted !== null) return inserted.comparing || inserted.fresh !== 0
  return left !== null && left.fresh > 0
}

/** Which of several cards with files of one offload a row is about. */
function placeText({ twin, inserted, left }: SafetyFacts): string {
  if (twin === null) return ''
  return inserted === null ? `${left?.label ?? 'The card'}: ` : `${inserted.label}, at ${inserted.mountPoint}: `
}

/** What says against it beside the copies that are known: the card may hold more, and a drive may not have answered. */
function newsOf({ inserted, left, seen, folder }: SafetyFacts): string | null {
  if (folder?.fresh === null)
    return `The folder ${folder.path} could not be compared with its copies: it holds too many files, or does not answer. Offload it again to be sure.`
  if (folder !== null && folder.fresh > 0)
    return `${count(folder.fresh, 'file')} in ${folder.path} ${folder.fresh === 1 ? 'was' : 'were'} not offloaded: offload the folder again.`
  const fresh = inserted?.fresh ?? left?.fresh ?? 0
  const files = `${count(fresh, 'file')} on the card ${fresh === 1 ? 'was' : 'were'} not offloaded`
  if (inserted?.comparing === true) return 'The card in the reader is being compared with its copies.'
  if (inserted !== null && inserted.fresh === null)
    return 'The card in the reader could not be compared with its copies: it holds too many files, or does not answer. Offload it again to be sure.'
  if (inserted !== null && fresh > 0) return `${files}: offload the card again.`
  if (!seen) return 'A drive is slow to say whether its copies are still there. They are being looked for.'
  return left !== null && fresh > 0
    ? `${files} when it was last in the reader, ${momentText(left.seenAt)}: insert it and offload it again.`
    : null
}

/** What an offload found that good copies do not settle, in two or three words. */
const SHORT: Readonly<Record<string, string>> = {
  conflict: 'name conflict',
  unsealed: 'not sealed',
  unnameable: 'not sealed',
  manifest: 'differs from manifest',
  manifest_missing: 'files missing on card',
  left_out: 'not all readable',
  source: 'read errors',
  incomplete: 'card incomplete',
  on_card: 'copy on the card',
  empty: 'nothing copied',
}

/** The first thing that stands against it, in two or three words. */
function shortReason(
  { offload, inserted, left, seen, folder }: SafetyFacts,
  files: SafetyFacts['files'],
  tallies: readonly DriveTally[],
  required: number,
): string {
  const fresh = inserted?.fresh ?? left?.fresh ?? folder?.fresh ?? 0
  if (inserted?.comparing === true) return 'being compared'
  if ((inserted ?? folder)?.fresh === null) return 'not compared'
  if (fresh > 0) return count(fresh, 'new file')
  if (offload.state === 'queued' || offload.state === 'planned') return 'in the queue'
  if (offload.state === 'parked' || offload.state === 'failed') return 'not finished'
  if (offload.state !== 'done') return 'offload running'
  if (!seen) return 'drive slow'
  const disks = files.length === 0 ? 0 : Math.min(...files.map((file) => disksOf(file.copies)))
  const bad = tallies.reduce((sum, one) => sum + one.standings.bad, 0)
  if (disks >= required)
    return (
      keptReasons({ offload, files })
        .map(({ code }) => SHORT[code])
        .find((word) => word !== undefined) ?? 'see why'
    )
  const isElsewhere = files.some((file) => file.copies.some((copy) => standingOf(copy) === 'elsewhere'))
  if (disks === 0 && !isElsewhere) return 'no complete copy'
  if (bad > 0) return count(bad, 'bad copy', 'bad copies')
  if (
    files.some((file) => file.copies.some((copy) => standingOf(copy) === 'missing' || standingOf(copy) === 'replaced'))
  )
    return 'a copy is gone'
  if (isElsewhere) return 'not verified here'
  // Two copies on one disk are two copies, and one disk.
  return disks === 1
    ? files.every((file) => file.copies.filter(isWhole).length > 1)
      ? 'one disk'
      : 'one copy'
    : `${disks} disks`
}

function driveCell(tally: DriveTally): SafetyCell {
  return {
    column: tally.volumeId,
    ...cellWord(tally),
    files: tally.standings.whole,
    of: tally.of,
    bad: tally.standings.bad,
    missing: tally.standings.missing + tally.standings.replaced,
    verifiedAt: tally.oldestAt,
  }
}

function remoteCell({ id, label, files }: SafetyFacts['remotes'][number], of: number): SafetyCell {
  const all = of > 0 && files >= of
  return {
    column: id,
    look: all ? 'verified' : files > 0 ? 'part' : 'none',
    text: all ? 'stored' : files > 0 ? `${files.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')}` : '–',
    label: files === 0 ? `${label}: no copy` : `${label}: ${filesOf(files, of)} sent and hashed there`,
    files,
    of,
    bad: 0,
    missing: 0,
    verifiedAt: null,
  }
}

/** A card that no offload of this library is of, in the reader or out of it since `seenAt`. */
interface Stranger {
  readonly volumeId: string
  readonly label: string
  readonly mountPoint: string
  readonly seenAt: number | null
}

/** The row of a roll on such a card. */
export function strangerRow(
  { volumeId, label, mountPoint, seenAt }: Stranger,
  { roll, files, known }: CardLook['standings'][number],
): SafetyCard {
  const many = files === null ? '' : `: ${count(files, 'file')}`
  return {
    id: `card:${volumeId}:${roll}`,
    offloadId: null,
    name: roll,
    rolls: [roll],
    day: null,
    at: null,
    files: files ?? 0,
    bytes: 0,
    clips: 0,
    decision: 'wait',
    why: 'not offloaded',
    resumes: null,
    cells: [],
    sentence:
      seenAt === null
        ? `This card was not offloaded into this library${many}.`
        : `This card was in the reader, ${momentText(seenAt)}, and not offloaded into this library${many}.`,
    // Copies of another station, known by sync. Nobody here compared them with this card.
    reasons:
      known.length === 0 || files === null
        ? []
        : [
            `The catalogue knows verified copies, by name, size and time: ${known.map((one) => `${one.label} ${one.files.toLocaleString('en-GB')} of ${files.toLocaleString('en-GB')}`).join(' · ')}. Offload the card to prove it by reading both.`,
          ],
    inserted: seenAt === null ? { volumeId, label, mountPoint, fresh: files, comparing: false } : null,
    left: seenAt === null ? null : { volumeId, label, fresh: files ?? 0, seenAt },
  }
}
