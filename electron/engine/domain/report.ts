/**
 * What a report of an offload says: the verdict first, problems next, then every clip. Pure: facts in, words and rows out.
 */
import type { Offload, OffloadFile } from '../../../shared/model/offload.ts'
import { levelText } from './verification-level.ts'

/** What the catalogue knows of the clip that a file is the main part of. */
export interface ClipFacts {
  readonly name: string
  readonly startTimecode: string | null
  readonly durationMs: number | null
  readonly scene: string | null
  readonly take: string | null
  readonly circled: boolean
  /** Absolute path of its poster, a JPEG; null where there is none. */
  readonly poster: string | null
}

export interface ReportFile extends OffloadFile { readonly clip: ClipFacts | null }

export interface ReportClip extends ClipFacts {
  readonly bytes: number
  readonly path: string
  /** "xxh64 0123…" of its main file; empty where nothing was read. */
  readonly hash: string
  readonly verified: boolean
}

export interface ReportDestination {
  readonly label: string
  readonly target: string
  readonly device: string
  readonly files: string
  /** How its copies were checked, in words. */
  readonly check: string
  readonly problem: string | null
}

export interface Report {
  readonly title: string
  readonly rolls: string
  readonly library: string
  readonly startedAt: number
  readonly finishedAt: number | null
  readonly files: number
  readonly bytes: number
  readonly good: boolean
  /** The verdict in one sentence, and why not. */
  readonly verdict: string
  readonly reasons: readonly string[]
  readonly sources: readonly string[]
  /** What was said of the card itself: parts of it, clips that it tells of and does not hold. */
  readonly card: readonly string[]
  readonly destinations: readonly ReportDestination[]
  readonly problems: readonly { readonly path: string; readonly message: string }[]
  readonly clips: readonly ReportClip[]
  /** Files that are no clip of their own: sidecars, databases of the camera. */
  readonly otherFiles: number
  readonly author: string
  readonly version: string
}

/** Puts the report together. `files` in the order of the card. */
export function offloadReport(offload: Offload, files: readonly ReportFile[], by: { library: string; author: string; version: string }): Report {
  const problems = [...files.flatMap((file) => problemsOf(file)), ...manifestProblems(offload)]
  const clips = files.filter((file) => file.clip !== null)
  return {
    title: offload.name, rolls: offload.rolls.map((roll) => roll.name).join(', '), startedAt: offload.startedAt, finishedAt: offload.finishedAt,
    files: offload.files, bytes: offload.bytes, good: offload.verdict?.safeToFormat ?? false,
    verdict: offload.verdict?.sentence ?? offload.error?.message ?? 'This offload has not come to its end. Nothing can be said of the card yet.',
    reasons: offload.verdict?.reasons.map((reason) => reason.message) ?? [],
    sources: offload.sources,
    card: offload.remarks.filter((remark) => /^(card|source)\./.test(remark.code)).map((remark) => remark.message),
    destinations: offload.destinations.map((one) => ({
      label: one.volumeLabel, target: one.target, device: one.physicalDevice ?? 'unknown disk', files: `${one.filesVerified} of ${offload.files}`,
      check: [one.readBack === null ? levelText(offload.level ?? 'full') : checkText(one.readBack), originText(one)].filter((text) => text !== '').join(', '), problem: one.error?.message ?? null,
    })),
    problems, otherFiles: files.length - clips.length,
    clips: clips.map((file) => ({
      ...file.clip!, bytes: file.bytes, path: file.path, hash: hashText(file.hashes), verified: file.state === 'verified',
    })),
    ...by,
  }
}

/** What each way of checking proves, in the words of docs/offload.md. */
export function checkText(readBack: Offload['destinations'][number]['readBack']): string {
  switch (readBack) {
    case 'device': return 'read back from the device'
    case 'cache-dropped': return 'read back after the system’s cache was dropped'
    case 'page-cache': return 'read back through the system’s cache'
    case null: return 'not read back'
  }
}

/** What the copies were made from, where that was not the card alone; empty otherwise. */
export function originText({ origins }: Pick<Offload['destinations'][number], 'origins'>): string {
  if (!origins.some((origin) => origin.path !== null)) return ''
  const parts = origins.map(({ path, files }) => `${files} ${files === 1 ? 'file' : 'files'} from ${path ?? 'the card'}`)
  return `copied ${parts.join(' and ')}, each compared with the one read of the card`
}

