/**
 * Collections: made, named, filled by dropping clips on them, taken away (their clips stay).
 */
import { FolderHeart, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useResource } from '../../api/index.ts'
import { ContextArea, IconButton } from '../../ui/index.ts'
import { useLibrary, useView } from '../library/index.ts'
import { Group, Item } from './item.tsx'

/** The group in the sidebar. */
export function Collections() {
  const { collections, view, actions } = useLibrary()
  const { data } = useResource(collections)
  const query = useView((state) => state.query)
  const [naming, setNaming] = useState<{ readonly id: string | null; readonly name: string } | null>(null)
  const named = (name: string): void => {
    const was = naming
    setNaming(null)
    if (was === null || name.trim() === '' || name.trim() === was.name) return
    if (was.id === null) void actions.createCollection(name.trim(), [])
    else void actions.renameCollection(was.id, name.trim())
  }
  return (
    <Group
      label="Collections"
      action={
        <IconButton
          className="side-add"
          label="New collection"
          icon={<Plus size={13} />}
          onClick={() => setNaming({ id: null, name: '' })}
        />
      }
    >
      {(data ?? []).map((one) =>
        naming?.id === one.id ? (
          <NameField key={one.id} name={one.name} onDone={named} />
        ) : (
          <ContextArea
            key={one.id}
            items={[
              { type: 'item', id: 'rename', label: 'Rename', icon: <Pencil size={14} />, run: () => setNaming(one) },
              {
                type: 'item',
                id: 'remove',
                label: 'Delete the collection',
                icon: <Trash2 size={14} />,
                run: () => void actions.removeCollection(one.id, one.name),
              },
            ]}
          >
            <div>
              <Item
                label={one.name}
                icon={<FolderHeart size={14} />}
                count={one.count}
                selected={query === `collection:${one.id}`}
                onPress={() => view.search(`collection:${one.id}`, one.name)}
                onDropClips={(ids) => void actions.collect(one.id, one.name, ids)}
              />
            </div>
          </ContextArea>
        ),
      )}
      {naming !== null && naming.id === null && <NameField name="" onDone={named} />}
      {data?.length === 0 && naming === null && (
        <p className="side-empty">Drop clips on a collection to keep them together.</p>
      )}
    </Group>
  )
}

function NameField({ name, onDone }: { readonly name: string; readonly onDone: (name: string) => void }) {
  const [text, setText] = useState(name)
  return (
    <input
      className="field side-field"
      aria-label="Name of the collection"
      value={text}
      placeholder="Name"
      // Opened by the person who now types in it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone(text)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') onDone(text)
        if (event.key === 'Escape') onDone(name)
      }}
    />
  )
}
