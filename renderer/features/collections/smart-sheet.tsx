/**
 * A smart collection: its name, its search, its folder. What the search finds is counted while it is written.
 */
import { useState } from 'react'
import type { CollectionNode } from '../../../shared/model/collections.ts'
import { toRushesError } from '../../../shared/contract/client.ts'
import { newId } from '../../../shared/util/ids.ts'
import { useResource } from '../../api/index.ts'
import { Button, Mark, Sheet } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { searchOf, useLibrary } from '../library/index.ts'
import { useFound } from './use-found.ts'
import './collections.css'

/** Makes a new one of a search, or changes the search of one that is there. */
export function SmartSheet({
  of,
  query,
  onClose,
}: {
  readonly of: CollectionNode | null
  readonly query: string
  readonly onClose: () => void
}) {
  const {
    collectionTree,
    connection: { client },
    view,
  } = useLibrary()
  const all = useResource(collectionTree).data ?? []
  const [name, setName] = useState(of?.name ?? '')
  const [text, setText] = useState(query)
  const [folder, setFolder] = useState(of?.parent ?? '')
  const [refused, setRefused] = useState<string | null>(null)
  const search = text.trim()
  const found = useFound(search)
  const folders = all.filter(({ kind }) => kind === 'folder')
  const save = async (): Promise<void> => {
    try {
      const opId = newId()
      if (of !== null) {
        await client.collections.change({ opId, id: of.id, query: search })
        view.search(searchOf(of, all), of.name)
      } else {
        const made = { name: name.trim(), query: search, folder: folder === '' ? null : folder }
        const { id } = await client.collections.createSmart({ opId, ...made })
        const node = { id, kind: 'smart', parent: made.folder, count: null, trouble: null, ...made } as const
        view.search(searchOf(node, all), made.name)
      }
      onClose()
    } catch (thrown) {
      setRefused(toRushesError(thrown).message)
    }
  }
  const wrong = refused ?? found?.wrong ?? null
  return (
    <Sheet
      open
      size="small"
      title={of === null ? 'Save as smart collection' : `Search of ${of.name}`}
      onClose={onClose}
    >
      <form
        className="question smart-sheet"
        onSubmit={(event) => {
          event.preventDefault()
          if (search !== '' && (of !== null || name.trim() !== '')) void save()
        }}
      >
        {of === null && (
          <label className="smart-field">
            <span>Name</span>
            <input
              className="field"
              data-first
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
        )}
        <label className="smart-field">
          <span>Search</span>
          <input
            className="field mono"
            {...(of === null ? {} : { 'data-first': true })}
            spellCheck={false}
            maxLength={2000}
            aria-invalid={wrong !== null}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setRefused(null)
            }}
          />
        </label>
        <output className="smart-said">
          {wrong !== null && <Mark name="failed" size={13} />}
          {wrong ?? (found === null || found.total === null ? '' : `Finds ${countText(found.total, 'clip')} now`)}
        </output>
        {of === null && folders.length > 0 && (
          <label className="smart-field">
            <span>Folder</span>
            <select className="field" value={folder} onChange={(event) => setFolder(event.target.value)}>
              <option value="">None</option>
              {folders.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <div className="question-buttons">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={search === '' || (of === null && name.trim() === '')}>
            Save
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
