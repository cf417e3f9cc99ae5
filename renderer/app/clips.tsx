/**
 * The clips: what they are, how many, and the grid or list of them; or what to do when there are none.
 */
import {
  ArrowDownAZ,
  ArrowUpAZ,
  Ban,
  CircleDot,
  Copy,
  Clapperboard,
  Film,
  FolderHeart,
  FolderOutput,
  FolderSearch,
  Layers2,
  Play,
  Scissors,
  SearchX,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Sort } from '../../shared/model/asset.ts'
import { useResource } from '../api/index.ts'
import { Grid } from '../features/grid/index.ts'
import { ColumnsMenu, List } from '../features/list/index.ts'
import {
  KeyHint,
  shownCollection,
  TILE,
  useKeyOf,
  useLibrary,
  useSelection,
  useView,
} from '../features/library/index.ts'
import { Chips, WhyNone } from '../features/search/index.ts'
import { Button, ContextArea, Empty, Menu, Slider, type MenuItem } from '../ui/index.ts'
import { bytesText, countText } from '../ui/words.ts'

const SORTS: readonly (readonly [Sort['field'], string])[] = [
  ['startTimecode', 'Start timecode'],
  ['name', 'Name'],
  ['recordedAt', 'Recorded'],
  ['createdAt', 'Added'],
  ['day', 'Day'],
  ['roll', 'Roll'],
  ['scene', 'Scene'],
  ['rating', 'Stars'],
  ['duration', 'Duration'],
  ['bytes', 'Size'],
  ['copies', 'Copies'],
  ['kind', 'Kind'],
  ['codec', 'Codec'],
]
/** For a collection alone: drag clips, or move them with Alt and an arrow. */
const ARRANGED = ['arranged', 'As arranged'] as const

/** The middle of the window while clips are browsed. */
export function Clips({ onPlay, run }: { readonly onPlay: (id: string) => void; readonly run: (id: string) => void }) {
  const { pages } = useLibrary()
  const view = useView((state) => state.browse)
  const total = useStore(pages.store, (state) => state.total)
  const generation = useStore(pages.store, (state) => state.generation)
  const isRefused = useIsRefused()
  const items = useClipMenu(run)
  return (
    <main className="clips" aria-label="Clips">
      <ClipsHead run={run} />
      <Chips onSave={() => run('library.saveSearch')} />
      {total === 0 || isRefused ? (
        <NoClips run={run} />
      ) : (
        <ContextArea items={items}>
          <div className="clips-body">
            {view === 'grid' ? <Grid key={generation} onOpen={onPlay} /> : <List key={generation} onOpen={onPlay} />}
          </div>
        </ContextArea>
      )}
    </main>
  )
}

/**
 * True where a saved search was chosen that can't be run. The clips of the search before stay while one is typed; under
 * the name of another one they would be taken for what it finds.
 */
function useIsRefused(): boolean {
  const title = useView((state) => state.title)
  const error = useStore(useLibrary().pages.store, (state) => state.error)
  return title !== null && error?.code === 'query.unknown'
}

function ClipsHead({ run }: { readonly run: (id: string) => void }) {
  const { pages, view } = useLibrary()
  const { title, sort, browse, tile, query } = useView((state) => state)
  const { total, bytes, exact } = useStore(pages.store)
  const selected = useSelection((selection) => selection.ids.size)
  const isRefused = useIsRefused()
  const sorts = shownCollection({ query }) === null ? SORTS : [ARRANGED, ...SORTS]
  return (
    <div className="clips-head">
      <h1 className="clips-title cut">{title ?? (query === '' ? 'All clips' : 'Found')}</h1>
      <span className="clips-count cut">
        {total === null || isRefused
          ? ''
          : selected > 1
            ? `${countText(selected, 'clip')} of ${total.toLocaleString('en-GB')} selected`
            : total === 0
              ? ''
              : exact
                ? `${countText(total, 'clip')} · ${bytesText(bytes)}`
                : `more than ${countText(total - 1, 'clip')}`}
      </span>
      <span className="clips-gap" />
      {browse === 'grid' && (
        <>
          <Menu
            align="end"
            items={sorts.map(([field, label]): MenuItem => ({
              type: 'item',
              id: field,
              label,
              checked: sort.field === field,
              run: () => view.sortBy(field),
            }))}
          >
            <Button look="quiet" icon={sort.direction === 'asc' ? <ArrowDownAZ size={15} /> : <ArrowUpAZ size={15} />}>
              {sorts.find(([field]) => field === sort.field)?.[1] ?? 'Added'}
            </Button>
          </Menu>
          <Slider
            label="Size of the tiles"
            min={TILE.min}
            max={TILE.max}
            step={TILE.step}
            value={tile}
            onChange={(next) => view.keep({ tile: next })}
          />
        </>
      )}
      {query === 'missing' && total !== 0 && (
        <Button look="quiet" icon={<FolderSearch size={15} />} onClick={() => run('library.relink')}>
          Find lost files
        </Button>
      )}
      {browse === 'list' && <ColumnsMenu />}
    </div>
  )
}

