/**
 * Looks in the window: chosen, drawn in the player, compared; and what is drawn is what is made.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Cdl, Look } from '../../../shared/model/colour.ts'
import { LOG_CURVES } from '../../../electron/engine/domain/colour/log-curves.ts'
import { bake, type Lut } from '../../../electron/engine/domain/colour/lut.ts'
import { planLook } from '../../../electron/engine/domain/colour/look-tables.ts'
import { planTone } from '../../../electron/engine/domain/colour/tone-tables.ts'
import type { Triple } from '../../../electron/engine/domain/colour/primaries.ts'
import { writeCube } from '../../../electron/engine/domain/colour/lut-file.ts'
import { deltaE } from '../../helpers/delta-e.ts'
import { mediaContext } from '../../helpers/media.ts'
import { findings } from '../axe.ts'
import { expect, test as base } from '../fixtures.ts'
import { byFfmpeg, byShader, patches, REC2020, toneByFfmpeg } from '../look-chart.ts'

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

const CDL: Cdl = { slope: [1.15, 1, 0.95], offset: [0.01, 0, -0.01], power: [1, 0.95, 1.05], saturation: 0.85 }
const HASH = 'a'.repeat(64)
const maker: Lut = {
  title: null,
  curves: null,
  cube: bake(([r, g, b]) => {
    const channel = (value: number): number => Math.min(1, Math.max(0, LOG_CURVES['s-log3'].decode(value))) ** (1 / 2.4)
    return [channel(r), channel(g), channel(b)]
  }, 33),
}
const shaped: Lut = {
  title: null,
  curves: {
    size: 1024,
    from: [0, 0, 0],
    to: [1, 1, 1],
    values: Float64Array.from({ length: 3072 }, (_, at) => ((at % 1024) / 1023) ** 0.8),
  },
  cube: bake(([r, g, b]) => [r ** 1.2, g, b * 0.9], 17),
}
const LOOKS: readonly (readonly [string, Look, Lut | null])[] = [
  ['S-Log3', { curve: 's-log3', cdl: null }, null],
  ['LogC3', { curve: 'logc3', cdl: null }, null],
  ['V-Log with a list', { curve: 'v-log', cdl: CDL }, null],
  ['Apple Log', { curve: 'apple-log', cdl: null }, null],
  ['a list alone', { curve: null, cdl: CDL }, null],
  ['a LUT of codes', { curve: null, cdl: null, lut: { hash: HASH, reference: 'code' } }, maker],
  ['a LUT of signals with a list', { curve: null, cdl: CDL, lut: { hash: HASH, reference: 'signal' } }, maker],
  ['a LUT with curves', { curve: null, cdl: null, lut: { hash: HASH, reference: 'signal' } }, shaped],
]

/** Over the whole chart: one at most in the mean, two at worst. */
function expectAlike(made: readonly Triple[], drawn: readonly Triple[]): void {
  const apart = made.map((one, at) => deltaE(one, drawn[at]!))
  const worst = Math.max(...apart)
  const at = apart.indexOf(worst)
  const words = `of ${patches()[at]!.join(' ')}: made ${made[at]!.join(' ')}, drawn ${drawn[at]!.join(' ')}`
  expect(apart.reduce((sum, one) => sum + one, 0) / apart.length, 'mean ΔE2000').toBeLessThanOrEqual(1)
  expect(worst, `worst ΔE2000, ${words}`).toBeLessThanOrEqual(2)
}

test.describe('what is drawn is what is made', () => {
  for (const [name, look, lut] of LOOKS)
    test(name, async ({ page, folder }) => {
      await page.goto('about:blank')
      const ffmpeg = (await mediaContext()).tools.ffmpeg.path
      expectAlike(await byFfmpeg(ffmpeg, folder, look, lut), await byShader(page, planLook(look, lut)))
    })

  for (const tone of [
    { transfer: 'pq', maxCll: null },
    { transfer: 'pq', maxCll: 4000 },
    { transfer: 'hlg', maxCll: null },
  ] as const)
    test(`HDR: ${tone.transfer}, ${tone.maxCll ?? 'no'} MaxCLL`, async ({ page, folder }) => {
      await page.goto('about:blank')
      const ffmpeg = (await mediaContext()).tools.ffmpeg.path
      expectAlike(toneByFfmpeg(ffmpeg, folder, tone), await byShader(page, planTone(tone), REC2020))
    })
})

