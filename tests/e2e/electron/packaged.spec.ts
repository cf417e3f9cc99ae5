/**
 * The app as it is installed: from its archive, with its fuses, on a machine without any ffmpeg (an empty PATH).
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, expect } from '@playwright/test'
import { enginePid, makePlaces, processesOf, REPOSITORY, rushes, test, whyNot } from './fixtures.ts'

const run = promisify(execFile)

test.skip(() => whyNot() !== null, whyNot() ?? '')
test.skip(() => process.platform !== 'linux', 'The packaged app is built and run on Linux here.')

let release = ''
test.beforeAll(async () => {
  test.setTimeout(300_000)
  release = await mkdtemp(join(tmpdir(), 'rushes-release-'))
  await run(process.execPath, [join(REPOSITORY, 'resources/setup/dist.ts'), '--folder', release])
})
test.afterAll(() => rm(release, { recursive: true, force: true }))

test('it offloads, makes proxies and plays with nothing but what it carries', async ({ folder, card }) => {
  const { library, drives } = await makePlaces(folder)
  const profile = join(folder, 'user-data')
  // Its fuses let no debugger into the main process, so it is driven as Chromium is.
  const app = spawn(
    join(release, 'linux-unpacked', 'rushes-app'),
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      '--library',
      library,
    ],
    { stdio: 'ignore', env: { PATH: '', HOME: folder, DISPLAY: process.env['DISPLAY'] } },
  )
  try {
    const address = `http://127.0.0.1:${await debuggingPort(profile)}`
    // A driver that comes while the window is still being made waits for it in vain.
    await expect.poll(() => pagesOf(address), { timeout: 0 }).toContain('app://rushes/')
    const browser = await chromium.connectOverCDP(address, { timeout: 0 })
    const [context] = browser.contexts()
    // One that is listed may not be handed over yet: then it comes as an event.
    const page = context!.pages()[0] ?? (await context!.waitForEvent('page', { timeout: 0 }))
    await expect(page.getByText('Drop a card here')).toBeVisible({ timeout: 0 })

    // The command line attaches to the app's own engine, which does the work.
    const engine = await enginePid(library)
    expect(await readFile(`/proc/${engine}/environ`, 'utf8')).toMatch(/(^|\0)PATH=(\0|$)/)
    await rushes('--library', library, 'offload', card, '--to', drives[0], '--to', drives[1])
    expect(await enginePid(library)).toBe(engine)
    expect(await rushes('--library', library, 'doctor')).toContain(
      join(release, 'linux-unpacked', 'resources', 'ffmpeg'),
    )

    await page.getByRole('option', { name: /^A003C001/ }).dblclick()
    const video = page.locator('video')
    await expect(video).toBeVisible({ timeout: 120_000 })
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThanOrEqual(2)
    await page.keyboard.press('Space')
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.3)
    await browser.close()
  } finally {
    await end(app)
  }
  await expect.poll(() => processesOf(folder)).toEqual([])
})

/** The port that Chromium took, which it writes down in its profile. */
async function debuggingPort(profile: string): Promise<string> {
  let port: string | undefined
  // As long as the runner lets the test run: a machine that is busy takes its time.
  await expect
    .poll(
      async () => {
        port = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n')[0]
        return port
      },
      { timeout: 0 },
    )
    .toMatch(/^\d+$/)
  return port!
}

/** Addresses of the pages that are open. */
async function pagesOf(address: string): Promise<string[]> {
  const answer = await fetch(`${address}/json/list`).catch(() => null) // Not listening yet.
  return answer === null ? [] : ((await answer.json()) as { readonly url: string }[]).map(({ url }) => url)
}

async function end(app: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => {
    app.once('exit', resolve)
  })
  app.kill('SIGTERM')
  await ended
}
