/**
 * Presets of offloads: those that come with Rushes, their file, and what they mean for the drives that are here. Pure.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import {
  presetSchema,
  type ListedPreset,
  type Preset,
  type PresetDestination,
  type PresetOffer,
  type ResolvedPreset,
} from '../../../shared/model/presets.ts'
import { labelMatches } from '../../../shared/util/labels.ts'
import { CARD_WORDS, PERSON_WORDS, parseTemplate, wordsOf } from './naming/template.ts'

/** A drive as a preset needs it. */
export interface PresetDrive {
  readonly id: string
  /** `uuid:…`: the same on every computer. */
  readonly identity: string
  readonly label: string
  readonly online: boolean
  readonly mountPoint: string | null
  readonly card: { readonly family: string; readonly rolls: readonly string[]; readonly offloaded: boolean } | null
}

const preset = (name: string, template: string): ListedPreset => ({
  ...presetSchema.parse({ name, template }),
  builtIn: true,
})

/**
 * Netflix partner help centre, "Folder structure and naming" (show, shooting day, Camera_Media or Sound_Media, roll;
 * letters A-Z a-z 0-9 . _ -) and "Footage Ingest template" (YYYYMMDD_EP###_Day##_Unit).
 */
export const BUILT_IN: readonly ListedPreset[] = [
  preset('Netflix', '{project:plain}/{date:YYYYMMDD}/{media}/{roll:plain}'),
  preset(
    'Netflix with episode and unit',
    '{project:plain}/{date:YYYYMMDD}_EP{episode:3}_Day{day:2}_{unit:plain}/{media}/{roll:plain}',
  ),
]

/** The key under which two names are one preset. */
export function presetKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

/**
 * Checks what a schema can't: the template, folders that lead out of a drive, and that no built-in preset is meant.
 * @throws RushesError `usage`
 */
export function checkPreset(one: Preset): Preset {
  if (BUILT_IN.some((other) => presetKey(other.name) === presetKey(one.name))) {
    throw new RushesError(
      'usage',
      `“${one.name}” comes with Rushes and stays as it is. Save yours under another name.`,
      { name: one.name },
    )
  }
  if (one.template !== null) parseTemplate(one.template)
  for (const destination of one.destinations) {
    if ('path' in destination) {
      // Of any system: a preset of a Mac is kept on Windows, too.
      if (!/^(?:[/\\]|[A-Za-z]:[/\\])/.test(destination.path))
        throw new RushesError(
          'usage',
          `“${destination.path}” is no whole path. Write it from the root of its drive on.`,
        )
      continue
    }
    if (
      /^[/\\]|[\0]/.test(destination.folder) ||
      destination.folder.split(/[/\\]/).some((part) => part === '..' || part === '.')
    ) {
      throw new RushesError(
        'usage',
        `“${destination.folder}” is no folder on a drive. Write it without a slash at its beginning and without “..”.`,
      )
    }
  }
  return { ...one, name: one.name.trim().normalize('NFC') }
}

const FORMAT = 'rushes-presets'

