/**
 * The contract as OpenAPI.
 */
import { expect, it } from 'vitest'
import { openApiThread } from '../../../electron/engine/openapi.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'

it('is made by a thread, once: the engine goes on meanwhile', async () => {
  const describe = openApiThread(workerUrls().openApi, '1.2.3')
  const engine = { turns: 0, ended: false }
  const turning = (async () => {
    for (; !engine.ended; engine.turns += 1)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
  })()
  const [first, second] = await Promise.all([describe(), describe()])
  engine.ended = true
  await turning
  expect(first).toMatchObject({
    openapi: expect.stringMatching(/^3\./) as string,
    info: { title: 'Rushes', version: '1.2.3' },
  })
  expect(second).toBe(first)
  // In the engine's own thread there would be a handful.
  expect(engine.turns).toBeGreaterThan(100)
})
