/**
 * The engine's entry point in Electron's utility process. In a runtime that can hold it, it serves; in an older one it
 * says that it can't, before anything native is loaded, and the app runs it in Node 24 instead.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { enginePid, makePlaces, REPOSITORY, test, whyNot } from './fixtures.ts'

test.skip(() => whyNot() !== null, whyNot() ?? '')

test('the utility process says what it can', async ({ folder, launch }) => {
  const { library } = await makePlaces(folder)
  const otherFolder = join(folder, 'other')
  await mkdir(otherFolder)
  const { library: other } = await makePlaces(otherFolder)
  const { app, pid } = await launch({ library })
  const { napi, said } = await app.evaluate(async ({ utilityProcess }, [entry, where]) => {
    const child = utilityProcess.fork(entry, ['--library', where])
    const said = await new Promise<unknown>((resolve) => {
      child.once('message', resolve)
      child.once('exit', (code) => resolve({ type: 'exit', code }))
    })
    child.kill()
    return { napi: Number(process.versions['napi']), said }
  }, [join(REPOSITORY, 'dist/hosts/engine-process.js'), other] as const)
  if (napi >= 10) expect(said).toMatchObject({ type: 'ready' })
  else expect(said).toMatchObject({ type: 'failed', code: 'engine.runtime', details: { napi: '9', needed: 10 } })
  // Either way the app's own engine runs outside its main process.
  expect(await enginePid(library)).not.toBe(pid)
})
