/**
 * Tells the loops of a run that something changed: whoever finds nothing to do waits for it.
 */
export interface Notifier {
  notify(): void
  /** Resolves at the next change. Between looking and waiting nothing may be awaited, or a change is missed. */
  next(): Promise<void>
}

/** Makes one for any number of waiters. */
export function createNotifier(): Notifier {
  let wake = (): void => {}
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
    })
  let waiting = next()
  return {
    notify: () => {
      wake()
      waiting = next()
    },
    next: () => waiting,
  }
}
