/**
 * The safety page as a spec talks of it.
 */
import type { Locator, Page } from '@playwright/test'

export class SafetyView {
  readonly root: Locator

  constructor(page: Page) {
    this.root = page.getByRole('main', { name: 'Safety' })
  }

  /** The one line on top. */
  get line(): Locator {
    return this.root.locator('.safety-line')
  }

  /** The row of a card, by the beginning of its name. */
  card(name: string): Locator {
    return this.root.locator('.safety-row').filter({ has: this.root.page().locator('.safety-name', { hasText: name }) })
  }

  /** The first cell of a card that can be opened. */
  cell(name: string): Locator {
    return this.card(name)
      .getByRole('button', { name: new RegExp(`^${name}.* on `) })
      .first()
  }
}
