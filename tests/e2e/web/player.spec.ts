/**
 * Playing, stepping, marking, noting.
 */
import { expect, test } from '../fixtures.ts'

test.beforeEach(async ({ window }) => {
  await window.tile('A003C001').dblclick()
  await window.player.ready()
})

test('arrows step exactly one frame, told by the frame that was presented', async ({ window }) => {
  await expect(window.player.timecode).toHaveText(/\d\d:\d\d:\d\d:\d\d/)
  const start = await window.player.timecode.innerText()
  for (let frame = 1; frame <= 5; frame += 1) {
    await window.press('ArrowRight')
    await expect.poll(() => window.player.frame()).toBe(frame)
  }
  for (let frame = 4; frame >= 0; frame -= 1) {
    await window.press('ArrowLeft')
    await expect.poll(() => window.player.frame()).toBe(frame)
  }
  await expect(window.player.timecode).toHaveText(start)
})

test('many steps in a row lose none', async ({ window }) => {
  await window.press(...Array.from({ length: 20 }, () => 'ArrowRight'))
  await expect.poll(() => window.player.frame()).toBe(20)
  await window.press('End')
  const last = Number(await window.player.scrubber.getAttribute('aria-valuemax'))
  await expect.poll(() => window.player.frame()).toBe(last)
  await window.press('Home')
  await expect.poll(() => window.player.frame()).toBe(0)
})

test('space plays and stops; J, K and L shuttle', async ({ window, page }) => {
  await window.press(' ')
  await expect.poll(() => window.player.frame()).toBeGreaterThan(2)
  await window.press('k')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await window.press('Home')
  await expect.poll(() => window.player.frame()).toBe(0)
  await window.press('l')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeHidden()
  await window.press('l')
  await expect(page.getByText('▶▶ 2×')).toBeVisible()
  await window.press('k')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await window.press('End')
  const last = Number(await window.player.scrubber.getAttribute('aria-valuemax'))
  await expect.poll(() => window.player.frame()).toBe(last)
  await window.press('j')
  await expect.poll(() => window.player.frame()).toBeLessThan(last)
})

test('a note is written at the frame, and leads back to it', async ({ window, page }) => {
  await window.press('ArrowRight', 'ArrowRight', 'ArrowRight')
  await expect.poll(() => window.player.frame()).toBe(3)
  await window.press('n')
  await expect(page.getByRole('textbox', { name: /^Note at/ })).toBeFocused()
  await page.keyboard.type('Boom in the shot')
  await page.keyboard.press('Enter')
  const note = window.inspector.section('Notes').getByRole('listitem')
  await expect(note.getByLabel('Note', { exact: true })).toHaveValue('Boom in the shot')
  await expect(page.getByRole('button', { name: /^Note at .*Boom/ })).toBeVisible()
  await window.press('End')
  await note.getByRole('button', { name: /^Go to/ }).click()
  await expect.poll(() => window.player.frame()).toBe(3)
})

test('a range is marked with I and O', async ({ window, page }) => {
  await window.press('ArrowRight')
  await expect.poll(() => window.player.frame()).toBe(1)
  await window.press('i', ...Array.from({ length: 9 }, () => 'ArrowRight'))
  await expect.poll(() => window.player.frame()).toBe(10)
  await window.press('o')
  await expect(page.getByTitle('Clear in and out')).toContainText('10 f')
})

test('letters that are typed in a note command nothing', async ({ window, page }) => {
  await window.press('n')
  await expect(page.getByRole('textbox', { name: /^Note at/ })).toBeFocused()
  await page.keyboard.type('glide x 3')
  await expect(page.getByRole('textbox', { name: /^Note at/ })).toHaveValue('glide x 3')
  await window.leave(page.getByRole('textbox', { name: /^Note at/ }))
  await expect(window.player.root.getByRole('radio', { name: '3 stars' })).not.toBeChecked()
})

test('Escape goes back to the clips, where the clip is still selected', async ({ window }) => {
  await window.leave(window.player.root)
  await expect(window.tile('A003C001')).toHaveAttribute('aria-selected', 'true')
  await window.press('ArrowRight')
  await expect(window.tile('A003C001')).toHaveAttribute('aria-selected', 'false')
})

test('sound shows its channels and plays', async ({ window, page }) => {
  await window.leave(window.player.root)
  await window.search.fill('kind:audio')
  await expect(window.tile('A003C001')).toBeHidden()
  await window.tiles.first().dblclick()
  await window.player.ready()
  await expect(page.locator('.scrubber.is-large canvas')).toBeVisible()
  await window.press(' ')
  await expect.poll(() => window.player.time()).toBeGreaterThan(0.2)
})
