/**
 * What is said of a source before it is copied: is it a whole card, does it hold what it says of itself, could it be
 * read.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Remark } from '../../../../shared/model/offload.ts'
import { checkCard, type CardCheck } from '../../domain/cards/check.ts'
import { partOfCard, type PartOfCard } from '../../domain/cards/part-of-card.ts'
import { familyNamed } from '../../domain/cards/recognise.ts'
import { cardDoubts, checkRemarks, partRemark, type CardDoubt } from '../../domain/cards/remarks.ts'
import type { CheckedRoll, PlannedDirectory, PlannedFile, SkippedEntry } from '../../domain/offload/offload.ts'
import type { Roll } from '../../domain/rolls.ts'
import { cardTexts } from './card-texts.ts'
import { isSealable } from '../run/outcome.ts'
import { foldersAbove } from './folders-above.ts'
import type { Place } from './places.ts'

interface SourceLook {
  readonly rolls: readonly CheckedRoll[]
  readonly remarks: readonly Remark[]
  readonly doubts: readonly CardDoubt[]
}

/** Entries that get a sentence each. */
const MAX_NAMED = 200

interface Found {
  readonly files: readonly PlannedFile[]
  readonly directories: readonly PlannedDirectory[]
  readonly skipped: readonly SkippedEntry[]
}

/**
 * Looks at the sources of a plan.
 * @param insist a part of a card is meant to be copied by itself
 */
export async function examineSource(
  sources: readonly Place[],
  found: Found,
  rolls: readonly Roll[],
  insist: boolean,
  signal: AbortSignal | undefined,
): Promise<SourceLook> {
  const parts = new Map<string, { place: Place; part: PartOfCard }>()
  for (const place of sources) {
    const part = partOfCard(await foldersAbove(place.real, signal))
    // Files of one folder are one part.
    const key =
      part === null
        ? ''
        : `${part.root}\0${place.isDirectory ? part.inner : part.inner.split('/').slice(0, -1).join('/')}`
    if (part !== null && !parts.has(key)) parts.set(key, { place, part })
  }
  const checked: CheckedRoll[] = []
  for (const roll of rolls) checked.push({ ...roll, check: await checkRoll(roll, found, signal) })
  const checks = checked.flatMap((roll) => roll.check ?? [])
  return {
    rolls: checked,
    doubts: cardDoubts(
      checks,
      [...parts.values()].map(({ part }) => part),
    ),
    remarks: [
      ...[...parts.values()].map(({ place, part }) => partRemark(place.path, part, insist)),
      ...checked.flatMap((roll) => (roll.check === null ? [] : checkRemarks(roll.name, roll.check))),
      ...unreadable(found.skipped),
      ...unnameable(found.files),
      ...wildTimes(found.files),
    ],
  }
}

/** Null for what no index or count of pieces is known of. */
async function checkRoll(
  roll: Roll,
  { files, directories }: Found,
  signal: AbortSignal | undefined,
): Promise<CardCheck | null> {
  const family = familyNamed(roll.family)
  if (family === undefined || family.loose === true) return null
  const own = files.filter((file) => file.path.startsWith(`${roll.path}/`))
  const inside = ({ path }: { readonly path: string }): string => path.slice(roll.path.length + 1)
  const texts = await cardTexts(family, roll.path, own, signal)
  await breathe()
  return checkCard(
    family,
    own.map(inside),
    texts,
    directories.filter((folder) => folder.path.startsWith(`${roll.path}/`)).map(inside),
  )
}

function unreadable(skipped: readonly SkippedEntry[]): readonly Remark[] {
  const lost = skipped.filter((entry) => entry.reason === 'unreadable')
  if (lost.length === 0) return []
  const more = lost.length - MAX_NAMED
  return [
    {
      code: 'source.unreadable',
      level: 'warning',
      paths: lost.slice(0, 20).map((entry) => entry.path),
      message: `${lost.length === 1 ? 'One entry' : `${lost.length} entries`} of the card can't be read, so this card will not be safe to format.`,
    },
    ...lost.slice(0, MAX_NAMED).map(({ path, sentence }): Remark => ({
      code: 'source.left_out',
      level: 'warning',
      message: sentence,
      paths: [path],
    })),
    ...(more > 0
      ? [
          {
            code: 'source.left_out',
            level: 'warning' as const,
            message: `${more} more entries of the card can't be read and are not copied.`,
            paths: lost.slice(MAX_NAMED, MAX_NAMED * 2).map(({ path }) => path),
          },
        ]
      : []),
  ]
}

/** Names that no manifest can hold, each as it is shown. */
function unnameable(files: readonly PlannedFile[]): readonly Remark[] {
  const names = files.filter(({ path }) => !isSealable(path)).map(({ path }) => path)
  if (names.length === 0) return []
  const [first] = names
  return [
    {
      code: 'source.unnameable',
      level: 'warning',
      paths: names.slice(0, MAX_NAMED),
      message: `${names.length === 1 ? `The name ${first ?? ''} holds` : `${names.length} names (${first ?? ''} …) hold`} bytes or characters that no manifest can name. ${names.length === 1 ? 'The file is' : 'They are'} copied byte for byte and verified, but can't be sealed.`,
    },
  ]
}

/** Times outside of what records can hold: one remark, whatever their number. */
function wildTimes(files: readonly PlannedFile[]): readonly Remark[] {
  const wild = files.filter(({ cardTimeNs }) => cardTimeNs !== undefined)
  if (wild.length === 0) return []
  return [
    {
      code: 'source.wild_time',
      level: 'info',
      paths: wild.slice(0, 20).map(({ path }) => path),
      message: `${wild.length === 1 ? `${wild[0]?.path ?? ''} has a date` : `${wild.length} files have dates`} before 1677 or after 2262: the camera's clock was wrong. ${wild.length === 1 ? 'The copy keeps it' : 'The copies keep theirs'} where the drive can; in the catalogue and in manifests the nearest date that they can hold stands.`,
    },
  ]
}
