/**
 * The plan of an offload: what is on the card, where it would go, and everything that stands in the way, before a
 * single byte is written.
 */
import { basename, dirname } from 'node:path'
import { lstat } from 'node:fs/promises'
import type { ErrorCode } from '../../../shared/model/errors.ts'
import { ERROR_CODES, RushesError } from '../../../shared/model/errors.ts'
import type { Remark } from '../../../shared/model/offload.ts'
import type { DestinationPlan, OffloadPlan, PlannedFile } from '../domain/offload.ts'
import { folderName } from '../domain/offload-folder-name.ts'
import { describeFolder } from '../domain/rolls.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { examineSource } from './examine-source.ts'
import { planDestination, shareRoom } from './plan-destination.ts'
import type { Place } from './places.ts'
import { checkPlaces, destinationPlace, sourcePlace } from './places.ts'
import type { Walked } from './walk.ts'
import { plannedFile, walk } from './walk.ts'

export interface PlanRequest {
  /** Cards, folders or loose files. Loose files go into a folder with the name of the one they lie in. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** Template for the folder that the card becomes; null keeps its own name. Only for a single source. */
  readonly name?: string | null
  /** A part of a card is meant to be copied by itself. */
  readonly insist?: boolean
  /** Tag of the offload that this plan resumes: the room of its own leftovers counts as free. */
  readonly resumes?: string
  readonly signal?: AbortSignal
}

export interface PlanDeps {
  readonly identify: IdentifyVolume
  /** Now, for the date in a name template. */
  readonly now: () => Date
}

const SYSTEM: PlanDeps = { identify: identifyVolume, now: () => new Date() }

/**
 * Plans an offload. Nothing is written. What can still be mended stands in the plan as remarks of level `error`
 * (see `assertPossible`); what makes no sense is thrown.
 * @throws RushesError `usage`, `source.missing`, `source.unreadable`, `source.empty`, `source.inside_destination`,
 * `destination.missing`, `destination.inside_source`, `destination.duplicate`, or the signal's reason
 */
export async function planOffload(request: PlanRequest, deps: PlanDeps = SYSTEM): Promise<OffloadPlan> {
  const sources = await Promise.all(request.sources.map(sourcePlace))
  const [first] = sources
  if (first === undefined) throw new RushesError('usage', 'An offload needs a source: a card, a folder or files.')
  const places = await Promise.all(request.destinations.map(destinationPlace))
  checkPlaces(sources, places)
  const sourceVolume = await deps.identify(first.real)
  const { found, folders, filesOf } = await gather(sources, request, deps, sourceVolume.label)
  if (found.files.length === 0) throw emptySource(sources, found)
  const facts = folders.map(folder => describeFolder(folder, filesOf(folder)))
  const look = await examineSource(sources, found, facts.flatMap(fact => fact.rolls), request.insist === true, request.signal)
  const shape = { files: found.files, directories: found.directories, folders }
  const planned: DestinationPlan[] = []
  for (const place of places) planned.push(await planDestination(place, shape, deps.identify, request.resumes ?? null))
  const destinations = shareRoom(planned)
  return {
    sources: sources.map(place => place.path), folders, sourceVolume,
    files: found.files, directories: found.directories, skipped: found.skipped,
    bytes: found.files.reduce((sum, file) => sum + file.size, 0),
    clips: facts.reduce((sum, fact) => sum + fact.clips, 0),
    rolls: look.rolls, scopes: facts.flatMap(fact => fact.scopes),
    remarks: [...look.remarks, ...sharedDisks(destinations)],
    doubts: look.doubts, destinations,
  }
}

/**
 * Refuses a plan that can't be carried out as it stands.
 * @throws RushesError of the first remark of level `error`
 */
export function assertPossible(plan: OffloadPlan): void {
  const remark = [...plan.remarks, ...plan.destinations.flatMap(destination => destination.remarks)].find(r => r.level === 'error')
  if (remark === undefined) return
  const code = remark.code in ERROR_CODES ? remark.code as ErrorCode : 'usage'
  throw new RushesError(code, remark.message, { paths: remark.paths.slice(0, 20) })
}

async function gather(sources: readonly Place[], request: PlanRequest, deps: PlanDeps, label: string | null) {
  const found: Walked = { files: [], directories: [], skipped: [] }
  const folders: string[] = []
  const ranges = new Map<string, { from: number; to: number }[]>()
  const taken = new Map<string, string>()
  for (const place of sources) {
    const own = place.isDirectory ? place.path : dirname(place.path)
    const folder = named(basename(own) || (label ?? 'Volume'), request, deps)
    // Two loose files share the folder they lie in; two folders of one name would be mixed into one.
    const twin = taken.get(folder)
    if (twin !== undefined && (twin !== own || place.isDirectory)) {
      throw new RushesError('usage', `${twin} and ${own} would both become the folder ${folder}. Offload them one after the other, with a name for one of them.`)
    }
    taken.set(folder, own)
    if (twin === undefined) folders.push(folder)
    const from = found.files.length
    if (place.isDirectory) {
      const top = await lstat(place.real, { bigint: true })
      found.directories.push({ path: folder, source: place.real, mtimeNs: top.mtimeNs, mode: Number(top.mode) & 0o777 })
      await walk(place.real, folder, 0, found, request.signal)
    } else found.files.push(await loose(folder, place))
    ranges.set(folder, [...ranges.get(folder) ?? [], { from, to: found.files.length }])
  }
  const filesOf = (folder: string) => (ranges.get(folder) ?? []).flatMap(({ from, to }) => found.files.slice(from, to))
  return { found, folders, filesOf }
}

async function loose(folder: string, place: Place): Promise<PlannedFile> {
  return plannedFile(`${folder}/${basename(place.path)}`, place.real, await lstat(place.real, { bigint: true }))
}

function named(own: string, request: PlanRequest, deps: PlanDeps): string {
  const template = request.name ?? null
  if (template === null) return own
  if (request.sources.length > 1) {
    throw new RushesError('usage', 'A name can be given to one card at a time. Offload the sources one after the other.')
  }
  const now = deps.now()
  return folderName(template, { name: own, roll: own.replace(/\.rdm$/i, ''), year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() })
}

function emptySource(sources: readonly Place[], found: Walked): RushesError {
  const where = sources.map(place => place.path).join(', ')
  const unreadable = found.skipped.find(entry => entry.reason === 'unreadable')
  if (unreadable !== undefined) return new RushesError('source.unreadable', unreadable.sentence, { path: where })
  const rest = found.skipped.length > 0 ? ` Only ${found.skipped.length} links, special or system files were found.` : ''
  return new RushesError('source.empty', `There is no file to copy in ${where}.${rest} Check that it is the right card.`, { path: where })
}

function sharedDisks(destinations: readonly DestinationPlan[]): readonly Remark[] {
  const byDisk = Map.groupBy(destinations.filter(d => d.volume.physicalDevice !== null), d => d.volume.physicalDevice)
  return [...byDisk.values()].filter(group => group.length > 1).map(group => ({
    code: 'destination.same_disk', level: 'warning' as const, paths: group.map(d => d.root),
    message: `${group.map(d => d.root).join(' and ')} are on one physical disk. If it fails, all of these copies are gone; the card will not be safe to format for them.`,
  }))
}
