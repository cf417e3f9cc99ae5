/**
 * May the card be formatted? Only on evidence, and with the reasons named when not.
 */
import type { ReadBack } from '../../../../shared/model/asset.ts'
import type { VerificationLevel, Verdict } from '../../../../shared/model/offload.ts'
import { RENAMED_WORD, renamedFilesText } from '../../../../shared/copies/offload.ts'
import type { VolumeIdentity } from '../volumes/volume.ts'
import { distinctDisks } from '../volumes/volume.ts'

export interface VerdictDestination {
  readonly root: string
  readonly volume: Pick<VolumeIdentity, 'physicalDevice' | 'kind' | 'device'>
  /** Files that were read back and equal; conflicts, which bear another name, among them. */
  readonly verified: number
  /** Files that were written and not read back, as a level below `full` asks for. */
  readonly unread: number
  /** Files that came to a good end, of originals that are not what a manifest on the card says. */
  readonly differing: number
  readonly conflicts: number
  readonly failures: number
  /** The weakest way in which a file was read back there; null when none was. */
  readonly readBack: ReadBack | null
  readonly sealed: boolean
  /** Why the destination stopped, as a sentence, or null. */
  readonly stopped: string | null
}

export interface VerdictFacts {
  /** What was asked for. */
  readonly level: VerificationLevel
  readonly files: number
  /** Files of the card that could not be read or changed while they were read. */
  readonly sourceFaults: number
  /** Files of the card that are not what a manifest on it says. */
  readonly differing: number
  /** Files that a manifest on the card lists and the card does not have. */
  readonly missing: number
  /** Entries of the card that could not even be listed or looked at. Links, pipes and system clutter hold no media. */
  readonly leftOut: number
  /** Files whose names no manifest can hold: their copies can be verified, and never sealed. */
  readonly unnameable?: number
  /** What the plan found out about the card itself. */
  readonly card?: readonly Reason[]
  /** Device number of the card's file system. */
  readonly sourceDevice: string | null
  readonly destinations: readonly VerdictDestination[]
}

export interface VerdictPolicy {
  /** On how many different physical disks every file has to be. */
  readonly requiredDevices: number
  /** True to count copies that could only be read back through the file cache, where a system allows nothing better. */
  readonly acceptCachedReadBack: boolean
}

export const DEFAULT_POLICY: VerdictPolicy = { requiredDevices: 2, acceptCachedReadBack: false }

interface Reason {
  readonly code: string
  readonly message: string
}

/** Weighs the evidence. Reasons stand in order of weight; the sentence names the first of them. */
export function verdict(facts: VerdictFacts, policy: VerdictPolicy = DEFAULT_POLICY): Verdict {
  const { destinations } = facts
  const doubts = [...sourceDoubts(facts), ...destinations.flatMap((destination) => copyDoubts(destination, facts))]
  const verified =
    facts.files > 0 &&
    destinations.length > 0 &&
    facts.sourceFaults === 0 &&
    facts.leftOut === 0 &&
    destinations.every((d) => d.stopped === null && d.failures === 0 && d.verified - d.conflicts >= facts.files)
  const sealed = destinations.length > 0 && destinations.every((d) => d.sealed) && (facts.unnameable ?? 0) === 0
  const devices = distinctDisks(destinations.map((destination) => destination.volume))
  const reasons = [
    ...doubts,
    ...deviceDoubts(facts, policy, devices),
    ...methodDoubts(destinations, policy),
    ...levelDoubts(facts),
  ]
  const safeToFormat = verified && reasons.length === 0
  return { safeToFormat, verified, sealed, sentence: sentence(verified, facts, devices, reasons), reasons, devices }
}

function sentence(verified: boolean, facts: VerdictFacts, devices: number, reasons: readonly Reason[]): string {
  const [first] = reasons
  if (first === undefined)
    return `Safe to format: every file was read back and is equal, on ${devices === 1 ? 'one disk' : `${devices} different disks`}.`
  const copied = facts.level !== 'full' && reasons.every((reason) => ASKED_FOR.has(reason.code))
  const word = verified
    ? 'Verified'
    : copied
      ? 'Copied, not verified'
      : isReadBack(facts)
        ? RENAMED_WORD
        : 'Not verified'
  return `${word}. Not safe to format: ${first.message}.`
}

/** Every file was read and is equal everywhere, and some stand under the name of a conflict. */
function isReadBack({ files, sourceFaults, leftOut, destinations }: VerdictFacts): boolean {
  return (
    sourceFaults === 0 &&
    leftOut === 0 &&
    destinations.some((one) => one.conflicts > 0) &&
    destinations.every((one) => one.stopped === null && one.failures === 0 && files > 0 && one.verified >= files)
  )
}

/** Reasons that leave every file copied as it was asked for: the level itself, and where the copies lie. */
const ASKED_FOR: ReadonlySet<string> = new Set(['level', 'unsealed', 'devices', 'on_card'])

/** What a level below `full` leaves open, for the verdict. */
const LEFT_OPEN: Readonly<Record<VerificationLevel, string>> = {
  size: 'only written and as long as the originals; nothing was hashed for a manifest and nothing was read back',
  source: 'hashed while the card was read and not read back',
  full: 'not read back',
}

