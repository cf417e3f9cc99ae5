/**
 * The offload sheet and the drives: connected ones are one press away, what was entered stays, and a drive that was
 * pulled under an offload is resumed when it is back.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { CAN_FUSE, mountFaulty, type FaultyDrive } from '../../helpers/faulty-drive.ts'
import { illegible } from '../../helpers/legible.ts'
import { canMount, loopDrives } from '../../helpers/loop-drives.ts'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { shot, SIZES } from '../shots.ts'
import { OffloadsView } from '../pages/offloads-view.ts'
import { SafetyView } from '../pages/safety-view.ts'
import { Window } from '../pages/window.ts'

test('what was entered is still there after Escape, until the offload is started', async ({ page, empty }) => {
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+o')
  const { offload } = window
  const drive = await empty.drive('RAID_A')
  await offload.destination(drive)
  // A destination alone is something that was entered.
  await window.leave(window.offloadSheet)
  await window.press('Mod+o')
  await expect(offload.where).toContainText(drive)
  await offload.source(empty.card)
  await offload.where.getByLabel('Folder name', { exact: true }).fill('Take {roll}')
  await window.leave(window.offloadSheet)
  await window.press('Mod+o')
  await expect(offload.what).toContainText('A003')
  await expect(offload.where).toContainText(drive)
  await expect(offload.where.getByLabel('Folder name', { exact: true })).toHaveValue('Take {roll}')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(window.offloadSheet).toBeHidden()
  await window.press('Mod+o')
  await expect(offload.where.getByLabel('Folder name', { exact: true })).toHaveValue('Take {roll}')
})

test('@drives a connected drive is chosen with one press, before any card, with its space', async ({ page, empty }) => {
  test.skip(!canMount, 'Drives can only be mounted as root on Linux.')
  const top = mkdtempSync('/mnt/rushes-chips-')
  {
    using drives = loopDrives(top)
    drives.make('shuttle.img', 'SHUTTLE_09', 400)
    const point = drives.mount('shuttle.img', 'SHUTTLE_09')
    const window = new Window(page)
    await window.open(empty.url)
    await window.press('Mod+o')
    const chips = window.offload.where.getByRole('list', { name: 'Add with one press' })
    const chip = chips.getByRole('button', { name: /^Copy to SHUTTLE_09, .*\d+ MB free$/ })
    await expect(chip).toBeVisible()
    expect(await findings(page), 'chips').toEqual([])
    await chip.click()
    await expect(window.offload.where).toContainText(point)
    await expect(chip).toHaveCount(0)
    await window.offload.where.getByRole('button', { name: /^Leave out/ }).click()
    await expect(chip).toBeVisible()
  }
  rmSync(top, { recursive: true, force: true })
})

const TAKES = 40

/** Slow enough that the drive is pulled in the middle however fast the disks are. */
const slowReader = (folder: string): Promise<FaultyDrive> =>
  mountFaulty(join(folder, 'reader'), [{ on: 'read', path: '.mov', slow: 15 }])

/** An offload in the window to two drives, one of which is pulled in the middle. */
async function lost(page: Page, url: string, reader: FaultyDrive, drives: ReturnType<typeof loopDrives>) {
  const card = join(reader.behind, 'A001')
  mkdirSync(join(card, 'CLIP'), { recursive: true })
  for (let take = 10; take < 10 + TAKES; take += 1)
    writeFileSync(join(card, 'CLIP', `take${take}.mov`), Buffer.alloc(3_000_000 + take, take))
  for (const label of ['RAID_A', 'SHUTTLE_02']) drives.make(`${label}.img`, label, 300)
  const [raid, shuttle] = ['RAID_A', 'SHUTTLE_02'].map((label) => drives.mount(`${label}.img`, label))
  const window = new Window(page)
  await window.open(url)
  await window.press('Mod+o')
  await window.offload.source(join(reader.path, 'A001'))
  await window.offload.destination(raid!)
  await window.offload.destination(shuttle!)
  await window.offload.begin.click()
  const destination = window.offload.where.locator('.destination').filter({ hasText: 'SHUTTLE_02' })
  await expect(destination).toContainText(new RegExp(`[1-9]\\d* of ${TAKES} verified`), { timeout: 40_000 })
  drives.pull('SHUTTLE_02')
  reader.rules([])
  await expect(window.offload.go.locator('.seal-word')).toHaveText('Not safe to format', { timeout: 60_000 })
  return { window, destination, plug: () => drives.mount('SHUTTLE_02.img', 'SHUTTLE_02') }
}

