/**
 * The desktop app itself, in a real Electron, on a display of its own. With no runtime the specs are skipped, and say
 * why.
 */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: '../../../test-results/electron',
  globalSetup: './display.ts',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
})
