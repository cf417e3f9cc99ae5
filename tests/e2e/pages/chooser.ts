/**
 * The window's own chooser of folders.
 */
import type { Page } from '@playwright/test'

/** Chooses a folder by typing its path, in the chooser of this title. */
export async function chooseFolder(page: Page, title: string, path: string): Promise<void> {
  const chooser = page.getByRole('dialog', { name: title })
  const field = chooser.getByLabel('Path', { exact: true })
  await field.fill(path)
  await field.press('Enter')
  await chooser.getByRole('button', { name: 'Choose this folder' }).click()
}
