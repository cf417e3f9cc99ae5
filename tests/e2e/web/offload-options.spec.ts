/**
 * The offload sheet's choices: presets, folder names, what is rarely chosen, and what is known of the card before it is
 * read.
 */
import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

test('a folder is named by a template, whose open words are asked for before anything is copied', async ({
  page,
  empty,
}) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  const { offload } = window
  const drive = await empty.drive('RAID_A')
  await offload.source(empty.card)
  await offload.destination(drive)
  const name = offload.where.getByLabel('Folder name', { exact: true })
  await name.fill('{project}/{roll')
  await expect(offload.begin).toBeDisabled()
  await expect(offload.where.locator('.naming-said')).toContainText('not closed')
  await name.fill('')
  await offload.where.getByRole('button', { name: 'Tokens' }).click()
  await page.getByRole('menuitem', { name: '{project}' }).click()
  await expect(name).toHaveValue('{project}')
  await name.fill('{project}/Day {day:2}')
  await expect(offload.where).toContainText('Fill in project and day for the folder’s name')
  await expect(offload.begin).toBeDisabled()
  // What is known of the card stays in sight meanwhile.
  await expect(offload.what).toContainText('A003')
  expect(await findings(page), 'open words').toEqual([])
  await offload.where.getByRole('textbox', { name: /^project/ }).fill('Nordlicht')
  await offload.where.getByRole('textbox', { name: /^day/ }).fill('7')
  await expect(offload.where).toContainText('→ Nordlicht/Day 07')
  await offload.begin.click()
  await expect(offload.go.locator('.seal')).toBeVisible({ timeout: 40_000 })
  expect(readdirSync(join(drive, 'Nordlicht'))).toEqual(['Day 07'])
  // The next card is asked for less: what was said stays.
  await offload.go.getByRole('button', { name: 'Next card' }).click()
  await offload.source(empty.card)
  await offload.where.getByLabel('Folder name', { exact: true }).fill('{project}')
  await expect(offload.where.getByRole('textbox', { name: /^project/ })).toHaveValue('Nordlicht')
})

test('hashes, MHL 1.1, and what else is rarely chosen stand behind one line that says what holds', async ({
  page,
  empty,
}) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  const { offload } = window
  const drive = await empty.drive('RAID_A')
  await offload.source(empty.card)
  await offload.destination(drive)
  const more = offload.go.getByText('More', { exact: true })
  await expect(offload.go.locator('.more summary')).toContainText('xxh64')
  await more.click()
  await offload.go.getByRole('checkbox', { name: 'md5' }).check()
  await offload.go.getByRole('checkbox', { name: 'xxh64' }).uncheck()
  // A manifest needs one hash at least.
  await offload.go.getByRole('checkbox', { name: 'md5' }).click()
  await expect(offload.go.getByRole('checkbox', { name: 'md5' })).toBeChecked()
  await offload.go.getByRole('switch', { name: 'MHL 1.1 too' }).click()
  await offload.go.getByRole('switch', { name: 'Copy only what is new' }).click()
  expect(await findings(page), 'more').toEqual([])
  await expect(offload.go.locator('.more summary')).toContainText('md5 · MHL 1.1 too · all copied anew')
  await expect(offload.begin).toBeEnabled()
  await offload.begin.click()
  await expect(offload.go.locator('.seal')).toBeVisible({ timeout: 40_000 })
  expect(readdirSync(drive).some((one) => one.endsWith('.mhl'))).toBe(true)
  await offload.go.getByRole('button', { name: 'Show the evidence' }).click()
  await expect(
    page
      .getByRole('dialog', { name: /^Evidence of / })
      .getByText(/md5 [0-9a-f]{32}/)
      .first(),
  ).toBeVisible()
})

