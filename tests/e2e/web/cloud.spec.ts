/**
 * The cloud in the window: a place is added after a test, what goes is chosen, what was said differently is settled.
 */
import { join } from 'node:path'
import { cli, startCli, type CliRun } from '../../helpers/cli.ts'
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

test('a folder is added after a test, and the library is synced with it', async ({ page, served }) => {
  const window = new Window(page)
  await window.open(served.url)
  await window.press('Mod+Shift+d')
  const cloud = page.getByRole('main', { name: 'Cloud' })
  await expect(cloud.getByText('This library is on this computer only')).toBeVisible()
  expect(await findings(page), 'empty').toEqual([])
  await cloud.getByRole('button', { name: 'Add remote' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add remote' })
  expect(await findings(page), 'sheet').toEqual([])
  await sheet.getByRole('radio', { name: 'Folder (NAS, drive)' }).click()
  await sheet.getByLabel('Folder', { exact: true }).fill(`${await served.drive('NAS')}/not there`)
  await sheet.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(sheet.getByRole('listitem')).toContainText(/does not answer|Connect/)
  await sheet.getByLabel('Folder', { exact: true }).fill(await served.drive('NAS'))
  await sheet.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(sheet.getByText('It can be written.')).toBeVisible()
  await sheet.getByRole('button', { name: 'Start syncing' }).click()
  const place = cloud.getByRole('region', { name: 'Remotes' }).getByRole('listitem').first()
  await expect(place).toContainText(/Synced/)
  await expect(place).toContainText(/posters/)
  await expect(place).toContainText('Nothing to send')
  await expect(page.getByRole('contentinfo')).toContainText(/Cloud: Synced/)

  await place.getByRole('button', { name: 'What to sync' }).click()
  await place.getByRole('radio', { name: 'All' }).click()
  await expect(place).toContainText(/originals/)
  expect(await findings(page), 'place').toEqual([])
  for (const [width, height] of [
    [1024, 700],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await place.getByRole('button', { name: 'Pause' }).click()
  await expect(place).toContainText('Paused')
  // Escape closes what is open; the page stays until another is asked for.
  await page.keyboard.press('Escape')
  await expect(cloud).toBeVisible()
  await window.press('Mod+Shift+d')
  await expect(window.tiles.first()).toBeVisible()
})

test('a conflict is marked at the clip, at the field and in the side bar, until somebody chooses', async ({
  page,
  served,
  folder,
}) => {
  const url = `file://${await served.drive('NAS')}`
  const other = join(folder, 'Second')
  const run = async (library: string, ...words: string[]): Promise<CliRun> => {
    const done = await cli(library, ...words)
    expect(done.exit, `${words.join(' ')}: ${done.stderr}`).toBe(0)
    return done
  }
  await run(other, 'init', other)
  await run(served.library, 'sync', '--remote', url, '--once')
  await run(other, 'sync', '--remote', url, '--once')
  for (const library of [served.library, other]) await run(library, 'remote', 'set', url, 'paused=yes')
  const [clip] = (await run(served.library, 'ls', 'kind:video')).lines.filter((line) => line.type === 'asset')
  const [id, name] = [String(clip!['id']), String(clip!['name'])]
  await run(served.library, 'set', id, 'description=harbour at dawn', 'scene=12')
  await run(other, 'set', id, 'description=harbour at dusk', 'scene=13')
  for (const library of [served.library, other, served.library]) await run(library, 'sync', '--remote', url, '--once')
  expect((await cli(served.library, 'remote', 'list')).lines.find((line) => line.type === 'remote')).toMatchObject({
    state: 'paused',
    paused: true,
  })

  // On the command line each has an id that stays, and a choice says what it did.
  const listed = (await run(other, 'conflicts')).lines.filter((line) => line.type === 'conflict')
  const scene = listed.find((line) => line['field'] === 'scene')!
  const [side13] = (scene['sides'] as { clock: string; text: string }[]).filter((one) => one.text === '13')
  const chosen = await startCli(other, ['conflicts', String(scene['id']), '--keep', side13!.clock], { text: true }).done
  expect(chosen.stdout).toContain(`Scene of ${name}: “13” is kept. 1 conflict left.`)
  expect((await cli(other, 'conflicts')).lines[0]).toMatchObject({ id: listed.find((line) => line !== scene)!['id'] })
  expect((await cli(other, 'conflicts', String(scene['id']), '--both')).result).toMatchObject({ code: 'not_found' })

  const window = new Window(page)
  await window.open(served.url)
  const side = page.getByRole('region', { name: 'Cloud' })
  await expect(side.getByRole('button', { name: /Conflicts/ })).toContainText('2')
  const tile = page.getByRole('option', { name: new RegExp(name) }).first()
  await expect(tile.getByRole('img', { name: /^Conflict: / })).toBeVisible()
  await tile.click()
  const inspector = page.locator('.inspector')
  await expect(inspector.getByText(/^Conflict: .*Description/)).toBeVisible()
  await expect(inspector.getByText('Description · conflict')).toBeVisible()
  await expect(inspector.getByRole('img', { name: /harbour at dawn .* or harbour at dusk/ })).toBeVisible()
  await expect(inspector.getByRole('img', { name: /^Conflict: 1[23] .* or 1[23] / })).toBeVisible()
  await inspector.getByRole('button', { name: 'Choose' }).click()
  const conflicts = page.getByRole('main', { name: 'Cloud' }).getByRole('region', { name: 'Conflicts' })
  await expect(conflicts.getByRole('listitem')).toHaveCount(2)
  // A scene is one value: nothing is called both.
  await expect(conflicts.getByRole('button', { name: 'Keep both texts, one below the other' })).toHaveCount(1)
  expect(await findings(page), 'conflicts').toEqual([])
  await expect(conflicts.getByRole('button', { name: 'Keep this' }).first()).toHaveClass(/button-plain/)
  if (process.env['RUSHES_SHOTS'] !== undefined)
    await page.screenshot({ path: `${process.env['RUSHES_SHOTS']}/conflicts.png` })
  await conflicts.getByRole('button', { name: 'Keep both texts, one below the other' }).click()
  await expect(conflicts.getByRole('listitem')).toHaveCount(1)
  await conflicts.getByRole('button', { name: 'Keep this' }).first().click()
  await expect(conflicts).toHaveCount(0)
  await expect(side.getByRole('button', { name: /Conflicts/ })).toHaveCount(0)
})
