/**
 * A few asynchronous jobs at a time.
 */

/**
 * Runs the work for each item, in order, with at most `width` at the same time. When one fails the rest is not begun,
 * those under way are waited for, and the first failure is thrown.
 */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item, position: number) => Promise<void>,
): Promise<void> {
  let next = 0
  let broken = false
  const lane = async (): Promise<void> => {
    while (next < items.length && !broken) {
      const position = next++
      try {
        await work(items[position] as Item, position)
      } catch (error) {
        broken = true
        throw error
      }
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.max(1, width) }, lane))
  for (const result of lanes) if (result.status === 'rejected') throw result.reason
}
