/**
 * Waiting for something to become true, on a machine whose speed is not known.
 */
import { setTimeout as wait } from 'node:timers/promises'

const LIMIT_MS = 120_000

/**
 * Asks every 25 ms until the answer is neither null, undefined nor false, and returns it. Throws after two minutes,
 * naming `what`; nobody gives it less.
 */
export async function until<T>(what: string, ask: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
  const begin = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer as NonNullable<Exclude<T, false>>
    if (performance.now() - begin > LIMIT_MS) throw new Error(`It never came to this: ${what}`)
    // Pause on purpose: the one place that asks again for those who have no event to wait for.
    await wait(25)
  }
}
