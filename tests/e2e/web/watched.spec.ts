/**
 * Drives, watched folders, versions and lost files in the window.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { canMount, loopDrives } from '../../helpers/loop-drives.ts'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

/** Watches a folder in the view of drives and stays there. */
async function watch(window: Window, folder: string): Promise<Locator> {
  const { page } = window
  await window.press('Mod+d')
  const sheet = page.getByRole('main', { name: 'Drives and folders' })
  await sheet.getByRole('button', { name: 'Watch a folder' }).click()
  const chooser = page.getByRole('dialog', { name: 'Choose a folder to watch' })
  await chooser.getByLabel('Path').fill(folder)
  await page.keyboard.press('Enter')
  await chooser.getByRole('button', { name: 'Choose this folder' }).click()
  return sheet
    .getByRole('region', { name: 'All watched folders' })
    .getByRole('listitem')
    .filter({ hasText: folder.slice(folder.lastIndexOf('/') + 1) })
}

test('a watched folder brings in what comes, and says as of when it is true', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  const folder = await empty.drive('Project')
  writeFileSync(join(folder, 'Script.pdf'), 'page one')
  const row = await watch(window, folder)
  await expect(row).toContainText(/[Uu]p to date at/)
  expect(await findings(page)).toEqual([])
  await window.press('Mod+1')
  await expect(window.tile('Script.pdf')).toBeVisible()
  writeFileSync(join(folder, 'Notes.txt'), 'wild tracks')
  await expect(window.tile('Notes.txt')).toBeVisible()
})

test('an edited file is a stack that can be compared and restored', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  const folder = await empty.drive('Cut')
  writeFileSync(join(folder, 'Cut_v001.edl'), 'TITLE: CUT\n001 A003\n')
  await watch(window, folder)
  await window.press('Mod+1')
  await expect(window.tile('Cut_v001.edl')).toBeVisible()
  writeFileSync(join(folder, 'Cut_v002.edl'), 'TITLE: CUT\n001 A003\n002 A004\n')
  await expect(window.tile('Cut_v002.edl')).toBeVisible()
  await expect(window.tiles).toHaveCount(1)
  await window.tile('Cut_v002.edl').click()
  const versions = window.inspector.section('Versions')
  await expect(versions.getByRole('listitem')).toHaveCount(2)
  await expect(versions.getByRole('listitem').first()).toContainText(/v002.*Current/)
  await versions.getByRole('button', { name: 'Compare version 1 with the current one' }).click()
  const compare = page.getByRole('dialog', { name: 'Compare versions' })
  await expect(compare).toContainText('1 line added, 0 removed')
  expect(await findings(page)).toEqual([])
  await window.leave(compare)
  const ask = async (revision: number, what: RegExp): Promise<void> => {
    await versions.getByRole('button', { name: `What to do with version ${revision}` }).click()
    await page.getByRole('menuitem', { name: what }).click()
  }
  await ask(1, /Restore over/)
  await page.getByRole('button', { name: 'Not now' }).click()
  await expect(page.getByRole('button', { name: 'Not now' })).toBeHidden()
  await ask(2, /Take out of the stack/)
  await expect(window.tiles).toHaveCount(2)
  await window.toast.getByRole('button', { name: 'Undo' }).click()
  await expect(window.tiles).toHaveCount(1)
  await window.tile('Cut_v002.edl').click()
  await ask(1, /Restore over/)
  await page.getByRole('button', { name: 'Replace the file' }).click()
  await expect(versions.getByRole('listitem').first()).toContainText('restored from 1')
  expect(readFileSync(join(folder, 'Cut_v002.edl'), 'utf8')).toBe('TITLE: CUT\n001 A003\n')
})

test('much that is gone at once is asked about, and nothing is done unasked', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  const folder = await empty.drive('Paper')
  mkdirSync(join(folder, 'in'))
  for (let file = 0; file < 12; file += 1) writeFileSync(join(folder, 'in', `page ${file}.txt`), `page ${file}`)
  const row = await watch(window, folder)
  await expect(row).toContainText('12 files')
  await expect(row).toContainText('all catalogued')
  rmSync(join(folder, 'in'), { recursive: true })
  await row.getByRole('button', { name: 'Look at it' }).click()
  const sheet = page.getByRole('dialog', { name: '12 of 12 files were not found' })
  await expect(sheet).toContainText('Is that meant?')
  await expect(sheet.getByRole('button', { name: 'Check again later' })).toBeFocused()
  await sheet.getByRole('button', { name: 'They are gone' }).click()
  await expect(row).toContainText('12 missing')
})

