/**
 * Several cards at once: what runs and what waits is seen, moved, paused, cancelled, and ends in the history.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCli } from '../../helpers/cli.ts'
import { CAN_FUSE, mountFaulty } from '../../helpers/faulty-drive.ts'
import { findings } from '../axe.ts'
import { illegible } from '../../helpers/legible.ts'
import { expect, test } from '../fixtures.ts'
import { shot, SIZES } from '../shots.ts'
import { OffloadsView } from '../pages/offloads-view.ts'
import { Window } from '../pages/window.ts'

/** A card of some files, each with bytes of its own. */
function card(folder: string, name: string, files: number): string {
  const path = join(folder, name)
  mkdirSync(path)
  for (let file = 1; file <= files; file += 1)
    writeFileSync(
      join(path, `${name}C0${String(file).padStart(2, '0')}.mov`),
      Buffer.alloc(400_000, `${name} ${file} `),
    )
  return path
}

const SLOWLY = [{ on: 'write' as const, slow: 300 }]

test('@drives cards wait for each other, are moved, paused and cancelled, and end in the history', async ({
  page,
  empty,
  folder,
}) => {
  test.skip(!CAN_FUSE, 'Slow drives can only be mounted as root on Linux.')
  test.setTimeout(120_000)
  const drives = await Promise.all(['RAID_A', 'SHUTTLE'].map((name) => mountFaulty(join(folder, name), SLOWLY)))
  const [raid, shuttle] = [drives[0]!, drives[1]!]
  try {
    const window = new Window(page)
    await window.open(empty.url)
    await window.press('Mod+Shift+h')
    const view = new OffloadsView(page)
    const offload = (name: string, files: number, ...to: string[]) =>
      startCli(empty.library, ['offload', card(folder, name, files), ...to.flatMap((path) => ['--to', path])])
    const offloads = [offload('A001', 60, raid.path, shuttle.path)]
    await expect(view.running('A001')).toBeVisible()
    for (const name of ['A002', 'A003', 'A004']) offloads.push(offload(name, 4, raid.path))
    await expect(view.waiting).toHaveCount(3, { timeout: 20_000 })

    // What runs tells how far it is, each destination by itself; what waits tells for whom.
    await expect(view.running('A001').getByRole('list').getByRole('listitem')).toHaveCount(2)
    await expect(view.running('A001')).toContainText(/MB\/s|KB\/s/)
    await expect(view.waiting.first()).toContainText('Waits for A001')
    await expect(window.side('Queue and history')).toContainText('4')
    expect(await findings(page), 'queue').toEqual([])
    for (const [width, height] of SIZES.toReversed()) {
      await page.setViewportSize({ width, height })
      for (const row of [view.running('A001'), view.waiting.first()]) {
        await row.scrollIntoViewIfNeeded()
        await expect.poll(() => illegible(row), `${width} px wide`).toEqual([])
      }
      await shot(page, `queue-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })

    // One destination rests, the other goes ahead.
    await view.running('A001').getByRole('button', { name: 'Pause SHUTTLE; the others go ahead' }).click()
    await expect(view.running('A001').getByRole('listitem', { name: 'SHUTTLE' })).toContainText('Paused')
    await view.running('A001').getByRole('button', { name: 'Resume SHUTTLE' }).click()
    await expect(view.running('A001').getByRole('listitem', { name: 'SHUTTLE' })).not.toContainText('Paused')

    // With the buttons, and with the keys.
    const order = (): Promise<string[]> =>
      view.waiting.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''))
    const [one = '', two = '', three = ''] = await order()
    await view.root.getByRole('button', { name: `Move ${three} up` }).click()
    await expect.poll(order).toEqual([one, three, two])
    await view.waiting.first().getByRole('button', { name: one, exact: true }).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(order).toEqual([three, one, two])
    // The focus goes with it, so that the key can be pressed again.
    await expect(view.waiting.nth(1).getByRole('button', { name: one, exact: true })).toBeFocused()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(order).toEqual([three, two, one])

    // Paused, it keeps its place; cancelled, it leaves and says what stays.
    await view.waiting.filter({ hasText: one }).getByRole('button', { name: 'Pause' }).click()
    await expect(view.waiting.filter({ hasText: one })).toContainText('Paused')
    await view.waiting.filter({ hasText: two }).getByRole('button', { name: 'Cancel' }).click()
    const asked = page.getByRole('dialog', { name: `Cancel the offload of ${two}` })
    await expect(asked).toContainText('RAID_A: nothing is read back yet')
    expect(await findings(page), 'cancel').toEqual([])
    await asked.getByRole('button', { name: 'Cancel the offload' }).click()
    await expect.poll(order).toEqual([three, one])
    await expect(view.past.filter({ hasText: two })).toContainText('Stopped')

    for (const drive of drives) drive.rules([])
    await expect(view.past.filter({ hasText: 'A001' })).toContainText('both read back', { timeout: 30_000 })
    await expect(view.past.filter({ hasText: three })).toContainText('read back', { timeout: 30_000 })
    await view.waiting.filter({ hasText: one }).getByRole('button', { name: 'Resume', exact: true }).click()
    await expect(view.past.filter({ hasText: one })).toContainText('read back', { timeout: 30_000 })
    await view.past.filter({ hasText: two }).getByRole('button', { name: 'Resume', exact: true }).click()
    await expect(view.past.filter({ hasText: two })).toContainText('read back', { timeout: 30_000 })
    await Promise.all(offloads.map(({ done }) => done))
  } finally {
    for (const drive of drives) drive.unmount()
  }
})

test('@drives what an engine left in the queue when it died is offered, and goes on to its end', async ({
  page,
  empty,
  folder,
}) => {
  test.skip(!CAN_FUSE, 'Slow drives can only be mounted as root on Linux.')
  test.setTimeout(120_000)
  const raid = await mountFaulty(join(folder, 'RAID_A'), SLOWLY)
  try {
    const window = new Window(page)
    await window.open(empty.url)
    await window.press('Mod+Shift+h')
    const view = new OffloadsView(page)
    const run = startCli(empty.library, ['offload', card(folder, 'A001', 30), '--to', raid.path])
    await expect(view.running('A001')).toBeVisible()
    const { pid } = JSON.parse(readFileSync(join(empty.library, 'engine.json'), 'utf8')) as { pid: number }
    process.kill(pid, 'SIGKILL')
    await run.done
    await expect(view.waiting.filter({ hasText: 'A001' })).toContainText('Not resumed since the last start', {
      timeout: 30_000,
    })
    expect(await findings(page)).toEqual([])
    raid.rules([])
    await view.root.getByRole('button', { name: /^Resume 1.offload of the last session$/ }).click()
    await expect(view.past.filter({ hasText: 'A001' })).toContainText('read back', { timeout: 30_000 })
    await expect(view.waiting).toHaveCount(0)
  } finally {
    raid.unmount()
  }
})
