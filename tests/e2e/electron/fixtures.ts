/**
 * The desktop app for a spec: started on a library of its own, with a card to offload, and ended without a trace.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { readContact } from '../../../electron/engine/library/contact.ts'
import { createRunner } from '../../../electron/engine/media/runner.ts'
import { findTools } from '../../../electron/engine/media/tools.ts'
import { makeDemoCard } from '../../../resources/demo/make-card.ts'
import { presentElectron } from '../../helpers/electron-runtime.ts'
import { until } from '../../helpers/until.ts'

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

export interface Desktop {
  readonly app: ElectronApplication
  readonly page: Page
  /** Process of the app itself. */
  readonly pid: number
  /** Quits as a person does, and waits for the end. */
  quit(): Promise<void>
}

export interface LaunchOptions {
  readonly library: string
  /** What dialogs are answered with, in their order; see tests/fixtures/electron-answers.cjs. */
  readonly answers?: readonly unknown[]
  readonly env?: Readonly<Record<string, string>>
}

interface Fixtures {
  folder: string
  launch: (options: LaunchOptions) => Promise<Desktop>
}
interface WorkerFixtures {
  card: string
}

/** Why the desktop specs can't run here; null when they can. */
export function whyNot(): string | null {
  if (presentElectron() === null)
    return 'There is no Electron on this machine, and the one for tests could not be fetched.'
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined)
    return 'There is no display, and no Xvfb to make one.'
  return null
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'rushes-desktop-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  launch: async ({ folder }, use) => {
    const open: Desktop[] = []
    await use(async (options) => {
      const desktop = await start(folder, options)
      open.push(desktop)
      return desktop
    })
    for (const { app } of open) await app.close().catch(() => {}) // A spec that quit it itself has closed it already.
  },
  card: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'rushes-card-'))
      const runner = createRunner()
      const { ffmpeg } = await findTools({}, runner)
      const card = join(folder, 'CARD')
      await makeDemoCard(card, { ffmpeg: ffmpeg.path, clips: 2, seconds: 3, runner })
      await use(card)
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

async function start(folder: string, options: LaunchOptions): Promise<Desktop> {
  const runtime = presentElectron()
  if (runtime === null) throw new Error('no Electron')
  const app = await _electron.launch({
    executablePath: runtime.executable,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'user-data')}`,
      '-r',
      join(REPOSITORY, 'tests/fixtures/electron-answers.cjs'),
      REPOSITORY,
      '--library',
      options.library,
    ],
    env: {
      ...(process.env as Record<string, string>),
      ...options.env,
      RUSHES_TEST_ANSWERS: JSON.stringify(options.answers ?? []),
    },
  })
  const page = await app.firstWindow()
  const pid = app.process().pid ?? 0
  return {
    app,
    page,
    pid,
    async quit() {
      const ended = app.waitForEvent('close')
      await app.evaluate(({ app: electron }) => {
        setImmediate(() => electron.quit())
      })
      await ended
    },
  }
}

/** Makes a library and the folders of two drives. */
export async function makePlaces(folder: string): Promise<{ library: string; drives: [string, string] }> {
  const library = join(folder, 'Library')
  const drives: [string, string] = [join(folder, 'RAID_A'), join(folder, 'SHUTTLE_02')]
  for (const drive of drives) await mkdir(drive)
  await rushes('init', library)
  return { library, drives }
}

/** Runs the command line; its output. */
export async function rushes(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(REPOSITORY, 'electron/cli/main.ts'), ...args],
    { timeout: 60_000 },
  )
  return stdout
}

/** Answers the next dialogs that choose folders with these, one after the other. */
export async function chooseNext(app: ElectronApplication, folders: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, given) => {
    const left = [...given]
    dialog.showOpenDialog = (() => {
      const next = left.shift()
      return Promise.resolve({ canceled: next === undefined, filePaths: next === undefined ? [] : [next] })
    }) as typeof dialog.showOpenDialog
  }, folders)
}

/** Lets folders fall on the middle of the window, as a file manager does. */
export async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const at = await page.evaluate(() => ({ x: Math.round(innerWidth / 2), y: Math.round(innerHeight / 2) }))
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data })
  await session.detach()
}

/** The process of the engine that serves a library, as soon as it says so: the window is there before its engine. */
export async function enginePid(library: string): Promise<number> {
  return await until('the engine says how to reach it', () => readContact(libraryFolder(library).contact)?.pid)
}

/** Processes of this machine whose command line names the folder. */
export async function processesOf(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '') // It ended while we looked.
    if (line.includes(folder)) found.push(line.replaceAll('\0', ' '))
  }
  return found
}