function sourceDoubts(facts: VerdictFacts): readonly Reason[] {
  const reasons: Reason[] = []
  if (facts.sourceFaults > 0) {
    reasons.push({
      code: 'source',
      message: `${count(facts.sourceFaults, 'file')} of the card could not be read or changed while being read`,
    })
  }
  if (facts.differing > 0) {
    reasons.push({
      code: 'manifest',
      message: `${count(facts.differing, 'file')} of the card no longer ${facts.differing === 1 ? 'matches' : 'match'} the manifest that came with ${facts.differing === 1 ? 'it' : 'them'}`,
    })
  }
  if (facts.missing > 0) {
    reasons.push({
      code: 'manifest_missing',
      message: `${count(facts.missing, 'file')} of the card's own manifest ${facts.missing === 1 ? 'is' : 'are'} not on it, and may still be recovered from it`,
    })
  }
  if (facts.leftOut > 0) {
    reasons.push({
      code: 'left_out',
      message: `${count(facts.leftOut, 'entry', 'entries')} of the card ${facts.leftOut === 1 ? 'was' : 'were'} not copied, because the card would not let ${facts.leftOut === 1 ? 'it' : 'them'} be read`,
    })
  }
  const unnameable = facts.unnameable ?? 0
  if (unnameable > 0) {
    reasons.push({
      code: 'unnameable',
      message: `${count(unnameable, 'file')} ${unnameable === 1 ? 'has a name' : 'have names'} that no manifest can hold: ${unnameable === 1 ? 'its copies are' : 'their copies are'} not sealed`,
    })
  }
  reasons.push(...(facts.card ?? []))
  if (facts.files === 0) reasons.push({ code: 'empty', message: 'nothing was copied' })
  return reasons
}

/** Even where every copy happened to be read back, a card is only called safe when that is what was asked for. */
function levelDoubts({ level, destinations }: VerdictFacts): readonly Reason[] {
  if (level === 'full' || destinations.some((destination) => destination.unread > 0)) return []
  return [
    {
      code: 'level',
      message: `the offload was asked for at the level “${level}”, and only “full” reads every copy back`,
    },
  ]
}

function copyDoubts(destination: VerdictDestination, { files, level }: VerdictFacts): readonly Reason[] {
  const where = destination.root
  if (destination.stopped !== null)
    return [{ code: 'stopped', message: stoppedText(where, destination.stopped.replace(/\.$/, '')) }]
  const reasons: Reason[] = []
  const missing = files - destination.verified - destination.unread - destination.differing
  if (destination.failures > 0)
    reasons.push({ code: 'failed', message: `${count(destination.failures, 'file')} failed on ${where}` })
  if (missing > destination.failures)
    reasons.push({
      code: 'unverified',
      message: `${count(missing - destination.failures, 'file')} on ${where} ${missing - destination.failures === 1 ? 'is' : 'are'} not verified`,
    })
  if (destination.unread > 0)
    reasons.push({
      code: 'level',
      message: `${destination.unread === files ? 'the copies' : count(destination.unread, 'copy', 'copies')} on ${where} ${destination.unread === 1 && files !== 1 ? 'was' : 'were'} ${LEFT_OPEN[level]}`,
    })
  if (destination.conflicts > 0)
    reasons.push({
      code: 'conflict',
      message: `on ${where} ${renamedFilesText(destination.conflicts)}`,
    })
  if (!destination.sealed && reasons.length === 0)
    reasons.push({ code: 'unsealed', message: `${where} is not sealed with an ASC MHL` })
  return reasons
}

/** A sentence that names the destination itself needs no second naming. */
function stoppedText(where: string, why: string): string {
  return why.startsWith(where) ? why : `${where} stopped (${why})`
}

function deviceDoubts(facts: VerdictFacts, policy: VerdictPolicy, devices: number): readonly Reason[] {
  const reasons: Reason[] = []
  const { destinations } = facts
  const onCard = destinations.filter((d) => facts.sourceDevice !== null && d.volume.device === facts.sourceDevice)
  if (devices < policy.requiredDevices)
    reasons.push({ code: 'devices', message: devicesSentence(destinations, policy, devices) })
  for (const d of onCard)
    reasons.push({
      code: 'on_card',
      message: `the copy at ${d.root} is on the same file system as the originals and would be erased with them`,
    })
  return reasons
}

function devicesSentence(destinations: readonly VerdictDestination[], policy: VerdictPolicy, devices: number): string {
  const memory = destinations.find((d) => d.volume.kind === 'memory')
  const unknown = destinations.find((d) => d.volume.kind !== 'memory' && d.volume.physicalDevice === null)
  const need = `${policy.requiredDevices} are asked for`
  if (destinations.length === 1 && memory === undefined && unknown === undefined)
    return `there is only one copy, and copies on ${policy.requiredDevices} disks are asked for`
  if (memory !== undefined)
    return `the copy at ${memory.root} is in memory and does not count; ${need}, on different disks`
  if (unknown !== undefined)
    return `the physical disk of ${unknown.root} is not known, so it does not count as a disk of its own; ${need}`
  if (devices === 1)
    return `${destinations.length === 2 ? 'both copies' : `all ${destinations.length} copies`} are on one disk`
  return `the copies are on ${devices} different disks; ${need}`
}

function methodDoubts(destinations: readonly VerdictDestination[], policy: VerdictPolicy): readonly Reason[] {
  if (policy.acceptCachedReadBack) return []
  return destinations
    .filter((d) => d.readBack === 'page-cache' && d.volume.kind !== 'memory')
    .map((d) => ({
      code: 'cached',
      message: `the copies at ${d.root} were read back through this computer's file cache, not from the disk`,
    }))
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
