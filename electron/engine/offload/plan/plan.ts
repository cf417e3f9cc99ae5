/**
 * The plan of an offload: what is on the card, where it would go, and everything that stands in the way, before a
 * single byte is written.
 */
// A card of a hundred thousand files is looked through several times: others get a turn in between.
import { setImmediate as breathe } from 'node:timers/promises'
import type { ErrorCode } from '../../../../shared/model/errors.ts'
import { ERROR_CODES, RushesError } from '../../../../shared/model/errors.ts'
import type { Remark } from '../../../../shared/model/offload.ts'
import { DEFAULT_CUT_OFF } from '../../domain/shooting-day.ts'
import type { LastMount } from '../../domain/volumes/last-mount.ts'
import type { DestinationPlan, OffloadPlan, PlannedFile } from '../../domain/offload/offload.ts'
import { isSystemView } from '../../domain/volumes/volume.ts'
import { bySpeed } from '../../domain/offload/offload-cascade.ts'
import type { IdentifyVolume } from '../../volumes/identify.ts'
import { identifyVolume } from '../../volumes/identify.ts'
import { forecastRemarks, onlyWhole, type Forecast } from '../../domain/offload/already-safe.ts'
import { countClips } from '../../domain/media/clips.ts'
import { manifestRemarks } from '../../domain/offload/source-manifests.ts'
import type { FolderFacts } from '../../domain/rolls.ts'
import { MHL_FOLDER } from '../../mhl/names.ts'
import { readCardManifests } from './card-manifests.ts'
import type { OwnFiles } from '../../files/own-files.ts'
import { examineSource } from './examine-source.ts'
import { standingBelow } from './forecast.ts'
import { gather } from './gather.ts'
import { planDestination, shareRoom } from './plan-destination.ts'
import type { Place } from './places.ts'
import { checkPlaces, destinationPlace, sourcePlace } from './places.ts'
import type { Walked } from '../../files/walk.ts'

export interface PlanRequest {
  /** Cards, folders or loose files. Loose files go into a folder with the name of the one they lie in. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** Template for the folder that each card becomes (domain/naming/template.ts); null keeps its own name. */
  readonly name?: string | null
  /** What the card can't tell for the template. */
  readonly values?: Readonly<Record<string, string>>
  /** The folders that an earlier run of this offload made. */
  readonly folders?: readonly string[] | null
  /** Folders that other offloads are about to make, absolute. */
  readonly reserved?: readonly string[]
  /** Minutes after midnight at which a shooting day begins. */
  readonly cutOffMinutes?: number
  /** A part of a card is meant to be copied by itself. */
  readonly insist?: boolean
  /** The fastest destination is copied from the card, the others from it. */
  readonly cascade?: boolean
  /** Tag of the offload that this plan resumes: the room of its own leftovers counts as free. */
  readonly resumes?: string
  /** Looks up where files are safe already. Without it everything is new. */
  readonly forecast?: (
    files: readonly PlannedFile[],
    roots: readonly string[],
    signal?: AbortSignal,
  ) => Promise<Forecast>
  /** The library's own files: no source, no destination. */
  readonly own?: OwnFiles
  /** Where known drives were mounted last: an empty mount point is no destination. */
  readonly lastMounts?: readonly LastMount[]
  /** False to copy also what stands at a destination already under another name. */
  readonly incremental?: boolean
  readonly signal?: AbortSignal
}

interface PlanDeps {
  readonly identify: IdentifyVolume
  /** Now, for the shooting day where the card's clock can't be right. */
  readonly now: () => Date
}

const SYSTEM: PlanDeps = { identify: identifyVolume, now: () => new Date() }

