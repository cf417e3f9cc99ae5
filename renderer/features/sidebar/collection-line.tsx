/**
 * One collection in the sidebar: of any kind, in its folder.
 */
import {
  Ellipsis,
  Folder,
  FolderHeart,
  FolderOpen,
  ListFilter,
  Pencil,
  SlidersHorizontal,
  Trash2,
  TriangleAlert,
} from 'lucide-react'
import { useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import type { CollectionNode } from '../../../shared/model/collections.ts'
import { visible } from '../../../shared/util/visible.ts'
import { cls, ContextArea, IconButton, Menu, type MenuItem } from '../../ui/index.ts'
import { searchOf, useLibrary, type Step } from '../library/index.ts'
import { inset, Item } from './item.tsx'
import type { CollectionVerbs } from './use-collection-verbs.ts'

const TYPE = 'application/x-rushes-collection'
const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'in',
  ArrowLeft: 'out',
}

/** Where one would come that is held over a line. */
type Spot = 'before' | 'inside' | 'after'

interface LineProps {
  readonly node: CollectionNode
  readonly depth: number
  readonly count: number | undefined
  readonly all: readonly CollectionNode[]
  readonly isOpen: boolean
  readonly query: string
  readonly verbs: CollectionVerbs
  readonly onRename: () => void
  readonly onChange: () => void
}

/** The line, with its menu, its keys and what can be dropped on it. */
export function CollectionLine({ node, depth, count, all, isOpen, query, verbs, onRename, onChange }: LineProps) {
  const { actions } = useLibrary()
  const [spot, setSpot] = useState<Spot | null>(null)
  const selected = query === searchOf(node, all) || query === `in:${node.id}`
  const items = menuOf(node, { onRename, onChange, onRemove: () => verbs.remove(node) })
  const keys = (event: KeyboardEvent): void => {
    if (!answersKey(event, node, { verbs, onRename, isOpen })) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <ContextArea items={items}>
      {/* What dragging does, Alt with an arrow does as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className={cls('side-with-menu', spot !== null && `is-${spot}`)}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(TYPE, node.id)
          event.dataTransfer.effectAllowed = 'move'
        }}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(TYPE)) return
          event.preventDefault()
          setSpot(spotOf(event, node))
        }}
        onDragLeave={() => setSpot(null)}
        onDrop={(event) => {
          setSpot(null)
          if (!event.dataTransfer.types.includes(TYPE)) return
          event.preventDefault()
          event.stopPropagation()
          const moved = event.dataTransfer.getData(TYPE)
          if (moved === node.id) return
          const to = spotOf(event, node)
          if (to === 'inside') verbs.place(moved, node.id, null)
          else verbs.place(moved, node.parent, to === 'before' ? node.id : nextBeside(node, all, moved))
        }}
      >
        <Item
          label={node.name}
          icon={node.kind === 'folder' ? <span className="side-no-icon" /> : iconOf(node)}
          count={count}
          aside={node.trouble !== null ? <span className="side-state">can’t run</span> : undefined}
          selected={selected}
          title={node.trouble ?? (node.query === null ? node.name : `${node.name}: ${node.query}`)}
          depth={depth}
          collection={node.id}
          onPress={() => verbs.show(node)}
          onKeys={keys}
          onDropClips={node.kind === 'manual' ? (ids) => void actions.collect(node.id, node.name, ids) : undefined}
        />
        {node.kind === 'folder' && (
          <button
            type="button"
            className="side-toggle"
            style={{ left: inset(depth) - 4 }}
            aria-label={`${isOpen ? 'Close' : 'Open'} ${visible(node.name)}`}
            aria-expanded={isOpen}
            tabIndex={-1}
            onClick={() => verbs.open(node, !isOpen)}
          >
            {isOpen ? <FolderOpen size={14} aria-hidden="true" /> : <Folder size={14} aria-hidden="true" />}
          </button>
        )}
        <Menu align="end" items={items}>
          <IconButton
            className="side-menu"
            label={`Change ${visible(node.name)}`}
            icon={<Ellipsis size={14} />}
            tabIndex={selected ? 0 : -1}
          />
        </Menu>
      </div>
    </ContextArea>
  )
}

function iconOf({ kind, trouble }: CollectionNode): ReactNode {
  if (trouble !== null) return <TriangleAlert size={14} className="side-attention" />
  return kind === 'smart' ? <ListFilter size={14} /> : <FolderHeart size={14} />
}

function menuOf(
  { kind }: CollectionNode,
  on: { readonly onRename: () => void; readonly onChange: () => void; readonly onRemove: () => void },
): MenuItem[] {
  const noun = { manual: 'the collection', smart: 'the smart collection', folder: 'the folder' }[kind]
  return [
    { type: 'item', id: 'rename', label: 'Rename', keys: 'F2', icon: <Pencil size={14} />, run: on.onRename },
    ...(kind === 'smart'
      ? [
          {
            type: 'item',
            id: 'change',
            label: 'Change the search …',
            icon: <SlidersHorizontal size={14} />,
            run: on.onChange,
          } as const,
        ]
      : []),
    {
      type: 'item',
      id: 'remove',
      label: `Delete ${noun}`,
      keys: 'Delete',
      icon: <Trash2 size={14} />,
      run: on.onRemove,
    },
  ]
}

/** Does what a key on a line means. Answers whether it means anything. */
function answersKey(
  event: KeyboardEvent,
  node: CollectionNode,
  { verbs, onRename, isOpen }: Pick<LineProps, 'verbs' | 'onRename' | 'isOpen'>,
): boolean {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false
  const step = STEPS[event.key]
  if (event.altKey) {
    if (step !== undefined) verbs.step(node, step)
    return step !== undefined
  }
  if (event.key === 'F2') onRename()
  else if (event.key === 'Delete') verbs.remove(node)
  else if (node.kind === 'folder' && event.key === (isOpen ? 'ArrowLeft' : 'ArrowRight')) verbs.open(node, !isOpen)
  else return false
  return true
}

/** The upper or lower half of a line; of a folder the middle as well. */
function spotOf(event: DragEvent, { kind }: CollectionNode): Spot {
  const { top, height } = event.currentTarget.getBoundingClientRect()
  const at = (event.clientY - top) / height
  if (kind === 'folder' && at > 0.25 && at < 0.75) return 'inside'
  return at < 0.5 ? 'before' : 'after'
}

/** The one that follows in the same folder, the moved one aside. */
function nextBeside(node: CollectionNode, all: readonly CollectionNode[], moved: string): string | null {
  const beside = all.filter(({ parent, id }) => parent === node.parent && id !== moved)
  return beside[beside.findIndex(({ id }) => id === node.id) + 1]?.id ?? null
}
