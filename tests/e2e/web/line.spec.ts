/**
 * The line to the engine breaks: the window stays, says so, comes back, and nothing that was typed is lost.
 */
import type { WebSocketRoute } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { Window } from '../pages/window.ts'

test('a broken line is said and mended by itself', async ({ page, served }) => {
  const lines: WebSocketRoute[] = []
  let up = true
  await page.routeWebSocket(/\/rpc$/, async (line) => {
    if (!up) return line.close()
    line.connectToServer()
    lines.push(line)
  })
  const window = new Window(page)
  await window.open(served.url)
  await window.tile('A003C001').click()
  const draft = window.inspector.field('New note on the whole clip')
  await draft.fill('Half a thought')

  up = false
  for (const line of lines) await line.close()
  await expect(page.getByText('Engine is starting again', { exact: false }).first()).toBeVisible()
  await expect(window.tile('A003C001')).toBeVisible()
  await draft.press('Enter')
  await expect(window.toast).toContainText('starting again')
  await expect(draft).toHaveValue('Half a thought')

  up = true
  await expect(page.getByText('Ready')).toBeVisible({ timeout: 15_000 })
  await draft.press('Enter')
  await expect(window.inspector.section('Notes').getByLabel('Note', { exact: true })).toHaveValue('Half a thought')
})

test('a second window sees what the first one does', async ({ window, served, context }) => {
  const other = new Window(await context.newPage())
  await other.open(served.url)
  await window.page.bringToFront()
  await window.tile('A003C001').click()
  await window.press('5')
  await expect(other.tile('A003C001').getByRole('img', { name: '5 stars' })).toBeVisible()
})

test('nobody gets in without the key', async ({ page, served }) => {
  const answer = await page.goto(new URL('/', served.url).href)
  expect(answer?.status()).toBe(403)
})
