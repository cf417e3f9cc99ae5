/**
 * Keeps an engine serving at one address: when it dies it is started again on the same port with the same token, so
 * that a window that was open finds it again.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { startEngine, type EngineAddress, type StartOptions } from './start-engine.ts'

/** An engine that dies more often than this in a minute has a cause that starting again won't mend. */
const MAX_RESTARTS = 5
const MINUTE_MS = 60_000

export interface Serving {
  readonly address: EngineAddress
  /** Ends the engine for good. */
  stop(): void
  /** Exit code of the last engine: 0 when it was stopped or its last client left. */
  readonly done: Promise<number>
}

/**
 * Starts serving. `onRestart` is told each time the engine had to be started again. Throws what the first start throws.
 */
export async function keepServing(options: StartOptions, onRestart: () => void): Promise<Serving> {
  const token = randomBytes(32).toString('hex')
  // By the environment, not by argument: everyone on the machine can read the arguments of a process.
  const environment = { ...(options.environment ?? process.env), RUSHES_TOKEN: token }
  let engine = await startEngine({ ...options, environment })
  const first = engine.address
  const again = { ...options, environment, port: Number(new URL(first.address).port) }
  let stopped = false

  async function supervise(): Promise<number> {
    const deaths: number[] = []
    for (;;) {
      const code = await new Promise<number | null>((resolve) => {
        engine.process.once('exit', resolve)
      })
      if (stopped || code === 0) return 0
      deaths.push(Date.now())
      if (deaths.filter((at) => Date.now() - at < MINUTE_MS).length > MAX_RESTARTS) return code ?? 1
      await wait(200 * 2 ** Math.min(4, deaths.length - 1))
      engine = await startEngine(again)
      onRestart()
    }
  }
  return {
    address: first,
    stop: () => {
      stopped = true
      if (engine.process.connected) engine.process.send({ type: 'stop' })
    },
    done: supervise().catch(() => 1),
  }
}
