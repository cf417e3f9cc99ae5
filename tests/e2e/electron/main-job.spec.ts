/**
 * The main job in the desktop app: a card is dropped, copied to two drives, looked at and played; the engine is killed
 * on the way; and when the app has quit, nothing of it is left.
 */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { chooseNext, dropOn, enginePid, makePlaces, processesOf, test, whyNot } from './fixtures.ts'

test.skip(() => whyNot() !== null, whyNot() ?? '')

test('a card goes in by a drop and plays, with an engine that dies on the way', async ({ folder, card, launch }) => {
  const { library, drives } = await makePlaces(folder)
  const { app, page, quit } = await launch({ library })
  await expect(page.getByText('Drop a card here')).toBeVisible()

  await test.step('a dropped card is offered to be copied', async () => {
    await dropOn(page, [card])
    await page.getByRole('button', { name: /Copy verified/ }).click()
    await expect(page.getByRole('region', { name: 'What' })).toContainText('CARD')
  })

  await test.step('it is copied to two drives, and the verdict names why the card must be kept', async () => {
    await chooseNext(app, drives)
    await page.getByRole('button', { name: 'Choose a destination' }).click()
    await page.getByRole('button', { name: 'Add a destination' }).click()
    await page
      .getByRole('button', { name: /^(Start|Copy|Offload)/ })
      .last()
      .click()
    // Both folders lie on one disk here, which no verdict may hide.
    await expect(page.getByText('Verified. Not safe to format')).toBeVisible({ timeout: 60_000 })
    for (const drive of drives) {
      const rolls = await readdir(join(drive, 'CARD'))
      expect(rolls.some((roll) => existsSync(join(drive, 'CARD', roll, 'ascmhl')))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await expect(page.getByRole('region', { name: 'What' })).toBeHidden()
  })

  await test.step('the clips appear with posters, by media://', async () => {
    const poster = page.locator('img[src^="media://derivative/"]').first()
    await expect(poster).toBeVisible({ timeout: 60_000 })
    await expect.poll(() => poster.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  })

  await test.step('an engine that is killed comes back, and the window with it', async () => {
    const before = await enginePid(library)
    process.kill(before, 'SIGKILL')
    await expect.poll(() => enginePid(library)).not.toBe(before)
    await expect(page.getByText('Engine is starting again')).toBeHidden()
    await expect(page.getByRole('option').first()).toBeVisible()
  })

  await test.step('a take plays, and seeks by ranges', async () => {
    await page.getByRole('option', { name: /^A003C001/ }).dblclick()
    // The proxy comes by itself; until then the player says that it is being made.
    const video = page.locator('video')
    await expect(video).toBeVisible({ timeout: 120_000 })
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThanOrEqual(2)
    await page.keyboard.press('Space')
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.3)
    await page.keyboard.press('k')
    expect(
      await video.evaluate(async (element: HTMLVideoElement) => {
        const sought = new Promise((resolve) => {
          element.addEventListener('seeked', resolve, { once: true })
        })
        element.currentTime = 2
        await sought
        return element.currentTime
      }),
    ).toBeCloseTo(2, 1)
    const source = await video.evaluate((element: HTMLVideoElement) => element.currentSrc)
    const range = (header: string) =>
      page.evaluate(
        async ([address, asked]) => {
          const answer = await fetch(address!, { headers: { Range: asked! } })
          return {
            status: answer.status,
            range: answer.headers.get('content-range'),
            bytes: (await answer.arrayBuffer()).byteLength,
          }
        },
        [source, header] as const,
      )
    expect(await range('bytes=100-199')).toMatchObject({ status: 206, bytes: 100 })
    expect(await range('bytes=999999999-')).toMatchObject({ status: 416 })
  })

  await test.step('its look is drawn on frames of the scheme that serves them', async () => {
    const colour = page.getByRole('region', { name: 'Colour' })
    await colour.getByRole('button', { name: 'Look' }).click()
    await page.getByRole('combobox', { name: 'Search looks' }).fill('S-Log3')
    await page.keyboard.press('Enter')
    await expect(colour).toContainText('built-in conversion of S-Log3')
    await page.getByRole('button', { name: 'Before and after' }).click()
    const draws = await page.evaluate(() => new OffscreenCanvas(1, 1).getContext('webgl2') !== null)
    if (draws) await expect(page.locator('.stage-look')).toHaveAttribute('data-drawn', /\d/)
    else await expect(page.locator('.stage-note')).toContainText('WebGL 2')
    test.info().annotations.push({ type: 'webgl2', description: String(draws) })
    await page.getByRole('button', { name: 'Before and after' }).click()
  })

  await test.step('quitting leaves no process behind', async () => {
    await quit()
    await expect.poll(() => processesOf(folder)).toEqual([])
  })
})
