/**
 * Settings of the library, as a person changes them.
 */
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

test('the address of notices is kept, and one that is no address is refused in words', async ({ page, served }) => {
  const window = new Window(page)
  await window.open(served.url)
  await window.press('Mod+,')
  const sheet = page.getByRole('dialog', { name: 'Settings' })
  const address = sheet.getByLabel('Address for notices')
  await address.fill('http://example.org/open')
  await address.press('Enter')
  await expect(page.getByText('as https://host/path')).toBeVisible()

  await address.fill('https://ntfy.example/our-set')
  await address.press('Enter')
  await sheet.getByRole('radio', { name: 'JSON' }).click()
  await expect(sheet.getByRole('radio', { name: 'JSON' })).toBeChecked()
  await window.reload()
  await window.press('Mod+,')
  await expect(address).toHaveValue('https://ntfy.example/our-set')
  await expect(sheet.getByRole('radio', { name: 'JSON' })).toBeChecked()
})
