/**
 * Runs what it is given one after the other, whether it ends well or not.
 */
export interface Serial {
  run<T>(work: () => Promise<T>): Promise<T>
}

/** Makes one. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(work) {
      const mine = last.then(work)
      last = mine.catch(() => {}) // Whoever asked is told; the next one is another matter.
      return mine
    },
  }
}
