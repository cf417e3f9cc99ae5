/**
 * For everyone, at every size: axe finds nothing, nothing is cut off, motion can be had without.
 */
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

for (const theme of ['dark', 'light']) {
  test(`axe finds nothing in the ${theme} theme`, async ({ page, served }) => {
    await page.addInitScript((look) => localStorage.setItem('rushes.tastes', JSON.stringify({ theme: look })), theme)
    const window = new Window(page)
    await window.open(served.url)
    await window.select('A003C001')
    await expect(window.inspector.section('Copies')).toBeVisible()
    expect(await findings(page), 'grid').toEqual([])
    await window.press('Mod+2')
    await expect(window.rows.first()).toBeVisible()
    expect(await findings(page), 'list').toEqual([])
    await window.press('Mod+3')
    await window.player.ready()
    expect(await findings(page), 'player').toEqual([])
    await window.leave(window.player.root)
    await window.press('Mod+d')
    await expect(page.getByRole('region', { name: 'All drives' }).getByRole('listitem').first()).toBeVisible()
    expect(await findings(page), 'drives').toEqual([])
    await window.leavePage(page.getByRole('main', { name: 'Drives and folders' }))
    await window.press('Mod+o')
    await window.offload.source(served.card)
    await window.offload.destination(await served.drive('RAID_C'))
    await expect(window.offload.begin).toBeEnabled()
    expect(await findings(page), 'offload').toEqual([])
    await window.leave(window.offloadSheet)
    await window.press('Mod+,')
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
    expect(await findings(page), 'settings').toEqual([])
  })
}

for (const [width, height] of [
  [1440, 900],
  [1024, 700],
  [390, 844],
] as const) {
  test(`nothing is cut off at ${width} × ${height}`, async ({ page, served }) => {
    await page.setViewportSize({ width, height })
    const window = new Window(page)
    await window.open(served.url)
    // A phone begins with the safety page.
    if (width < 700)
      await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Clips' }).click()
    await expect(window.tiles.first()).toBeVisible()
    const overflow = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)
    await window.press('Mod+d')
    await expect(page.getByRole('main', { name: 'Drives and folders' })).toBeVisible()
    expect(await overflow()).toBeLessThanOrEqual(0)
    // Escape closes what is open: a page is not, and stays.
    await window.press('Escape')
    await expect(page.getByRole('main', { name: 'Drives and folders' })).toBeVisible()
    await window.press('Mod+d')
    await window.tile('A003C001').dblclick()
    await window.player.ready()
    expect(await overflow()).toBeLessThanOrEqual(0)
    await expect(window.player.timecode).toBeInViewport()
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeInViewport({ ratio: 1 })
  })
}

test('the whole main job can be done without a mouse', async ({ page, window }) => {
  await page.locator('[data-autofocus]').focus()
  await window.press('Home')
  await expect(window.tiles.first()).toHaveAttribute('aria-selected', 'true')
  await window.press('Enter')
  await expect(window.player.root).toBeVisible()
  await window.leave(window.player.root)
  await window.press('Mod+k')
  await expect(page.getByPlaceholder('What to do')).toBeFocused()
  await window.leave(page.getByPlaceholder('What to do'))
  await window.press('Tab')
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
  expect(outline).not.toBe('none')
})
