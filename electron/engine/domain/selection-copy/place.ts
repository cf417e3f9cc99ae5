/**
 * Where the files of a copied clip lie below the folder of the copy. Pure.
 */
import { mirrored } from '../edit-proxies/place.ts'
import { fillWords, parseTemplate, wordsOf, type NameTemplate } from '../naming/template.ts'
import { RushesError } from '../../../../shared/model/errors.ts'

/** What a clip fills into a template. */
export interface ClipWords {
  readonly name: string
  readonly roll: string | null
  readonly camera: string | null
  readonly scene: string | null
  readonly shot: string | null
  readonly take: string | null
  /** The shooting day, YYYY-MM-DD. */
  readonly date: string | null
  readonly kind: string
}

/** The words, with what they mean. */
const CLIP_WORDS: Readonly<Record<keyof ClipWords, string>> = {
  name: 'the clip',
  roll: 'its roll',
  camera: 'its camera',
  scene: 'its scene',
  shot: 'its shot',
  take: 'its take',
  date: 'its shooting day, as in {date:YYYY-MM-DD}',
  kind: 'video, audio, still …',
}

/**
 * Takes a template apart whose words are those of clips.
 * @throws RushesError `usage` with a sentence that says what may be written
 */
export function clipTemplate(text: string): NameTemplate {
  const template = parseTemplate(text)
  const unknown = wordsOf(template).find((word) => !Object.hasOwn(CLIP_WORDS, word))
  if (unknown === undefined) return template
  const known = Object.keys(CLIP_WORDS).map((word) => `{${word}}`)
  throw new RushesError(
    'usage',
    `The template has the word {${unknown}}, which clips do not have. Known are ${known.join(' ')}.`,
  )
}

/** The folders of a clip by a template. A word that the clip has no value for says so: “No scene”. */
export function foldersBy(template: NameTemplate, words: ClipWords): readonly string[] {
  const dateless = words.date === null
  const filled = fillWords(
    // A date that is not known has no digits to write in a format.
    dateless ? { ...template, folders: template.folders.map((folder) => folder.map(withoutDate)) } : template,
    (word) => words[word as keyof ClipWords] ?? `No ${word}`,
  )
  return filled.split('/')
}

function withoutDate(part: NameTemplate['folders'][number][number]): NameTemplate['folders'][number][number] {
  return typeof part !== 'string' && part.word === 'date' ? 'No date' : part
}

/** A file, by its path on its drive. */
interface Placed {
  readonly path: string
  readonly root: string | null
}

/**
 * Paths of the files of one clip below the folder of the copy, in their order.
 * @param folders those of a template; null: the original's own, from its roll's top down
 */
export function pathsOf(
  files: readonly Placed[],
  { roll, folders }: { readonly roll: string | null; readonly folders: readonly string[] | null },
): readonly string[] {
  const split = files.map(({ path }) => path.split('/').filter((one) => one !== ''))
  if (folders === null)
    return split.map((parts, at) =>
      [...mirrored(parts.slice(0, -1), { roll, root: files[at]!.root }), parts.at(-1)!].join('/'),
    )
  const above = sharedAbove(split.map((parts) => parts.slice(0, -1)))
  return split.map((parts) => [...folders, ...parts.slice(above)].join('/'))
}

/** How many folders all of them have in common from the top. */
function sharedAbove(paths: readonly (readonly string[])[]): number {
  const [first = [], ...others] = paths
  const differs = first.findIndex((folder, at) => others.some((other) => other[at] !== folder))
  return differs < 0 ? first.length : differs
}

/** A file that would be written. */
interface Target {
  readonly assetId: string
  readonly path: string
  readonly contentId: string
}

/**
 * The clips that meet: files of other bytes for one path, on a disk without case too. Returns, by clip, the path and the
 * other clips.
 */
export function meetingClips(
  targets: readonly Target[],
): ReadonlyMap<string, { readonly path: string; readonly others: readonly string[] }> {
  const met = new Map<string, { path: string; others: string[] }>()
  for (const same of Map.groupBy(targets, ({ path }) => path.normalize('NFC').toLowerCase()).values()) {
    if (new Set(same.map(({ contentId }) => contentId)).size < 2) continue
    for (const { assetId, path } of same) {
      const others = [...new Set(same.map((one) => one.assetId))].filter((one) => one !== assetId)
      if (!met.has(assetId)) met.set(assetId, { path, others })
    }
  }
  return met
}
