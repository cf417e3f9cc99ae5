/**
 * Drives and watched folders in the desktop app: the folder comes from the system's dialog.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { chooseNext, makePlaces, test, whyNot } from './fixtures.ts'

test.skip(() => whyNot() !== null, whyNot() ?? '')

test('a folder of the system’s dialog is watched, and its drive bears the label one writes', async ({
  folder,
  launch,
}) => {
  const { library } = await makePlaces(folder)
  const watched = join(folder, 'Project')
  await mkdir(watched)
  await writeFile(join(watched, 'Script.txt'), 'page one')
  const { app, page } = await launch({ library })
  await expect(page.getByText('Drop a card here')).toBeVisible()
  await chooseNext(app, [watched])
  await page.keyboard.press('Control+d')
  const drives = page.getByRole('main', { name: 'Drives and folders' })
  await drives.getByRole('button', { name: 'Watch a folder' }).click()
  await expect(drives.getByRole('region', { name: 'All watched folders' }).getByRole('listitem')).toContainText(
    'p to date at',
  )
  const label = drives.getByRole('region', { name: 'All drives' }).getByRole('textbox').first()
  await label.fill('CART 2')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Library' }).getByRole('button', { name: 'CART 2' })).toBeVisible()
  await page.keyboard.press('Control+1')
  await writeFile(join(watched, 'Notes.txt'), 'wild tracks')
  await expect(page.getByRole('option', { name: /^Notes\.txt/ })).toBeVisible({ timeout: 20_000 })
})
