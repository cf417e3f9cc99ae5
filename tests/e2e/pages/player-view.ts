/**
 * The player as a spec talks of it.
 */
import type { Locator, Page } from '@playwright/test'

export class PlayerView {
  readonly page: Page
  readonly root: Locator
  readonly timecode: Locator
  readonly scrubber: Locator

  constructor(page: Page) {
    this.page = page
    this.root = page.getByRole('main', { name: 'Player' })
    this.timecode = this.root.getByLabel('Timecode')
    this.scrubber = this.root.getByRole('slider', { name: 'Position' })
  }

  /** The frame that the scrubber stands at, from 0. */
  async frame(): Promise<number> {
    return Number(await this.scrubber.getAttribute('aria-valuenow'))
  }

  /** Waits until the proxy can be played. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2)
  }

  /** What the element itself says of its time, in seconds. */
  time(): Promise<number> {
    return this.page.evaluate(() => document.querySelector('video')?.currentTime ?? -1)
  }
}
