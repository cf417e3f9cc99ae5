/**
 * Facts of clips on the clipboard, and the way back.
 */
import { expect, test } from '../fixtures.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test('name, path and timecode of the selected clips are copied; marked text goes first', async ({ page, window }) => {
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
  await window.select('A003C001')
  await window.press('ControlOrMeta+c')
  await expect.poll(clipboard).toMatch(/^A003C001_\w+$/)
  await window.press('Shift+C')
  await expect.poll(clipboard).toMatch(/^\/.*A003C001_\w+\.MOV$/i)
  await window.press('Shift+T')
  await expect.poll(clipboard).toMatch(/^\d\d:\d\d:\d\d:\d\d$/)
  await page.evaluate(() => {
    const words = document.querySelector('.selectable')!
    getSelection()!.selectAllChildren(words)
  })
  const marked = await page.evaluate(() => getSelection()!.toString())
  await page.keyboard.press('ControlOrMeta+c')
  await expect.poll(clipboard).toBe(marked)
})

test('Mod+[ and Mod+] go back and forward through searches and views', async ({ window }) => {
  await window.side('A003').click()
  await window.tile('A003C001').dblclick()
  await window.player.ready()
  await window.press('ControlOrMeta+[')
  await expect(window.player.root).toBeHidden()
  await window.press('ControlOrMeta+]')
  await expect(window.player.root).toBeVisible()
})
