/**
 * A stream in which nothing is lost: pushed on one side, read in order on the other.
 */

export interface Queue<T> {
  push(value: T): void
  end(): void
  fail(error: unknown): void
  read(): AsyncGenerator<T, void>
}

/** An empty queue for one reader. */
export function createQueue<T>(): Queue<T> {
  const values: T[] = []
  let state: { readonly done: boolean; readonly error: unknown } = { done: false, error: undefined }
  let wake = (): void => {}
  const finish = (error: unknown): void => {
    state = { done: true, error }
    wake()
  }
  return {
    push(value) {
      values.push(value)
      wake()
    },
    end: () => finish(undefined),
    fail: finish,
    async *read() {
      let next = 0
      for (;;) {
        while (next < values.length) yield values[next++]!
        values.length = 0
        next = 0
        if (state.error !== undefined) throw state.error
        if (state.done) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = () => {}
      }
    },
  }
}
