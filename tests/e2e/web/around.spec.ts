/**
 * A picture that surrounds the viewer, looked around in.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { sphereBox, stereoBox, withBoxes } from '../../helpers/immersive.ts'
import { cli } from '../../helpers/cli.ts'
import { madeWith } from '../../helpers/media.ts'
import { findings } from '../axe.ts'
import { expect, test as base } from '../fixtures.ts'

/** A browser that draws without a graphics card. */
const test = base.extend<object, { drawing: undefined }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = (launchOptions.args ?? []).filter((arg) => arg !== '--disable-gpu')
      await use({ ...launchOptions, args: [...args, '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] })
    },
    { scope: 'worker' },
  ],
})

/** Red, green and blue in the middle of the stage, as far as each is there at all. */
async function middle(page: Page): Promise<string> {
  const box = (await page.locator('.stage-room').boundingBox())!
  const clip = { x: box.x + box.width / 2, y: box.y + box.height / 2, width: 2, height: 2 }
  const png = (await page.screenshot({ clip })).toString('base64')
  return page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.codePointAt(0)!)
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(1, 1).getContext('2d')!
    context.drawImage(picture, 0, 0)
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
    return [red! > 128 ? 'red' : '', green! > 128 ? 'green' : '', blue! > 128 ? 'blue' : ''].filter(Boolean).join(' ')
  }, png)
}

test('a sphere is turned by keys and by dragging, and both eyes are one picture for glasses', async ({
  page,
  window,
  empty,
  folder,
}) => {
  // Red ahead, green behind, blue between; the right eye, below, sees green ahead.
  const eye = 'color=blue:size=640x320:rate=25:duration=1,drawbox=x=240:w=160:color=red:t=fill'
  const sides = 'drawbox=x=0:w=80:color=0x00ff00:t=fill,drawbox=x=560:w=80:color=0x00ff00:t=fill'
  const plain = await madeWith('two-eyes.mp4', [
    '-f',
    'lavfi',
    '-i',
    `${eye},${sides},format=yuv420p`,
    '-vf',
    'split[a][b];[b]drawbox=x=240:w=160:color=0x00ff00:t=fill[c];[a][c]vstack',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
  ])
  const path = join(folder, 'sphere.mp4')
  writeFileSync(path, withBoxes(readFileSync(plain), Buffer.concat([stereoBox(1), sphereBox()])))
  for (const words of [
    ['scan', path],
    ['proxy', '--wait'],
  ] as const) {
    const done = await cli(empty.library, ...words)
    expect(done.exit, done.stderr).toBe(0)
  }
  await window.open(empty.url)
  await window.tile('sphere').dblclick()
  await window.player.ready()
  await expect.poll(() => middle(page)).toBe('red')
  // Nine steps of ten degrees to the side, and as many again to what is behind.
  await window.press(...Array.from({ length: 9 }, () => 'Alt+ArrowRight'))
  await expect.poll(() => middle(page)).toBe('blue')
  await window.press(...Array.from({ length: 9 }, () => 'Alt+ArrowRight'))
  await expect.poll(() => middle(page)).toBe('green')
  await window.press('Alt+Home')
  await expect.poll(() => middle(page)).toBe('red')
  expect(await findings(page), 'looking around').toEqual([])
  const shots = process.env['RUSHES_SHOTS']
  if (shots !== undefined) await page.screenshot({ path: `${shots}/around.png` })

  const box = (await page.locator('.stage-room').boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  // What is pressed goes with the pointer: to the left comes what lies to the right.
  await page.mouse.move(x - box.width * 0.45, y, { steps: 5 })
  await page.mouse.move(x, y)
  await page.mouse.up()
  await expect.poll(() => middle(page)).toBe('red')

  await page.getByRole('button', { name: 'How it is looked at' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Both eyes, red and cyan' }).click()
  // The left eye's red is a dark grey in red; the right eye's green is all of green.
  await expect.poll(() => middle(page)).toBe('green')

  // As it lies: both eyes, one above the other.
  await window.press('v')
  await expect(page.locator('canvas.stage-look')).toHaveCount(0)
})
