/**
 * Searching by text, by chips and by keys.
 */
import { join } from 'node:path'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'

const SCREENS = process.env['RUSHES_SCREENS']

test('suggests fields and the values that there are, and underlines what is wrong', async ({ window, page }) => {
  await window.press('/')
  await window.search.pressSequentially('roll:')
  await expect(page.getByRole('option', { name: /^roll:A003/ })).toBeVisible()
  await window.search.fill('circled kind:movie ')
  await expect(page.getByRole('alert')).toContainText('“movie” is not a kind')
  await expect(page.locator('.search-wrong')).toHaveText('kind:movie')
  // The clips stay as they were.
  await expect(window.tile('A003C001')).toBeVisible()
  await expect(page.locator('.search-mirror')).toHaveCSS('white-space', 'pre')
  const [line, box] = [await page.locator('.search-wrong').boundingBox(), await window.search.boundingBox()]
  expect(line!.x).toBeGreaterThan(box!.x)
  // An end that is not finished is left out, and told on Enter.
  await window.search.fill('kind:video kind:vi')
  await expect(page.getByRole('button', { name: 'kind:video', exact: true })).toBeVisible()
  await expect(page.getByRole('alert')).toBeHidden()
  await window.press('Enter')
  await expect(page.getByRole('alert')).toContainText('“vi” is not a kind')
})

test('chips are edited, turned round, removed and joined, by pointer and by keys', async ({ window, page }) => {
  const chip = (name: string) => page.getByRole('button', { name, exact: true })
  await window.search.fill('kind:video A003C001')
  await expect(chip('kind:video')).toBeVisible()
  await expect(window.tiles).toHaveCount(1)

  await chip('kind:video').click({ modifiers: ['Alt'] })
  await expect(chip('not kind:video')).toBeVisible()
  await expect(window.search).toHaveValue('-kind:video A003C001')
  await chip('not kind:video').press('-')
  await expect(window.search).toHaveValue('kind:video A003C001')
  await expect(chip('kind:video')).toBeFocused()

  await window.press('ArrowRight')
  await expect(chip('A003C001')).toBeFocused()
  await window.press('ArrowLeft', 'o')
  await expect(window.search).toHaveValue('(kind:video OR A003C001)')
  await expect(chip('kind:video OR A003C001')).toBeFocused()
  await window.press('Delete')
  await expect(window.search).toHaveValue('')
  await expect(page.getByRole('list', { name: 'Terms of the search' })).toBeHidden()

  await window.search.fill('kind:audio kind:video')
  await chip('kind:video').dragTo(chip('kind:audio'))
  await expect(window.search).toHaveValue('(kind:audio OR kind:video)')
  await expect(window.tile('A003C001')).toBeVisible()

  await window.search.fill('kind:video circled')
  await chip('circled').click()
  await expect(window.search).toBeFocused()
  await page.keyboard.type('-circled')
  await expect(window.search).toHaveValue('kind:video -circled')
  await page.getByRole('button', { name: 'Remove not circled' }).click()
  await expect(window.search).toHaveValue('kind:video')
})

test('nothing found names the term that empties the list, with the count without it', async ({ window, page }) => {
  await window.search.fill('kind:video scene:99')
  await expect(page.getByText(/No clips match/)).toBeVisible()
  const way = page.getByRole('button', { name: /^Without scene:99: \d+ clips?$/ })
  await expect(way).toBeVisible()
  await expect(page.getByRole('button', { name: /^Without kind:video/ })).toBeHidden()
  await way.click()
  await expect(window.search).toHaveValue('kind:video')
  await expect(window.tile('A003C001')).toBeVisible()
})

for (const [width, height] of [
  [1440, 900],
  [1024, 700],
  [390, 844],
] as const)
  test(`has nothing that axe finds at ${width}×${height}, with chips, an error and no clips`, async ({
    window,
    page,
  }) => {
    await page.setViewportSize({ width, height })
    if (width === 390) await page.getByRole('button', { name: 'Clips' }).click()
    const look = async (name: string): Promise<void> => {
      if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, `search-${name}-${width}.png`) })
      expect(await findings(page)).toEqual([])
    }
    await window.search.fill('kind:video (camera:A OR camera:B) -tag:wild')
    await expect(page.getByRole('button', { name: 'not tag:wild', exact: true })).toBeVisible()
    await look('chips')
    await window.search.fill('kind:video rank:3')
    await expect(page.getByRole('alert')).toBeVisible()
    await look('error')
    await window.search.fill('kind:video scene:99')
    await expect(page.getByRole('button', { name: /^Without scene:99/ })).toBeVisible()
    await look('none')
    await window.search.fill('roll:')
    await window.search.focus()
    await expect(page.getByRole('option').filter({ hasText: 'roll:A003' })).toBeVisible()
    await look('values')
  })
