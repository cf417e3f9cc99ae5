/**
 * The window as a spec talks of it.
 */
import { expect, type Locator, type Page } from '@playwright/test'
import { Inspector } from './inspector.ts'
import { OffloadSheet } from './offload-sheet.ts'
import { PlayerView } from './player-view.ts'

export class Window {
  readonly page: Page
  readonly inspector: Inspector
  readonly offload: OffloadSheet
  readonly player: PlayerView

  constructor(page: Page) {
    this.page = page
    this.inspector = new Inspector(page)
    this.offload = new OffloadSheet(page)
    this.player = new PlayerView(page)
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url)
    await this.page.getByText('Ready').waitFor()
  }

  /** Loads the page again; a key that is pressed before it is ready is heard by nobody. */
  async reload(): Promise<void> {
    await this.page.reload()
    await this.page.getByText('Ready').waitFor()
  }

  get tiles(): Locator {
    return this.page.getByRole('listbox', { name: 'Clips' }).getByRole('option')
  }

  tile(name: string): Locator {
    return this.tiles.filter({ hasText: name })
  }

  get rows(): Locator {
    return this.page
      .getByRole('grid', { name: 'Clips' })
      .getByRole('row')
      .filter({ has: this.page.getByRole('gridcell') })
  }

  get selected(): Locator {
    return this.page
      .locator('[aria-selected="true"]')
      .filter({ hasNot: this.page.locator('[role=option] [role=option]') })
  }

  get search(): Locator {
    return this.page.getByRole('combobox', { name: 'Search clips' })
  }

  /** A line of the sidebar; not its menu, nor what opens a folder. */
  side(name: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Library' })
      .getByRole('button', { name })
      .and(this.page.locator(':not(.side-menu, .side-toggle)'))
  }

  get toast(): Locator {
    return this.page.locator('.toast')
  }

  /** Selects a clip. A key that is pressed before it is selected speaks of another. */
  async select(name: string): Promise<void> {
    await this.tile(name).click()
    await expect(this.tile(name)).toHaveAttribute('aria-selected', 'true')
  }

  /** Closes what is open. The key that is pressed next is heard by what was behind it. */
  async leave(open: Locator): Promise<void> {
    await this.press('Escape')
    await expect(open).toBeHidden()
  }

  /** Goes from a page back to the clips. Escape closes what is open, and a page is not. */
  async leavePage(open: Locator): Promise<void> {
    await this.press('Mod+1')
    await expect(open).toBeHidden()
  }

  get offloadSheet(): Locator {
    return this.page.getByRole('dialog', { name: 'Offload', exact: true })
  }

  /** Runs a command by its name, or the beginning of it. */
  async command(name: string): Promise<void> {
    const typed = this.page.getByPlaceholder('What to do')
    await this.press('Mod+k')
    await expect(typed).toBeFocused()
    await this.page.keyboard.type(name)
    await expect(this.page.getByRole('dialog').getByRole('option', { selected: true })).toContainText(
      new RegExp(name, 'i'),
    )
    await this.press('Enter')
    await expect(typed).toBeHidden()
  }

  /** Presses keys as one does; "Mod" is Control here. */
  async press(...chords: readonly string[]): Promise<void> {
    for (const chord of chords) await this.page.keyboard.press(chord.replace('Mod', 'Control'))
  }
}
