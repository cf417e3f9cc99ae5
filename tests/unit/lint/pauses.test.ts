/**
 * No test waits for time to go by, and nothing that starts the product: pauses, counted tries and loops that end by the
 * clock are found, and none is left without a reason. Benches measure time and are left out.
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findPauses } from '../../lint/pauses.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const kinds = (source: string): string[] => findPauses('tests/x.test.ts', source).map(({ kind }) => kind)
const PROMISE = `import { setTimeout as wait } from 'node:timers/promises'\n`

describe('each way to wait for time, written on purpose, is found', () => {
  it.each([
    ['a promise of a timer', `await new Promise((resolve) => { setTimeout(resolve, 100) })`, 'fixed pause'],
    ['a timer that does something later', `setTimeout(() => { stop.abort() }, 300)`, 'fixed pause'],
    [
      'the timers of Node, whatever they are called here',
      `import { setTimeout as later } from 'timers/promises'\nawait later(5)`,
      'fixed pause',
    ],
    [
      'the same under its own name',
      `import { setTimeout } from 'node:timers/promises'\nawait setTimeout(5)`,
      'fixed pause',
    ],
    ['a page that waits', `await page.waitForTimeout(500)`, 'fixed pause'],
    ['a thread that waits', `Atomics.wait(cell, 0, 0, 100)`, 'fixed pause'],
    ['the scheduler', `await scheduler.wait(10)`, 'fixed pause'],
    ['tries that are counted', `for (let tries = 0; tries < 5; tries += 1) await ask()`, 'counted tries'],
    ['attempts that are counted down', `let attempts = 5\nwhile (attempts-- > 0) await ask()`, 'counted tries'],
    ['a runner that tries again', `test.describe.configure({ retries: 2 })`, 'counted tries'],
    ['a loop that ends by the clock', `while (!done && Date.now() < end) await ask()`, 'timed loop'],
    [
      'the same in a for',
      `for (const end = performance.now() + 5; performance.now() < end;) await ask()`,
      'timed loop',
    ],
  ])('%s', (_what, source, kind) => {
    expect(kinds(source)).toContain(kind)
  })
})

describe('what waits for nothing passes', () => {
  it.each([
    ['a timer without a length only lets others go first', `setTimeout(() => { done() })`],
    ['the limit of a test', `test.setTimeout(120_000)`],
    ['a wait of another thing', `await condition.wait(5)\nconst wait = (ms) => ms\nwait(5)`],
    ['a loop over things', `for (let index = 0; index < entries.length; index += 1) read(entries[index])`],
    ['the clock outside of a loop', `const begin = performance.now()`],
  ])('%s', (_what, source) => {
    expect(kinds(source)).toEqual([])
  })

  it('and what says why, on its line or right above it; a reason further up, or none, does not count', () => {
    expect(kinds(`${PROMISE}// Pause on purpose: a slow line.\nawait wait(100)`)).toEqual([])
    expect(kinds(`${PROMISE}// Pause on purpose: a slow line,\n// as there are many.\nawait wait(100)`)).toEqual([])
    expect(kinds(`${PROMISE}await wait(100) // Pause on purpose: a slow line.`)).toEqual([])
    const broken = 'await new Promise((resolve) => {\n  setTimeout(resolve, 100)\n})'
    expect(kinds(`// Pause on purpose: a slow line.\n${broken}`)).toEqual([])
    expect(kinds(`// Pause on purpose: a slow line.\nif (slow)\n${broken}`)).toEqual([])
    expect(kinds(`// Pause on purpose: a slow line.\nopen()\n${broken}`)).toEqual(['fixed pause'])
    expect(kinds(`${PROMISE}// Pause on purpose:\nawait wait(100)`)).toEqual(['fixed pause'])
    expect(kinds(`${PROMISE}// Pause on purpose: a slow line.\n\nawait wait(100)`)).toEqual(['fixed pause'])
    expect(kinds(`${PROMISE}// A moment.\nawait wait(100)`)).toEqual(['fixed pause'])
  })
})

describe('the tests of this repository, and what sets it up and starts it', () => {
  const files = globSync(['tests/**/*.{ts,tsx,cjs,mjs}', 'resources/setup/**/*.{ts,mjs}'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('tests/bench/') && !file.endsWith('.d.ts'))

  it('are many', () => {
    expect(files.length).toBeGreaterThan(200)
  })

  it('wait for no time without saying why', () => {
    expect(
      files
        .flatMap((file) => findPauses(file, readFileSync(`${root}${file}`, 'utf8')))
        .map(({ file, line, kind, text }) => `${file}:${line}  ${kind}: ${text}`),
    ).toEqual([])
  })
})
