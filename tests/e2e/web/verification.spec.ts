/**
 * Copies are looked after: read back again by drive and by roll, a byte that flips is found, shown, and repaired.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { cli } from '../../helpers/cli.ts'
import { CAN_FUSE, mountFaulty } from '../../helpers/faulty-drive.ts'
import { canMount, loopDrives } from '../../helpers/loop-drives.ts'
import { rot } from '../../helpers/rot.ts'
import { findings } from '../axe.ts'
import { expect, test, type Served } from '../fixtures.ts'
import { DrivesView } from '../pages/drives-view.ts'
import { Window } from '../pages/window.ts'

/** Both drives lie on one disk: a verification waits until a proxy of a clip there is made. */
const ITS_TURN = { timeout: 60_000 }

/** Another bit at the same size and time: what a dying disk does. Returns the bytes that stood there. */
function flip(library: string, path: string): Buffer {
  const before = readFileSync(path)
  rot(join(library, 'rushes.db'), path, Buffer.from([before[before.length >> 1]! ^ 1]), before.length >> 1)
  return before
}

function find(folder: string, name: RegExp): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) => name.test(path))
  if (found === undefined) throw new Error(`no ${String(name)} in ${folder}`)
  return join(folder, found)
}

/** The card on two drives of its own: real ones. */
async function twoDrives(served: Served, drives: ReturnType<typeof loopDrives>): Promise<readonly [string, string]> {
  const points = ['RAID_B', 'SHUTTLE_05'].map((label) => {
    drives.make(`${label}.img`, label, 80)
    return drives.mount(`${label}.img`, label)
  })
  const run = await cli(served.library, 'offload', served.card, '--to', points[0]!, '--to', points[1]!)
  expect([0, 3]).toContain(run.exit)
  return [points[0]!, points[1]!]
}

test('@drives a drive is verified again, a flipped bit is found, shown and healed', async ({ page, empty, folder }) => {
  test.skip(!canMount, 'Drives can only be mounted as root on Linux.')
  test.setTimeout(120_000)
  using drives = loopDrives(folder)
  const [raid, shuttle] = await twoDrives(empty, drives)
  const window = new Window(page)
  await window.open(empty.url)
  await window.press('Mod+d')
  const view = new DrivesView(page)
  await expect(view.verifier('RAID_B')).toContainText('All 14 files verified')
  await expect(view.bad).toBeHidden()

  await view.verifier('RAID_B').getByRole('button', { name: 'Verify this drive' }).click()
  await expect(view.verifier('RAID_B')).toContainText('RAID_B: All 14 files were read back and are as before', ITS_TURN)
  expect(await findings(page), 'verified').toEqual([])

  const clip = find(raid, /A003C001.*\.(mov|mxf)$/i)
  const was = flip(empty.library, clip)
  await view.verifier('RAID_B').getByRole('button', { name: 'Verify a roll' }).click()
  const rolls = page.getByRole('dialog', { name: 'Verify a roll on RAID_B' })
  await rolls.getByRole('searchbox').fill('a003')
  await rolls.getByRole('button', { name: /^A003/ }).click()
  await expect(view.verifier('RAID_B')).toContainText('A003 on RAID_B: 1 has gone bad', ITS_TURN)
  await expect(view.verifier('RAID_B')).toContainText('1 of 14 files has gone bad')
  await expect(window.side('Bad copies')).toContainText('1')
  const row = view.bad.getByRole('listitem', { name: basename(clip) })
  await expect(row).toContainText('Checksum no longer matches')
  await expect(row).toContainText('Good copy on SHUTTLE_05, verified just now')
  expect(await findings(page), 'bad').toEqual([])

  // What will happen is said before it is done.
  await row.getByRole('button', { name: 'Repair' }).click()
  await expect(view.repair).toContainText('Nothing is deleted')
  await expect(view.repair).toContainText(shuttle)
  const aside = await view.repair.locator('.repair-line .mono').last().innerText()
  expect(existsSync(aside)).toBe(false)
  expect(await findings(page), 'heal').toEqual([])
  await view.repair.getByRole('button', { name: 'Not now' }).click()
  expect(readFileSync(clip).equals(was)).toBe(false)

  await row.getByRole('button', { name: 'Repair' }).click()
  await view.repair.getByRole('button', { name: 'Repair' }).click()
  await expect(view.repair).toContainText('1 copy was repaired and read back', ITS_TURN)
  await view.repair.getByRole('button', { name: 'Done' }).click()
  expect(readFileSync(clip).equals(was)).toBe(true)
  expect(existsSync(aside)).toBe(true)
  await expect(view.bad).toBeHidden()
  await expect(view.verifier('RAID_B')).toContainText('All 14 files verified')
  await expect(window.side('Bad copies')).toBeHidden()
})

