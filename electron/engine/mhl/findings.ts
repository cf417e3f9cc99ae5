/**
 * What a verification can find, and its sentences.
 */
import type { Hashes } from '../../../shared/model/hash.ts'
import { FINDINGS } from '../../../shared/model/offload.ts'
import type { Decision } from './decide.ts'
import type { KnownFile } from './ledger.ts'
import { hasLoneBytes, shownPath } from '../domain/byte-names.ts'
import type { HistoryProblem } from './model.ts'
import { baseName, fitsXml } from './names.ts'

export type FindingKind = (typeof FINDINGS)[number]

/** One line of the result. */
export interface Finding {
  /** Relative to the folder that is verified. */
  readonly path: string
  readonly finding: FindingKind
  /** One sentence for people; null for `verified`. */
  readonly message: string | null
  /** What was read, when it was read. */
  readonly hashes?: Hashes
  /** Where a renamed file was, and is: on the finding of the missing path, of the new one, and of an accepted one. */
  readonly renamed?: { readonly from: string; readonly to: string }
  /** True for a folder; `added`: new folders in it are all that is other than it was. */
  readonly folder?: true
  readonly added?: true
  /** True for a list of files that can't be used. */
  readonly list?: true
}

/** Findings that are no reason for concern. */
export const GOOD: ReadonlySet<FindingKind> = new Set(['verified', 'skipped', 'accepted'])

/** A finding as it is told: bytes of a name that are no text stand in it as `\xHH`. */
export function asShown(finding: Finding): Finding {
  if (!hasLoneBytes(finding.path) && finding.message?.isWellFormed() !== false) return finding
  return {
    ...finding,
    path: shownPath(finding.path),
    message: finding.message === null ? null : shownPath(finding.message),
  }
}

/** The finding of a file that nothing tells of. */
export function strangerFinding(path: string, where: string): Finding {
  return { path, finding: 'extra', message: `${path} ${where}: nothing vouches for it.` }
}

/**
 * What can be done about a renamed file: accept it; nothing, since it was to be accepted and could not be; move it
 * back, since no history is where it is; make a new list.
 */
type RenameWay = 'accept' | 'refused' | 'outside' | 'list'
const WAYS: Readonly<Record<RenameWay, string>> = {
  accept: 'Then verify with --accept-new; else rename it back.',
  refused: 'The new name was not accepted: its history still has the old one.',
  outside: 'It lies in none of the sealed folders: move it back.',
  list: 'Then make a new list; else rename it back.',
}

/** Why a missing file may still be there. `where`: which files were not read, or not all. */
export function notLookedFor(where: string): string {
  return `Whether one of the files ${where} has its bytes was not looked for. Look for it under another name, or bring it back from another copy.`
}

/** A file that is gone while another one has its bytes: both as one story, whatever named the file. */
export function renamedFindings(
  before: string,
  now: Finding,
  way: RenameWay,
): readonly [missing: Finding, extra: Finding] {
  const renamed = { from: before, to: now.path }
  return [
    {
      path: before,
      finding: 'missing',
      renamed,
      message: `${before} is not there under this name, but ${now.path} has its bytes. ${baseName(before)} is now called ${now.path}? ${WAYS[way]}`,
    },
    { ...now, renamed, message: `${now.path} has the bytes of ${before}, which is missing: it was moved or renamed.` },
  ]
}

/** The finding of a file that was new, or had another name, and is part of the history now. */
export function acceptedFinding({ path, hashes }: Finding, before: string | null): Finding {
  return {
    path,
    finding: 'accepted',
    ...(hashes === undefined ? {} : { hashes }),
    ...(before === null
      ? { message: `${path} is new, and part of the history now.` }
      : {
          renamed: { from: before, to: path },
          message: `renamed: ${before} → ${path}. It has the bytes that were sealed, and its new name is in the history now.`,
        }),
  }
}

/** The finding of a file that was read, next to what is known of it. */
export function fileFinding(
  path: string,
  size: number,
  known: KnownFile | undefined,
  hashes: Hashes,
  decision: Decision,
): Finding {
  if (decision.outcome === 'verified') return { path, finding: 'verified', message: null, hashes }
  if (decision.outcome === 'mismatch')
    return { path, finding: 'mismatch', hashes, message: mismatchMessage(path, size, known, hashes, decision) }
  if (known === undefined)
    return {
      path,
      finding: 'extra',
      hashes,
      message: fitsXml(path)
        ? `${path} is in no manifest: it was added after the folder was sealed.`
        : `${path} has a name that no manifest can hold: nothing vouches for its bytes.`,
    }
  const message = known.doubtful
    ? `${path} is told of by a manifest that was changed after sealing, and by no other: nothing vouches for its bytes.`
    : `${path} is known without a good hash in a format that was read: nothing vouches for its bytes.`
  return { path, finding: 'extra', hashes, message }
}

function mismatchMessage(
  path: string,
  size: number,
  known: KnownFile | undefined,
  hashes: Hashes,
  { failed }: Decision,
): string {
  const [format] = failed
  const before = format === undefined ? undefined : known?.truth.get(format)?.digest
  const what =
    known?.size !== undefined && known.size !== null && known.size !== size
      ? `it has ${size} bytes and had ${known.size}`
      : `${format ?? 'the hash'} is ${format === undefined ? 'another' : (hashes[format] ?? 'another')} and was ${before ?? 'another'}`
  return `${path} is not what was sealed: ${what}. Bring it back from another copy.`
}

/**
 * The finding of an expected file that is not there.
 * @param now what is in its place, as `readTree` calls it; null for nothing
 * @param unsure why it may still be there under another name; null where no other file has its bytes
 */
export function missingFinding(path: string, now: string | null, unsure: string | null = null): Finding {
  return {
    path,
    finding: 'missing',
    message:
      now === null
        ? `${path} is gone. ${unsure ?? 'Bring it back from another copy.'}`
        : `${path} was a file when the folder was sealed, and is ${now} now. ${now === 'a link' ? 'Links are not followed' : 'It was not read'}: bring the file back from another copy.`,
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no right to',
  EPERM: 'you have no right to',
  EIO: 'the drive reports an error',
  ENOENT: 'it is no longer there',
  ELOOP: 'it is a link now',
}

/** The finding of something that can't be read. */
export function unreadableFinding(path: string, reason: string): Finding {
  const why = REASONS[reason] ?? reason
  return {
    path,
    finding: 'unreadable',
    message: `${path} can't be read (${why}). Check the drive, its cable and its permissions, then verify again.`,
  }
}

/** The finding of a problem with the history itself; null for what is worth a remark only. */
export function problemFinding(path: string, { problem, message }: HistoryProblem): Finding | null {
  if (problem === 'manifest-unlisted') return null
  const missing = problem === 'manifest-missing' || problem === 'chain-missing'
  return { path, finding: missing ? 'manifest-missing' : 'manifest-changed', message }
}

/** Counts of all findings by kind, the zeros too. */
export function countFindings(): Record<FindingKind, number> {
  return Object.fromEntries(FINDINGS.map((kind) => [kind, 0])) as Record<FindingKind, number>
}
