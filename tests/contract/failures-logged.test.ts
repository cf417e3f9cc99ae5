/**
 * Whoever is told `internal` is sent to the log: it says there which procedure failed and why, and holds no values.
 */
import { call } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import pino from 'pino'
import { createBuilder } from '../../electron/engine/services/implement.ts'
import { toRushesError } from '../../shared/contract/client.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { ADMIN } from '../helpers/callers.ts'

function ground() {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) })
  return { lines, os: createBuilder(log) }
}

async function failure(work: () => Promise<unknown>): Promise<RushesError> {
  try {
    await work()
  } catch (error) {
    return toRushesError(error)
  }
  throw new Error('It did not fail.')
}

const VALUE = 'a-value-that-may-be-secret'

describe('a failure that is told as internal', () => {
  it.each<[string, () => unknown]>([
    ['an answer that is not of the contract', () => [{ id: VALUE, kind: VALUE }]],
    [
      'an exception',
      () => {
        throw new TypeError('undefined is no function')
      },
    ],
    [
      'an error of ours with this code',
      () => {
        throw new RushesError('internal', 'This part failed.')
      },
    ],
  ])('%s is in the log with its procedure, without values', async (_, handler) => {
    const { lines, os } = ground()
    const procedure = os.volumes.list.handler(handler as never)
    const told = await failure(() => call(procedure, {} as never, { context: ADMIN, path: ['volumes', 'list'] }))
    expect(told.code).toBe('internal')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 50, procedure: 'volumes.list' })
    expect(lines[0]).not.toContain(VALUE)
  })

  it('an answer that is not of the contract is logged with the place that is wrong', async () => {
    const { lines, os } = ground()
    const procedure = os.volumes.list.handler((() => [{ id: VALUE }]) as never)
    await failure(() => call(procedure, {} as never, { context: ADMIN, path: ['volumes', 'list'] }))
    expect(lines[0]).toMatch(/"issues":\[".*: .*expected/)
  })

  it('an event of a stream that is not of the contract is logged', async () => {
    const { lines, os } = ground()
    const procedure = os.events.watch.handler(async function* () {
      yield { type: VALUE }
    } as never)
    const told = await failure(async () => {
      for await (const event of (await call(procedure, {} as never, {
        context: ADMIN,
        path: ['events', 'watch'],
      })) as AsyncIterable<unknown>)
        void event
    })
    expect(told.code).toBe('internal')
    expect(lines.map((line) => (JSON.parse(line) as { procedure: string }).procedure)).toEqual(['events.watch'])
    expect(lines[0]).not.toContain(VALUE)
  })

  it('a wrong input is the caller’s: it is told, and not logged', async () => {
    const { lines, os } = ground()
    const procedure = os.assets.get.handler((() => null) as never)
    const told = await failure(() =>
      call(procedure, { id: VALUE } as never, { context: ADMIN, path: ['volumes', 'list'] }),
    )
    expect(told.code).toBe('usage')
    expect(lines).toEqual([])
  })
})
