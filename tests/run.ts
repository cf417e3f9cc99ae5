/**
 * The whole suite: types, lint and layers, then vitest's layers, then the window in a real browser and in Electron.
 * Ends with one line that counts them all: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REPORTS = join(ROOT, 'test-results')

interface Count {
  passed: number
  failed: number
  skipped: number
}
const total: Count = { passed: 0, failed: 0, skipped: 0 }

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
  else total.failed += 1
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
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function readPlaywright(file: string): Count {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 }
  const { stats } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  }
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

console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
