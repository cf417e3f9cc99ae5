/**
 * What a report of an offload says: what it did and found, as it was recorded then. Pure: facts in, words and rows out.
 */
import {
  copyProblemText,
  destinationCount,
  destinationStanding,
  wholeCopies,
} from '../../../../shared/copies/offload.ts'
import { readBackText } from '../../../../shared/copies/words.ts'
import type { Offload, OffloadFile } from '../../../../shared/model/offload.ts'
import { columnLabels } from './csv.ts'
import { levelText } from '../copies/verification-level.ts'
import { byClip, clipWords, endTimecode, footageText, pictureText, rateText, type ClipFacts } from './clip.ts'
import {
  MAX_CLIPS,
  MAX_PROBLEMS,
  type ReportClip,
  type ReportDrive,
  type ReportMaker,
  type ReportPage,
  type ReportProblem,
} from './page.ts'
import { bytesText, count, facts, momentText, spanText } from './words.ts'

export interface ReportFile extends OffloadFile {
  readonly clip: ClipFacts | null
}

/** Puts the report together. `files` in the order of the card. */
export function offloadReport(offload: Offload, files: readonly ReportFile[], by: ReportMaker): ReportPage {
  const problems = offloadProblems(offload, files)
  const clips = byClip(files)
  const rolls = offload.rolls.map((roll) => roll.name).join(', ')
  const others = files.filter((file) => file.clip === null).length
  const verdict = {
    good: offload.verdict?.safeToFormat ?? false,
    word: offload.verdict?.safeToFormat === true ? 'Safe to format' : 'Not safe to format',
    sentence:
      offload.verdict?.sentence ??
      offload.error?.message ??
      'This offload is not complete. Nothing can be said of the card yet.',
    // The sentence names the first of them.
    reasons:
      offload.verdict?.reasons
        .map((reason) => reason.message)
        .filter((message) => !offload.verdict?.sentence.includes(message)) ?? [],
  }
  return {
    heading: 'Offload report',
    title: offload.name,
    facts: facts(
      rolls === '' || rolls === offload.name ? null : `Rolls ${rolls}`,
      momentText(offload.startedAt),
      offload.finishedAt === null ? null : `took ${spanText(offload.finishedAt - offload.startedAt)}`,
    ),
    verdict,
    figures: offloadFigures(
      offload,
      clips.map(({ clip }) => clip),
    ),
    cameras: [],
    remarks: cardRemarks(offload),
    problems: problems.slice(0, MAX_PROBLEMS),
    furtherProblems: Math.max(0, problems.length - MAX_PROBLEMS),
    drives: offload.destinations.map((one) => driveOf(one, offload)),
    cards: [
      {
        name: offload.name,
        facts: '',
        verdict: null,
        sources: offload.sources,
        clips: clips.slice(0, MAX_CLIPS).map(({ clip, files: parts }) => clipRow(clip, parts, offload)),
        rest: [
          clips.length > MAX_CLIPS ? `${count(clips.length - MAX_CLIPS, 'more clip')}: the CSV names them all.` : null,
          others === 0 ? null : `${count(others, 'further file')}: sidecars and the camera’s own databases.`,
        ].filter((part) => part !== null),
      },
    ],
    by,
  }
}

/** What was said of the card itself: parts of it, clips that it tells of and does not hold, read errors. */
export function cardRemarks({ remarks }: Offload): string[] {
  return remarks.filter((remark) => /^(card|source)\./.test(remark.code)).map((remark) => remark.message)
}

function offloadFigures(offload: Offload, clips: readonly ClipFacts[]): ReportPage['figures'] {
  return [
    { label: 'Clips', value: clips.length.toLocaleString('en-GB') },
    { label: 'Footage', value: footageText(clips) },
    { label: 'Size', value: bytesText(offload.bytes) },
    { label: 'Files', value: offload.files.toLocaleString('en-GB') },
    { label: 'Whole copies', value: String(wholeCopies(offload)) },
  ]
}

function driveOf(one: Offload['destinations'][number], offload: Offload): ReportDrive {
  const check = [
    one.readBack !== null
      ? readBackText(one.readBack)
      : offload.level === 'full'
        ? 'nothing was read back'
        : levelText(offload.level ?? 'full'),
    originText(one),
  ]
    .filter((text) => text !== '')
    .join(', ')
  return {
    label: one.volumeLabel,
    places: [one.target],
    facts: `${one.filesVerified.toLocaleString('en-GB')} of ${count(offload.files, 'file')} verified, ${check}`,
    device: one.physicalDevice ?? 'unknown disk',
    problem: one.error?.message ?? null,
  }
}

