/**
 * `npm run bench`: every benchmark, one after the other, each beside the tool that a crew would take instead, in the
 * same run on the same data. `npm run bench -- NAME …` runs those of these names, or those whose names hold one of the
 * words; what follows from the first `--flag` on is handed to them. A table of all targets ends it. The exit code is 0
 * when every benchmark came to its end: a target that was missed is named, and fails nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { NOTES, summary } from './targets.ts'

const given = process.argv.slice(2)
const flagAt = given.findIndex((word) => word.startsWith('--'))
const [wanted, flags] = flagAt === -1 ? [given, []] : [given.slice(0, flagAt), given.slice(flagAt)]
const all = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.bench.ts'))
  .toSorted()
const meant = (word: string, name: string): boolean =>
  all.includes(`${word}.bench.ts`) ? name === `${word}.bench.ts` : name.includes(word)
const files = all.filter((name) => wanted.length === 0 || wanted.some((word) => meant(word, name)))

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'} · ${Math.round(totalmem() / 2 ** 30)} GiB · Node ${process.version} · ${new Date().toISOString().slice(0, 10)}`,
)
const dir = mkdtempSync(join(tmpdir(), 'rushes-bench-notes-'))
const notes = join(dir, 'notes.jsonl')
const broken: string[] = []
for (const name of files) {
  console.log(`\n── ${name.replace('.bench.ts', '')}`)
  const { status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, name), ...flags],
    { stdio: 'inherit', env: { ...process.env, [NOTES]: notes } },
  )
  if (status !== 0) broken.push(name.replace('.bench.ts', ''))
}
if (files.length === 0) console.log(`No benchmark is called ${wanted.join(' or ')}.`)
else console.log(['', '── Targets', '', ...summary(notes)].join('\n'))
if (broken.length > 0) console.log(`These did not come to their end: ${broken.join(', ')}.`)
rmSync(dir, { recursive: true, force: true })
process.exitCode = broken.length === 0 && files.length > 0 ? 0 : 1
