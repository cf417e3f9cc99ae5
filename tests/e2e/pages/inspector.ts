/**
 * The inspector as a spec talks of it.
 */
import { expect, type Locator, type Page } from '@playwright/test'

export class Inspector {
  readonly root: Locator

  constructor(page: Page) {
    this.root = page.getByRole('complementary', { name: 'Inspector' })
  }

  field(label: string): Locator {
    return this.root.getByLabel(label, { exact: true })
  }

  /** Types into a field and keeps it. */
  async write(label: string, text: string): Promise<void> {
    await this.field(label).fill(text)
    await this.field(label).press('Enter')
    await expect(this.field(label)).not.toBeFocused()
  }

  section(label: string): Locator {
    return this.root.getByRole('region', { name: label })
  }
}
