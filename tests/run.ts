/**
 * The whole suite: types, lint and layers, then vitest's layers, then the window in a real browser and in Electron.
 * Ends with one line that counts them all: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REPORTS = join(ROOT, 'test-results')

interface Count {
  passed: number
  failed: number
  skipped: number
}
const total: Count = { passed: 0, failed: 0, skipped: 0 }
/** What failed, by name: the end of a long output is what people see first. */
const failures: string[] = []

/** Runs a step with its output on our own; true when it ended well. */
function step(title: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  console.log(`\n── ${title}`)
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  return status === 0
}

/** A step that is one test itself. */
function check(title: string, command: string, args: readonly string[]): void {
  if (step(title, command, args)) total.passed += 1
  else {
    total.failed += 1
    failures.push(title)
  }
}

function add(count: Count, ranWell: boolean): void {
  total.passed += count.passed
  total.skipped += count.skipped
  // A runner that broke off without counting a failure has failed all the same.
  total.failed += count.failed === 0 && !ranWell ? 1 : count.failed
}

function readVitest(file: string): Count {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 }
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
    testResults: {
      name: string
      status: string
      message: string
      assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
    }[]
  }
  for (const { name, status, message, assertionResults } of report.testResults) {
    const failed = assertionResults.filter((one) => one.status === 'failed')
    for (const one of failed) named(name, one.fullName, one.failureMessages[0])
    if (status === 'failed' && failed.length === 0) named(name, 'the file itself', message)
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Notes a failure: where, which, and the first line of why. */
function named(file: string, name: string, why = ''): void {
  failures.push(`${relative(ROOT, file)} › ${name}: ${why.split('\n')[0]!.slice(0, 200)}`)
}

interface Suite {
  file: string
  specs?: { title: string; ok: boolean; tests: { results: { error?: { message?: string } }[] }[] }[]
  suites?: Suite[]
}

function nameFailed({ file, specs = [], suites = [] }: Suite): void {
  for (const { title, ok, tests } of specs)
    if (!ok) named(join(ROOT, 'tests/e2e', file), title, tests[0]?.results[0]?.error?.message)
  for (const inner of suites) nameFailed(inner)
}

function readPlaywright(file: string): Count {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 }
  const { stats, suites } = JSON.parse(readFileSync(file, 'utf8')) as {
    suites: Suite[]
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  }
  for (const suite of suites) nameFailed(suite)
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
}

const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name)

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
check('Types', bin('tsc'), ['-b'])
check('Format', bin('oxfmt'), ['--check', '.'])
check('Lint', bin('oxlint'), [])
check('Layers', process.execPath, ['tests/lint/check-layers.ts'])
check('Build', process.execPath, ['resources/setup/build.ts'])
const vitest = join(REPORTS, 'vitest.json')
const unitsWell = step('Unit, integration, contract, scenarios', bin('vitest'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitest}`,
])
add(readVitest(vitest), unitsWell)
const WINDOW = 'tests/e2e/playwright.config.ts'
for (const [title, config, report, ...more] of [
  ['The window', WINDOW, 'window.json', '--project=chromium'],
  ['The window, with drives that are mounted', WINDOW, 'drives.json', '--project=drives'],
  ['The desktop app', 'tests/e2e/electron/playwright.config.ts', 'desktop.json'],
] as const) {
  const file = join(REPORTS, report)
  const well = step(title, bin('playwright'), ['test', '-c', config, '--reporter=list,json', ...more], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  })
  add(readPlaywright(file), well)
}

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((one) => `  ${one}`).join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
