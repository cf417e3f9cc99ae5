/**
 * What a folder and its history say of each other without reading a byte of media: names and sizes.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import { totalsOf, type VerifyTotals } from '../domain/copies/verify-totals.ts'
import { native } from '../files/disk-path.ts'
import type { Finding } from './findings.ts'
import { missingFinding, problemFinding } from './findings.ts'
import { inParallel } from './in-parallel.ts'
import { matchByForm } from './match-names.ts'
import { joinPath } from './names.ts'
import { allHistories, readHistories } from './read-history.ts'
import { createScope, expectedFiles } from './scope.ts'
import { readTree } from './tree.ts'

export interface FolderDiff {
  /** Files that the history names. */
  readonly files: number
  readonly findings: readonly Finding[]
  readonly totals: VerifyTotals
}

/**
 * Lists what is missing, new, or of another size than when it was sealed. Bytes may still differ, and a missing file
 * may stand there under another name: only `verify` knows.
 * @throws RushesError `mhl.missing` when there is no history, `not_found` when there is no such folder
 */
export async function diffFolder(folder: string, signal?: AbortSignal): Promise<FolderDiff> {
  const tree = await readTree(folder, signal)
  const histories = await readHistories(folder, tree)
  if (histories.length === 0)
    throw new RushesError('mhl.missing', `${folder} has no ASC MHL history, and neither has any folder in it.`, {
      path: folder,
    })
  const scope = createScope(tree, histories)
  const findings: Finding[] = []
  for (const history of scope.histories.flatMap(allHistories)) {
    for (const problem of history.problems) {
      const finding = problemFinding(joinPath(history.path, problem.path), problem)
      if (finding !== null) findings.push(finding)
    }
  }
  const expected = new Map(
    [...expectedFiles(scope)]
      .filter(({ path }) => !scope.isIgnored(path, false))
      .map(({ path, known }) => [path, known]),
  )
  const forms = matchByForm(scope.tree.files, [...expected.keys()])
  const present = new Map(scope.tree.files.map((path) => [forms.get(path) ?? path, path]))
  const strays = [...present.keys()].filter((path) => !expected.has(path) && scope.historyFor(path) !== null)
  for (const path of strays)
    findings.push({
      path,
      finding: 'extra',
      message: `${path} is in no manifest: it was added after the folder was sealed.`,
    })
  const there = new Set<string>()
  const gone: string[] = []
  await inParallel([...expected], 16, async ([path, { size }]) => {
    const onDisk = present.get(path)
    const now = onDisk === undefined ? null : await lstat(native(join(folder, onDisk))).catch(() => null)
    if (now === null) gone.push(path)
    else if (size !== null && now.size !== size) {
      findings.push({
        path,
        finding: 'mismatch',
        message: `${path} has ${now.size} bytes and had ${size} when it was sealed. Bring it back from another copy.`,
      })
    } else there.add(path)
  })
  const sizes = gone.length === 0 ? new Map<number, string[]>() : await bySize(folder, strays)
  for (const path of gone) {
    const instead = tree.skipped.find((each) => each.path === path)?.reason ?? null
    findings.push(
      missingFinding(
        path,
        instead,
        strays.length === 0 ? null : perhapsRenamed(sizes.get(expected.get(path)?.size ?? -1) ?? []),
      ),
    )
  }
  return {
    files: expected.size,
    findings: findings.sort((a, b) => (a.path < b.path ? -1 : 1)),
    totals: totalsOf(new Set(expected.keys()), there, findings),
  }
}

/** Where a missing file may be, as far as sizes tell. */
function perhapsRenamed(sameSize: readonly string[]): string {
  const [first] = sameSize
  return first === undefined
    ? 'No new file has its size: bring it back from another copy.'
    : `${sameSize.length === 1 ? `${first} has its size` : `${sameSize.length} new files have its size, ${first} among them`}: verify the folder to know whether it was renamed. Bytes were not read here.`
}

async function bySize(folder: string, paths: readonly string[]): Promise<Map<number, string[]>> {
  const sizes = new Map<number, string[]>()
  await inParallel([...paths].sort(), 16, async (path) => {
    const seen = await lstat(native(join(folder, path))).catch(() => null)
    if (seen !== null) sizes.set(seen.size, [...(sizes.get(seen.size) ?? []), path])
  })
  return sizes
}
