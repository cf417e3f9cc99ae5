/**
 * `npm run bench`: every benchmark, one after the other, each beside the tool that a crew would take instead, in the same
 * run on the same data. `npm run bench -- NAME …` runs those of these names, or those whose names hold one of the words;
 * what follows from the first `--flag` on is handed to them.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

const given = process.argv.slice(2)
const flagAt = given.findIndex((word) => word.startsWith('--'))
const [wanted, flags] = flagAt === -1 ? [given, []] : [given.slice(0, flagAt), given.slice(flagAt)]
const all = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.bench.ts')).toSorted()
const meant = (word: string, name: string): boolean => (all.includes(`${word}.bench.ts`) ? name === `${word}.bench.ts` : name.includes(word))
const files = all.filter((name) => wanted.length === 0 || wanted.some((word) => meant(word, name)))

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'} · ${Math.round(totalmem() / 2 ** 30)} GiB · Node ${process.version} · ${new Date().toISOString().slice(0, 10)}`)
let failed = 0
for (const name of files) {
  console.log(`\n── ${name.replace('.bench.ts', '')}`)
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, name), ...flags], { stdio: 'inherit' })
  failed += status === 0 ? 0 : 1
}
if (files.length === 0) console.log(`No benchmark is called ${wanted.join(' or ')}.`)
process.exitCode = failed === 0 && files.length > 0 ? 0 : 1