test('@drives a bad copy says which drive heals it, all of a drive are healed at once, and the clip shows it too', async ({
  page,
  empty,
  folder,
}) => {
  test.skip(!canMount, 'Drives can only be mounted as root on Linux.')
  test.setTimeout(120_000)
  using drives = loopDrives(folder)
  const [raid] = await twoDrives(empty, drives)
  const window = new Window(page)
  await window.open(empty.url)
  const clips = [find(raid, /A003C001.*\.(mov|mxf)$/i), find(raid, /A003C002.*\.(mov|mxf)$/i)]
  const before = clips.map((path) => flip(empty.library, path))
  await cli(empty.library, 'verify', '--drive', 'RAID_B')
  await drives.unmount('SHUTTLE_05')
  await expect(window.side('Bad copies')).toContainText('2')
  await window.side('Bad copies').click()
  const view = new DrivesView(page)
  await expect(view.bad.getByRole('listitem').first()).toContainText(
    'Its good copies are on SHUTTLE_05. Connect it to repair this one.',
  )
  await expect(view.bad.getByRole('button', { name: 'Repair' }).first()).toBeDisabled()
  expect(await findings(page)).toEqual([])
  drives.mount('SHUTTLE_05.img', 'elsewhere')
  await expect(view.bad.getByRole('button', { name: 'Repair all 2' })).toBeVisible()

  // The same from the clip itself. (The images of both drives lie on one disk, and that is what is counted.)
  await window.leavePage(view.root)
  await window.select('A003C001')
  const copies = window.inspector.section('Copies')
  await expect(copies).toContainText('1 copy on 1 disk, 1 has gone bad')
  await copies.getByRole('button', { name: 'Repair' }).click()
  await expect(view.repair).toContainText('Made from')
  await window.leave(view.repair)

  await window.side('Bad copies').click()
  await view.bad.getByRole('button', { name: 'Repair all 2' }).click()
  await view.repair.getByRole('button', { name: 'Repair 2 copies' }).click()
  await expect(view.repair).toContainText('2 copies were repaired and read back', ITS_TURN)
  expect(clips.map((path, at) => readFileSync(path).equals(before[at]!))).toEqual([true, true])
  await view.repair.getByRole('button', { name: 'Done' }).click()
  await expect(view.repair).toBeHidden()
  await window.leavePage(view.root)
  await expect(copies).toContainText('2 copies on 1 disk, last verified just now')

  // By name, from anywhere.
  for (const [typed, told] of [
    ['Repair the bad', 'No copy is known to be bad'],
    ['Verify every', null],
  ] as const) {
    await window.command(typed)
    if (told !== null) await expect(window.toast).toContainText(told)
  }
  for (const label of ['RAID_B', 'SHUTTLE_05'])
    await expect(view.verifier(label)).toContainText(
      `${label}: All 14 files were read back and are as before`,
      ITS_TURN,
    )
})

test('@drives a verification shows how far it is, goes on beside other views, and keeps what it has when it is stopped', async ({
  page,
  empty,
  folder,
}) => {
  test.skip(!CAN_FUSE, 'Slow drives can only be mounted as root on Linux.')
  test.setTimeout(120_000)
  const slow = await mountFaulty(join(folder, 'SLOW_01'))
  try {
    const run = await cli(empty.library, 'offload', empty.card, '--to', slow.path)
    expect([0, 3]).toContain(run.exit)
    slow.rules([{ on: 'read', slow: 150 }])
    const window = new Window(page)
    await window.open(empty.url)
    await window.press('Mod+d')
    const view = new DrivesView(page)
    const verifier = view.verifier('SLOW_01')
    await verifier.getByRole('button', { name: 'Verify this drive' }).click()
    await expect(verifier).toContainText(/\d.%.*B\/s/)
    await expect(verifier.getByRole('progressbar')).toBeVisible()
    expect(await findings(page)).toEqual([])
    await window.leavePage(view.root)
    await page
      .getByRole('contentinfo', { name: 'Status' })
      .getByRole('button', { name: /Reading back SLOW_01/ })
      .click()
    await verifier.getByRole('button', { name: 'Stop' }).click()
    await expect(verifier).toContainText('Stopped. What was read back until then is recorded.')
    slow.rules([])
    await verifier.getByRole('button', { name: 'Verify this drive' }).click()
    await expect(verifier).toContainText('All 14 files were read back and are as before')
  } finally {
    slow.unmount()
  }
})

test('the schedule is set where the drives are, and stays', async ({ page, window }) => {
  await window.press('Mod+d')
  const choice = page.getByRole('combobox', { name: 'Re-verify' })
  await expect(choice).toHaveValue('')
  await choice.selectOption({ label: 'Every month' })
  await expect(page.getByText('Automatically, while a drive is connected and idle')).toBeVisible()
  await window.reload()
  await window.press('Mod+d')
  await expect(choice).toHaveValue('30')
})
