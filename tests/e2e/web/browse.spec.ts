/**
 * Finding and judging takes.
 */
import { expect, test } from '../fixtures.ts'

test('the grid shows every clip with its facts, and the keys move in two dimensions', async ({ window, page }) => {
  await expect(page.getByRole('heading', { name: 'All clips' })).toBeVisible()
  const first = window.tiles.first()
  await first.click()
  await expect(first).toHaveAttribute('aria-selected', 'true')
  await window.press('ArrowRight')
  await expect(window.tiles.nth(1)).toHaveAttribute('aria-selected', 'true')
  await expect(first).toHaveAttribute('aria-selected', 'false')
  await window.press('ArrowDown')
  await expect(window.tiles.nth(1)).toHaveAttribute('aria-selected', 'false')
  await window.press('Home')
  await expect(first).toHaveAttribute('aria-selected', 'true')
  await window.press('Shift+ArrowRight')
  await expect(page.locator('.clips-count')).toContainText('2 clips of')
})

test('stars, circles and no good are given by key, shown at once, and kept', async ({ window, page }) => {
  const tile = window.tile('A003C001')
  await window.select('A003C001')
  await window.press('4')
  await expect(tile.getByRole('img', { name: '4 stars' })).toBeVisible()
  await window.press('g')
  await expect(tile.getByRole('img', { name: 'Circled' })).toBeVisible()
  await expect(window.side('Circled')).toContainText(/\d/)
  await page.reload()
  await expect(window.tile('A003C001').getByRole('img', { name: '4 stars' })).toBeVisible()
})

test('every change is undone and done again, and said', async ({ window }) => {
  const tile = window.tile('A003C001')
  await window.select('A003C001')
  await window.press('3')
  await expect(tile.getByRole('img', { name: '3 stars' })).toBeVisible()
  await window.press('Mod+z')
  await expect(window.toast.first()).toContainText('Undone: Stars')
  await expect(tile.getByRole('img', { name: '3 stars' })).toBeHidden()
  await window.press('Mod+Shift+z')
  await expect(tile.getByRole('img', { name: '3 stars' })).toBeVisible()
})

test('the search knows the words of the command line, and says what it doesn’t know', async ({ window, page }) => {
  await window.press('/')
  await expect(window.search).toBeFocused()
  await window.search.pressSequentially('kind:aud')
  await expect(page.getByRole('option', { name: 'kind:audio' })).toBeVisible()
  await window.press('ArrowDown')
  await expect(page.getByRole('option', { name: 'kind:audio' })).toHaveAttribute('aria-selected', 'true')
  await window.press('Enter')
  await expect(page.locator('.clips-count')).toContainText('clip')
  await expect(window.tile('A003C001')).toBeHidden()
  await window.search.fill('rank:3')
  await expect(page.getByRole('alert')).toContainText('“rank” is not a field')
  await window.search.fill('')
  await expect(window.tile('A003C001')).toBeVisible()
})

test('an empty result teaches the key that fills it', async ({ window, page }) => {
  await window.search.fill('circled nogood')
  await expect(page.getByText(/No clips match/)).toBeVisible()
  await page.getByRole('button', { name: 'Show all clips' }).click()
  await expect(window.tiles.first()).toBeVisible()
})

test('the filmstrip scrubs under the pointer', async ({ window, page }) => {
  const tile = window.tile('A003C001')
  const box = (await tile.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.2, box.y + 60)
  const label = tile.locator('.strip-time')
  await expect(label).toHaveText(/^\d\d:\d\d:\d\d[:;]\d\d$/)
  const before = await label.innerText()
  await page.mouse.move(box.x + box.width * 0.8, box.y + 60)
  await expect(label).not.toHaveText(before)
})

test('the list sorts, and cells are edited where they stand', async ({ window, page }) => {
  await window.press('Mod+2')
  const names = (): Promise<string[]> => page.locator('.list-row .list-cell:first-child').allInnerTexts()
  await page.getByRole('button', { name: 'Name' }).click()
  const head = page.getByRole('columnheader', { name: 'Name' })
  await expect(head).toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(async () => (await names()).length).toBeGreaterThan(4)
  const isAscending = (list: readonly string[]): boolean =>
    list.every((name, index) => index === 0 || list[index - 1]!.toLowerCase() <= name.toLowerCase())
  await expect.poll(async () => isAscending(await names())).toBe(true)
  const ascending = await names()
  await head.getByRole('button').click()
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(names).toEqual(ascending.toReversed())

  const row = window.rows.filter({ hasText: 'A003C001' })
  await row.getByRole('gridcell').nth(1).dblclick()
  const editor = (cell: number) => row.getByRole('gridcell').nth(cell).getByRole('textbox')
  await expect(editor(1)).toBeFocused()
  await page.keyboard.type('14')
  await page.keyboard.press('Tab')
  await expect(editor(2)).toBeFocused()
  await page.keyboard.type('B')
  await page.keyboard.press('Enter')
  // The one below is edited next.
  await expect(editor(2)).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(row.getByRole('gridcell').nth(1)).toHaveText('14')
  await expect(row.getByRole('gridcell').nth(2)).toHaveText('B')
})

test('columns are chosen from a menu and remembered', async ({ window, page }) => {
  await window.press('Mod+2')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Start TC' }).click()
  await expect(page.getByRole('columnheader', { name: 'Start TC' })).toBeHidden()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Name' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Start TC' })).toBeHidden()
})

test('collections are made and filled', async ({ window, page }) => {
  await window.select('A003C001')
  await window.press('c')
  await page.getByRole('textbox', { name: 'Collection' }).fill('Selects')
  await page.keyboard.press('Enter')
  await expect(window.toast).toContainText('1 clip added to Selects')
  await window.side('Selects').click()
  await expect(window.tiles).toHaveCount(1)
})

test('a collection is arranged by keys and by dragging, and undone', async ({ window, page }) => {
  await window.press('Mod+a')
  await expect(page.locator('.clips-count')).toContainText('clips of')
  await window.press('c')
  await page.getByRole('textbox', { name: 'Collection' }).fill('Reel')
  await page.keyboard.press('Enter')
  await expect(window.toast).toContainText('added to Reel')
  await window.side('Reel').click()
  await expect(page.getByRole('heading', { name: 'Reel' })).toBeVisible()
  const names = async (): Promise<string[]> => await window.tiles.locator('.tile-name').allTextContents()
  await page.locator('.clips-head').getByRole('button').first().click()
  await page.getByText('As arranged').click()
  await expect(page.locator('.clips-head')).toContainText('As arranged')
  const before = await names()
  expect(before.length).toBeGreaterThan(2)

  await window.tiles.nth(0).click()
  await expect(window.tiles.nth(0)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(names).toEqual([before[1], before[0], ...before.slice(2)])
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(names).toEqual(before)

  // What is dragged and where it goes are in sight at once: a scroll on the way would take another tile along.
  await page.setViewportSize({ width: 1440, height: 1100 })
  await window.tiles.nth(before.length - 1).dragTo(window.tiles.nth(0))
  await expect.poll(names).toEqual([before.at(-1), ...before.slice(0, -1)])
  await window.press('Mod+z')
  await expect.poll(names).toEqual(before)
  expect(before.length).toBe(new Set(before).size)
})

test('every action is in the palette, by name', async ({ window, page }) => {
  await window.select('A003C001')
  await window.command('circle the')
  await expect(window.tile('A003C001').getByRole('img', { name: 'Circled' })).toBeVisible()
  await window.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})
