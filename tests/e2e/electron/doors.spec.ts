/**
 * What a page in the desktop app can't do, whatever runs in it.
 */
import { expect } from '@playwright/test'
import { makePlaces, test, whyNot } from './fixtures.ts'

test.skip(() => whyNot() !== null, whyNot() ?? '')

test('the page has the bridge and nothing of Node or Electron', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const { app, page } = await launch({ library })
  expect(
    await page.evaluate(() => [
      typeof Reflect.get(globalThis, 'require'),
      typeof Reflect.get(globalThis, 'process'),
      window.rushes?.kind,
    ]),
  ).toEqual(['undefined', 'undefined', 'desktop'])
  const { sandbox, contextIsolation, nodeIntegration } = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as Electron.WebContents & {
      getLastWebPreferences(): Electron.WebPreferences
    }
    const { sandbox, contextIsolation, nodeIntegration } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration }
  })
  expect({ sandbox, contextIsolation, nodeIntegration }).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
  })
})

test('it leads nowhere else: no other page, no window, no request to the world, no permission', async ({
  folder,
  launch,
}) => {
  const { library } = await makePlaces(folder)
  const { app, page } = await launch({ library })
  await app.evaluate(({ shell }) => {
    Reflect.set(globalThis, 'opened', [])
    shell.openExternal = (url) => {
      ;(Reflect.get(globalThis, 'opened') as string[]).push(url)
      return Promise.resolve()
    }
  })
  await page.evaluate(() => {
    window.open('https://example.com/help')
    window.open('file:///etc/passwd')
  })
  const tried = app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<boolean>((resolve) => {
        BrowserWindow.getAllWindows()[0]!.webContents.on('will-navigate', (event) => resolve(event.defaultPrevented))
      }),
  )
  // From a timer: a driver that sees a navigation begin waits for it to end.
  await page.evaluate(() => {
    setTimeout(() => {
      window.location.href = 'https://example.com/'
    })
  })
  expect(await tried).toBe(true)
  expect(page.url()).toBe('app://rushes/')
  expect(app.windows()).toHaveLength(1)
  expect(await app.evaluate(() => Reflect.get(globalThis, 'opened') as string[])).toEqual(['https://example.com/help'])
  const refused = (address: string) =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          () => false,
          () => true,
        ),
      address,
    )
  expect(await refused('https://example.com/')).toBe(true)
  expect(await refused('file:///etc/passwd')).toBe(true)
  // From a timer too: what the driver itself evaluates is exempt from the policy.
  expect(
    await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          setTimeout(() => {
            try {
              resolve(String(Reflect.construct(Function, ['return 1'])()))
            } catch (error) {
              resolve((error as Error).name)
            }
          })
        }),
    ),
  ).toBe('EvalError')
  expect(
    await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        (error: Error) => error.name,
      ),
    ),
  ).not.toBe('given')
})

test('its schemes serve the window and derivatives, and no other file', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const { page } = await launch({ library })
  const status = (address: string) =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          (answer) => answer.status,
          () => 0,
        ),
      address,
    )
  expect(await status('app://rushes/index.html')).toBe(200)
  expect(await status('app://rushes/../main/main.js')).toBe(404)
  expect(await status('app://rushes/%2e%2e/main/main.js')).toBe(404)
  expect(await status('app://rushes/..%2fmain%2fmain.js')).toBe(404)
  // 503 until the engine is up, which the window doesn't wait for.
  await expect.poll(() => status('media://derivative/01900000-0000-7000-8000-000000000000')).not.toBe(503)
  expect(await status('media://derivative/01900000-0000-7000-8000-000000000000')).toBe(404)
  expect(await status('media://derivative/..%2f..%2frushes.db')).toBe(404)
  expect(await status('media://elsewhere/01900000-0000-7000-8000-000000000000')).toBe(404)
  const policy = await page.evaluate(() =>
    fetch('app://rushes/').then((answer) => answer.headers.get('content-security-policy')),
  )
  expect(policy).toContain(`default-src 'none'`)
})