/** The file of presets, as text. */
export function presetFile(presets: readonly Preset[]): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, presets: presets.map((one) => presetSchema.parse(withoutFlag(one))).map(forOlder) }, null, 2)}\n`
}

/** Earlier versions refuse a file with a field that they do not know: what says nothing new is left out. */
function forOlder(preset: Preset): Partial<Preset> {
  const { resumes, ...known } = preset
  return resumes === 'asked' ? known : preset
}

function withoutFlag(one: Preset & { readonly builtIn?: boolean }): Preset {
  const { builtIn: _, ...bare } = one
  return bare
}

/**
 * Reads a file of presets. It may come from anywhere: nothing in it is taken that is not a preset.
 * @throws RushesError `usage` with what is wrong with it
 */
export function readPresetFile(text: string): readonly Preset[] {
  let file: unknown
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw new RushesError('usage', 'This file is no file of presets: it is not JSON. Ask for one that Rushes exported.')
  }
  const { format, version, presets } = (typeof file === 'object' && file !== null ? file : {}) as Readonly<
    Record<string, unknown>
  >
  if (format !== FORMAT || !Array.isArray(presets))
    throw new RushesError('usage', 'This file is no file of presets. Ask for one that Rushes exported.')
  if (version !== 1)
    throw new RushesError(
      'usage',
      `This file of presets was written by a newer Rushes (version ${String(version).slice(0, 20)}). Update Rushes to take it in.`,
    )
  if (presets.length > 200)
    throw new RushesError('usage', `This file holds ${presets.length} presets; 200 are taken at most.`)
  const read = presets.map((one: unknown, index) => {
    const parsed = presetSchema.safeParse(one)
    if (parsed.success) return checkPreset(parsed.data)
    const [issue] = parsed.error.issues
    throw new RushesError(
      'usage',
      `Preset ${index + 1} of this file can’t be used: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}.`,
    )
  })
  const twin = read.find(
    (one, index) => read.findIndex((other) => presetKey(other.name) === presetKey(one.name)) !== index,
  )
  if (twin !== undefined) throw new RushesError('usage', `This file has “${twin.name}” twice.`)
  return read
}

const join = (mountPoint: string, folder: string): string =>
  folder === '' ? mountPoint : `${mountPoint.replace(/[/\\]$/, '')}${mountPoint.includes('\\') ? '\\' : '/'}${folder}`
const holds = (mountPoint: string, path: string): boolean =>
  path === mountPoint || path.startsWith(mountPoint.replace(/[/\\]?$/, mountPoint.includes('\\') ? '\\' : '/'))

/**
 * The drives that a destination of a preset means: those that are here, but no card and nothing that a source lies on.
 */
function drivesFor(
  destination: Extract<PresetDestination, { drive: string }>,
  drives: readonly PresetDrive[],
  sources: readonly string[],
): readonly string[] {
  return drives.flatMap(({ id, identity, label, online, mountPoint, card }) => {
    if (!online || mountPoint === null || card !== null) return []
    if (mountPoint !== '/' && sources.some((source) => holds(mountPoint, source))) return []
    const meant =
      destination.drive === id ||
      destination.drive.toLowerCase() === identity.toLowerCase() ||
      labelMatches(destination.drive, label)
    return meant ? [join(mountPoint, destination.folder)] : []
  })
}

/** Makes a preset ready for these cards and the drives that are here. */
export function resolvePreset(
  one: Preset,
  drives: readonly PresetDrive[],
  asked: {
    readonly sources: readonly string[]
    readonly destinations: readonly string[]
    readonly values: Readonly<Record<string, string>>
  },
): ResolvedPreset {
  const missing: string[] = []
  const found = one.destinations.flatMap((destination) => {
    if ('path' in destination) return [destination.path]
    const paths = drivesFor(destination, drives, asked.sources)
    if (paths.length === 0)
      missing.push(
        `The drive ${destination.drive} of the preset ${one.name} is not connected. Connect it, or choose another destination.`,
      )
    return paths
  })
  const values = { ...one.values, ...asked.values }
  return {
    sources: [...asked.sources],
    destinations: [...new Set([...found, ...asked.destinations])],
    hashes: one.hashes,
    name: one.template,
    values,
    level: one.level,
    mhl1: one.mhl1,
    cascade: one.cascade,
    resumes: one.resumes,
    eject: one.eject,
    missing,
    words: one.template === null ? [] : templateWords(one.template, values),
  }
}

/** Every word that a template may hold: what a person says first. */
export function allWords(): readonly { readonly word: string; readonly means: string; readonly fromCard: boolean }[] {
  const told = (words: Readonly<Record<string, string>>, fromCard: boolean) =>
    Object.entries(words).map(([word, means]) => ({ word, means, fromCard }))
  return [...told(PERSON_WORDS, false), ...told(CARD_WORDS, true)]
}

/** The words of a template with what fills them. */
export function templateWords(template: string, values: Readonly<Record<string, string>>): ResolvedPreset['words'] {
  return wordsOf(parseTemplate(template)).map((word) => {
    const fromCard = Object.hasOwn(CARD_WORDS, word)
    const means =
      (fromCard ? CARD_WORDS[word] : Object.hasOwn(PERSON_WORDS, word) ? PERSON_WORDS[word] : undefined) ?? word
    return { word, means, value: Object.hasOwn(values, word) ? (values[word] ?? null) : null, fromCard }
  })
}

/** The cards that are here, not yet offloaded, and that a preset is meant for. */
export function offersOf(presets: readonly Preset[], drives: readonly PresetDrive[]): readonly PresetOffer[] {
  return drives.flatMap(({ id, label, mountPoint, online, card }) => {
    if (!online || mountPoint === null || card === null || card.offloaded) return []
    const meant = presets.filter(
      ({ offerFor }) =>
        offerFor.families.some((family) => family.toLowerCase() === card.family.toLowerCase()) ||
        offerFor.labels.some((pattern) => labelMatches(pattern, label)),
    )
    return meant.map((one) => ({
      volumeId: id,
      label,
      mountPoint,
      family: card.family,
      rolls: [...card.rolls],
      preset: one.name,
    }))
  })
}
