/**
 * Prints how the folders of the engine use one another, and what the layers forbid: cycles and arrows up.
 * `node tests/lint/graph.ts`; exit 1 when there is one.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findCycles, findViolations, importsOf } from './layers.ts'

const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'shared', 'electron', 'renderer'], {
  encoding: 'utf8',
})
const files = new Map(
  listed
    .split('\n')
    .filter((file) => /\.(ts|tsx)$/.test(file) && !file.endsWith('.d.ts') && existsSync(file))
    .map((file) => [file, readFileSync(file, 'utf8')]),
)
const imports = [...files].flatMap(([file, source]) => importsOf(file, source))

/** The folder of the engine that a file lies in; null outside of it. */
function folderOf(file: string): string | null {
  return /^electron\/engine\/([^/]+)\//.exec(file)?.[1] ?? null
}

const uses = new Map<string, Map<string, number>>()
for (const { from, target } of imports) {
  const [own, other] = [folderOf(from), folderOf(target)]
  if (own === null || other === null || own === other) continue
  const row = uses.get(own) ?? new Map<string, number>()
  uses.set(own, row.set(other, (row.get(other) ?? 0) + 1))
}
for (const [folder, others] of [...uses].toSorted())
  console.log(
    `${folder.padEnd(12)} → ${[...others]
      .toSorted((a, b) => b[1] - a[1])
      .map(([name, count]) => `${name} ${count}`)
      .join(' · ')}`,
  )
const cycles = findCycles(imports).length
const arrows = findViolations(files).filter(
  ({ rule }) => rule !== 'no-cycles' && rule !== 'file-length' && rule !== 'sql-in-db-only',
).length
console.log(`\n${files.size} files, ${imports.length} imports: ${cycles} cycles, ${arrows} arrows up.`)
process.exitCode = cycles + arrows === 0 ? 0 : 1
