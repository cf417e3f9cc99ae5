/**
 * Sound sync in the window: a day is compared, a pair is judged, accepted and played.
 */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { shots } from '../shots.ts'
import { done } from '../template.ts'
import { Window } from '../pages/window.ts'
import { makeSyncDay } from '../../helpers/sync-day.ts'

const main = (page: Page) => page.getByRole('main', { name: 'Sound sync' })
const pairs = (page: Page) => main(page).getByRole('list', { name: 'Pairs of clip and sound' }).getByRole('button')

test('a day’s sound is found, judged with keys, and plays with the picture', async ({ page, empty, folder }) => {
  const { card, sound } = await makeSyncDay(join(folder, 'shoot'))
  for (const one of [card, sound]) await done(empty.library, 'scan', one)
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+Shift+Y')
  await expect(main(page)).toContainText('Clips and sound were not compared yet')
  expect(await findings(page), 'not compared').toEqual([])
  await shots(page, 'sound-empty')

  await main(page).getByRole('button', { name: 'Compare clips and sound' }).click()
  await expect(pairs(page)).toHaveCount(3)
  await expect(main(page)).toContainText('Accept 2 proven pairs')
  const detail = main(page).getByRole('region', { name: 'A001C001 and SR003_T01' })
  await expect(detail).toContainText('clip begins 10.123 s into the sound')
  await expect(detail).toContainText('Timecode agrees')
  await expect(main(page).getByRole('region', { name: 'Clips without sound' })).toContainText('A001C004')
  expect(await findings(page), 'pairs').toEqual([])
  await shots(page, 'sound-pairs')

  // A frame later and back: nothing is kept by moving.
  await page.keyboard.press('ArrowRight')
  await expect(detail).toContainText('Moved, not kept yet')
  await expect(detail).toContainText('483,985 samples')
  await page.keyboard.press('ArrowLeft')
  await expect(detail).toContainText('485,905 samples')
  await page.keyboard.press('a')
  await expect(pairs(page).filter({ hasText: 'A001C001' })).toContainText('Accepted')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('r')
  await expect(pairs(page).filter({ hasText: 'A001C002' })).toContainText('Refused')
  await page.keyboard.press('Control+z')
  await expect(pairs(page).filter({ hasText: 'A001C002' })).toContainText('Proven by sound')

  // By hand: a clip of something else, half a frame before its sound.
  await main(page)
    .getByRole('region', { name: 'Clips without sound' })
    .getByRole('button', { name: 'Set by hand' })
    .click()
  await page.getByRole('menuitem', { name: 'SR003_T02' }).click()
  await page.keyboard.press('Escape')
  await main(page).getByRole('button', { name: 'A frame later', exact: true }).click()
  await main(page)
    .getByRole('button', { name: /^Keep here/ })
    .click()
  await expect(pairs(page).filter({ hasText: 'A001C004' })).toContainText('Accepted')

  await plays(page, window)
})

/** The accepted sound runs within a frame of the picture: while it plays, after a seek, and when it stands. */
async function plays(page: Page, window: Window): Promise<void> {
  await window.press('Mod+1')
  await window.select('A001C001')
  await window.press('Enter')
  await window.player.ready()
  await page.waitForFunction(() => (document.querySelector('audio')?.readyState ?? 0) >= 2)
  await expect(window.player.root.getByRole('button', { name: 'Which sound plays' })).toHaveText('SR003_T01')
  /** Waits until sound and picture are in the wanted state, less than a frame (40 ms) apart. */
  const together = (playing: boolean): Promise<unknown> =>
    page.waitForFunction((wanted) => {
      const [video, audio] = [document.querySelector('video')!, document.querySelector('audio')!]
      const apart = audio.currentTime - video.currentTime - 485_905 / 48_000
      return video.muted && !audio.muted && video.paused !== wanted && audio.paused !== wanted && Math.abs(apart) < 0.04
    }, playing)
  await together(false)
  await window.press('Space')
  await together(true)
  await window.press('l')
  await together(true)
  await window.press('k')
  await together(false)
  await window.press('ArrowLeft')
  await together(false)
  await window.player.root.getByRole('button', { name: 'Which sound plays' }).click()
  await page
    .getByRole('menuitemcheckbox', { name: 'Camera sound' })
    .or(page.getByRole('menuitem', { name: 'Camera sound' }))
    .click()
  await expect(page.locator('audio')).toHaveCount(0)
  expect(await page.evaluate(() => document.querySelector('video')!.muted)).toBe(false)
}
