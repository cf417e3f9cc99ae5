/**
 * Into which collection the selected clips go: one that is there, or a new one.
 */
import { FolderHeart, Plus } from 'lucide-react'
import { useState } from 'react'
import { useResource } from '../api/index.ts'
import { useLibrary, useSelection } from '../features/library/index.ts'
import { Sheet } from '../ui/index.ts'
import { countText } from '../ui/words.ts'

/** The small sheet behind the key C. */
export function CollectSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { collections, actions } = useLibrary()
  const { data } = useResource(collections)
  const ids = useSelection((selection) => selection.ids)
  const [text, setText] = useState('')
  const name = text.trim()
  const fits = (data ?? []).filter((one) => one.name.toLowerCase().includes(name.toLowerCase()))
  const done = (run: () => Promise<void>): void => {
    setText('')
    onClose()
    void run()
  }
  const create = (): void => done(() => actions.createCollection(name, [...ids]))
  return (
    <Sheet
      open={open}
      size="small"
      title={ids.size === 0 ? 'Add to collection' : `Add ${countText(ids.size, 'clip')} to a collection`}
      onClose={onClose}
    >
      <div className="question">
        <input
          className="field"
          data-first
          aria-label="Collection"
          placeholder="Name of a collection, old or new"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || name === '') return
            const [only] = fits
            if (fits.length === 1 && only !== undefined) done(() => actions.collect(only.id, only.name, [...ids]))
            else create()
          }}
        />
        {ids.size === 0 && <p className="dim">Select clips first.</p>}
        {ids.size > 0 && (
          <div className="collect-list">
            {fits.map((one) => (
              <button
                key={one.id}
                type="button"
                className="chooser-place"
                onClick={() => done(() => actions.collect(one.id, one.name, [...ids]))}
              >
                <FolderHeart size={15} strokeWidth={1.5} aria-hidden="true" />
                <span className="cut">{one.name}</span>
                <span className="dim chooser-free">{one.count}</span>
              </button>
            ))}
            {name !== '' && !fits.some((one) => one.name === name) && (
              <button type="button" className="chooser-place" onClick={create}>
                <Plus size={15} aria-hidden="true" />
                <span className="cut">New collection “{name}”</span>
              </button>
            )}
          </div>
        )}
      </div>
    </Sheet>
  )
}
