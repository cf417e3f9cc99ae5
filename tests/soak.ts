/**
 * `npm run test:soak`: the full counts that the everyday suite only samples. Its last output stands in docs/soak.md.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const VITEST = join(ROOT, 'node_modules', '.bin', 'vitest')

/** Each with what it repeats, and how often; a count that is set from outside wins. */
const RUNS: readonly {
  readonly title: string
  readonly files: string
  readonly env: Readonly<Record<string, string>>
}[] = [
  {
    title: 'an offload killed with SIGKILL, then resumed',
    files: 'tests/scenarios/kill-an-offload.test.ts',
    env: { RUSHES_KILLS: '100' },
  },
  {
    title: 'a scan of 50,000 files killed with SIGKILL, then run again',
    files: 'tests/scenarios/kill-a-scan.test.ts',
    env: { RUSHES_SCAN_KILLS: '50' },
  },
  {
    title: 'an upload of 2 GB killed with SIGKILL, then gone on with',
    files: 'tests/integration/sync/killed.test.ts',
    env: { RUSHES_UPLOAD_KILLS: '30' },
  },
  {
    title: 'taking in, and keeping of versions, killed with SIGKILL, then gone on',
    files: 'tests/scenarios/kill-taking-in.test.ts',
    env: { RUSHES_INTAKE_KILLS: '30' },
  },
  {
    title: 'cases of watching, with hints that come and that don’t',
    files: 'tests/scenarios/watching/watching.test.ts',
    env: { RUSHES_WATCHING_RUNS: '10' },
  },
  {
    title: 'devices that write while apart, as a model',
    files: 'tests/unit/replica/merge.test.ts',
    env: { RUSHES_MERGE_RUNS: '10000' },
  },
  {
    title: 'stories of three libraries',
    files: 'tests/integration/sync/any-story.test.ts',
    env: { RUSHES_STORY_RUNS: '150' },
  },
  {
    title: 'random trees, sealed, changed, verified',
    files: 'tests/integration/mhl/mutations.test.ts',
    env: { RUSHES_RUNS: '800' },
  },
  {
    title: 'damaged media through the whole product',
    files: 'tests/integration/media/mutated.test.ts',
    env: { RUSHES_MUTATED: '500' },
  },
]

let failed = 0
for (const { title, files, env } of RUNS) {
  const [name, count] = Object.entries(env)[0]!
  const asked = process.env[name] ?? count
  const begin = Date.now()
  console.log(`\n── ${title}: ${asked} ×`)
  const { status } = spawnSync(VITEST, ['run', files], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, [name]: asked },
  })
  console.log(`${status === 0 ? '✓' : '✗'} ${title}: ${asked} ×, ${Math.round((Date.now() - begin) / 1000)} s`)
  failed += status === 0 ? 0 : 1
}
console.log(`\n${RUNS.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
