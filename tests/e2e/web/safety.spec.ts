/**
 * The safety page: which cards may be formatted, on a desk and on a phone; what is behind a cell; what the sidebar and
 * the evidence say.
 */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { OffloadsView } from '../pages/offloads-view.ts'
import { SafetyView } from '../pages/safety-view.ts'
import { Window } from '../pages/window.ts'

const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

test('one line says what may be formatted, a cell opens its files with what to do, and the page is a report', async ({
  page,
  window,
}) => {
  await window.press('Mod+Shift+s')
  const safety = new SafetyView(page)
  // Both copies of the fixture are on one disk, or on one that can't be told: it has to wait, and the line says why.
  await expect(safety.line).toHaveText(/^Wait: .*A003.* \((one disk|one copy|no complete copy)\)/)
  await expect(safety.card('A003')).toContainText(/Wait: (one disk|one copy|no complete copy)/)
  await expect(safety.card('A003')).toContainText(/\d+\sfiles · \d+\sclips/)
  expect(await findings(page), 'safety page').toEqual([])

  await safety.cell('A003').click()
  const sheet = page.getByRole('dialog', { name: /^A003.* on / })
  const files = sheet.getByRole('list', { name: 'Files' }).getByRole('listitem')
  await expect(files.filter({ hasText: 'A003C001' }).first()).toContainText(/read back/)
  await expect(sheet.locator('p').nth(1)).toHaveText(/\S.+\.$/)
  expect(await findings(page), 'sheet of a cell').toEqual([])
  await sheet.getByRole('button', { name: 'Show its clips' }).click()
  await expect(sheet).toBeHidden()
  await expect(window.tile('A003C001')).toBeVisible()

  await window.press('Mod+Shift+s')
  await safety.root.getByRole('button', { name: 'Write a report' }).click()
  await page.getByRole('menuitem', { name: 'Report as CSV' }).click()
  // Another notice may stand beside it.
  const told = window.toast.filter({ hasText: 'The report is in' })
  const path = /The report is in (\/.+\.csv)/.exec(await told.innerText())?.[1] ?? ''
  const [head = '', ...rows] = readFileSync(path, 'utf8').replace('\uFEFF', '').split(/\r?\n/)
  expect(head).toContain('card,day,decision,why,files,bytes,sentence')
  expect(rows.filter((row) => /^"?A003.*,wait,/.test(row))).toHaveLength(1)
})

test('an empty safety page says what will be on it, and begins the first offload', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+Shift+s')
  const safety = new SafetyView(page)
  await expect(safety.root).toContainText('No card was offloaded yet')
  await safety.root.getByRole('button', { name: 'Offload a card' }).click()
  await expect(window.offload.what).toContainText('Drop a card here')
})

test('a phone begins with the safety page, and its bar reaches everything', async ({ page, served }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const window = new Window(page)
  await window.open(served.url)
  const safety = new SafetyView(page)
  await expect(safety.line).toBeInViewport({ ratio: 1 })
  await expect(safety.card('A003')).toBeInViewport()
  expect(await findings(page), 'phone').toEqual([])
  const bar = page.getByRole('navigation', { name: 'Places' })
  for (const [tab, main] of [
    ['Offloads', 'Offloads'],
    ['Drives', 'Drives and folders'],
    ['Cloud', 'Cloud'],
    ['Safety', 'Safety'],
    ['Clips', 'Clips'],
  ] as const) {
    await bar.getByRole('button', { name: tab }).click()
    await expect(page.getByRole('main', { name: main })).toBeVisible()
    await expect(bar.getByRole('button', { name: tab })).toHaveAttribute('aria-current', 'page')
    expect(await overflow(page), tab).toBeLessThanOrEqual(0)
  }
  await bar.getByRole('button', { name: 'Library' }).click()
  const library = page.getByRole('navigation', { name: 'Days, rolls and collections' })
  expect(await findings(page), 'library of a phone').toEqual([])
  await library.getByRole('region', { name: 'Days' }).getByRole('button').nth(1).click()
  await expect(library).toHaveCount(0)
  await expect(page.getByRole('main', { name: 'Clips' })).toBeVisible()
  await expect(window.tiles.first()).toBeVisible()
})

test('the cell of a phone opens its files too', async ({ page, served }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await new Window(page).open(served.url)
  await new SafetyView(page).cell('A003').click()
  const sheet = page.getByRole('dialog', { name: /^A003.* on / })
  await expect(sheet.getByRole('list', { name: 'Files' }).getByRole('listitem').first()).toBeVisible()
  expect(await findings(page), 'sheet on a phone').toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
})

test('the evidence has a sheet of its own, names each drive, and Escape leads back to the verdict', async ({
  page,
  served,
  window,
}) => {
  await window.press('Mod+Shift+h')
  await new OffloadsView(page).ask(served.card.split('/').at(-1) ?? '', 'Show the offload')
  await window.offload.go.getByRole('button', { name: 'Show the evidence' }).click()
  const sheet = page.getByRole('dialog', { name: /^Evidence of / })
  const table = sheet.getByRole('table')
  const heads = table.getByRole('columnheader')
  await expect(heads.first()).toHaveText('File')
  await expect(heads).toHaveCount(4)
  for (const head of (await heads.allInnerTexts()).slice(2)) expect(head.trim()).not.toBe('')
  const row = table.getByRole('row').filter({ hasText: 'A003C001' }).first()
  await expect(row.getByRole('cell').nth(1)).toContainText(/verified, read back/)
  await expect(row.getByRole('cell').nth(2)).toContainText(/verified, read back/)
  await expect(row).toContainText(/xxh\d+/)
  expect(await findings(page), 'evidence').toEqual([])
  await sheet.getByRole('radio', { name: 'Not verified everywhere' }).click()
  await expect(sheet).toContainText('Every file is verified on every destination.')
  await window.leave(sheet)
  await expect(window.offload.go.locator('.seal-word')).toBeVisible()
})

test('a shooting day gets its number from the crew, and loses it again', async ({ page, window }) => {
  const days = page.getByRole('region', { name: 'Days' })
  const day = days.getByRole('button').nth(1)
  const date = (await day.innerText()).split('\n')[0] ?? ''
  await expect(days).not.toContainText(/Day \d/)
  const ask = async (): Promise<void> => {
    await day.click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Set the day number …' }).click()
  }
  await ask()
  const sheet = page.getByRole('dialog', { name: `Number of ${date}` })
  expect(await findings(page), 'day number').toEqual([])
  await sheet.getByRole('textbox', { name: 'Day number' }).fill('x')
  await expect(sheet.getByRole('button', { name: 'Set', exact: true })).toBeDisabled()
  await sheet.getByRole('textbox', { name: 'Day number' }).fill('7')
  await page.keyboard.press('Enter')
  await expect(sheet).toHaveCount(0)
  await expect(day).toContainText('Day 7')
  await expect(day).toContainText(date)
  await window.reload()
  await expect(day).toContainText('Day 7')
  await ask()
  await sheet.getByRole('button', { name: 'Remove the number' }).click()
  await expect(days).not.toContainText(/Day \d/)
})
