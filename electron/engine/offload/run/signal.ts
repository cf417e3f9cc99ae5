/**
 * A bell for the loops of a run: whoever finds nothing to do waits until something has changed.
 */
export interface Bell {
  ring(): void
  /** Resolves at the next ring. Between looking and waiting nothing may be awaited, or a ring is missed. */
  heard(): Promise<void>
}

/** Makes a bell for any number of waiters. */
export function createBell(): Bell {
  let wake = (): void => {}
  const next = (): Promise<void> => new Promise(resolve => { wake = resolve })
  let waiting = next()
  return {
    ring: () => {
      wake()
      waiting = next()
    },
    heard: () => waiting,
  }
}
