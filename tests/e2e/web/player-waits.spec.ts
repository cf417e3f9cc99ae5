/**
 * A player that was opened before there is a proxy: it says so, and plays as soon as there is one.
 */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cli } from '../../helpers/cli.ts'
import { film } from '../../helpers/media.ts'
import { expect, test } from '../fixtures.ts'

test('it says that the proxy is queued, and shows it when it comes', async ({ page, window, empty, folder }) => {
  const path = join(folder, 'A001C001.mov')
  await copyFile(await film(), path)
  for (const words of [
    ['jobs', '--pause'],
    ['scan', path],
  ] as const) {
    const done = await cli(empty.library, ...words)
    expect(done.exit, done.stderr).toBe(0)
  }
  await window.open(empty.url)
  await window.tile('A001C001').dblclick()
  await expect(page.getByText('The proxy is queued.')).toBeVisible()
  expect((await cli(empty.library, 'jobs', '--resume')).exit).toBe(0)
  await window.player.ready()
  await window.press('ArrowRight')
  await expect.poll(() => window.player.frame()).toBe(1)
})
