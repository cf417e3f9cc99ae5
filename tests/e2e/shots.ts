/**
 * Pictures for people who judge the design: written only where the environment names a folder for them.
 */
import type { Page } from '@playwright/test'

/** The sizes at which the window is judged: a phone, a small laptop, a desk. */
export const SIZES = [
  [390, 844],
  [1024, 700],
  [1440, 900],
] as const

/** Takes one of the window as it is, where a folder is named. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['RUSHES_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

/** Takes one at each size, the largest last, and leaves the window at that. */
export async function shots(page: Page, name: string): Promise<void> {
  if (process.env['RUSHES_SHOTS'] === undefined) return
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height })
    await shot(page, `${name}-${width}`)
  }
}
