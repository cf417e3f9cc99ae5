/**
 * How many requests go side by side: one more after each round that went well, half as many when the store asks for
 * fewer (additive increase, multiplicative decrease: Chiu and Jain 1989).
 */
export interface Lanes {
  /** Does the work when there is room for it. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** How many may go now. */
  readonly width: number
}

/** Makes lanes. `isTooMuch` says which failures mean that fewer should go. */
export function createLanes(first: number, most: number, isTooMuch: (error: unknown) => boolean): Lanes {
  let width = first
  let busy = 0
  let wentWell = 0
  const waiting: (() => void)[] = []

  const next = (): void => {
    while (busy < width && waiting.length > 0) {
      busy += 1
      waiting.shift()!()
    }
  }

  return {
    get width() {
      return width
    },
    async run(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        next()
      })
      try {
        const done = await work()
        wentWell += 1
        if (wentWell >= width && width < most) {
          width += 1
          wentWell = 0
        }
        return done
      } catch (error) {
        if (isTooMuch(error)) {
          width = Math.max(1, Math.floor(width / 2))
          wentWell = 0
        }
        throw error
      } finally {
        busy -= 1
        next()
      }
    },
  }
}
