/**
 * The engine's entry point in Electron's utility process. In a runtime that can hold it, it serves; in an older one it
 * says that it can't, before anything native is loaded, and the app runs it in Node 24 instead.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { build } from 'rolldown'
import { enginePid, makePlaces, REPOSITORY, test, whyNot } from './fixtures.ts'

test.skip(() => whyNot() !== null, whyNot() ?? '')

test('the utility process says what it can', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const otherFolder = join(folder, 'other')
  await mkdir(otherFolder)
  const { library: other } = await makePlaces(otherFolder)
  const { app, pid } = await launch({ library })
  const { napi, said } = await app.evaluate(
    async ({ utilityProcess }, [entry, where]) => {
      const child = utilityProcess.fork(entry, ['--library', where])
      const said = await new Promise<unknown>((resolve) => {
        child.once('message', resolve)
        child.once('exit', (code) => resolve({ type: 'exit', code }))
      })
      child.kill()
      return { napi: Number(process.versions['napi']), said }
    },
    [join(REPOSITORY, 'dist/hosts/engine-process.js'), other] as const,
  )
  if (napi >= 10) expect(said).toMatchObject({ type: 'ready' })
  else expect(said).toMatchObject({ type: 'failed', code: 'engine.runtime', details: { napi: '9', needed: 10 } })
  // Either way the app's own engine runs outside its main process.
  expect(await enginePid(library)).not.toBe(pid)
})

test('a window speaks the contract right into a utility process, by a port', async ({ folder, launch }) => {
  const entry = join(folder, 'utility-engine.mjs')
  await build({
    input: join(REPOSITORY, 'tests/fixtures/utility-engine.ts'),
    platform: 'node',
    logLevel: 'silent',
    transform: { target: 'node20' },
    output: { file: entry, format: 'esm', codeSplitting: false },
  })
  const { library } = await makePlaces(folder)
  const { app, page } = await launch({ library })
  await expect(page.getByText('Drop a card here')).toBeVisible()
  const code = await app.evaluate(async ({ utilityProcess, MessageChannelMain, BrowserWindow }, path) => {
    const child = utilityProcess.fork(path, [])
    await new Promise((resolve) => {
      child.once('message', resolve)
    })
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage({ type: 'port' }, [port1])
    BrowserWindow.getAllWindows()[0]!.webContents.postMessage('rushes:engine-port', null, [port2])
    Reflect.set(
      globalThis,
      'stopUtility',
      () =>
        new Promise((resolve) => {
          child.once('exit', resolve)
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
          child.postMessage({ type: 'stop' })
        }),
    )
    return child.pid
  }, entry)
  expect(code).toBeGreaterThan(0)
  // The new port replaces the line that stood; the window asks anew and shows whose answer it got.
  await expect(page.getByText('In the utility process')).toBeVisible()
  expect(await app.evaluate(() => (Reflect.get(globalThis, 'stopUtility') as () => Promise<number>)())).toBe(0)
  // When it ends, the window goes back to the app's own engine.
  await expect(page.getByText('In the utility process')).toBeHidden()
})
