/**
 * Reports from the window: of an offload at its verdict, of a shooting day from the sidebar.
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

/** The file that the window says it wrote, as text. */
async function written(window: Window): Promise<{ path: string; text: string }> {
  const told = window.toast.filter({ hasText: 'The report is in' })
  const path = /The report is in (\/.+\.(?:pdf|html|csv|txt))/.exec(await told.innerText())?.[1] ?? ''
  return { path, text: readFileSync(path, 'utf8') }
}

/** Gives the only day its number: it is the crew's to give. Returns its line in the sidebar. */
async function dayOne(page: Page): Promise<Locator> {
  const days = page.getByRole('region', { name: 'Days' })
  await days.getByRole('button').nth(1).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Set the day number …' }).click()
  await page.getByRole('textbox', { name: 'Day number' }).fill('1')
  await page.keyboard.press('Enter')
  const day = days.getByRole('button', { name: /^Day 1 / })
  await expect(day).toBeVisible()
  return day
}

test('a shooting day has a report: by its menu, by the keys, as a page that any browser shows', async ({
  page,
  window,
}) => {
  const day = await dayOne(page)
  await day.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Report as HTML' }).click()
  const { path, text } = await written(window)
  expect(text.includes('<h1 dir="auto">Day 1</h1>')).toBe(true)

  await page.goto(pathToFileURL(path).href)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Day 1')
  await expect(page.getByText(/may be formatted|Do not format/i).first()).toBeVisible()
  await expect(page.getByText(/^A003C001/).first()).toBeVisible()
  await expect(page.locator('.clips img').first()).toHaveJSProperty('complete', true)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map((violation) => violation.id)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
})

test('its button stands where the number is, and is reached with Tab on the day that is shown', async ({
  page,
  window,
}) => {
  const days = page.getByRole('region', { name: 'Days' })
  const day = await dayOne(page)
  await day.click()
  await day.focus()
  await window.press('Tab')
  await expect(days.getByRole('button', { name: 'Report and number of Day 1' })).toBeFocused()
  await window.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Report as PDF' })).toBeFocused()
  await window.press('End')
  await expect(page.getByRole('menuitem').last()).toBeFocused()
  await window.press('ArrowUp')
  await expect(page.getByRole('menuitem', { name: 'List of rolls as text' })).toBeFocused()
  await window.press('Enter')
  const { path, text } = await written(window)
  expect(path).toMatch(/Day 1 \d{4}-\d\d-\d\d\.txt$/)
  expect(text.slice(0, 40)).toMatch(/^Day 1, /)
})

test('at the verdict a report is written in the kind that is chosen', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  await window.offload.source(empty.card)
  await window.offload.destination(await empty.drive('RAID_A'))
  await window.offload.begin.click()
  await window.offload.go.getByRole('button', { name: 'Write a report' }).click({ timeout: 30_000 })
  await page.getByRole('menuitem', { name: 'List of rolls as text' }).click()
  expect((await written(window)).text.slice(0, 2000)).toContain('Not safe to format')
})
