/**
 * One card on the safety page: may it be formatted, why not, and how its files stand on each drive. It speaks of the card
 * as it was last read and of its copies as they were last seen. Pure.
 */
import { canResume } from '../../../../shared/copies/offload.ts'
import { disksOf, standingOf, type CopyOnDrive } from '../../../../shared/copies/standing.ts'
import { tallyDrives, type DriveTally } from '../../../../shared/copies/tally.ts'
import { cellWord } from '../../../../shared/copies/words.ts'
import type { Offload, OffloadFile } from '../../../../shared/model/offload.ts'
import type { SafetyCard, SafetyCell } from '../../../../shared/model/safety.ts'
import { cardVerdict } from '../reports/day-verdict.ts'
import { count } from '../reports/words.ts'

export interface SafetyFacts {
  /** The offload that speaks for the card, and the others of it, newest first. */
  readonly offload: Offload
  readonly others: readonly Offload[]
  readonly day: string | null
  readonly files: readonly { readonly state: OffloadFile['state']; readonly copies: readonly CopyOnDrive[] }[]
  /** How many files lie whole at each remote. */
  readonly remotes: readonly { readonly id: string; readonly label: string; readonly files: number }[]
  readonly inserted: SafetyCard['inserted']
}

/** The row of a card. `required`: on how many different disks every file has to be. */
export function safetyRow(facts: SafetyFacts, required: number): SafetyCard {
  const { offload, others, inserted } = facts
  // Files that were never read have no row yet: they are nowhere.
  const files = [...facts.files, ...Array.from({ length: Math.max(0, offload.files - facts.files.length) }, () => ({ state: 'pending' as const, copies: [] }))]
  const verdict = cardVerdict({ offload, files }, required)
  const fresh = inserted?.fresh ?? 0
  const news = fresh > 0 ? `${count(fresh, 'file')} on the card ${fresh === 1 ? 'was' : 'were'} not offloaded` : null
  const may = verdict.good && news === null
  const tallies = tallyDrives(files)
  const all = [offload, ...others]
  return {
    id: offload.id, offloadId: offload.id, name: offload.rolls.map((roll) => roll.name).join(', ') || offload.name, rolls: offload.rolls.map((roll) => roll.name), day: facts.day,
    at: Math.max(...all.map((one) => one.startedAt)), files: offload.files, bytes: offload.bytes, clips: offload.clips,
    decision: may ? 'format' : 'wait', why: may ? '' : shortReason(facts, files, tallies, required),
    sentence: news === null ? verdict.sentence : `${news}: offload the card again.`,
    reasons: news === null ? [...verdict.reasons] : [...verdict.good ? [] : [verdict.sentence], ...verdict.reasons],
    resumes: may ? null : all.find(canResume)?.id ?? null,
    inserted, cells: [...tallies.map(driveCell), ...facts.remotes.map((remote) => remoteCell(remote, files.length))],
  }
}

/** The first thing that stands against it, in two or three words. */
function shortReason({ offload, inserted }: SafetyFacts, files: SafetyFacts['files'], tallies: readonly DriveTally[], required: number): string {
  const fresh = inserted?.fresh ?? 0
  if (fresh > 0) return count(fresh, 'new file')
  if (offload.state === 'queued' || offload.state === 'planned') return 'in the queue'
  if (offload.state === 'parked' || offload.state === 'failed') return 'not finished'
  if (offload.state !== 'done') return 'offload running'
  const disks = files.length === 0 ? 0 : Math.min(...files.map((file) => disksOf(file.copies)))
  const bad = tallies.reduce((sum, one) => sum + one.standings.bad, 0)
  if (disks >= required) return 'see why'
  if (bad > 0) return count(bad, 'bad copy', 'bad copies')
  if (files.some((file) => file.copies.some((copy) => standingOf(copy) === 'missing' || standingOf(copy) === 'replaced'))) return 'a copy is gone'
  return disks === 0 ? 'no complete copy' : disks === 1 ? 'one copy' : `${disks} copies`
}

function driveCell(tally: DriveTally): SafetyCell {
  return {
    column: tally.volumeId, ...cellWord(tally), files: tally.standings.whole, of: tally.of, bad: tally.standings.bad,
    missing: tally.standings.missing + tally.standings.replaced, verifiedAt: tally.oldestAt,
  }
}

function remoteCell({ id, label, files }: SafetyFacts['remotes'][number], of: number): SafetyCell {
  const all = of > 0 && files >= of
  return {
    column: id, look: all ? 'verified' : files > 0 ? 'part' : 'none', text: all ? 'stored' : files > 0 ? `${files.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')}` : '–',
    label: files === 0 ? `${label}: no copy` : `${label}: ${files.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} files sent and hashed there`,
    files, of, bad: 0, missing: 0, verifiedAt: null,
  }
}

/** The row of a card that is connected and was never offloaded. */
export function strangerRow(inserted: { readonly volumeId: string; readonly label: string; readonly mountPoint: string }, roll: string, files: number | null): SafetyCard {
  return {
    id: `card:${inserted.volumeId}:${roll}`, offloadId: null, name: roll, rolls: [roll], day: null, at: null, files: files ?? 0, bytes: 0, clips: 0,
    decision: 'wait', why: 'not offloaded', sentence: `This card was not offloaded into this library${files === null ? '' : `: ${count(files, 'file')}`}.`, reasons: [], resumes: null,
    inserted: { volumeId: inserted.volumeId, label: inserted.label, mountPoint: inserted.mountPoint, fresh: files }, cells: [],
  }
}
