/**
 * The contract as OpenAPI.
 */
import { expect, it } from 'vitest'
import { openApiThread } from '../../../electron/engine/openapi.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'

it('is made by a thread, once: the engine goes on meanwhile', async () => {
  const describe = openApiThread(workerUrls().openApi, '1.2.3')
  let turns = 0
  const done = new AbortController()
  const turning = (async () => {
    for (; !done.signal.aborted; turns += 1) await new Promise((resolve) => { setImmediate(resolve) })
  })()
  const [first, second] = await Promise.all([describe(), describe()])
  done.abort()
  await turning
  expect(first).toMatchObject({ openapi: expect.stringMatching(/^3\./) as string, info: { title: 'Rushes', version: '1.2.3' } })
  expect(second).toBe(first)
  // In the engine's own thread there would be a handful.
  expect(turns).toBeGreaterThan(100)
})
