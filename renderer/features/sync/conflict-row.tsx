/**
 * What two people said of one thing while apart, side by side. Texts can stand one below the other; any other field
 * holds one value.
 */
import type { Conflict } from '../../../shared/model/sync.ts'
import { Button, useNow } from '../../ui/index.ts'
import { momentText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

/** The row. Choosing is a command like any other, and can be undone. */
export function ConflictRow({ conflict }: { readonly conflict: Conflict }) {
  const {
    actions,
    conflicts,
    toasts,
    connection: { client },
  } = useLibrary()
  const now = useNow()
  const keep = (kept: 'both' | { clock: string }): void => {
    const { entity, entityId, field } = conflict
    void actions
      .run((opId) => client.sync.resolve({ opId, entity, entityId, field, keep: kept }))
      .then((done) => {
        void conflicts.refresh()
        if (done)
          toasts.say(`${conflict.label} of ${conflict.name}: conflict resolved`, {
            label: 'Undo',
            run: () => void actions.undo(),
          })
        return undefined
      })
  }
  const isText = conflict.joins && conflict.sides.every((side) => typeof side.value === 'string')
  return (
    <li className="conflict" aria-label={`${conflict.label} of ${conflict.name}`}>
      <p className="conflict-what">
        <span className="cut">{conflict.name}</span>
        <span className="dim">{conflict.label}</span>
      </p>
      {conflict.sides.map((side) => (
        <div key={side.clock} className="conflict-side">
          <p className="conflict-value selectable" data-lines>
            {side.text === '' ? <span className="dim">empty</span> : side.text}
          </p>
          <p className="dim">
            {side.author === '' ? side.device : `${side.author} on ${side.device}`} · {momentText(side.at, now)}
            {side.shown ? ' · shown now' : ''}
          </p>
          <Button look="plain" onClick={() => keep({ clock: side.clock })}>
            Keep this
          </Button>
        </div>
      ))}
      {isText && (
        <Button look="plain" className="conflict-both" onClick={() => keep('both')}>
          Keep both texts, one below the other
        </Button>
      )}
    </li>
  )
}
