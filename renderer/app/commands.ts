/**
 * Every action of the window, with its key: the keyboard, the palette, the menus and the overview all read this list.
 */
import {
  arrangedCollection,
  copyFacts,
  isPlace,
  oneOn,
  reportActions,
  shownCollection,
  shownDay,
  type CopiedFact,
  type Library,
} from '../features/library/index.ts'
import type { CopyOut } from '../features/copy-out/index.ts'
import type { EditProxies } from '../features/edit-proxies/index.ts'
import type { Verification } from '../features/verification/index.ts'
import type { OffloadSheet } from '../features/offload/index.ts'
import { toggleFull, type PlayerControls } from '../features/player/index.ts'
import { countText } from '../ui/words.ts'
import { PLACES } from './features.tsx'
import type { Bound } from './keymap.ts'
import type { Shell } from './shell-store.ts'

export interface Command extends Bound {
  readonly title: string
  readonly group: 'Clips' | 'Player' | 'View' | 'Library' | 'Go to'
  readonly run: () => void
}

interface CommandDeps {
  readonly library: Library
  readonly shell: Shell
  readonly player: PlayerControls
  readonly offload: OffloadSheet
  readonly verifier: Verification
  readonly proxies: EditProxies
  readonly copyOut: CopyOut
}

/** Builds the list for one window. */
export function createCommands({
  library,
  shell,
  player,
  offload,
  verifier,
  proxies,
  copyOut,
}: CommandDeps): Command[] {
  const { view, selection, actions, toasts, pages, platform } = library
  const targets = (): string[] => {
    const { view: shown } = view.store.getState()
    // Clips that are out of sight are not changed by a key.
    if (isPlace(shown)) return []
    const playing = shown === 'player' ? player.store.getState().assetId : null
    return playing === null ? [...selection.store.getState().ids] : [playing]
  }
  const row = (id: string) => pages.find(id)?.row
  const rate = (rating: number) => (): void => void actions.set(targets(), { rating })
  const flip = (field: 'circled' | 'noGood') => (): void => {
    const ids = targets()
    const all = ids.every((id) => row(id)?.[field] === true)
    void actions.set(ids, { [field]: !all })
  }
  const open = (): void => {
    const { focusId, ids } = selection.store.getState()
    const id = focusId ?? [...ids][0]
    if (id !== undefined) shell.play(id)
  }
  const selectAll = async (): Promise<void> => {
    const taken = await selection.all()
    const total = pages.store.getState().total ?? 0
    if (taken < total)
      toasts.say(
        `The first ${countText(taken, 'clip')} of ${countText(total, 'clip')} are selected: no command takes more at once`,
      )
  }
  const moveOne = async (by: 1 | -1): Promise<void> => {
    const collection = arrangedCollection(state())
    if (collection === null) {
      toasts.say(
        shownCollection(state()) === null
          ? 'Clips are arranged in a collection: open one first'
          : 'Sort the collection “As arranged” first',
      )
      return
    }
    const move = await oneOn(pages, selection, by)
    if (move !== undefined) await actions.arrange(collection, move.ids, move.before)
  }
  const reportDay = (kind: 'pdf' | 'html'): void => {
    const day = shownDay(state().query)
    if (day === null) toasts.say('A report is of one shooting day: choose it in the sidebar first')
    else reportActions(library).day(day, kind)
  }
  const make = (
    id: string,
    title: string,
    group: Command['group'],
    keys: readonly string[],
    run: () => void,
    where: Command['where'] = 'any',
  ): Command => ({ id, title, group, keys, run, where })
  const transport = (run: (controls: NonNullable<PlayerControls['transport']>) => void) => (): void => {
    if (player.transport !== null) run(player.transport)
  }
  const copy = (fact: CopiedFact): void =>
    void copyFacts({ client: library.connection.client, pages, toasts }, targets(), fact)
  const keepView = view.keep
  const state = view.store.getState

  return [
    make('clip.open', 'Play the clip', 'Clips', ['Enter', 'Space'], open, 'clips'),
    ...[1, 2, 3, 4, 5].map((stars) =>
      make(`clip.stars.${stars}`, stars === 1 ? '1 star' : `${stars} stars`, 'Clips', [String(stars)], rate(stars)),
    ),
    make('clip.stars.0', 'No stars', 'Clips', ['0'], rate(0)),
    make('clip.circle', 'Circle the take', 'Clips', ['G'], flip('circled')),
    make('clip.noGood', 'No good', 'Clips', ['X'], flip('noGood')),
    make('clip.copyName', 'Copy the name', 'Clips', ['Mod+C'], () => copy('name')),
    make('clip.copyPath', 'Copy the path', 'Clips', ['Shift+C'], () => copy('path')),
    make('clip.copyTimecode', 'Copy the timecode', 'Clips', ['Shift+T'], () => copy('timecode')),
    make('clip.collect', 'Add the selected clips to a collection', 'Clips', ['C'], () => shell.ask('collect')),
    make(
      'clip.earlier',
      'Move earlier in the collection',
      'Clips',
      ['Alt+ArrowLeft', 'Alt+ArrowUp'],
      () => void moveOne(-1),
      'clips',
    ),
    make(
      'clip.later',
      'Move later in the collection',
      'Clips',
      ['Alt+ArrowRight', 'Alt+ArrowDown'],
      () => void moveOne(1),
      'clips',
    ),
    make('clip.stack', 'Stack the selected clips as versions', 'Clips', [], () => void actions.join(targets())),
    make('clip.proxy', 'Make proxy and pictures', 'Clips', [], () => {
      const ids = targets()
      if (ids.length > 0) void actions.request(ids)
    }),
    make('look.before', 'Hold: as recorded, without the look', 'Clips', ['B'], library.compare.hold),
    make('look.split', 'Before and after beside each other', 'Clips', ['Shift+B'], library.compare.toggle),
    make('clip.copyOut', 'Copy clips to a folder …', 'Clips', ['Shift+E'], () => copyOut.ask(targets())),
    make('clip.editProxies', 'Make edit proxies …', 'Clips', ['P'], () => proxies.ask(targets())),
    ...(platform.bridge === null
      ? []
      : [
          make('clip.reveal', 'Show the file', 'Clips', ['Mod+R'], () => {
            const [id] = targets()
            if (id !== undefined) platform.bridge?.reveal(id)
          }),
        ]),
    make('select.all', 'Select all', 'Clips', ['Mod+A'], () => void selectAll(), 'clips'),
    make('select.none', 'Clear the selection', 'Clips', ['Escape'], () => selection.clear(), 'clips'),

    make('player.toggle', 'Play or stop', 'Player', ['Space'], () => player.toggle(), 'player'),
    make(
      'player.back',
      'Backwards, faster each time',
      'Player',
      ['J'],
      transport((controls) => controls.shuttle(-1)),
      'player',
    ),
    make(
      'player.stop',
      'Stop',
      'Player',
      ['K'],
      transport((controls) => controls.stop()),
      'player',
    ),
    make(
      'player.on',
      'Forwards, faster each time',
      'Player',
      ['L'],
      transport((controls) => controls.shuttle(1)),
      'player',
    ),
    make('player.frameBack', 'One frame back', 'Player', ['ArrowLeft'], () => player.step(-1), 'player'),
    make('player.frameOn', 'One frame on', 'Player', ['ArrowRight'], () => player.step(1), 'player'),
    make('player.tenBack', 'Ten frames back', 'Player', ['Shift+ArrowLeft'], () => player.step(-10), 'player'),
    make('player.tenOn', 'Ten frames on', 'Player', ['Shift+ArrowRight'], () => player.step(10), 'player'),
    make('player.first', 'First frame', 'Player', ['Home'], () => player.seek(0), 'player'),
    make('player.last', 'Last frame', 'Player', ['End'], () => player.seek(Number.MAX_SAFE_INTEGER), 'player'),
    make('player.in', 'Mark in', 'Player', ['I'], () => player.mark('from'), 'player'),
    make('player.out', 'Mark out', 'Player', ['O'], () => player.mark('to'), 'player'),
    make('player.clear', 'Clear in and out', 'Player', ['Alt+X'], () => player.clearRange(), 'player'),
    make(
      'player.note',
      'Note at this frame',
      'Player',
      ['N', 'M'],
      () => {
        player.transport?.stop()
        player.write('')
      },
      'player',
    ),
    make('player.goTo', 'Go to a timecode', 'Player', ['T'], () => player.askGoTo(true), 'player'),
    make('player.loop', 'Play in a loop', 'Player', ['Mod+L'], () => player.viewer.toggle('loop'), 'player'),
    make('player.size', 'Fit, 100 % or 200 %', 'Player', ['Z'], () => player.viewer.nextSize(), 'player'),
    make(
      'player.around',
      'Look around, or the picture as it lies',
      'Player',
      ['V'],
      () => player.viewer.toggle('around'),
      'player',
    ),
    make('player.ahead', 'Look straight ahead', 'Player', ['Alt+Home'], () => player.viewer.lookAhead(), 'player'),
    ...(
      [
        ['Left', -10, 0],
        ['Right', 10, 0],
        ['Up', 0, 10],
        ['Down', 0, -10],
      ] as const
    ).map(([side, right, up]) =>
      make(
        `player.look.${side}`,
        `Look or move ${side.toLowerCase()}`,
        'Player',
        [`Alt+Arrow${side}`],
        () => {
          player.viewer.turn(right, up)
          player.viewer.move(-right * 6, up * 6)
        },
        'player',
      ),
    ),
    make('player.safe', 'Safe areas', 'Player', ['Shift+G'], () => player.viewer.toggle('guides'), 'player'),
    make('player.mask', 'Next mask', 'Player', ['Shift+M'], () => player.viewer.nextMask(), 'player'),
    ...(
      [
        ['none', 'Exposure as it is', []],
        ['false-colour', 'False colours', ['Shift+F']],
        ['zebra', 'Zebra', ['Shift+Z']],
      ] as const
    ).map(([exposure, title, keys]) =>
      make(
        `player.exposure.${exposure}`,
        title,
        'Player',
        keys,
        () => {
          const { viewer: looking } = player
          looking.expose(looking.store.getState().exposure === exposure ? 'none' : exposure)
        },
        'player',
      ),
    ),
    make('player.still', 'Save the frame as a still', 'Player', ['Shift+S'], () => player.askStill(true), 'player'),
    make(
      'player.full',
      'Full screen',
      'Player',
      ['F'],
      () => void toggleFull(document.querySelector<HTMLElement>('.player')),
      'player',
    ),
    make('player.before', 'Clip before', 'Player', ['[', 'ArrowUp'], () => shell.step(-1), 'player'),
    make('player.after', 'Clip after', 'Player', [']', 'ArrowDown'], () => shell.step(1), 'player'),
    make('player.leave', 'Back to the clips', 'Player', ['Escape'], () => shell.leave(), 'player'),

    make('view.back', 'Back', 'Go to', ['Mod+['], () => void view.back()),
    make('view.forward', 'Forward', 'Go to', ['Mod+]'], () => void view.forward()),
    make('view.grid', 'Grid', 'View', ['Mod+1'], () => view.show('grid')),
    make('view.list', 'List', 'View', ['Mod+2'], () => view.show('list')),
    make('view.player', 'Player', 'View', ['Mod+3'], open),
    make('view.sidebar', 'Sidebar', 'View', ['Mod+B'], () => keepView({ sidebarOpen: !state().sidebarOpen })),
    make('view.inspector', 'Inspector', 'View', ['Mod+I'], () => keepView({ inspectorOpen: !state().inspectorOpen })),
    make(
      'view.larger',
      'Larger tiles',
      'View',
      ['Plus', '='],
      () => keepView({ tile: Math.min(480, state().tile + 40) }),
      'clips',
    ),
    make(
      'view.smaller',
      'Smaller tiles',
      'View',
      ['-'],
      () => keepView({ tile: Math.max(120, state().tile - 40) }),
      'clips',
    ),
    make('view.theme', 'Dark or light', 'View', [], () =>
      keepView({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' }),
    ),
    make('view.activity', 'Activity', 'View', ['Mod+J'], () => shell.ask('activity')),

    make('library.search', 'Search', 'Library', ['/', 'Mod+F'], () => document.getElementById('search')?.focus()),
    make('library.saveSearch', 'Save the search as a smart collection …', 'Library', ['Mod+S'], () => {
      if (state().query === '') toasts.say('Search for something first, then save it')
      else shell.ask('save-search')
    }),
    make('library.offload', 'Offload a card', 'Library', ['Mod+O'], () => offload.begin()),
    ...PLACES.map((place) =>
      make(`library.${place.id}`, place.title, 'Library', place.keys, () => {
        if (state().view === place.id) shell.leave()
        else view.show(place.id)
      }),
    ),
    make('verification.verify', 'Verify every connected drive', 'Library', [], () => {
      view.show('drives')
      void verifier.verifyAll()
    }),
    make('verification.repair', 'Repair the bad copies', 'Library', [], () => void verifier.askAll()),
    make('drives.leave', 'Back to the clips', 'View', [], () => shell.leave(), 'drives'),
    make('library.reportPdf', 'Report of the shooting day as PDF', 'Library', [], () => reportDay('pdf')),
    make('library.reportHtml', 'Report of the shooting day as HTML', 'Library', [], () => reportDay('html')),
    make('library.relink', 'Find lost files', 'Library', [], () => shell.ask('relink')),
    make('library.undo', 'Undo', 'Library', ['Mod+Z'], () => void actions.undo()),
    make('library.redo', 'Redo', 'Library', ['Mod+Shift+Z', 'Mod+Y'], () => void actions.redo()),
    make('library.palette', 'All commands', 'Library', ['Mod+K'], () => shell.ask('palette')),
    make('library.keys', 'Keys', 'Library', ['?'], () => shell.ask('keys')),
    make('library.settings', 'Settings', 'Library', ['Mod+,'], () => shell.ask('settings')),
    ...(platform.bridge === null
      ? []
      : [
          make('library.open', 'Open another library', 'Library', ['Mod+Shift+O'], () =>
            platform.bridge?.openLibrary(),
          ),
        ]),

    ...(
      [
        ['All clips', ''],
        ['Recent', 'recent'],
        ['Circled', 'circled'],
        ['Unverified', 'unverified'],
        ['Single copy', 'lone'],
        ['All copies on one disk', 'onedevice'],
        ['Duplicates', 'duplicate'],
        ['Offline', 'offline'],
        ['Missing', 'missing'],
      ] as const
    ).map(([title, query]) => make(`go.${query || 'all'}`, title, 'Go to', [], () => view.search(query, title))),
  ]
}