test('a lost file is found by its bytes, and linked when that is pressed', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  const folder = await empty.drive('Shots')
  const elsewhere = await empty.drive('Elsewhere')
  for (const name of ['one.txt', 'two.txt', 'three.txt', 'four.txt', 'five.txt', 'six.txt'])
    writeFileSync(join(folder, name), `what ${name} says`)
  const row = await watch(window, folder)
  await expect(row).toContainText('6 files')
  await expect(row).toContainText('all catalogued')
  renameSync(join(folder, 'two.txt'), join(elsewhere, 'renamed.txt'))
  await expect(row).toContainText('1 missing')
  await window.leavePage(page.getByRole('main', { name: 'Drives and folders' }))
  await window.command('Find lost')
  const sheet = page.getByRole('dialog', { name: 'Find lost files' })
  await expect(sheet).toContainText('1 file missing')
  await sheet.getByRole('button', { name: 'Look in a folder' }).click()
  const chooser = page.getByRole('dialog', { name: 'Choose where to look' })
  await chooser.getByLabel('Path').fill(elsewhere)
  await page.keyboard.press('Enter')
  await chooser.getByRole('button', { name: 'Choose this folder' }).click()
  await expect(sheet.getByRole('checkbox')).toBeChecked()
  expect(await findings(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Link 1 file' }).click()
  await expect(window.side('Missing')).toContainText('0')
})

test('a drive bears the label that is written on it', async ({ window, page }) => {
  await window.press('Mod+d')
  const sheet = page.getByRole('main', { name: 'Drives and folders' })
  const label = sheet.getByRole('region', { name: 'All drives' }).getByRole('textbox').first()
  await label.fill('CART 2')
  await page.keyboard.press('Enter')
  await expect(window.side('CART 2')).toBeVisible()
  await window.leavePage(sheet)
  await expect(window.side('CART 2')).toBeVisible()
})

test('@drives a card that comes is offered, a drive that goes takes nothing along', async ({ page, empty, folder }) => {
  test.skip(!canMount, 'Drives can only be mounted as root on Linux.')
  using drives = loopDrives(folder)
  const window = new Window(page)
  await window.open(empty.url)
  drives.make('shuttle.img', 'SHUTTLE_07')
  const shuttle = drives.mount('shuttle.img', 'shuttle')
  mkdirSync(join(shuttle, 'Sound'))
  writeFileSync(join(shuttle, 'Sound', 'Report.txt'), 'take one')
  await expect(await watch(window, join(shuttle, 'Sound'))).toContainText('all catalogued')
  await window.press('Mod+1')
  await window.tile('Report.txt').click()
  const copies = window.inspector.section('Copies')
  await expect(copies).toContainText('Never checked')
  drives.pull('shuttle')
  await expect(copies).toContainText('Drive not connected')
  await expect(
    window.tile('Report.txt').getByRole('img', { name: 'Offline: its drive is not connected' }),
  ).toBeVisible()
  await expect(window.side('Missing')).toContainText('0')
  // Under another path it is the same drive.
  drives.mount('shuttle.img', 'elsewhere')
  await expect(copies).not.toContainText('Drive not connected')

  drives.make('card.img', 'A007')
  const point = drives.mount('card.img', 'filling')
  mkdirSync(join(point, 'XDROOT', 'Clip'), { recursive: true })
  writeFileSync(join(point, 'XDROOT', 'MEDIAPRO.XML'), '<x/>')
  writeFileSync(join(point, 'XDROOT', 'Clip', 'C0001.MXF'), 'frames')
  await drives.unmount('filling')
  drives.mount('card.img', 'A007')
  await expect(window.toast.filter({ hasText: 'A007' })).toContainText('is connected')
  await window.toast.filter({ hasText: 'A007' }).getByRole('button', { name: 'Offload' }).click()
  await expect(window.offload.what).toContainText('A007')
})
