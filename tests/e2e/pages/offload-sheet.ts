/**
 * The offload sheet as a spec talks of it.
 */
import type { Locator, Page } from '@playwright/test'

export class OffloadSheet {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get what(): Locator {
    return this.page.getByRole('region', { name: 'What' })
  }

  get where(): Locator {
    return this.page.getByRole('region', { name: 'Where' })
  }

  get go(): Locator {
    return this.page.getByRole('region', { name: 'Go' })
  }

  get begin(): Locator {
    return this.go.getByRole('button', { name: 'Copy verified' })
  }

  /** Chooses in the window's own chooser by typing the path. */
  private async choose(path: string): Promise<void> {
    const chooser = this.page.getByRole('dialog').last()
    const field = chooser.getByLabel('Path', { exact: true })
    await field.fill(path)
    await field.press('Enter')
    // It can be pressed as soon as what is written is what is shown.
    await chooser.getByRole('button', { name: 'Choose this folder' }).click()
  }

  async source(path: string): Promise<void> {
    await this.what.getByRole('button', { name: /Choose a card|Add/ }).click()
    await this.choose(path)
  }

  async destination(path: string): Promise<void> {
    await this.where
      .getByRole('button', { name: /destination/ })
      .last()
      .click()
    await this.choose(path)
  }
}
