/**
 * The line to the engine breaks and comes back; nobody has to ask twice.
 */
import type { ClientLink } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { connect, pauseBefore } from '../../../renderer/api/connection.ts'
import type { Transport, Wire } from '../../../renderer/api/transport.ts'
import { testClock } from '../../helpers/test-clock.ts'

type Link = ClientLink<Record<never, never>>

/** A transport whose lines are opened and cut by the test. */
function station(): { transport: Transport; cut: () => void; refuse: (times: number) => void; opened: () => number } {
  let opened = 0
  let refusals = 0
  let closed: (() => void) | null = null
  const transport: Transport = {
    open: () => {
      if (refusals > 0) {
        refusals -= 1
        return Promise.reject(new Error('not yet'))
      }
      opened += 1
      const mine = opened
      const link: Link = { call: (path) => Promise.resolve(`${path.join('.')} by line ${mine}`) }
      const wire: Wire = {
        link,
        onClosed: (listener) => {
          closed = listener
        },
        close: () => closed?.(),
      }
      return Promise.resolve(wire)
    },
  }
  return {
    transport,
    cut: () => closed?.(),
    refuse: (times) => {
      refusals = times
    },
    opened: () => opened,
  }
}

const at = (): Promise<void> => Promise.resolve()
const pass = testClock()

describe('the connection', () => {
  it('lets the first calls wait until the engine is there', async () => {
    const { transport, refuse } = station()
    refuse(3)
    const connection = connect(transport, at)
    expect(connection.state.getState().state).toBe('connecting')
    await expect(connection.client.engine.info({})).resolves.toBe('engine.info by line 1')
    connection.close()
  })

  it('seeks a new line when the old one breaks, and tells everyone each time one stands', async () => {
    const { transport, cut, opened } = station()
    const connection = connect(transport, at)
    let ready = 0
    connection.onReady(() => {
      ready += 1
    })
    await pass()
    cut()
    await pass()
    expect(opened()).toBe(2)
    expect(ready).toBe(2)
    await expect(connection.client.engine.info({})).resolves.toBe('engine.info by line 2')
    connection.close()
  })

  it('fails calls with a sentence while the engine is away', async () => {
    const { transport, cut } = station()
    // After the cut the next attempt never comes.
    let tells = at
    const connection = connect(transport, () => tells())
    await pass()
    tells = () => new Promise(() => {})
    cut()
    expect(connection.state.getState().state).toBe('lost')
    await expect(connection.client.engine.info({})).rejects.toMatchObject({
      code: 'engine.unavailable',
      message: expect.stringContaining('starting again'),
    })
    connection.close()
  })

  it('is not sought any more once it was closed', async () => {
    const { transport, opened } = station()
    const connection = connect(transport, at)
    await pass()
    connection.close()
    await pass()
    expect(opened()).toBe(1)
  })

  it('pauses longer and longer, to five seconds', () => {
    expect([0, 1, 2, 3, 10].map(pauseBefore)).toEqual([0, 150, 300, 600, 5000])
  })
})
