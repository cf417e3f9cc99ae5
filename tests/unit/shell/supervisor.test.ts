/** The engine is kept running, and a person is asked only when it can't start by itself. */
import { describe, expect, it } from 'vitest'
import { restartPause, superviseEngine, type EngineState } from '../../../electron/main/engine-supervisor.ts'
import { RushesError } from '../../../shared/model/errors.ts'

interface FakeLine {
  readonly number: number
  die(): void
  closed: boolean
  onLost(listener: () => void): void
  close(): Promise<void>
}

/** Starts lines one after the other; entries that are errors are failed starts. */
function stage(script: readonly (RushesError | 'runs')[]) {
  const lines: FakeLine[] = []
  const pauses: number[] = []
  let clock = 0
  let starts = 0
  const states: EngineState<FakeLine>['is'][] = []
  const supervisor = superviseEngine<FakeLine>({
    start: () => {
      const next = script[Math.min(starts, script.length - 1)]!
      starts += 1
      if (next !== 'runs') return Promise.reject(next)
      let tell = (): void => {}
      const line: FakeLine = {
        number: lines.length + 1,
        closed: false,
        die: () => tell(),
        onLost: (listener) => {
          tell = listener
        },
        close() {
          line.closed = true
          return Promise.resolve()
        },
      }
      lines.push(line)
      return Promise.resolve(line)
    },
    sleep: (ms) => {
      pauses.push(ms)
      return Promise.resolve()
    },
    now: () => clock,
  })
  supervisor.onState((state) => states.push(state.is))
  return {
    supervisor,
    lines,
    pauses,
    states,
    pass: (ms: number) => {
      clock += ms
    },
  }
}

const broken = new RushesError('db.future', 'The library was made by a newer Rushes.')
const away = new RushesError('engine.unavailable', 'The engine did not start.')

describe('the supervisor', () => {
  it('gives the line as soon as the engine answers', async () => {
    const { supervisor } = stage(['runs'])
    expect((await supervisor.line())?.number).toBe(1)
    expect(supervisor.state.is).toBe('ready')
  })

  it('starts the engine again when it dies, and gives the new line', async () => {
    const { supervisor, lines, pauses } = stage(['runs'])
    await supervisor.line()
    lines[0]!.die()
    await expect.poll(() => lines.length).toBe(2)
    expect((await supervisor.line())?.number).toBe(2)
    expect(pauses).toEqual([200])
  })

  it('waits longer each time it dies soon, and begins anew after a calm minute', async () => {
    const { supervisor, lines, pauses, pass } = stage(['runs'])
    for (let death = 1; death <= 4; death += 1) {
      await expect.poll(() => lines.length).toBe(death)
      await supervisor.line()
      if (death === 4) pass(61_000)
      lines.at(-1)!.die()
    }
    await expect.poll(() => lines.length).toBe(5)
    expect(pauses).toEqual([200, 400, 800, 200])
  })

  it('tries again by itself what may pass', async () => {
    const { supervisor, states } = stage([away, away, 'runs'])
    expect((await supervisor.line())?.number).toBe(1)
    expect(states).toEqual(['waiting', 'starting', 'waiting', 'starting', 'ready'])
  })

  it('leaves to a person what only a person can mend', async () => {
    const { supervisor } = stage([broken])
    expect(await supervisor.line()).toBeNull()
    expect(supervisor.state).toEqual({ is: 'failed', error: broken })
  })

  it('closes the engine and starts no other', async () => {
    const { supervisor, lines } = stage(['runs'])
    await supervisor.line()
    await supervisor.close()
    lines[0]!.die()
    await Promise.resolve()
    expect(lines[0]!.closed).toBe(true)
    expect(lines).toHaveLength(1)
    expect(await supervisor.line()).toBeNull()
  })

  it('closes an engine that comes up while the app already ends', async () => {
    const { supervisor, lines } = stage(['runs'])
    await supervisor.close()
    expect(lines[0]!.closed).toBe(true)
  })
})

describe('the pause before a restart', () => {
  it('doubles, up to half a minute', () => {
    expect([1, 2, 3, 8, 9, 50].map(restartPause)).toEqual([200, 400, 800, 25_600, 30_000, 30_000])
  })
})
