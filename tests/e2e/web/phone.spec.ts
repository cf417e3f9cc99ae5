/**
 * On a phone: messages take room of their own above the bar, and rows wrap.
 */
import { illegible } from '../../helpers/legible.ts'
import { expect, test } from '../fixtures.ts'
import { OffloadsView } from '../pages/offloads-view.ts'
import { Window } from '../pages/window.ts'

test('a message takes no tap from the bar, and nothing from an open sheet', async ({ page, served }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const window = new Window(page)
  await window.open(served.url)
  const bar = page.getByRole('navigation', { name: 'Places' })
  await bar.getByRole('button', { name: 'Offloads' }).click()
  const view = new OffloadsView(page)
  await expect.poll(() => illegible(view.past.first())).toEqual([])
  await view.ask('CARD', 'Report as CSV')
  await expect(window.toast).toContainText('The report is in')
  const [toast, tabs, words] = await Promise.all([
    window.toast.boundingBox(),
    bar.boundingBox(),
    window.toast.locator('span').first().boundingBox(),
  ])
  expect(toast!.y + toast!.height).toBeLessThanOrEqual(tabs!.y)
  expect([toast!.x, toast!.width]).toEqual([0, 390])
  expect(words!.width).toBeGreaterThan(200)
  expect(await illegible(bar)).toEqual([])
  if (process.env['RUSHES_SHOTS'] !== undefined)
    await page.screenshot({ path: `${process.env['RUSHES_SHOTS']}/toast-390.png` })
  // The same with a sheet over the page: its last button can be pressed.
  await view.past.first().getByRole('button').first().click()
  const sheet = page.getByRole('dialog', { name: 'CARD' })
  await expect(sheet).toBeVisible()
  await expect(window.toast).toBeVisible()
  const [below, foot] = await Promise.all([window.toast.boundingBox(), sheet.boundingBox()])
  expect(foot!.y + foot!.height).toBeLessThanOrEqual(below!.y + 1)
  if (process.env['RUSHES_SHOTS'] !== undefined)
    await page.screenshot({ path: `${process.env['RUSHES_SHOTS']}/toast-sheet-390.png` })
})

for (const width of [1440, 1024]) {
  test(`a message covers no control of the player at ${width} px`, async ({ page, window }) => {
    await page.setViewportSize({ width, height: 700 })
    await window.tile('A003C001').dblclick()
    await window.player.ready()
    await window.press('3')
    await window.press('Mod+z')
    await expect(window.toast.first()).toBeVisible()
    expect(await illegible(page.locator('.player-bar'))).toEqual([])
    if (process.env['RUSHES_SHOTS'] !== undefined)
      await page.screenshot({ path: `${process.env['RUSHES_SHOTS']}/toast-player-${width}.png` })
  })
}
