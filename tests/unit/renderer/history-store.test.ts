/**
 * The history as the window holds it: windows as one scrolls, a search that overtakes another, and what became stale.
 */
import { describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import type { Topic } from '../../../shared/model/work.ts'
import { createHistory, WINDOW } from '../../../renderer/features/history/history-store.ts'
import { testClock } from '../../helpers/test-clock.ts'

interface Asked {
  readonly text: string
  readonly after: string | null
  readonly limit: number
}

/** An engine with so many offloads, whose answers wait until they are let go where `held` says so. */
function engine(total: number) {
  const asked: Asked[] = []
  const held: (() => void)[] = []
  const told = { hold: false, broken: false, total }
  let stale: ((ids: readonly string[] | null) => void) | null = null
  const history = async ({ text, after, limit }: Asked, { signal }: { signal: AbortSignal }) => {
    asked.push({ text, after, limit })
    if (told.hold)
      await new Promise<void>((resolve) => {
        held.push(resolve)
      })
    signal.throwIfAborted()
    if (told.broken) throw new RushesError('engine.unavailable', 'The engine is starting again.')
    const from = after === null ? 0 : Number(after)
    const rows = Array.from(
      { length: Math.min(limit, told.total - from) },
      (_, at) => ({ id: `${text}${from + at}` }) as PastOffload,
    )
    return { rows, cursor: from + rows.length < told.total ? String(from + rows.length) : null, total: told.total }
  }
  const freshness = {
    on: (_topics: readonly Topic[], listener: (ids: readonly string[] | null) => void) => {
      stale = listener
      return () => undefined
    },
  }
  return {
    made: createHistory({ offloads: { history } } as unknown as EngineClient, freshness),
    asked,
    held,
    told,
    change: () => stale?.(null),
  }
}

const pass = testClock()
/** Longer than the store waits for the next key of a search, and between two renewals. */
const DEBOUNCE_MS = 180

describe('the history in the window', () => {
  it('asks for the next window as it is needed, once', async () => {
    const { made, asked } = engine(250)
    const stop = made.watch()
    await pass()
    expect(made.store.getState()).toMatchObject({ total: 250, more: true })
    made.more()
    made.more()
    await pass()
    expect(asked.map(({ after }) => after)).toEqual([null, String(WINDOW)])
    made.more()
    await pass()
    made.more()
    await pass()
    const { rows, more } = made.store.getState()
    expect(more).toBe(false)
    expect(new Set(rows!.map(({ id }) => id)).size).toBe(250)
    expect(asked).toHaveLength(3)
    stop()
  })

  it('shows the last search, whichever answer comes first', async () => {
    const { made, told, held } = engine(3)
    const stop = made.watch()
    await pass()
    told.hold = true
    made.search('a')
    await pass(DEBOUNCE_MS)
    made.search('ab')
    await pass(DEBOUNCE_MS)
    held[1]!()
    await pass()
    held[0]!()
    await pass()
    expect(made.store.getState().rows!.map(({ id }) => id)).toEqual(['ab0', 'ab1', 'ab2'])
    stop()
  })

  it('renews all that is shown when offloads change, in one go, and keeps it in sight until then', async () => {
    const { made, told, held, change } = engine(250)
    const stop = made.watch()
    await pass()
    made.more()
    await pass()
    expect(made.store.getState().rows).toHaveLength(200)
    told.hold = true
    told.total = 251
    change()
    await pass(DEBOUNCE_MS)
    expect(made.store.getState().rows).toHaveLength(200)
    for (let round = 0; round < 2; round += 1) {
      held[round]!()
      await pass()
    }
    expect(made.store.getState()).toMatchObject({ total: 251, more: true })
    expect(made.store.getState().rows).toHaveLength(200)
    stop()
  })

  it('keeps what it shows when the engine is away, and says so', async () => {
    const { made, told, change } = engine(3)
    const stop = made.watch()
    await pass()
    told.broken = true
    change()
    await pass(DEBOUNCE_MS)
    expect(made.store.getState()).toMatchObject({
      rows: [{ id: '0' }, { id: '1' }, { id: '2' }],
      error: { code: 'engine.unavailable' },
    })
    stop()
  })
})
