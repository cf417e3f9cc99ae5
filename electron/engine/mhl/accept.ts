/**
 * What a generation tells of new and renamed files, and how they are told when it is written, or was not.
 */
import { acceptedFinding, missingFinding, notLookedFor, renamedFindings, type Finding } from './findings.ts'
import { fitsXml, parentsOf, within } from './names.ts'
import type { RecordedHistory } from './record.ts'
import type { Scope } from './scope.ts'
import type { SealFile } from './seal-plan.ts'

/** What a verification found that may be accepted. */
export interface Strange {
  /** Files that no manifest vouches for, as they were read. */
  readonly strangers: readonly Finding[]
  /** Which of them is which missing file: new path → old path. */
  readonly renamed: ReadonlyMap<string, string>
  /**
   * Files in none of the sealed folders, which of them is which missing file, and what of the missing may be among them
   * all the same.
   */
  readonly outside: readonly Finding[]
  readonly left: ReadonlyMap<string, string>
  readonly unsure: ReadonlySet<string>
  /** Expected files that are not there, with what is in their place. */
  readonly missing: ReadonlyMap<string, string | null>
  /** Folders that are not as they were sealed. */
  readonly directories: readonly Finding[]
}

/**
 * What a generation may tell of. Strangers and the folders that came with them are left out of it as if they were not
 * there, so that the next verification complains of them again; accepted ones are in it, renamed ones with their old
 * name.
 */
export function sealable(
  scope: Scope,
  read: readonly SealFile[],
  { strangers, renamed }: Strange,
  acceptNew: boolean,
): { scope: Scope; read: SealFile[] } {
  if (acceptNew) {
    return {
      scope,
      read: read.map((file) => {
        const before = renamed.get(file.path)
        return before === undefined || !staysInHistory(scope, before, file.path)
          ? file
          : { ...file, previousPath: within(scope.historyFor(before)?.path ?? '', before) ?? before }
      }),
    }
  }
  const strange = new Set(strangers.map(({ path }) => path))
  const files = scope.tree.files.filter((path) => !strange.has(path))
  const kept = new Set(files.flatMap(parentsOf))
  const came = new Set([...strange].flatMap(parentsOf).filter((path) => !kept.has(path)))
  const tree = { ...scope.tree, files, directories: scope.tree.directories.filter((path) => !came.has(path)) }
  return { scope: { ...scope, tree }, read: read.filter(({ path }) => !strange.has(path)) }
}

/**
 * True when the hashes of folders may be written: they are as they were, or have new folders in them, which are
 * accepted.
 */
export function foldersMayBeSealed({ directories }: Pick<Strange, 'directories'>, acceptNew: boolean): boolean {
  return directories.length === 0 || (acceptNew && directories.every(({ added }) => added === true))
}

/** New, renamed and missing files and changed folders as findings, after the generation was written or not. */
export function strangeFindings(
  scope: Scope,
  { strangers, renamed, outside, left, unsure, missing, directories }: Strange,
  recorded: readonly RecordedHistory[],
  acceptNew: boolean,
): Finding[] {
  const written = new Set(
    acceptNew ? recorded.filter(({ generation }) => generation !== null).map(({ root }) => root) : [],
  )
  const accepted = ({ path }: Finding): boolean =>
    fitsXml(path) && (scope.known(path)?.truth.size ?? 0) === 0 && written.has(scope.historyFor(path)?.root ?? '')
  const findings: Finding[] = []
  const told = new Set<string>()
  for (const stranger of strangers) {
    const before = renamed.get(stranger.path)
    if (before === undefined) findings.push(accepted(stranger) ? acceptedFinding(stranger, null) : stranger)
    else {
      told.add(before)
      if (accepted(stranger) && staysInHistory(scope, before, stranger.path))
        findings.push(acceptedFinding(stranger, before))
      else {
        const [gone, now] = renamedFindings(before, stranger, acceptNew ? 'refused' : 'accept')
        // In another history it is a new file, and accepted; the one that it came from goes on expecting it.
        findings.push(gone, accepted(stranger) ? acceptedFinding(stranger, null) : now)
      }
    }
  }
  for (const stranger of outside) {
    const before = left.get(stranger.path)
    if (before !== undefined) told.add(before)
    findings.push(...(before === undefined ? [stranger] : renamedFindings(before, stranger, 'outside')))
  }
  for (const [path, now] of missing)
    if (!told.has(path))
      findings.push(
        missingFinding(path, now, unsure.has(path) ? notLookedFor('that are in none of the sealed folders') : null),
      )
  const foldersWritten =
    acceptNew && foldersMayBeSealed({ directories }, acceptNew) && recorded.every(({ root }) => written.has(root))
  for (const each of directories) {
    findings.push(
      foldersWritten
        ? {
            path: each.path,
            finding: 'accepted',
            folder: true,
            message: `${each.path === '' ? 'The folder itself' : each.path} has new folders in it, and they are part of the history now.`,
          }
        : each,
    )
  }
  return findings
}

/** A rename can be written down where one history tells of both names. */
function staysInHistory(scope: Scope, before: string, now: string): boolean {
  return scope.historyFor(before) !== null && scope.historyFor(before)?.path === scope.historyFor(now)?.path
}
