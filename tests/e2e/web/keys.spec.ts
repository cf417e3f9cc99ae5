/**
 * The keys of the window: found, changed, taken from another command, and those of another program.
 */
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { shots } from '../shots.ts'

test('a key is found, changed by pressing another, and the hints and the next start follow', async ({
  page,
  window,
}) => {
  await window.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await expect(sheet.getByRole('button', { name: 'Circle the take: G' })).toBeVisible()
  expect(await findings(page), 'all keys').toEqual([])
  await shots(page, 'keys')

  await sheet.getByRole('searchbox').fill('circle')
  await expect(sheet.getByRole('button', { name: /^Stars/ })).toBeHidden()
  const circle = sheet.getByRole('button', { name: /^Circle the take: / })
  await circle.press('Enter')
  await expect(circle).toHaveText(/Press a key/)
  await circle.press('Escape')
  await expect(circle, 'Escape ends the waiting alone').toHaveAccessibleName('Circle the take: G')
  await circle.press('Enter')
  await circle.press('ArrowUp')
  await expect(circle).toHaveText(/moves among the clips/)
  await circle.press('Escape')
  await circle.press('Enter')
  await circle.press('Shift')
  await expect(circle, 'a key that is only held is none').toHaveText(/Press a key/)
  await circle.press('X')
  await expect(circle).toHaveAccessibleName('Circle the take: X')
  await expect(page.getByText('X was “No good”, which has no such key now')).toBeVisible()
  await shots(page, 'keys-changed')
  await sheet.getByRole('searchbox').fill('')
  await expect(sheet.getByRole('button', { name: 'No good: no key' })).toBeVisible()
  expect(await findings(page), 'changed').toEqual([])
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  await window.select('A003C001')
  await window.press('x')
  await expect(window.tile('A003C001').getByRole('img', { name: 'Circled' })).toBeVisible()
  await page.reload()
  await window.select('A003C001')
  await window.press('x')
  await expect(window.tile('A003C001').getByRole('img', { name: 'Circled' })).toBeHidden()

  // As it came, again.
  await window.press('?')
  await sheet.getByRole('button', { name: 'Reset the key: Circle the take' }).press('Enter')
  await expect(circle).toHaveAccessibleName('Circle the take: G')
})

test('keys as in another program: digits step frames in the player and stay stars among the clips', async ({
  page,
  window,
}) => {
  await window.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await sheet.getByRole('combobox', { name: 'As in' }).selectOption('Media Composer')
  await page.keyboard.press('Escape')
  await window.select('A003C001')
  await window.press('4')
  await expect(window.tile('A003C001').getByRole('img', { name: '4 stars' })).toBeVisible()
  await window.tile('A003C001').dblclick()
  await window.player.ready()
  await window.press('4', '4')
  await expect.poll(() => window.player.frame()).toBe(2)
  await window.press('3')
  await expect.poll(() => window.player.frame()).toBe(1)
})
