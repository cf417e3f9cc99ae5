/**
 * The window in a real browser, over the real engine. Each spec has a library and an engine of its own.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

const ROOT = join(import.meta.dirname, '../..')

/** A browser of the system comes before one that Playwright has downloaded: most machines have the first. */
const CHROMIUM = [
  process.env['RUSHES_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))

export default defineConfig({
  testDir: './web',
  outputDir: join(ROOT, 'test-results', 'window'),
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  globalSetup: './setup.ts',
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: [
        '--disable-gpu',
        '--autoplay-policy=no-user-gesture-required',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [
    { name: 'chromium', grepInvert: /@drives/ },
    // A test that mounts drives has @drives in its name. Every engine of the machine sees them: tests/run.ts runs these
    // alone, after the others.
    { name: 'drives', grep: /@drives/, workers: 1 },
  ],
})
