/**
 * Clips copied out of the library from the window: planned, copied, read back, sealed, and told as it is.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { chooseFolder } from '../pages/chooser.ts'
import { shots } from '../shots.ts'

test('selected clips are copied into a folder by keys, and the sheet says what came of it', async ({
  page,
  window,
  served,
}) => {
  const folder = await served.drive('EDIT')
  await window.select('A003C001')
  await window.press('Shift+E')
  const sheet = page.getByRole('dialog', { name: 'Copy clips' })
  await expect(sheet.getByRole('button', { name: 'Copy', exact: true })).toBeDisabled()
  expect(await findings(page), 'nothing chosen').toEqual([])
  await shots(page, 'copy-empty')

  await sheet.getByRole('button', { name: 'Choose …' }).press('Enter')
  await chooseFolder(page, 'Choose where the copies go', folder)
  await sheet.getByLabel('Folder', { exact: true }).fill('For the editor')
  const plan = sheet.getByRole('region', { name: 'Plan' })
  await expect(plan).toContainText(/1.clip, \d+.files?, .* free/)
  await expect(plan).toContainText(join(folder, 'For the editor'))
  expect(readdirSync(folder), 'a plan writes nothing').toEqual([])
  expect(await findings(page), 'planned').toEqual([])
  await shots(page, 'copy-planned')

  await sheet.getByRole('button', { name: /^Copy 1.clip$/ }).press('Enter')
  await expect(sheet).toContainText(/1 clip copied to .*: all \d+ files? read back and equal, and sealed\./)
  expect(await findings(page), 'ended').toEqual([])
  await shots(page, 'copy-ended')
  const made = join(folder, 'For the editor')
  expect(existsSync(join(made, 'ascmhl'))).toBe(true)
  expect(readdirSync(folder).filter((name) => name.endsWith('.csv'))).toHaveLength(1)
  await sheet.getByRole('button', { name: 'Done' }).press('Enter')
  await expect(sheet).toBeHidden()
})

test('a place that may take no copies is refused in the sheet, before anything is written', async ({
  page,
  window,
  served,
}) => {
  const folder = await served.drive('EDIT')
  await window.select('A003C001')
  await window.press('Shift+E')
  const sheet = page.getByRole('dialog', { name: 'Copy clips' })
  await sheet.getByRole('button', { name: 'Choose …' }).click()
  await chooseFolder(page, 'Choose where the copies go', folder)
  await sheet.getByLabel('Folder', { exact: true }).fill('..')
  await expect(sheet.getByRole('alert')).toContainText('is no name of a folder')
  await expect(sheet.getByRole('button', { name: 'Copy', exact: true })).toBeDisabled()
  await shots(page, 'copy-refused')
  expect(readdirSync(folder)).toEqual([])
})
