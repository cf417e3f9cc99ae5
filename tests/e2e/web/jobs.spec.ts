/**
 * The queue of jobs in the activity: paused and quiet until a person says otherwise, in every window.
 */
import { findings } from '../axe.ts'
import { expect, test } from '../fixtures.ts'

test('jobs are paused and made quiet, and stay so when the window is opened again', async ({ page, window }) => {
  const open = async (): Promise<void> => {
    await page.getByRole('button', { name: /^Activity/ }).click()
  }
  await open()
  await page.getByRole('button', { name: 'Pause jobs' }).click()
  await expect(page.getByRole('button', { name: 'Resume jobs' })).toBeVisible()
  expect(await findings(page)).toEqual([])
  await page.getByRole('button', { name: 'Quiet on set: stop all jobs now' }).click()
  await expect(page.getByRole('button', { name: 'End quiet on set' })).toBeVisible()
  await window.reload()
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Quiet on set: jobs paused')
  await open()
  await page.getByRole('button', { name: 'End quiet on set' }).click()
  await expect(page.getByRole('button', { name: 'Pause jobs' })).toBeVisible()
  await expect(page.getByRole('contentinfo', { name: 'Status' })).not.toContainText('Quiet on set')
})
