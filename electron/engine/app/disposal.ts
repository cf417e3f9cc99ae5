/**
 * What was started is ended in reverse, each part by itself: one that fails to end never keeps the others open, nor the
 * catalogue or its lock; nor does one that never comes to its end.
 */

export interface Disposal {
  /** Remembers how a part ends. */
  add(name: string, close: () => Promise<void> | void): void
  /** Ends all parts, the last one first. Called again, it waits for the first call. Never rejects. */
  close(): Promise<void>
}

/**
 * How long a part may take to end, milliseconds: longer than the slowest drive takes to flush what was copied to it.
 */
const LIMIT_MS = 60_000

/** `failed` is told of each part that did not end as it should, or not within `limitMs`. */
export function createDisposal(failed: (name: string, error: unknown) => void, limitMs = LIMIT_MS): Disposal {
  const parts: { readonly name: string; readonly close: () => Promise<void> | void }[] = []
  let closing: Promise<void> | null = null
  return {
    add(name, close) {
      parts.push({ name, close })
    },
    close() {
      return (closing ??= (async () => {
        for (const { name, close } of parts.toReversed()) {
          try {
            await within(close(), limitMs)
          } catch (error) {
            failed(name, error)
          }
        }
      })())
    },
  }
}

async function within(ending: Promise<void> | void, limitMs: number): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new Error(`did not end within ${limitMs} ms`))
  }, limitMs)
  try {
    await Promise.race([ending, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
