/**
 * From a card to a verdict.
 */
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

test('first start: a card goes in, the verdict names its reasons, the clips are there', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await expect(page.getByText('Drop a card here')).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Choose a card' }).click()
  const { offload } = window
  await offload.source(empty.card)
  await expect(offload.what).toContainText(/\d+\s*clips/)
  await expect(offload.begin).toBeDisabled()
  await offload.destination(await empty.drive('RAID_A'))
  await expect(offload.go).toContainText('One destination makes one copy')
  await offload.destination(await empty.drive('SHUTTLE_02'))
  await expect(offload.where).toContainText('on one physical disk')
  await offload.begin.click()
  await expect(offload.go.getByText('Verified. Not safe to format')).toBeVisible({ timeout: 30_000 })
  await expect(offload.go).toContainText('Both copies are on one disk')
  await expect(offload.where.getByText('Verified and sealed', { exact: false })).toHaveCount(2)

  await offload.go.getByRole('button', { name: 'Show the evidence' }).click()
  const evidence = page.getByRole('dialog', { name: /^Evidence of / })
  await expect(evidence.getByText(/xxh64 [0-9a-f]{16}/).first()).toBeVisible()
  await window.leave(evidence)
  await offload.go.getByRole('button', { name: 'Done' }).click()
  await expect(window.tile('A003C001')).toBeVisible()
})

test('with one disk asked for, the card is safe to format, and the seal says so', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('radio', { name: '1', exact: true }).click()
  await expect(settings.getByRole('radio', { name: '1', exact: true })).toBeChecked()
  await window.leave(settings)
  await window.press('Mod+o')
  await window.offload.source(empty.card)
  await window.offload.destination(await empty.drive('RAID_A'))
  await window.offload.begin.click()
  const said = window.offload.go
  await expect(said.locator('.seal')).toBeVisible({ timeout: 30_000 })
  // The card and the copy of this test lie on one file system, which the verdict must not pass over.
  await expect(said).toContainText('same file system as the originals')
})

test('a destination inside the card is refused before anything is written', async ({ window, served }) => {
  await window.press('Mod+o')
  await window.offload.source(served.card)
  await window.offload.destination(served.card)
  await expect(
    window.offload.what.getByRole('alert').or(window.offload.where.locator('.remark-error')).first(),
  ).toBeVisible()
  await expect(window.offload.begin).toBeDisabled()
})

test('the same card again is verified, not copied', async ({ window, served }) => {
  const drive = await served.drive('RAID_B')
  await window.press('Mod+o')
  await window.offload.source(served.card)
  await window.offload.destination(drive)
  await expect(window.offload.begin).toBeEnabled()
  await window.offload.begin.click()
  await window.offload.go.getByRole('button', { name: 'Done' }).click({ timeout: 30_000 })
  await expect(window.offload.go).toBeHidden()
  // A new sheet begins with the drives of the one before.
  await window.press('Mod+o')
  await expect(window.offload.where).toContainText(drive)
  await window.offload.source(served.card)
  await expect(window.offload.begin).toBeEnabled()
  await expect(window.offload.where).toContainText('there already')
  await expect(window.offload.go).toContainText('read back and compared')
})

test('a copy that is not read back is never called verified', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  const { offload } = window
  await offload.source(empty.card)
  await offload.destination(await empty.drive('RAID_A'))
  await page.getByRole('radio', { name: 'Hash source' }).click()
  await expect(page.getByText('will not be called verified')).toBeVisible()
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(offload.where.getByText('Copied, not read back')).toBeVisible({ timeout: 30_000 })
  await expect(offload.go.locator('.seal-word')).toHaveText('Not safe to format')
  await expect(offload.where.getByText('Verified and sealed')).toHaveCount(0)
  await expect(offload.where.getByRole('img', { name: 'Verified', exact: true })).toHaveCount(0)
})

test('an offload is put away, stopped, and goes on from where it was', async ({ page, empty }) => {
  const card = await empty.drive('A009')
  await mkdir(join(card, 'DCIM'))
  for (const name of ['C001.MOV', 'C002.MOV', 'C003.MOV']) {
    const path = join(card, 'DCIM', name)
    await writeFile(path, '')
    await truncate(path, 400_000_000)
  }
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  await window.offload.source(card)
  await window.offload.destination(await empty.drive('RAID_A'))
  await window.offload.begin.click()
  await window.offload.go.getByRole('button', { name: 'Hide' }).click()
  await expect(window.offload.go).toBeHidden()
  await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: /A009/ }).click()
  await window.offload.go.getByRole('button', { name: 'Stop' }).click()
  await window.offload.go.getByRole('button', { name: 'Resume' }).click()
  await expect(window.offload.go.locator('.seal')).toBeVisible({ timeout: 40_000 })
})

test('past offloads are in the activity, with their verdict', async ({ window, page }) => {
  await window.press('Mod+j')
  await page.getByRole('radio', { name: 'Offloads' }).click()
  await expect(page.getByText(/not safe to format/)).toBeVisible()
  await page.getByRole('button', { name: /CARD/ }).click()
  await expect(window.offload.go.locator('.seal')).toBeVisible()
})

test('a browser says that it can’t see where dropped files lie, and offers the chooser', async ({ page, window }) => {
  await expect(window.tiles.first()).toBeVisible()
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['x'], 'A003C001.mov'))
    for (const type of ['dragenter', 'dragover', 'drop'])
      globalThis.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('dialog', { name: 'A browser hides where files are stored' })).toBeVisible()
  await page.getByRole('button', { name: 'Choose a card' }).click()
  await expect(window.offload.what).toBeVisible()
})
