/**
 * The cloud in the window: a place is added after a test, what goes is chosen, what was said differently is settled.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))
}

test('a folder is added after a test, and the library is synced with it', async ({ page, served }) => {
  const window = new Window(page)
  await window.open(served.url)
  await window.press('Mod+Shift+d')
  const cloud = page.getByRole('main', { name: 'Cloud' })
  await expect(cloud.getByText('This library is on this computer only')).toBeVisible()
  expect(await findings(page), 'empty').toEqual([])
  await cloud.getByRole('button', { name: 'Add remote' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add remote' })
  expect(await findings(page), 'sheet').toEqual([])
  await sheet.getByRole('radio', { name: 'Folder (NAS, drive)' }).click()
  await sheet.getByLabel('Folder', { exact: true }).fill(`${await served.drive('NAS')}/not there`)
  await sheet.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(sheet.getByRole('listitem')).toContainText(/does not answer|Connect/)
  await sheet.getByLabel('Folder', { exact: true }).fill(await served.drive('NAS'))
  await sheet.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(sheet.getByText('It can be written.')).toBeVisible()
  await sheet.getByRole('button', { name: 'Start syncing' }).click()
  const place = cloud.getByRole('region', { name: 'Remotes' }).getByRole('listitem').first()
  await expect(place).toContainText(/Synced/)
  await expect(place).toContainText(/posters/)
  await expect(place).toContainText('Nothing to send')
  await expect(page.getByRole('contentinfo')).toContainText(/Cloud: Synced/)

  await place.getByRole('button', { name: 'What to sync' }).click()
  await place.getByRole('radio', { name: 'All' }).click()
  await expect(place).toContainText(/originals/)
  expect(await findings(page), 'place').toEqual([])
  for (const [width, height] of [[1024, 700], [390, 844]] as const) {
    await page.setViewportSize({ width, height })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await place.getByRole('button', { name: 'Pause' }).click()
  await expect(place).toContainText('Paused')
  await page.keyboard.press('Escape')
  await expect(window.tiles.first()).toBeVisible()
})
