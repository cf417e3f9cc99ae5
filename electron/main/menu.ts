/**
 * The native menu. Its commands are the window's own, sent to it by name; what main does itself is handed in.
 */
import type { MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  /** A command of the window, by its id. */
  send(command: string): void
  newLibrary(): void
  openLibrary(): void
  openRecent(library: string): void
  catalogueInPlace(): void
  showLogs(): void
  about(): void
}

/**
 * Builds the menu for a platform.
 * @param recent libraries that were open before
 * @param keys of the window's commands as a person has bound them, by id; '' for none
 */
export function menuTemplate(
  actions: MenuActions,
  platform: NodeJS.Platform,
  recent: readonly string[],
  keys: Readonly<Record<string, string>> = {},
): MenuItemConstructorOptions[] {
  const apple = platform === 'darwin'
  /**
   * The window hears its keys itself and knows where they mean what (a space in a note is a space); the menu only shows
   * them. A Mac's menu takes a key before the page does, which is then the same command.
   */
  const item = (label: string, command: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => actions.send(command),
    registerAccelerator: false,
    ...shown(keys[command] ?? accelerator ?? ''),
  })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const settings = item('Settings…', 'library.settings', 'CmdOrCtrl+,')
  return [
    ...(apple
      ? [
          {
            label: 'Rushes',
            submenu: [
              { label: 'About Rushes', click: () => actions.about() },
              line,
              settings,
              line,
              { role: 'services' },
              line,
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              line,
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: '&File',
      submenu: [
        { label: 'New Library…', click: () => actions.newLibrary() },
        {
          label: 'Open Library…',
          accelerator: 'CmdOrCtrl+Shift+O',
          registerAccelerator: false,
          click: () => actions.openLibrary(),
        },
        {
          label: 'Open Recent',
          enabled: recent.length > 0,
          submenu: recent.map((library) => ({ label: library, click: () => actions.openRecent(library) })),
        },
        line,
        item('Offload a Card…', 'library.offload', 'CmdOrCtrl+O'),
        { label: 'Catalogue in Place…', click: () => actions.catalogueInPlace() },
        ...(apple ? [] : [line, settings, line, { role: 'quit' } satisfies MenuItemConstructorOptions]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        item('Undo', 'library.undo', 'CmdOrCtrl+Z'),
        item('Redo', 'library.redo', 'CmdOrCtrl+Shift+Z'),
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        item('Select All', 'select.all', 'CmdOrCtrl+A'),
        line,
        item('Circle the Take', 'clip.circle', 'G'),
        item('No Good', 'clip.noGood', 'X'),
        {
          label: 'Stars',
          submenu: [0, 1, 2, 3, 4, 5].map((stars) =>
            item(stars === 0 ? 'None' : '★'.repeat(stars), `clip.stars.${stars}`, String(stars)),
          ),
        },
        item('Add the Selected Clips to a Collection…', 'clip.collect', 'C'),
        line,
        item('Search', 'library.search', 'CmdOrCtrl+F'),
        item('Save the Search…', 'library.saveSearch', 'CmdOrCtrl+S'),
      ],
    },
    {
      label: '&View',
      submenu: [
        item('Grid', 'view.grid', 'CmdOrCtrl+1'),
        item('List', 'view.list', 'CmdOrCtrl+2'),
        item('Player', 'view.player', 'CmdOrCtrl+3'),
        line,
        item('Sidebar', 'view.sidebar', 'CmdOrCtrl+B'),
        item('Inspector', 'view.inspector', 'CmdOrCtrl+I'),
        item('Activity', 'view.activity', 'CmdOrCtrl+J'),
        item('Drives and Folders', 'library.drives', 'CmdOrCtrl+D'),
        item('Cloud', 'library.cloud', 'CmdOrCtrl+Shift+D'),
        item('Offloads', 'library.offloads', 'CmdOrCtrl+Shift+H'),
        line,
        item('Dark or Light', 'view.theme'),
        item('Larger Tiles', 'view.larger', '+'),
        item('Smaller Tiles', 'view.smaller', '-'),
        line,
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: '&Playback',
      submenu: [
        item('Play or Stop', 'player.toggle', 'Space'),
        item('Backwards', 'player.back', 'J'),
        item('Stop', 'player.stop', 'K'),
        item('Forwards', 'player.on', 'L'),
        line,
        item('One Frame Back', 'player.frameBack', 'Left'),
        item('One Frame On', 'player.frameOn', 'Right'),
        item('First Frame', 'player.first', 'Home'),
        item('Last Frame', 'player.last', 'End'),
        line,
        item('Mark In', 'player.in', 'I'),
        item('Mark Out', 'player.out', 'O'),
        item('Note at This Frame', 'player.note', 'N'),
      ],
    },
    { label: '&Window', role: 'windowMenu' },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        item('All Commands', 'library.palette', 'CmdOrCtrl+K'),
        item('Keys', 'library.keys', '?'),
        line,
        { label: 'Show the Logs', click: () => actions.showLogs() },
        { role: 'toggleDevTools', visible: false },
        ...(apple ? [] : [line, { label: 'About Rushes', click: () => actions.about() }]),
      ],
    },
  ]
}

/** A key of the window in the words of Electron, where there is one. */
function shown(key: string): { readonly accelerator?: string } {
  if (key === '') return {}
  const words: Readonly<Record<string, string>> = { Mod: 'CmdOrCtrl', Enter: 'Return', Escape: 'Esc' }
  const parts = key.split('+').map((part) => words[part] ?? part.replace(/^Arrow/, ''))
  return { accelerator: parts.join('+') }
}
