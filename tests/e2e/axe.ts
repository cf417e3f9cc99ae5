/**
 * What axe finds on a page.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/**
 * One line a finding. Transitions end first: in the middle of one, a button that was just enabled has no colour of its
 * own yet.
 */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const ends = (one: Animation): boolean =>
      one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity
    // One that is taken back on its way has ended too.
    for (
      let left = document.getAnimations().filter(ends);
      left.length > 0;
      left = document.getAnimations().filter(ends)
    )
      await Promise.allSettled(left.map((one) => one.finished))
  })
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}