test('a preset is kept, holds for the next card, is changed, and removed with a way back', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  const { offload } = window
  const drive = await empty.drive('RAID_A')
  await offload.source(empty.card)
  await offload.destination(drive)
  await offload.where.getByLabel('Folder name', { exact: true }).fill('{date:YYYYMMDD}/{roll}')
  await page.getByRole('radio', { name: 'Hash source' }).click()
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeEnabled()
  const preset = offload.where.getByRole('button', { name: /^Preset/ })
  await preset.click()
  await expect(page.getByRole('menuitemcheckbox', { name: 'Netflix', exact: true })).toBeVisible()
  await page.getByRole('menuitem', { name: 'Keep as a preset' }).click()
  const keep = page.getByRole('dialog', { name: 'Keep as a preset' })
  await keep.getByLabel('Name of the preset').fill('A camera')
  expect(await findings(page), 'keep').toEqual([])
  await keep.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(preset).toHaveText('A camera')

  await window.leave(window.offloadSheet)
  await window.press('Mod+o')
  // What was entered and not started is still there.
  await expect(preset).toHaveText('A camera')
  await preset.click()
  await page.getByRole('menuitemcheckbox', { name: 'None' }).click()
  await expect(preset).toHaveText('None')
  await expect(offload.where.getByLabel('Folder name', { exact: true })).toHaveValue('')
  await preset.click()
  await page.getByRole('menuitemcheckbox', { name: 'A camera' }).click()
  await expect(offload.where.getByText(drive, { exact: false }).first()).toBeVisible()
  await expect(offload.where.getByLabel('Folder name', { exact: true })).toHaveValue('{date:YYYYMMDD}/{roll}')
  await expect(page.getByRole('radio', { name: 'Hash source' })).toBeChecked()
  await page.getByRole('radio', { name: 'Read back' }).click()
  await expect(offload.where).toContainText('changed for this card')
  await preset.click()
  await page.getByRole('menuitem', { name: 'Update “A camera”' }).click()
  await expect(offload.where).not.toContainText('changed for this card')

  await preset.click()
  await page.getByRole('menuitem', { name: 'Remove “A camera”' }).click()
  await expect(preset).toHaveText('None')
  await window.toast.filter({ hasText: 'removed' }).getByRole('button', { name: 'Undo' }).click()
  await preset.click()
  await expect(page.getByRole('menuitemcheckbox', { name: 'A camera' })).toBeVisible()
})

test('what is safe already is known before the start, file by file', async ({ page, served, window }) => {
  await window.press('Mod+o')
  const { offload } = window
  await offload.source(served.card)
  await offload.destination(await served.drive('NEW_DRIVE'))
  const says = offload.what.locator('.card-says')
  await expect(says).toContainText(/Verified already: .+ (\d+) of \1\b/)
  await says.getByText(/Verified already/).click()
  await expect(says.getByRole('listitem').filter({ hasText: 'A003C001' }).first()).toContainText(
    /verified (just now|\d+)/,
  )
  await expect(offload.begin).toBeEnabled()
  expect(await findings(page), 'safe').toEqual([])
})

test('a new card does not touch the one that runs', async ({ page, empty, folder }) => {
  const card = join(folder, 'A010')
  mkdirSync(card)
  for (const name of ['C001.MOV', 'C002.MOV']) {
    writeFileSync(join(card, name), '')
    truncateSync(join(card, name), 600_000_000)
  }
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  const { offload } = window
  await offload.source(card)
  await offload.destination(await empty.drive('RAID_A'))
  await offload.begin.click()
  await offload.go.getByRole('button', { name: 'Hide' }).click()
  await expect(offload.go).toBeHidden()
  await window.press('Mod+o')
  await expect(offload.what).toContainText('Drop a card here')
  await window.leave(window.offloadSheet)
  await page
    .getByRole('contentinfo', { name: 'Status' })
    .getByRole('button', { name: new RegExp(basename(card)) })
    .click()
  await expect(offload.go.locator('.seal')).toBeVisible({ timeout: 60_000 })
  expect(existsSync(join(card, 'C001.MOV'))).toBe(true)
})

test('a folder that is typed is chosen only once it is shown: never the one before', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  const [first, second] = [await empty.drive('FIRST'), await empty.drive('SECOND')]
  await window.press('Mod+o')
  await window.offload.where
    .getByRole('button', { name: /destination/ })
    .last()
    .click()
  const chooser = page.getByRole('dialog').last()
  const field = chooser.getByLabel('Path', { exact: true })
  const choose = chooser.getByRole('button', { name: 'Choose this folder' })
  await expect(choose).toBeDisabled()
  await field.fill(first)
  await field.press('Enter')
  await expect(choose).toBeEnabled()
  await field.fill(`${second}/not there`)
  await expect(choose).toBeDisabled()
  await field.press('Enter')
  await expect(chooser.getByRole('alert')).toContainText(/\S/)
  await expect(choose).toBeDisabled()
  // The same path is asked for again when the folder has come meanwhile.
  await empty.drive('SECOND/not there')
  await field.press('Enter')
  await choose.click()
  await expect(window.offload.where).toContainText('not there')
  await expect(window.offload.where).not.toContainText('FIRST')
})

test('a plan that is refused still shows the card', async ({ window, served }) => {
  await window.press('Mod+o')
  await window.offload.source(served.card)
  await window.offload.destination(served.card)
  await expect(window.offload.what).toContainText('A003')
  await expect(window.offload.what.locator('.figure-value').first()).not.toHaveText('–')
  await expect(window.offload.begin).toBeDisabled()
})