/** The hash that other tools show: xxh64 where it was taken, else the first. */
export function hashText(hashes: Readonly<Record<string, string>>): string {
  const format = 'xxh64' in hashes ? 'xxh64' : Object.keys(hashes)[0]
  return format === undefined ? '' : `${format} ${hashes[format]!}`
}

function problemsOf(file: ReportFile): { path: string; message: string }[] {
  if (file.state === 'changed') return [{ path: file.path, message: 'It changed, or read differently twice, while it was copied.' }]
  if (file.state === 'failed') return [{ path: file.path, message: 'It could not be read from the card.' }]
  if (file.state === 'differs') return [{ path: file.path, message: file.error ?? 'It is not what the manifest on the card says.' }]
  // A copy that ended as was asked for is no problem of its own: the verdict says what its level leaves open.
  return file.destinations.filter((one) => one.state !== 'verified' && !(one.state === 'copied' && one.level !== null)).map((one) => ({
    path: file.path, message: `${one.target}: ${one.error ?? (one.state === 'conflict' ? 'another file of that name stands there' : 'not verified')}`,
  }))
}

/** Files that the card's own manifests tell of and the card does not have, and manifests that could not be read. */
function manifestProblems({ remarks }: Offload): { path: string; message: string }[] {
  return remarks.filter(({ code, level }) => code.startsWith('manifest.') && level !== 'info').map(({ paths, message }) => ({ path: paths[0] ?? '', message }))
}

/** Rows of the CSV: what the card tells of and does not hold, then one a file, with what happened on every destination. */
export function reportRows(offload: Offload, files: readonly ReportFile[]): string[][] {
  const formats = [...new Set(files.flatMap((file) => Object.keys(file.hashes)))].toSorted()
  const header = [
    'path', 'bytes', 'state', 'clip', 'start timecode', 'duration s', 'scene', 'take', 'circled', ...formats,
    ...offload.destinations.flatMap((one) => [`${one.volumeLabel} state`, `${one.volumeLabel} path`, `${one.volumeLabel} level`, `${one.volumeLabel} check`, `${one.volumeLabel} verified at`,
      ...(offload.cascade ? [`${one.volumeLabel} copied from`] : [])]),
  ]
  const missing = offload.rolls.flatMap((roll) => (roll.check?.missing ?? []).map((one) => [`${roll.path}/${one.path}`, `named by ${one.says}`] as const))
  return [header, ...missing.map(([path, says]) => header.map((_, column) => [path, '', 'missing on the card', says][column] ?? '')), ...files.map((file) => [
    file.path, String(file.bytes), file.state, file.clip?.name ?? '', file.clip?.startTimecode ?? '',
    file.clip?.durationMs == null ? '' : (file.clip.durationMs / 1000).toFixed(3), file.clip?.scene ?? '', file.clip?.take ?? '', file.clip?.circled === true ? 'yes' : '',
    ...formats.map((format) => file.hashes[format] ?? ''),
    ...file.destinations.flatMap((one, index) => [one.state, one.path === null ? '' : `${offload.destinations[index]?.path ?? one.target}/${one.path}`, one.level ?? '', one.readBack ?? '', one.verifiedAt === null ? '' : new Date(one.verifiedAt).toISOString(),
      ...(offload.cascade ? [one.copiedFrom ?? 'card'] : [])]),
  ])]
}

/**
 * CSV by RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe before it: file names come from cards.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** The list of rolls as people mail it to production and post. */
export function rollMail(offloads: readonly Offload[], dayText: string): string {
  const total = offloads.reduce((sum, one) => sum + one.bytes, 0)
  const lines = offloads.map((one) => {
    const rolls = one.rolls.map((roll) => roll.name).join(', ') || one.name
    const places = [...new Set(one.destinations.filter((place) => place.state === 'done').map((place) => place.volumeLabel))].join(' + ') || 'nowhere yet'
    return `${rolls}: ${one.clips} ${one.clips === 1 ? 'clip' : 'clips'}, ${gigabytes(one.bytes)}, on ${places}. ${one.verdict?.sentence ?? 'Not finished.'}`
  })
  return `Rolls of ${dayText}\n\n${lines.join('\n')}\n\n${offloads.length} ${offloads.length === 1 ? 'card' : 'cards'}, ${gigabytes(total)} in all.\n`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`
}
