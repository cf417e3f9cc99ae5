/**
 * Smart collections and folders in the sidebar, by pointer and by keys.
 */
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { shot, SIZES } from '../shots.ts'
import type { Window } from '../pages/window.ts'

const LONG = `Everything that the editor asked for on day twelve, sorted, and once more ${'x'.repeat(20)}`

const group = ({ page }: Window) => page.getByRole('region', { name: 'Collections' })
const line = (window: Window, name: string) => group(window).locator('.side-item').filter({ hasText: name })

async function saveSearch(window: Window, query: string, name: string): Promise<void> {
  await window.search.fill(query)
  await window.page.getByRole('button', { name: 'Save', exact: true }).click()
  await window.page.getByLabel('Name', { exact: true }).fill(name)
  await window.press('Enter')
  await expect(window.page.getByRole('dialog')).toBeHidden()
}

async function makeFolder(window: Window, name: string): Promise<void> {
  await group(window).getByRole('button', { name: 'New folder of collections' }).click()
  await window.page.keyboard.type(name)
  await window.press('Enter')
  await expect(line(window, name)).toBeVisible()
}

test('a search is saved, shown with its number, changed, renamed, and deleted with undo', async ({ window, page }) => {
  const all = await window.tiles.count()
  await window.search.fill('kind:video')
  await expect(page.getByRole('button', { name: 'kind:video', exact: true })).toBeVisible()
  // The chip stands before its clips do.
  await expect.poll(() => window.tiles.count()).toBeLessThan(all)
  const total = await window.tiles.count()
  await saveSearch(window, 'kind:video', 'Pictures')
  await expect(line(window, 'Pictures')).toHaveAttribute('aria-current', 'page')
  await expect(page.getByRole('heading', { name: 'Pictures' })).toBeVisible()
  await expect(window.search).toHaveValue('in:Pictures')
  await expect(line(window, 'Pictures').locator('.side-count')).toHaveText(String(total))

  await line(window, 'Pictures').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Change the search' }).click()
  await page.getByLabel('Search', { exact: true }).fill('kind:video A003C001')
  await expect(page.getByRole('status').filter({ hasText: 'Finds 1 clip now' })).toBeVisible()
  await window.press('Enter')
  await expect(window.tiles).toHaveCount(1)
  await expect(line(window, 'Pictures').locator('.side-count')).toHaveText('1')

  await line(window, 'Pictures').press('F2')
  await page.keyboard.type('One picture')
  await window.press('Enter')
  await expect(line(window, 'One picture')).toHaveAttribute('aria-current', 'page')
  await expect(window.search).toHaveValue('in:"One picture"')

  await line(window, 'One picture').press('Delete')
  await expect(line(window, 'One picture')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(line(window, 'One picture')).toBeVisible()
})

test('a search that goes round is refused, and says which ones it goes through', async ({ window, page }) => {
  await saveSearch(window, 'kind:video', 'First')
  await saveSearch(window, 'in:First kind:video', 'Second')
  await line(window, 'First').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Change the search' }).click()
  await page.getByLabel('Search', { exact: true }).fill('in:Second')
  await window.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('“First” asks for “Second”, and “Second” asks for “First” again')
  expect(await findings(page)).toEqual([])
  await window.press('Escape')

  await line(window, 'First').press('Delete')
  await expect(line(window, 'Second')).toContainText('can’t run')
  await line(window, 'Second').click()
  await expect(page.getByRole('main')).toContainText('its search names the collection “First”, which is not here')
})

test('folders take collections by drag and by keys, and close', async ({ window }) => {
  await saveSearch(window, 'kind:video', 'Pictures')
  await makeFolder(window, 'Act one')
  const names = () => group(window).locator('.side-item .side-label').allTextContents()
  await line(window, 'Pictures').dragTo(line(window, 'Act one'))
  await expect.poll(names).toEqual(['Act one', 'Pictures'])
  await line(window, 'Act one').press('ArrowLeft')
  await expect.poll(names).toEqual(['Act one'])
  await line(window, 'Act one').press('ArrowRight')
  await expect.poll(names).toEqual(['Act one', 'Pictures'])

  // The second key comes before the first is done, and goes to the line that moved.
  await line(window, 'Pictures').focus()
  await window.press('Alt+ArrowLeft', 'Alt+ArrowUp')
  await expect.poll(names).toEqual(['Pictures', 'Act one'])
  await expect(line(window, 'Pictures')).toBeFocused()
  await window.press('Alt+ArrowDown')
  await expect.poll(names).toEqual(['Act one', 'Pictures'])
  await expect(line(window, 'Pictures')).toBeFocused()
  await window.press('Alt+ArrowRight')
  await expect.poll(() => group(window).locator('.side-item').nth(1).getAttribute('style')).not.toBeNull()
  await line(window, 'Act one').press('ArrowLeft')
  await expect.poll(names).toEqual(['Act one'])
  await window.reload()
  await expect.poll(names).toEqual(['Act one'])
})

test('a note in a collection stands under the tile there, and nowhere else', async ({ window, page }) => {
  await group(window).getByRole('button', { name: 'New collection' }).click()
  await page.keyboard.type('Reel')
  await window.press('Enter')
  await window.tiles.first().dragTo(line(window, 'Reel'))
  await line(window, 'Reel').click()
  await expect(window.tiles).toHaveCount(1)
  const before = await window.tiles.first().boundingBox()
  await window.tiles.first().click()
  await page.getByRole('textbox', { name: 'Note in Reel' }).fill(`opens the reel ${'and so on '.repeat(12)}`)
  await window.press('Enter')
  await expect(window.tiles.first()).toContainText('opens the reel')
  // What is said moves nothing, however long it is.
  expect(await window.tiles.first().boundingBox()).toEqual(before)
  expect(await findings(page)).toEqual([])
  await shot(page, 'collection-note')
  await window.side('All clips').click()
  await expect(window.tiles.first()).not.toContainText('opens the reel')
})

test('is legible in both themes at every size', async ({ window, page }) => {
  await saveSearch(window, 'kind:video', LONG)
  await makeFolder(window, 'Act one')
  await saveSearch(window, 'kind:audio OR circled', 'Sound and circled')
  await line(window, 'Sound and circled').dragTo(line(window, 'Act one'))
  await saveSearch(window, 'in:"Sound and circled" rating>=3', 'The best of those')
  const phoneLibrary = page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Library' })
  for (const theme of ['dark', 'light'] as const) {
    for (const [width, height] of SIZES.toReversed()) {
      await page.setViewportSize({ width, height })
      await page.evaluate((to) => (document.documentElement.dataset['theme'] = to), theme)
      if (width > 640) {
        const long = line(window, LONG.slice(0, 30))
        const box = await long.boundingBox()
        const side = await group(window).boundingBox()
        expect(box!.x + box!.width).toBeLessThanOrEqual(side!.x + side!.width)
        await expect(long).toHaveAttribute('title', `${LONG}: kind:video`)
      } else await phoneLibrary.click()
      expect(await findings(page)).toEqual([])
      await shot(page, `collections-${theme}-${width}`)
      if (width === 390) await phoneLibrary.click()
    }
  }
})
