/**
 * Edit proxies from the window: planned, made, and judged for each editing system.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { chooseFolder } from '../pages/chooser.ts'
import { shots } from '../shots.ts'
import { Window } from '../pages/window.ts'

const sheetOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Edit proxies' })

/** Chooses the folder in the window's own chooser by typing the path. */
async function into(page: Page, path: string): Promise<void> {
  await sheetOf(page)
    .getByRole('button', { name: /^(Choose|Change) …$/ })
    .click()
  await chooseFolder(page, 'Choose where the proxies go', path)
}

test('a proxy of one clip is planned, made into a folder, and judged for every editing system', async ({
  page,
  window,
  served,
}) => {
  const folder = await served.drive('PROXIES')
  await window.select('A003C001')
  await window.press('p')
  const sheet = sheetOf(page)
  await expect(sheet).toContainText('The selected clip')
  // Where they go is asked for; nothing is made anywhere else.
  await expect(sheet.getByRole('button', { name: 'Make proxies' })).toBeDisabled()
  await expect(sheet).toContainText('Choose the folder that takes them.')
  expect(await findings(page), 'nothing chosen').toEqual([])
  await shots(page, 'proxies-empty')
  await into(page, folder)

  const plan = sheet.getByRole('region', { name: 'Plan' })
  await expect(plan.getByRole('listitem')).toHaveCount(1)
  await expect(plan).toContainText(/1 to make.*about .* of .* free/)
  await expect(plan.getByRole('listitem')).toContainText(/A003C001.*\.mov.*\d+×\d+/)
  expect(readdirSync(folder), 'a plan writes nothing').toEqual([])
  expect(await findings(page), 'plan').toEqual([])

  await sheet.getByRole('button', { name: 'Make 1 proxy' }).click()
  const made = sheet.getByRole('region', { name: 'Made' })
  await expect(made.getByText('1 proxy made.')).toBeVisible({ timeout: 60_000 })
  const row = made.getByRole('listitem')
  for (const editor of ['Resolve', 'Premiere', 'Final Cut', 'Avid'])
    await expect(row).toContainText(new RegExp(`${editor} (links it|does not link it)`))
  await expect(row).toContainText('Resolve links it')
  await expect(row).toContainText('Premiere links it')
  expect(await findings(page), 'made').toEqual([])
  await shots(page, 'proxies-one')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.mov$/i.test(path))
  expect(files).toHaveLength(1)
  await expect(row).toContainText(join(folder, files[0]!))

  // Once more: it lies there, is compared, and is not made again. The folder is remembered.
  await sheet.getByRole('button', { name: 'Done' }).click()
  await expect(sheet).toBeHidden()
  await window.reload()
  await window.select('A003C001')
  await window.press('p')
  await expect(plan).toContainText('1 there already')
  await sheet.getByRole('button', { name: 'Check 1 proxy' }).click()
  await expect(made.getByText('1 was there already.')).toBeVisible({ timeout: 60_000 })
})

test('a folder that is gone is told, and another choice mends it', async ({ page, served }) => {
  await page.addInitScript(
    (folder) =>
      localStorage.setItem(
        'rushes.tastes',
        JSON.stringify({ editProxies: { preset: 'prores-proxy', where: 'folder', folder } }),
      ),
    join(served.library, 'NOT_HERE'),
  )
  const window = new Window(page)
  await window.open(served.url)
  await window.select('A003C002')
  await window.tile('A003C002').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Make edit proxies …' }).click()
  const sheet = sheetOf(page)
  await expect(sheet.getByRole('alert')).toContainText(
    /There is no folder .*NOT_HERE\. Make it, or connect its drive\./,
  )
  await expect(sheet.getByRole('button', { name: 'Make proxies' })).toBeDisabled()
  expect(await findings(page)).toEqual([])
  // The clips of an offload lie in a sealed folder: beside them nothing is put.
  await sheet.getByRole('radio', { name: /Beside each clip/ }).check()
  await expect(sheet.getByRole('listitem', { name: /A003C002/ })).toContainText('is sealed by a history')
  await expect(sheet).toContainText('None of these clips can get a proxy now.')
  await shots(page, 'proxies-sealed')
  await expect(sheet.getByRole('button', { name: 'Make proxies' })).toBeDisabled()
  await into(page, await served.drive('PROXIES'))
  await expect(sheet.getByRole('button', { name: 'Make 1 proxy' })).toBeEnabled()
  await window.leave(sheet)
})

test('with nothing selected all that was found is meant, and it goes on while the sheet is closed', async ({
  page,
  window,
  served,
}) => {
  const folder = await served.drive('PROXIES')
  await window.command('Make edit proxies')
  const sheet = sheetOf(page)
  await expect(sheet).toContainText(/Nothing is selected: all \d+\sclips/)
  await into(page, folder)
  // By keys alone from here.
  await sheet.getByRole('radio', { name: /ProRes Proxy/ }).focus()
  await window.press('ArrowDown', 'ArrowDown')
  await expect(sheet.getByRole('radio', { name: /DNxHR LB in an MXF/ })).toBeChecked()
  await sheet.getByText('More', { exact: true }).click()
  await sheet.getByRole('textbox', { name: 'Tape name' }).fill('Ü')
  await expect(sheet.getByText('A tape name holds up to 32 plain letters, digits and signs.').first()).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Make proxies' })).toBeDisabled()
  await sheet.getByRole('textbox', { name: 'Tape name' }).fill('A003')
  const make = sheet.getByRole('button', { name: /^Make \d+ proxies$/ })
  await expect(make).toBeEnabled()
  await shots(page, 'proxies-plan')
  await sheet.getByRole('textbox', { name: 'Tape name' }).press('Enter')
  await expect(sheet.getByRole('region', { name: 'Made' })).toBeVisible()
  await expect(sheet.getByRole('region', { name: 'Progress' })).toBeFocused()
  await shots(page, 'proxies-running')
  await window.leave(sheet)
  // Its end is told where nobody looks at it any more; the message leads back to it.
  const told = window.toast.filter({ hasText: /proxies made/ })
  await expect(told).toBeVisible({ timeout: 60_000 })
  await told.getByRole('button', { name: 'Show' }).click()
  await expect(sheet.getByText(/Premiere.* links? all\..*Final Cut links? none\./)).toBeVisible()
  const row = sheet.getByRole('region', { name: 'Made' }).getByRole('listitem', { name: /A003C001/ })
  await expect(row).toContainText('Final Cut does not link it.')
  await row.locator('summary').press('Enter')
  await expect(row.locator('details p').filter({ hasText: 'Final Cut' })).toContainText('It takes ProRes')
  expect(await findings(page)).toEqual([])
  await shots(page, 'proxies-made')
})
