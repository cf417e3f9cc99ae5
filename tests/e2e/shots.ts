/**
 * Pictures for people who judge the design: written only where the environment names a folder for them.
 */
import type { Page } from '@playwright/test'

/** The sizes at which the window is judged: a phone, a small laptop, a desk. */
const SIZES = [
  [390, 844],
  [1024, 700],
  [1440, 900],
] as const

/** Takes one at each size, the largest last, and leaves the window at that. */
export async function shots(page: Page, name: string): Promise<void> {
  const folder = process.env['RUSHES_SHOTS']
  if (folder === undefined) return
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `${folder}/${name}-${width}.png` })
  }
}
