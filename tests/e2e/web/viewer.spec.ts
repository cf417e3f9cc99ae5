/**
 * How the picture is looked at: to a timecode, in a loop, enlarged, with guides, masks and false colours.
 */
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { shots } from '../shots.ts'

test.beforeEach(async ({ window }) => {
  await window.tile('A003C001').dblclick()
  await window.player.ready()
})

test('T goes to a timecode, its end, frames on, or a number; what is none is said', async ({ page, window }) => {
  const first = await window.player.timecode.innerText()
  const go = async (text: string): Promise<void> => {
    await window.press('t')
    await page.getByRole('textbox', { name: 'Go to a timecode' }).fill(text)
    await page.keyboard.press('Enter')
  }
  await go('+7')
  await expect.poll(() => window.player.frame()).toBe(7)
  await go('#12')
  await expect.poll(() => window.player.frame()).toBe(11)
  await go(first.slice(-5))
  await expect.poll(() => window.player.frame()).toBe(0)
  await expect(window.player.timecode).toHaveText(first)

  await go('99:99')
  await expect(page.getByText('is no timecode of this clip')).toBeVisible()
  expect(await findings(page), 'field with a fault').toEqual([])
  await shots(page, 'viewer-goto')
  await page.keyboard.press('Escape')
  // The keys are the player's again.
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => window.player.frame()).toBe(1)
})

test('a marked range plays round and round', async ({ window }) => {
  await window.press('ArrowRight', 'ArrowRight', 'i', ...Array.from({ length: 6 }, () => 'ArrowRight'), 'o')
  await window.press('ControlOrMeta+l', 'Home', ' ')
  const seen: number[] = []
  await expect
    .poll(async () => {
      seen.push((await window.player.frame()) ?? -1)
      return seen.some((frame, at) => at > 0 && frame < seen[at - 1]! && frame >= 2)
    })
    .toBe(true)
  await window.press('k')
  // A frame or two behind the range may be on the screen before the seek has happened.
  expect(Math.max(...seen)).toBeLessThanOrEqual(12)
})

test('guides, masks and false colours lie on the picture, by keys and by the menu', async ({ page, window }) => {
  await window.press('Shift+G', 'Shift+M', 'Shift+F')
  const picture = await page.locator('.stage-media').first().boundingBox()
  const mask = await page.locator('.overlay-mask').boundingBox()
  expect(mask!.width / mask!.height).toBeCloseTo(2.39, 1)
  const title = await page.locator('[data-safe="title"]').boundingBox()
  expect(title!.width / mask!.width).toBeCloseTo(0.9, 2)
  expect(mask!.x).toBeGreaterThanOrEqual(picture!.x - 1)
  await expect(page.getByRole('list', { name: 'False colours' })).toContainText('Middle grey')
  await expect(page.locator('canvas.stage-look')).toHaveAttribute('data-drawn', /\d/)
  expect(await findings(page), 'guides and false colours').toEqual([])
  await shots(page, 'viewer-false')

  await page.getByRole('button', { name: 'How it is looked at' }).click()
  await page.getByRole('menuitem', { name: 'Exposure' }).press('ArrowRight')
  await page.getByRole('menuitemcheckbox', { name: 'As it is' }).press('Enter')
  await expect(page.getByRole('list', { name: 'False colours' })).toBeHidden()
  await expect(page.locator('canvas.stage-look')).toHaveCount(0)
})

test('Z shows every pixel; a drag moves the picture and plays nothing', async ({ page, window }) => {
  const room = page.locator('.stage-room')
  const before = (await room.boundingBox())!
  await window.press('z')
  await expect.poll(async () => (await room.boundingBox())!.width).toBeGreaterThan(before.width)
  const large = (await room.boundingBox())!
  await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2)
  await page.mouse.down()
  await page.mouse.move(before.x + before.width / 2 + 60, before.y + before.height / 2 + 30, { steps: 4 })
  await page.mouse.up()
  const moved = (await room.boundingBox())!
  expect([Math.round(moved.x - large.x), Math.round(moved.y - large.y)]).toEqual([60, 30])
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await window.press('z', 'z')
  await expect.poll(async () => Math.round((await room.boundingBox())!.width)).toBe(Math.round(before.width))
})