test('@drives a drive that was pulled: Resume is the primary button, and a notice offers it when the drive is back', async ({
  page,
  empty,
  folder,
}) => {
  test.skip(!canMount || !CAN_FUSE, 'Drives can only be mounted as root on Linux, with FUSE.')
  test.setTimeout(180_000)
  using drives = loopDrives(folder)
  const reader = await slowReader(folder)
  try {
    const { window, destination, plug } = await lost(page, empty.url, reader, drives)
    await expect(destination).toContainText(new RegExp(`Drive lost · \\d+ of ${TAKES} verified`))
    await expect(destination).toContainText('Reconnect it to resume.')
    await expect(window.offload.go).toContainText('1 whole copy, 1 begun')
    const button = window.offload.go.getByRole('button', { name: 'Resume when SHUTTLE_02 is back' })
    await expect(button).toHaveClass(/primary/)
    await expect(window.offload.go.locator('.button-primary')).toHaveCount(1)
    expect(await findings(page), 'verdict').toEqual([])
    await window.offload.go.getByRole('button', { name: 'Hide' }).click()
    await expect(window.offload.go).toBeHidden()

    await window.press('Mod+Shift+s')
    await expect(new SafetyView(page).line).toHaveText(/^Wait: .*A001 \(.+\)/)
    await window.press('Mod+Shift+h')
    const past = new OffloadsView(page).past.filter({ hasText: 'A001' })
    await expect(past).toContainText('SHUTTLE_02 was disconnected')
    await expect(past.getByRole('button', { name: 'Resume when back' })).toHaveClass(/primary/)
    expect(await findings(page), 'history').toEqual([])
    for (const [width, height] of SIZES.toReversed()) {
      await page.setViewportSize({ width, height })
      await expect(past).toContainText('SHUTTLE_02 was disconnected. Reconnect it to resume.')
      await expect.poll(() => illegible(past), `${width} px wide`).toEqual([])
      await shot(page, `history-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })

    plug()
    const notice = window.toast.filter({ hasText: 'The drives of A001 are back' })
    await expect(notice).toBeVisible({ timeout: 30_000 })
    await expect(past.getByRole('button', { name: 'Resume', exact: true })).toBeVisible()
    await notice.getByRole('button', { name: 'Resume' }).click()
    await expect(past).toContainText('both read back', { timeout: 60_000 })
    await expect(past.getByRole('button', { name: /^Resume/ })).toHaveCount(0)
  } finally {
    reader.unmount()
  }
})

test('@drives asked to resume when the drive is back, it does so with nothing further pressed', async ({
  page,
  empty,
  folder,
}) => {
  test.skip(!canMount || !CAN_FUSE, 'Drives can only be mounted as root on Linux, with FUSE.')
  test.setTimeout(180_000)
  using drives = loopDrives(folder)
  const reader = await slowReader(folder)
  try {
    const { window, plug } = await lost(page, empty.url, reader, drives)
    await window.offload.go.getByRole('button', { name: 'Resume when SHUTTLE_02 is back' }).click()
    await expect(window.toast.filter({ hasText: 'A001 resumes automatically when SHUTTLE_02 is back' })).toBeVisible()
    await expect(window.offload.go.getByRole('button', { name: 'Waiting for SHUTTLE_02 · Cancel' })).toBeVisible()
    plug()
    await expect(window.offload.go.getByRole('button', { name: /Resume|Waiting/ })).toHaveCount(0, { timeout: 60_000 })
    await expect(window.offload.go).toContainText(/2 whole copies/, { timeout: 60_000 })
  } finally {
    reader.unmount()
  }
})