function clipRow(clip: ClipFacts, files: readonly ReportFile[], offload: Offload): ReportClip {
  const good = files.every((file) => file.state === 'verified')
  return {
    ...clipWords(clip, files),
    good,
    state: good
      ? `Verified on ${offload.destinations.length === 1 ? 'its destination' : 'every destination'}`
      : 'Not verified everywhere',
    copies: offload.destinations.map((place, index) => {
      const verified = files.every((file) => file.destinations[index]?.state === 'verified')
      const times = files.flatMap((file) => file.destinations[index]?.verifiedAt ?? [])
      return {
        good: verified,
        text: `${place.volumeLabel}: ${verified ? facts('verified', times.length === 0 ? null : momentText(Math.min(...times)).slice(11)).replace('  ·  ', ' ') : 'not verified'}`,
      }
    }),
  }
}

/** What the copies were made from, where that was not the card alone; empty otherwise. */
function originText({ origins }: Pick<Offload['destinations'][number], 'origins'>): string {
  if (!origins.some((origin) => origin.path !== null)) return ''
  const parts = origins.map(
    ({ path, files }) => `${files} ${files === 1 ? 'file' : 'files'} from ${path ?? 'the card'}`,
  )
  return `copied ${parts.join(' and ')}, each compared with the one read of the card`
}

/** Everything that is wrong with an offload, file by file, then with the manifests that its card brought. */
function offloadProblems(offload: Offload, files: readonly ReportFile[]): ReportProblem[] {
  return [
    ...files.flatMap((file) => [...sourceProblem(file), ...copyProblems(file)]),
    ...namedProblems(offload),
    ...manifestProblems(offload),
  ].map((one) => ({ card: null, ...one }))
}

/** What is wrong with the original. */
export function sourceProblem(file: OffloadFile): { path: string; message: string }[] {
  if (file.state === 'changed')
    return [{ path: file.path, message: 'It changed, or read differently twice, while it was copied.' }]
  if (file.state === 'failed') return [{ path: file.path, message: 'It could not be read from the card.' }]
  if (file.state === 'differs')
    return [{ path: file.path, message: file.error ?? 'It is not what the manifest on the card says.' }]
  return []
}

function copyProblems(file: OffloadFile): { path: string; message: string }[] {
  if (['changed', 'failed', 'differs'].includes(file.state)) return []
  // A copy that ended as was asked for is no problem of its own: the verdict says what its level leaves open.
  return file.destinations
    .filter((one) => one.state !== 'verified' && !(one.state === 'copied' && one.level !== null))
    .map((one) => ({
      path: file.path,
      message: `${one.target}: ${copyProblemText(one)}`,
    }))
}

/** What was left on the card, and what is verified and can't be sealed: each by its name. */
function namedProblems({ remarks }: Offload): { path: string; message: string }[] {
  return remarks.flatMap(({ code, paths, message }) =>
    code === 'source.left_out'
      ? [{ path: paths[0] ?? '', message }]
      : code === 'source.unnameable'
        ? paths.map((path) => ({ path, message: NOT_SEALED }))
        : [],
  )
}

const NOT_SEALED = 'Not sealed: no manifest can hold this name.'

/** Files that the card's own manifests tell of and the card does not have, and manifests that could not be read. */
export function manifestProblems({ remarks }: Offload): { path: string; message: string }[] {
  return remarks
    .filter(({ code, level }) => code.startsWith('manifest.') && level !== 'info')
    .map(({ paths, message }) => ({ path: paths[0] ?? '', message }))
}

/**
 * Rows of the CSV: what the card tells of and does not hold, then one a file, with what happened on every destination.
 */
