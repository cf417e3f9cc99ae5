/**
 * The frame that the player shows, saved as a file from the window.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { chooseFolder } from '../pages/chooser.ts'
import { shots } from '../shots.ts'

test('Shift+S saves the frame that is shown into a folder, and goes on with that folder', async ({
  page,
  window,
  served,
}) => {
  const folder = await served.drive('STILLS')
  await window.tile('A003C001').dblclick()
  await window.player.ready()
  await window.press('ArrowRight', 'ArrowRight', 'ArrowRight')
  await expect.poll(() => window.player.frame()).toBe(3)
  const timecode = await window.player.timecode.innerText()
  await window.press('Shift+S')
  const sheet = page.getByRole('dialog', { name: `Save the frame at ${timecode}` })
  // Nothing is saved anywhere that nobody chose; and of a clip there is no frame to give away as it is.
  await expect(sheet.getByRole('button', { name: 'Save the still' })).toBeDisabled()
  await expect(sheet.getByRole('radio')).toHaveText(['PNG', 'TIFF'])
  expect(await findings(page), 'sheet').toEqual([])

  await sheet.getByRole('button', { name: 'Choose …' }).click()
  await chooseFolder(page, 'Choose where the still goes', folder)
  await shots(page, 'still')
  await sheet.getByRole('button', { name: 'Save the still' }).click()
  await expect(sheet).toBeHidden()
  await expect(page.getByText(/^Saved /)).toBeVisible()
  const [file] = readdirSync(folder)
  expect(readFileSync(join(folder, file!)).subarray(1, 4).toString('latin1')).toBe('PNG')
  expect(file).toContain(timecode.replaceAll(/[:;]/g, '-'))

  // The next one goes there too, and beside the first, by the keyboard alone.
  await window.press('ArrowRight')
  await expect.poll(() => window.player.frame()).toBe(4)
  await window.press('Shift+S')
  await page.getByRole('button', { name: 'Save the still' }).press('Enter')
  await expect.poll(() => readdirSync(folder)).toHaveLength(2)
})
