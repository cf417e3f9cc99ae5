/**
 * How a person wants a card to be offloaded: what a preset holds, and what is meant for this card alone. Pure.
 */
import type { OffloadRequest } from '../../../shared/contract/offloads.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'
import type { Preset, PresetDestination, ResolvedPreset } from '../../../shared/model/presets.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { labelMatches } from '../../../shared/util/labels.ts'

/** All that can be chosen beside what and where. */
export interface OffloadOptions extends Pick<
  OffloadRequest,
  'level' | 'mhl1' | 'incremental' | 'cascade' | 'resumes' | 'eject' | 'priority' | 'insist'
> {
  /** Naming template; '' keeps the card's own name. */
  readonly name: string
  readonly values: Readonly<Record<string, string>>
  readonly hashes: readonly HashFormat[]
}

/** What holds when nobody chose anything: every copy read back. */
export const DEFAULT_OPTIONS: OffloadOptions = {
  name: '',
  values: {},
  hashes: ['xxh64'],
  level: 'full',
  mhl1: false,
  incremental: true,
  cascade: false,
  resumes: 'asked',
  eject: 'none',
  priority: 0,
  insist: false,
}

/** The same request for the plan and for the start: what was shown is what is done. */
export function requestOf(
  sources: readonly string[],
  destinations: readonly string[],
  wish: OffloadOptions,
): OffloadRequest {
  return {
    ...wish,
    sources: [...sources],
    destinations: [...destinations],
    name: wish.name.trim() === '' ? null : wish.name.trim(),
    values: said(wish.values),
    hashes: [...wish.hashes],
    mhl1: wish.mhl1 && wish.level !== 'size',
    cascade: wish.cascade && destinations.length > 1,
    resumes: wish.resumes,
  }
}

/** Values that hold more than blanks. */
function said(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([word, value]) => (value.trim() === '' ? [] : [[word, value.trim()]])),
  )
}

/** What a preset sets. What it does not speak of stays as a person left it. */
export function optionsOfPreset(preset: ResolvedPreset): Partial<OffloadOptions> {
  const { hashes, level, mhl1, cascade, resumes, eject, values } = preset
  return { name: preset.name ?? '', values, hashes, level, mhl1, cascade, resumes, eject }
}

/**
 * The choices as a preset. Destinations on drives that come and go are kept by the drive's label, so that any computer
 * finds them.
 */
export function presetOf(
  name: string,
  families: readonly string[],
  destinations: readonly string[],
  wish: OffloadOptions,
  volumes: readonly Volume[],
): Preset {
  const { hashes, level, mhl1, cascade, resumes, eject } = wish
  return {
    name: name.trim(),
    destinations: destinations.map((path) => placeOf(path, volumes)),
    hashes: [...hashes],
    template: wish.name.trim() === '' ? null : wish.name.trim(),
    values: said(wish.values),
    level,
    mhl1,
    cascade,
    resumes,
    eject,
    offerFor: { families: [...families], labels: [] },
  }
}

/**
 * A preset with what was changed since it was taken. What it is offered for stays, and so does a destination whose
 * drive is not here: nobody could have seen it, so nobody took it away.
 */
export function updated(
  before: Preset,
  destinations: readonly string[],
  wish: OffloadOptions,
  volumes: readonly Volume[],
): Preset {
  const here = (one: PresetDestination): readonly string[] =>
    'path' in one
      ? [one.path]
      : volumes.flatMap((volume) => {
          const meant =
            volume.online &&
            volume.mountPoint !== null &&
            (one.drive === volume.id || labelMatches(one.drive, volume.label))
          return meant ? [join(volume.mountPoint ?? '', one.folder)] : []
        })
  const kept = before.destinations.filter(
    (one) => here(one).length === 0 || here(one).some((path) => destinations.includes(path)),
  )
  const covered = new Set(kept.flatMap(here))
  return {
    ...presetOf(before.name, [], destinations, wish, volumes),
    offerFor: before.offerFor,
    destinations: [...kept, ...destinations.filter((path) => !covered.has(path)).map((path) => placeOf(path, volumes))],
  }
}

const join = (mountPoint: string, folder: string): string =>
  folder === '' ? mountPoint : `${mountPoint.replace(/[/\\]$/, '')}${mountPoint.includes('\\') ? '\\' : '/'}${folder}`

function placeOf(path: string, volumes: readonly Volume[]): PresetDestination {
  const under = ({ mountPoint }: Volume): boolean =>
    mountPoint !== null &&
    (path === mountPoint || path.startsWith(mountPoint.replace(/[/\\]?$/, mountPoint.includes('\\') ? '\\' : '/')))
  const drive = volumes
    .filter((one) => one.online && under(one))
    .toSorted((a, b) => (b.mountPoint ?? '').length - (a.mountPoint ?? '').length)[0]
  if (drive?.mountPoint == null || drive.kind === 'internal' || drive.label === '') return { path }
  return { drive: drive.label, folder: path.slice(drive.mountPoint.length).replace(/^[/\\]+/, '') }
}

/** What is chosen, in a few words: the line that is seen while the choices are put away. */
export function optionsText(wish: OffloadOptions, destinations: number): string {
  return [
    wish.level === 'size' ? 'nothing sealed' : wish.hashes.join(', '),
    wish.mhl1 && wish.level !== 'size' ? 'MHL 1.1 too' : null,
    wish.incremental ? null : 'all copied anew',
    wish.cascade && destinations > 1 ? 'fastest drive first' : null,
    wish.resumes === 'itself' ? 'resumes automatically' : null,
    wish.eject === 'card' ? 'ejects the card' : wish.eject === 'all' ? 'ejects card and drives' : null,
    wish.priority > 0 ? 'goes first' : wish.priority < 0 ? 'goes last' : null,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** True when something that the preset sets was changed since. */
export function differs(wish: OffloadOptions, set: Partial<OffloadOptions>): boolean {
  return Object.entries(set).some(
    ([field, value]) => JSON.stringify(wish[field as keyof OffloadOptions]) !== JSON.stringify(value),
  )
}
