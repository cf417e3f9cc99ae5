/**
 * What is known of a clip, and what is written of it.
 */
import { expect, test } from '../fixtures.ts'

test('each copy says where it is and how it was checked', async ({ window }) => {
  await window.tile('A003C001').click()
  const copies = window.inspector.section('Copies')
  await expect(copies.getByRole('listitem')).toHaveCount(2)
  await expect(copies.getByText(/^Verified .* by read-back/)).toHaveCount(2)
  await expect(copies.getByText(/A003C001.*\.MOV/).first()).toBeVisible()
})

test('the slate is written with Enter and given back with Escape', async ({ window, page }) => {
  await window.tile('A003C001').click()
  await window.inspector.write('Scene', '14')
  await window.inspector.write('Take', '3')
  await expect(window.tile('A003C001')).toContainText('14 / 3')
  await window.inspector.field('Scene').fill('99')
  await page.keyboard.press('Escape')
  await expect(window.inspector.field('Scene')).toHaveValue('14')
})

test('several clips show what they share, and take one change together', async ({ window }) => {
  await window.tile('A003C001').click()
  await window.inspector.write('Scene', '14')
  await window.tile('B003C001').click({ modifiers: ['Control'] })
  await expect(window.inspector.root).toContainText('2 clips')
  await expect(window.inspector.field('Scene')).toHaveAttribute('placeholder', 'Mixed')
  await window.inspector.write('Scene', '15')
  await expect(window.inspector.field('Scene')).toHaveValue('15')
  await window.tile('B003C001').click()
  await expect(window.inspector.field('Scene')).toHaveValue('15')
})

test('tags and notes are written, and taken away again', async ({ window, page }) => {
  await window.tile('A003C001').click()
  await window.inspector.field('Add a tag').fill('sunset, hero')
  await page.keyboard.press('Enter')
  await expect(window.inspector.section('Tags')).toContainText('hero')
  await expect(window.inspector.section('Tags')).toContainText('sunset')
  await window.inspector.field('Remove the tag hero').click()
  await expect(window.inspector.section('Tags')).not.toContainText('hero')
  await window.inspector.field('New note on the whole clip').fill('Best light of the day')
  await page.keyboard.press('Enter')
  await expect(window.inspector.section('Notes').getByLabel('Note', { exact: true })).toHaveValue(
    'Best light of the day',
  )
})

test('a wrong day is refused with words, and nothing is changed', async ({ window }) => {
  await window.tile('A003C001').click()
  await window.inspector.write('Day', 'yesterday')
  await expect(window.toast).toContainText('Write the shooting day as')
  await expect(window.inspector.field('Day')).toHaveValue(/^\d{4}-\d{2}-\d{2}$/)
})