function useClipMenu(run: (id: string) => void): MenuItem[] {
  const { selection, collections, actions, platform } = useLibrary()
  const known = useResource(collections).data ?? []
  const ids = (): string[] => [...selection.store.getState().ids]
  const keyOf = useKeyOf()
  const item = (id: string, label: string, icon?: ReactNode): MenuItem => ({
    type: 'item',
    id,
    label,
    icon,
    keys: keyOf(id),
    run: () => run(id),
  })
  return [
    item('clip.open', 'Play', <Play size={14} />),
    { type: 'line', id: 'a' },
    {
      type: 'sub',
      id: 'stars',
      label: 'Stars',
      items: [5, 4, 3, 2, 1, 0].map((stars): MenuItem =>
        item(`clip.stars.${stars}`, stars === 0 ? 'None' : '★'.repeat(stars)),
      ),
    },
    item('clip.circle', 'Circle', <CircleDot size={14} />),
    item('clip.noGood', 'No good', <Ban size={14} />),
    {
      type: 'sub',
      id: 'collect',
      label: 'Add to collection',
      icon: <FolderHeart size={14} />,
      items: [
        ...known.map((one): MenuItem => ({
          type: 'item',
          id: one.id,
          label: one.name,
          run: () => void actions.collect(one.id, one.name, ids()),
        })),
        ...(known.length > 0 ? [{ type: 'line', id: 'c' } as const] : []),
        item('clip.collect', 'New collection …'),
      ],
    },
    { type: 'line', id: 'b' },
    item('clip.stack', 'Stack as versions', <Layers2 size={14} />),
    item('clip.proxy', 'Make proxy and pictures', <Film size={14} />),
    item('clip.editProxies', 'Make edit proxies …', <Scissors size={14} />),
    item('clip.copyOut', 'Copy to a folder …', <FolderOutput size={14} />),
    { type: 'line', id: 'd' },
    {
      type: 'sub',
      id: 'copy',
      label: 'Copy',
      icon: <Copy size={14} />,
      items: [item('clip.copyName', 'Name'), item('clip.copyPath', 'Path'), item('clip.copyTimecode', 'Timecode')],
    },
    ...(platform.bridge === null ? [] : [item('clip.reveal', 'Show the file')]),
  ]
}

function NoClips({ run }: { readonly run: (id: string) => void }) {
  const { view, pages } = useLibrary()
  const { query, title } = useView((state) => state)
  const error = useStore(pages.store, (state) => state.error)
  if (error?.code === 'query.unknown')
    return (
      <Empty
        icon={<SearchX size={32} strokeWidth={1.25} />}
        title={title === null ? 'The search is not understood' : `${title} can’t be run`}
      >
        {title === null ? 'The line below the search box says why.' : error.message}
      </Empty>
    )
  if (query === '') {
    return (
      <Empty icon={<Clapperboard size={40} strokeWidth={1.1} />} title="Drop a card here">
        <p>Rushes copies it to your drives, reads every byte back, and tells you when the card may be formatted.</p>
        <Button look="primary" onClick={() => run('library.offload')}>
          Choose a card
        </Button>
      </Empty>
    )
  }
  const teach: Readonly<Record<string, ReactNode>> = {
    circled: (
      <p>
        No circled takes yet. Select a clip and press <KeyHint command="clip.circle" />.
      </p>
    ),
    unverified: <p>Every copy that is known was read back and is equal.</p>,
    recent: <p>Nothing came in during the last day.</p>,
    lone: <p>Every clip has a second copy.</p>,
    onedevice: <p>The copies of every clip are on different disks.</p>,
    duplicate: <p>No clip is twice on one drive.</p>,
    offline: <p>Every drive that is needed is connected.</p>,
    missing: <p>Every file is where the library knows it.</p>,
  }
  return (
    <Empty icon={<SearchX size={32} strokeWidth={1.25} />} title={emptyTitle(query, title, teach[query] !== undefined)}>
      {teach[query]}
      <WhyNone query={query} />
      <Button onClick={() => view.search('')}>Show all clips</Button>
    </Empty>
  )
}

/** What was pressed in the sidebar has a name; what was typed is shown as it was typed. */
function emptyTitle(query: string, title: string | null, taught: boolean): string {
  if (title === null) return `No clips match “${query}”`
  return taught ? title : `No clips in “${title}”`
}