/** Values of some pixels in the middle of a screenshot. */
async function pixels(page: Page, png: Buffer): Promise<number[]> {
  return await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0)!)
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!
    context.drawImage(picture, 0, 0)
    return Array.from({ length: 40 }, (_, at) => {
      const [x, y] = [picture.width * (0.2 + 0.015 * at), picture.height * (0.3 + 0.01 * at)]
      return [...context.getImageData(Math.round(x), Math.round(y), 1, 1).data].slice(0, 3)
    }).flat()
  }, png.toString('base64'))
}

test('a look is chosen by keys, drawn, compared and graded', async ({ window, page, folder }) => {
  const file = join(folder, 'Negative of the day.cube')
  writeFileSync(
    file,
    writeCube(
      bake(([r, g, b]) => [1 - r, 1 - g, 1 - b], 9),
      'x',
    ),
  )
  await window.tile('A003C001').click()
  const colour = window.inspector.section('Colour')
  await colour.getByRole('button', { name: 'Look' }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Add LUT …' }).click()
  await (await chooser).setFiles(file)
  await expect(page.getByRole('option', { name: /Negative of the day/ })).toBeVisible()
  expect(await findings(page)).toEqual([])
  await page.getByRole('combobox', { name: 'Search looks' }).fill('negative')
  await expect(page.getByRole('listbox', { name: 'Looks' }).getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(colour).toContainText('LUT “Negative of the day”, signal range')

  // In the grid the inspector's picture is compared.
  await expect(colour.getByRole('button', { name: 'Show as recorded' })).toBeVisible()
  await window.tile('A003C002').click()
  await window.tile('A003C001').click()
  await window.press('Shift+B')
  await expect(page.getByRole('slider', { name: 'Between before and after' })).toBeVisible()
  expect(await findings(page)).toEqual([])
  await window.press('Shift+B')

  await window.tile('A003C001').dblclick()
  await window.player.ready()
  const stage = page.locator('.stage-compare')
  await window.press('Shift+B')
  await expect(stage).toHaveAttribute('data-way', 'live')
  await expect(page.locator('.stage-look')).toHaveAttribute('data-drawn', /\d/)
  await expect(page.getByText('As recorded', { exact: true })).toBeVisible()
  await expect(page.getByText('With the look', { exact: true })).toBeVisible()
  expect(await findings(page)).toEqual([])
  const line = page.getByRole('slider', { name: 'Between before and after' })
  await line.press('ArrowRight')
  await expect(line).toHaveAttribute('aria-valuenow', '52')
  const box = (await stage.boundingBox())!
  await line.hover()
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2)
  await page.mouse.up()
  await expect(line).toHaveAttribute('aria-valuenow', '25')
  await window.press('Shift+B')
  await expect(line).toBeHidden()

  await page.keyboard.down('b')
  await expect(stage).toHaveAttribute('data-look', 'off')
  const before = await pixels(page, await stage.screenshot())
  await page.keyboard.up('b')
  await expect(stage).toHaveAttribute('data-look', 'on')
  const after = await pixels(page, await stage.screenshot())
  // The browser gives the shader the very values that it shows.
  expect(before.filter((value) => value > 20 && value < 235).length).toBeGreaterThan(30)
  expect(Math.max(...before.map((value, at) => Math.abs(value + after[at]! - 255)))).toBeLessThanOrEqual(3)

  await colour.getByText('Grade (CDL)').click()
  const slope = colour.getByRole('textbox', { name: 'Slope, red' })
  await slope.press('ArrowUp')
  await expect(slope).toHaveValue('1.01')
  await expect(colour).toContainText('CDL → LUT “Negative of the day”')
  await colour.getByRole('button', { name: 'Reset' }).click()
  await expect(slope).toHaveValue('1')
  await colour.getByRole('button', { name: 'Show as recorded' }).click()
  await expect(stage).toHaveAttribute('data-way', 'plain')
})
