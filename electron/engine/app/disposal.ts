/**
 * What was started is ended in reverse, each part by itself: one that fails to end never keeps the others open, nor the
 * catalogue or its lock.
 */

export interface Disposal {
  /** Remembers how a part ends. */
  add(name: string, close: () => Promise<void> | void): void
  /** Ends all parts, the last one first. Called again, it waits for the first call. Never rejects. */
  close(): Promise<void>
}

/** `failed` is told of each part that did not end as it should. */
export function createDisposal(failed: (name: string, error: unknown) => void): Disposal {
  const parts: { readonly name: string; readonly close: () => Promise<void> | void }[] = []
  let closing: Promise<void> | null = null
  return {
    add(name, close) {
      parts.push({ name, close })
    },
    close() {
      return closing ??= (async () => {
        for (const { name, close } of parts.toReversed()) {
          try {
            await close()
          } catch (error) {
            failed(name, error)
          }
        }
      })()
    },
  }
}