/**
 * Plans an offload. Nothing is written. What can still be corrected stands in the plan as remarks of level `error`
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
  for (const { path } of sources) await request.own?.refuse(path, 'can’t be offloaded')
  for (const { path } of places) await request.own?.refuse(path, 'is no destination for media')
  const volumes = await Promise.all(sources.map(({ real }) => deps.identify(real)))
  sources.forEach(({ path }, index) => {
    const { fsType } = volumes[index]!
    if (isSystemView(fsType))
      throw new RushesError(
        'usage',
        `${path} is a view of the system (${fsType}), not a card, and holds no media. Choose a card or a folder.`,
        { path },
      )
  })
  const sourceVolume = volumes[0]!
  const { found, folders, facts } = await gather(
    sources,
    places.map((place) => place.real),
    sourceVolume.label,
    {
      template: request.name ?? null,
      values: request.values ?? {},
      folders: request.folders ?? null,
      reserved: request.reserved ?? [],
      cutOffMinutes: request.cutOffMinutes ?? DEFAULT_CUT_OFF,
      now: deps.now(),
      own: request.own ?? null,
    },
    request.signal,
  )
  if (found.files.length === 0) throw emptySource(sources, found)
  await breathe()
  const look = await examineSource(
    sources,
    found,
    facts.flatMap((fact) => fact.rolls),
    request.insist === true,
    request.signal,
  )
  const shape = { files: found.files, directories: found.directories, folders }
  await breathe()
  const honoured = await readCardManifests(
    found,
    found.directories
      .filter(({ path }) => folders.includes(path))
      .map(({ path, source }) => ({ folder: path, source })),
  )
  const known = await request.forecast?.(
    found.files,
    sources.map((place) => place.real),
    request.signal,
  )
  const forecast = known === undefined ? undefined : onlyWhole(known)
  const planned: DestinationPlan[] = []
  for (const place of places) {
    await breathe()
    const standing =
      known === undefined || request.incremental === false
        ? new Map<string, string>()
        : await standingBelow(place.real, found.files, known)
    planned.push(
      await planDestination(place, { ...shape, standing }, deps.identify, {
        resumes: request.resumes ?? null,
        lastMounts: request.lastMounts ?? [],
      }),
    )
  }
  const destinations = shareRoom(planned)
  return {
    sources: sources.map((place) => place.path),
    folders,
    sourceVolume,
    files: found.files,
    directories: found.directories,
    skipped: found.skipped,
    bytes: found.files.reduce((sum, file) => sum + file.size, 0),
    clips: clipsOf(found.files, facts),
    rolls: look.rolls,
    scopes: facts.flatMap((fact) => fact.scopes),
    remarks: [
      ...look.remarks,
      ...sharedDisks(destinations),
      ...cascadeRemark(request, destinations),
      ...manifestRemarks(honoured),
      ...(forecast === undefined ? [] : forecastRemarks(found.files, look.rolls, forecast)),
    ],
    doubts: look.doubts,
    destinations,
    ...(honoured.manifests.length === 0 ? {} : { honoured }),
    ...(forecast === undefined ? {} : { forecast }),
  }
}

/**
 * Refuses a plan that can't be carried out as it stands.
 * @throws RushesError of the first remark of level `error`
 */
export function assertPossible(plan: OffloadPlan): void {
  const remark = [...plan.remarks, ...plan.destinations.flatMap((destination) => destination.remarks)].find(
    (r) => r.level === 'error',
  )
  if (remark === undefined) return
  const code = remark.code in ERROR_CODES ? (remark.code as ErrorCode) : 'usage'
  throw new RushesError(code, remark.message, { paths: remark.paths.slice(0, 20) })
}

/** More names than this are not grouped while somebody waits for the plan: the catalogue counts them in the end. */
const MAX_GROUPED = 30_000

function clipsOf(files: readonly PlannedFile[], facts: readonly FolderFacts[]): number {
  if (files.length > MAX_GROUPED) return facts.reduce((sum, fact) => sum + fact.clips, 0)
  return countClips(files.map((file) => file.path).filter((path) => !path.includes(`/${MHL_FOLDER}/`)))
}

function emptySource(sources: readonly Place[], found: Walked): RushesError {
  const where = sources.map((place) => place.path).join(', ')
  const unreadable = found.skipped.find((entry) => entry.reason === 'unreadable')
  if (unreadable !== undefined) return new RushesError('source.unreadable', unreadable.sentence, { path: where })
  const rest =
    found.skipped.length > 0 ? ` Only ${found.skipped.length} links, special or system files were found.` : ''
  return new RushesError(
    'source.empty',
    `There is no file to copy in ${where}.${rest} Check that it is the right card.`,
    { path: where },
  )
}

function cascadeRemark(request: PlanRequest, destinations: readonly DestinationPlan[]): readonly Remark[] {
  if (request.cascade !== true || destinations.length < 2) return []
  const [first, ...others] = bySpeed(destinations.map((d) => d.volume)).map((index) => destinations[index]?.root ?? '')
  return [
    {
      code: 'destination.cascade',
      level: 'info',
      paths: [first ?? '', ...others],
      message: `The card is copied to ${first ?? ''}; ${others.join(' and ')} ${others.length === 1 ? 'is' : 'are'} copied from there as soon as it is verified, and compared with the card all the same.`,
    },
  ]
}

function sharedDisks(destinations: readonly DestinationPlan[]): readonly Remark[] {
  const byDisk = Map.groupBy(
    destinations.filter((d) => d.volume.physicalDevice !== null),
    (d) => d.volume.physicalDevice,
  )
  return [...byDisk.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      code: 'destination.same_disk',
      level: 'warning' as const,
      paths: group.map((d) => d.root),
      message: `${group.map((d) => d.root).join(' and ')} are on one physical disk: ${group.length === 2 ? 'these two' : 'they'} count as one. If it fails, all of these copies are gone.`,
    }))
}