export function reportRows(offload: Offload, files: readonly ReportFile[]): string[][] {
  const formats = hashFormats(files)
  const header = [
    'path',
    'bytes',
    'state',
    ...CLIP_HEADER,
    ...formats,
    ...columnLabels(offload.destinations.map((one) => one.volumeLabel)).flatMap((label) => [
      `${label} state`,
      `${label} path`,
      `${label} level`,
      `${label} check`,
      `${label} verified at`,
      ...(offload.cascade ? [`${label} copied from`] : []),
    ]),
    'note',
  ]
  const notes = new Map(namedProblems(offload).map(({ path, message }) => [path, message]))
  const leftOut = offload.remarks
    .filter(({ code }) => code === 'source.left_out')
    .flatMap(({ paths, message }) => paths.map((path) => [path, message] as const))
  const missing = offload.rolls.flatMap((roll) =>
    (roll.check?.missing ?? []).map((one) => [`${roll.path}/${one.path}`, `named by ${one.says}`] as const),
  )
  return [
    header,
    ...missing.map(([path, says]) => header.map((_, column) => [path, '', 'missing on the card', says][column] ?? '')),
    ...leftOut.map(([path, message]) =>
      header.map((name, column) => (name === 'note' ? message : ([path, '', 'left on the card'][column] ?? ''))),
    ),
    ...files.map((file) => [
      file.path,
      String(file.bytes),
      file.state,
      ...clipCells(file.clip),
      ...formats.map((format) => file.hashes[format] ?? ''),
      ...file.destinations.flatMap((one, index) => [
        one.state,
        one.path === null ? '' : `${offload.destinations[index]?.path ?? one.target}/${one.path}`,
        one.level ?? '',
        one.readBack ?? '',
        isoText(one.verifiedAt),
        ...(offload.cascade ? [one.copiedFrom ?? 'card'] : []),
      ]),
      notes.get(file.path) ?? '',
    ]),
  ]
}

/**
 * The columns of a CSV that tell of the clip. Those of earlier versions keep their places: sheets are built on them.
 */
export const CLIP_HEADER = [
  'clip',
  'start timecode',
  'duration s',
  'scene',
  'take',
  'circled',
  'end timecode',
  'picture',
  'fps',
  'camera',
  'roll',
] as const

/** The cells under `CLIP_HEADER`; all empty for a file that is no clip. */
export function clipCells(clip: ClipFacts | null): string[] {
  if (clip === null) return CLIP_HEADER.map(() => '')
  return [
    clip.name,
    clip.startTimecode ?? '',
    clip.durationMs === null ? '' : (clip.durationMs / 1000).toFixed(3),
    clip.scene ?? '',
    clip.take ?? '',
    clip.circled ? 'yes' : '',
    endTimecode(clip) ?? '',
    clip.width === null ? '' : pictureText({ ...clip, rate: null }).replaceAll('  ·  ', ' '),
    rateText(clip)?.replace(' fps', '') ?? '',
    clip.camera ?? '',
    clip.roll ?? '',
  ]
}

/** The hash formats that these files have, in alphabetical order. */
export function hashFormats(files: readonly OffloadFile[]): string[] {
  return [...new Set(files.flatMap((file) => Object.keys(file.hashes)))].toSorted()
}

/** A moment for programs: ISO 8601 in UTC, empty for none. */
export function isoText(ms: number | null): string {
  return ms === null ? '' : new Date(ms).toISOString()
}

/** The list of rolls as people mail it to production and post. */
export function rollMail(offloads: readonly Offload[], dayText: string): string {
  const total = offloads.reduce((sum, one) => sum + one.bytes, 0)
  const lines = offloads.map((one) => {
    const rolls = one.rolls.map((roll) => roll.name).join(', ') || one.name
    const places =
      [...new Set(one.destinations.flatMap((place) => placeText(place, one)))].join(' + ') || 'no drive yet'
    return `${rolls}: ${one.clips} ${one.clips === 1 ? 'clip' : 'clips'}, ${gigabytes(one.bytes)}, on ${places}. ${one.verdict?.sentence ?? 'Not finished.'}`
  })
  return `Rolls of ${dayText}\n\n${lines.join('\n')}\n\n${offloads.length} ${offloads.length === 1 ? 'card' : 'cards'}, ${gigabytes(total)} in all.\n`
}

/** The drive where it holds all of the card; with its count where it holds a part; nothing where it holds none. */
function placeText(place: Offload['destinations'][number], offload: Offload): string[] {
  switch (destinationStanding(place, offload)) {
    case 'whole':
    case 'copied':
      return [place.volumeLabel]
    case 'begun':
      return [`${place.volumeLabel} (${destinationCount(place, offload)})`]
    case 'none':
      return []
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`
}
