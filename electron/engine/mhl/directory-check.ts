/**
 * Holding the recorded hashes of folders against the folders of today.
 */
import type { Hashes } from '../../../shared/model/hash.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import { hashDirectories } from './directory-hash.ts'
import type { Finding } from './findings.ts'
import { GOOD } from './findings.ts'
import type { DirectoryHashes } from './model.ts'
import { joinPath, parentsOf, within } from './names.ts'
import { allHistories } from './read-history.ts'
import { expectedFiles, isEmptied } from './scope.ts'
import type { Scope } from './scope.ts'

/**
 * Finds folders that are not what was sealed though every file in them is: an empty folder that came or went. Where a
 * file explains the difference the file is the finding, not every folder above it. Only the deepest folder is told.
 * @param read the files that were read, with their digests
 * @param found what was found so far
 */
export function checkDirectories(
  scope: Scope,
  read: readonly { readonly path: string; readonly hashes: Hashes }[],
  found: readonly Finding[],
): Finding[] {
  const explained = new Set(
    found.filter((each) => !GOOD.has(each.finding)).flatMap((each) => [each.path, ...parentsOf(each.path)]),
  )
  const present = new Set(['', ...scope.tree.directories])
  const findings: Finding[] = []
  const blamed = new Set<string>()
  const blame = (finding: Finding): void => {
    findings.push(finding)
    for (const parent of [finding.path, ...parentsOf(finding.path)]) blamed.add(parent)
  }

  const recorded = scope.histories.flatMap(allHistories).flatMap((history) =>
    [...scope.ledgerOf(history).directories].map(([path, directory]) => ({
      path: joinPath(history.path, path),
      directory,
    })),
  )
  // A folder that a pattern such as `cache/` empties stands in the manifests of some tools and not in those of others.
  const emptied = recorded.map(({ path }) => path).filter((path) => isEmptied(path, scope.isIgnored))
  const readings = [hashesNow(scope, read, []), ...(emptied.length === 0 ? [] : [hashesNow(scope, read, emptied)])]
  const withFiles = new Set([...expectedFiles(scope)].flatMap(({ path }) => parentsOf(path)))
  for (const { path } of recorded) {
    // A folder that held files is told of by them.
    if (present.has(path) || withFiles.has(path) || scope.isIgnored(path, true) || blamed.has(path)) continue
    blame({ path, finding: 'missing', folder: true, message: `The empty folder ${path} is gone.` })
  }
  for (const { path, directory } of recorded.sort((a, b) => parentsOf(b.path).length - parentsOf(a.path).length)) {
    if (!directory.comparable || explained.has(path) || blamed.has(path)) continue
    if (readings.every((now) => differs(directory.entry, now.get(path)))) {
      const name = path === '' ? 'The folder itself' : `The folder ${path}`
      const added = strangers(scope, path, recorded)
      const why =
        added.length === 0
          ? 'its folders differ'
          : `${added.slice(0, 5).join(', ')} ${added.length === 1 ? 'was' : 'were'} added`
      blame({
        path,
        finding: 'directory-mismatch',
        folder: true,
        ...(added.length > 0 ? { added: true } : {}),
        message: `${name} is not what was sealed, though its files are: ${why}.`,
      })
    }
  }
  return findings
}

function hashesNow(
  scope: Scope,
  read: readonly { readonly path: string; readonly hashes: Hashes }[],
  emptied: readonly string[],
): Map<string, DirectoryHashes> {
  const byPath = new Map(read.map((file) => [file.path, file.hashes]))
  const files = [
    ...scope.tree.files.map((path) => ({ path, hashes: byPath.get(path) ?? {} })),
    ...scope.tree.unreadable.map(({ path }) => ({ path: joinPath(path, '?'), hashes: {} })),
  ]
  return hashDirectories(
    files,
    [...scope.tree.directories, ...emptied],
    HASH_FORMATS.filter((format) => read.some((file) => file.hashes[format] !== undefined)),
  )
}

function differs(before: Pick<DirectoryHashes, 'content' | 'structure'>, now: DirectoryHashes | undefined): boolean {
  return (
    now !== undefined &&
    HASH_FORMATS.some((format) => {
      const [content, structure] = [now.content[format], now.structure[format]]
      return (
        (content !== undefined && before.content[format] !== undefined && before.content[format] !== content) ||
        (structure !== undefined && before.structure[format] !== undefined && before.structure[format] !== structure)
      )
    })
  )
}

/** Folders in it that were not there when it was sealed. */
function strangers(scope: Scope, path: string, recorded: readonly { readonly path: string }[]): string[] {
  const known = new Set(recorded.map((each) => each.path))
  return scope.tree.directories.filter((each) => !known.has(each) && (within(path, each) ?? '') !== '')
}
