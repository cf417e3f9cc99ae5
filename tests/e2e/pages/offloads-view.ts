/**
 * The place of offloads as a spec talks of it.
 */
import type { Locator, Page } from '@playwright/test'

export class OffloadsView {
  readonly root: Locator
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
    this.root = page.getByRole('main', { name: 'Offloads' })
  }

  get past(): Locator {
    return this.root.getByRole('list', { name: 'Past offloads' }).getByRole('listitem')
  }

  /** One that runs. */
  running(name: string): Locator {
    return this.root.getByRole('region', { name: 'Running offloads' }).getByRole('listitem', { name, exact: true })
  }

  /** Those that wait, in their order. */
  get waiting(): Locator {
    return this.root.getByRole('region', { name: 'Waiting offloads' }).getByRole('listitem')
  }

  get search(): Locator {
    return this.root.getByRole('searchbox', { name: 'Search offloads' })
  }

  async ask(name: string, what: string): Promise<void> {
    await this.root.getByRole('button', { name: `What to do with ${name}` }).click()
    await this.page.getByRole('menuitem', { name: what }).click()
  }
}
