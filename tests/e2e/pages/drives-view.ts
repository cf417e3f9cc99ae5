/**
 * The place of drives and of the care of their copies, as a spec talks of it.
 */
import type { Locator, Page } from '@playwright/test'

export class DrivesView {
  readonly root: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    this.root = page.getByRole('main', { name: 'Drives and folders' })
  }

  drive(label: string): Locator {
    return this.root.getByRole('region', { name: 'All drives' }).getByRole('listitem', { name: label, exact: true })
  }

  /** The line that says how well a drive is looked after. */
  verifier(label: string): Locator {
    return this.root.getByRole('region', { name: `Verification of ${label}` })
  }

  get bad(): Locator {
    return this.root.getByRole('region', { name: 'Bad copies' })
  }

  get repair(): Locator {
    return this.page.getByRole('dialog', { name: /^Repair/ })
  }
}
