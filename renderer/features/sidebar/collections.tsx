/**
 * Collections of every kind in their folders: made, named, moved by drag and by keys, filled by dropping clips on those
 * that are filled by hand, taken away (their clips stay).
 */
import { FolderPlus, Plus } from 'lucide-react'
import { useState } from 'react'
import { useResource } from '../../api/index.ts'
import { IconButton } from '../../ui/index.ts'
import { SmartSheet } from '../collections/index.ts'
import { shownNodes, useLibrary, useView } from '../library/index.ts'
import type { CollectionNode } from '../../../shared/model/collections.ts'
import { CollectionLine } from './collection-line.tsx'
import { Group } from './item.tsx'
import { useCollectionVerbs } from './use-collection-verbs.ts'

/** What is being named: one that is there, or a new one of that kind. */
type Naming = { readonly of: CollectionNode } | { readonly made: 'manual' | 'folder' }

/** The group in the sidebar. */
export function Collections() {
  const { collectionTree, smartCounts, actions } = useLibrary()
  const { data } = useResource(collectionTree)
  const counts = useResource(smartCounts).data
  const closed = useView((state) => state.closedFolders)
  const query = useView((state) => state.query)
  const [naming, setNaming] = useState<Naming | null>(null)
  const [changing, setChanging] = useState<CollectionNode | null>(null)
  const all = data ?? []
  const verbs = useCollectionVerbs(all)
  const named = (name: string): void => {
    const was = naming
    setNaming(null)
    if (was === null || name === '') return
    if ('of' in was) {
      if (name !== was.of.name) verbs.rename(was.of, name)
    } else if (was.made === 'folder') verbs.makeFolder(name)
    else void actions.createCollection(name, [])
  }
  return (
    <Group
      label="Collections"
      action={
        <span className="side-actions">
          <IconButton
            className="side-add"
            label="New folder of collections"
            icon={<FolderPlus size={13} />}
            onClick={() => setNaming({ made: 'folder' })}
          />
          <IconButton
            className="side-add"
            label="New collection"
            icon={<Plus size={13} />}
            onClick={() => setNaming({ made: 'manual' })}
          />
        </span>
      }
    >
      {shownNodes(all, closed).map(({ node, depth }) =>
        naming !== null && 'of' in naming && naming.of.id === node.id ? (
          <NameField key={node.id} name={node.name} onDone={named} />
        ) : (
          <CollectionLine
            key={node.id}
            node={node}
            depth={depth}
            count={node.count ?? counts?.get(node.id)}
            all={all}
            isOpen={!closed.includes(node.id)}
            query={query}
            verbs={verbs}
            onRename={() => setNaming({ of: node })}
            onChange={() => setChanging(node)}
          />
        ),
      )}
      {naming !== null && 'made' in naming && <NameField name="" onDone={named} />}
      {data?.length === 0 && naming === null && (
        <p className="side-empty">Drop clips on a collection to keep them together, or save a search as a smart one.</p>
      )}
      {changing !== null && <SmartSheet of={changing} query={changing.query ?? ''} onClose={() => setChanging(null)} />}
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
      maxLength={200}
      // Opened by the person who now types in it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone(text.trim())}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') onDone(text.trim())
        if (event.key === 'Escape') onDone(name)
      }}
    />
  )
}
