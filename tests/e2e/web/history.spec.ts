/**
 * The history of offloads: every card that was ever copied, and what became of it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { cli } from '../../helpers/cli.ts'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { OffloadsView } from '../pages/offloads-view.ts'
import { Window } from '../pages/window.ts'

test('an empty history says what will stand there', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+Shift+h')
  const view = new OffloadsView(page)
  await expect(view.root).toContainText('No card was offloaded yet')
  expect(await findings(page)).toEqual([])
  await view.root.getByRole('button', { name: 'Offload a card' }).click()
  await expect(page.getByRole('dialog', { name: 'Offload' })).toBeVisible()
})

test('every offload stands in it with its verdict, and is searched, opened, reported and found', async ({
  page,
  served,
  window,
}) => {
  const copied = await served.drive('QUICK_COPY')
  const run = await cli(served.library, 'offload', served.card, '--to', copied, '--verify', 'source')
  expect([0, 3]).toContain(run.exit)
  await window.side('Queue and history').click()
  const view = new OffloadsView(page)
  await expect(view.past).toHaveCount(2)
  // Newest first, and each as it was checked.
  await expect(view.past.first()).toContainText('Copied, not verified')
  await expect(view.past.first()).toContainText('QUICK_COPY')
  await expect(view.past.first()).not.toContainText(/Safe to format:|read back$/)
  await expect(view.past.last()).toContainText('both read back')
  await expect(view.past.last()).toContainText('RAID_A')
  expect(await findings(page)).toEqual([])

  await view.search.fill('shuttle_02')
  await expect(view.past).toHaveCount(1)
  await view.search.fill('nothing of ours')
  await expect(view.root).toContainText('No offloads match')
  await view.search.press('Escape')
  await expect(view.past).toHaveCount(2)

  // With the keys: down to the next, and open.
  await view.past.first().getByRole('button').first().focus()
  await window.press('ArrowDown')
  await expect(view.past.last().getByRole('button').first()).toBeFocused()
  await window.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'CARD' })
  await expect(sheet.getByRole('region', { name: 'Go' })).toContainText(/[Vv]erified|Safe to format/)
  await window.leave(sheet)
})

test('its report is written where it says, and its clips are one press away', async ({ page, window }) => {
  await window.press('Mod+Shift+h')
  const view = new OffloadsView(page)
  await view.ask('CARD', 'Report as CSV')
  await expect(window.toast).toContainText('The report is in')
  const path = /The report is in (\/.+\.csv)/.exec(await window.toast.innerText())?.[1] ?? ''
  expect(existsSync(path)).toBe(true)
  expect(readFileSync(path, 'utf8')).toContain('A003C001')
  // The right mouse button opens the same menu.
  await view.past.first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Its clips' }).click()
  await expect(window.tile('A003C001')).toBeVisible()
  await expect(window.tiles).toHaveCount(10)
})
