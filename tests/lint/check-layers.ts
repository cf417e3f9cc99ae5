/**
 * Checks the repository's layers, and that what is exported is used. Exit 1 with one line a violation.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findViolations } from './layers.ts'
import { unusedExports } from './unused-exports.ts'

const listed = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', 'shared', 'electron', 'renderer', 'tests', 'resources'],
  { encoding: 'utf8' },
)
const files = listed
  .split('\n')
  .filter((file) => /\.(ts|tsx|mts|mjs)$/.test(file) && !file.endsWith('.d.ts') && existsSync(file))
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))
const violations = [...findViolations(sources), ...unusedExports(sources)]
for (const { file, line, rule, message } of violations) console.log(`${file}:${line}  ${rule}  ${message}`)
console.log(violations.length === 0 ? `Layers hold: ${files.length} files.` : `${violations.length} violations.`)
process.exitCode = violations.length === 0 ? 0 : 1
