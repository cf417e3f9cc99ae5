/**
 * Waiting for something to become true, on a machine whose speed is not known.
 */
import { setTimeout as wait } from 'node:timers/promises'

/** Asks every 25 ms until the answer is neither null, undefined nor false, and returns it. Throws after two minutes, naming `what`. */
export async function until<T>(what: string, ask: () => T | Promise<T>, limitMs = 120_000): Promise<NonNullable<Exclude<T, false>>> {
  const begin = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer as NonNullable<Exclude<T, false>>
    if (performance.now() - begin > limitMs) throw new Error(`It never came to this: ${what}`)
    await wait(25)
  }
}
