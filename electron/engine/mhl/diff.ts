/**
 * What a folder and its history say of each other without reading a byte of media: names and sizes.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Finding } from './findings.ts'
import { missingFinding, problemFinding } from './findings.ts'
import { inParallel } from './in-parallel.ts'
import { matchByForm } from './match-names.ts'
import { joinPath } from './names.ts'
import { allHistories, readHistories } from './read-history.ts'
import { createScope, expectedFiles } from './scope.ts'
import { readTree } from './tree.ts'

/**
 * Lists what is missing, new, or of another size than when it was sealed. Bytes may still differ: only `verify` knows.
 * @throws RushesError `mhl.missing` when there is no history, `not_found` when there is no such folder
 */
export async function diffFolder(folder: string, signal?: AbortSignal): Promise<{ readonly files: number; readonly findings: readonly Finding[] }> {
  const tree = await readTree(folder, signal)
  const histories = await readHistories(folder, tree)
  if (histories.length === 0) throw new RushesError('mhl.missing', `${folder} has no ASC MHL history, and neither has any folder in it.`, { path: folder })
  const scope = createScope(tree, histories)
  const findings: Finding[] = []
  for (const history of scope.histories.flatMap(allHistories)) {
    for (const problem of history.problems) {
      const finding = problemFinding(joinPath(history.path, problem.path), problem)
      if (finding !== null) findings.push(finding)
    }
  }
  const expected = new Map([...expectedFiles(scope)].filter(({ path }) => !scope.isIgnored(path, false)).map(({ path, known }) => [path, known]))
  const forms = matchByForm(scope.tree.files, [...expected.keys()])
  const present = new Map(scope.tree.files.map(path => [forms.get(path) ?? path, path]))
  for (const path of present.keys()) {
    if (!expected.has(path) && scope.historyFor(path) !== null) findings.push({ path, finding: 'extra', message: `${path} is in no manifest: it was added after the folder was sealed.` })
  }
  await inParallel([...expected], 16, async ([path, { size }]) => {
    const onDisk = present.get(path)
    if (onDisk === undefined) {
      findings.push(missingFinding(path, tree.skipped.find(each => each.path === path)?.reason ?? null))
      return
    }
    const now = await lstat(join(folder, onDisk)).catch(() => null)
    if (now !== null && size !== null && now.size !== size) {
      findings.push({ path, finding: 'mismatch', message: `${path} has ${now.size} bytes and had ${size} when it was sealed. Bring it back from another copy.` })
    }
  })
  return { files: expected.size, findings: findings.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
