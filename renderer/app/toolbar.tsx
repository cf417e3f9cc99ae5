/**
 * The bar at the top: which library, the search, how to look at it, what is being done.
 */
import { ChevronDown, Download, LayoutGrid, List as ListIcon, PanelLeft, PanelRight, Play } from 'lucide-react'
import type { Offload } from '../../shared/model/offload.ts'
import { useResource } from '../api/index.ts'
import { ActivityButton } from '../features/activity/index.ts'
import { useLibrary, useView, type ViewName } from '../features/library/index.ts'
import { SearchBox } from '../features/search/index.ts'
import { Button, IconButton, Menu, Segmented, type MenuItem } from '../ui/index.ts'
import type { Command } from './commands.ts'

/** `run` runs a command by its id. */
export function Toolbar({
  commands,
  run,
  activityOpen,
  onActivity,
  onOffload,
}: {
  readonly commands: readonly Command[]
  readonly run: (id: string) => void
  readonly activityOpen: boolean
  readonly onActivity: (open: boolean) => void
  readonly onOffload: (offload: Offload) => void
}) {
  const { info } = useLibrary()
  const about = useResource(info).data
  const view = useView((state) => state.view)
  const sidebar = useView((state) => state.sidebarOpen)
  const inspector = useView((state) => state.inspectorOpen)
  const item = (id: string): MenuItem[] =>
    commands
      .filter((command) => command.id === id)
      .map((command) => ({ type: 'item', id, label: command.title, keys: command.keys[0], run: command.run }))
  return (
    <header className="toolbar">
      <div className="toolbar-side">
        <IconButton
          label="Sidebar"
          keys="Mod+B"
          on={sidebar}
          icon={<PanelLeft size={16} />}
          onClick={() => run('view.sidebar')}
        />
        <Menu
          items={[
            ...item('library.offload'),
            { type: 'line', id: 'a' },
            ...item('library.undo'),
            ...item('library.redo'),
            { type: 'line', id: 'b' },
            ...item('library.open'),
            ...item('library.settings'),
            ...item('library.keys'),
            ...item('library.palette'),
          ]}
        >
          <button type="button" className="library-name">
            <span className="cut">{about?.libraryName ?? 'Rushes'}</span>
            <ChevronDown size={13} aria-hidden="true" />
          </button>
        </Menu>
      </div>
      <SearchBox />
      <div className="toolbar-side toolbar-end">
        <Button
          className="toolbar-offload"
          aria-label="Offload"
          icon={<Download size={15} />}
          onClick={() => run('library.offload')}
        >
          <span>Offload</span>
        </Button>
        <Segmented<ViewName>
          label="View"
          value={view}
          onChange={(next) => run(`view.${next}`)}
          choices={[
            { value: 'grid', label: 'Grid', keys: 'Mod+1', icon: <LayoutGrid size={15} /> },
            { value: 'list', label: 'List', keys: 'Mod+2', icon: <ListIcon size={15} /> },
            { value: 'player', label: 'Player', keys: 'Mod+3', icon: <Play size={15} /> },
          ]}
        />
        <ActivityButton open={activityOpen} onOpen={onActivity} onOffload={onOffload} />
        <IconButton
          label="Inspector"
          keys="Mod+I"
          on={inspector}
          icon={<PanelRight size={16} />}
          onClick={() => run('view.inspector')}
        />
      </div>
    </header>
  )
}
