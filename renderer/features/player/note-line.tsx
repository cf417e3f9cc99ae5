/**
 * A note at the frame on the screen: written over the scrubber, kept with Enter.
 */
import { useLibrary } from '../library/index.ts'
import type { Player } from './player-store.ts'

/**
 * `frame` null for clips without a rate: the note is then on the whole. The text stays when the engine can't take it.
 */
export function NoteLine({
  player,
  assetId,
  frame,
  label,
  draft,
}: {
  readonly player: Player
  readonly assetId: string
  readonly frame: number | null
  readonly label: string
  readonly draft: string
}) {
  const { actions } = useLibrary()
  const back = (): void => {
    player.write(null)
    document.querySelector<HTMLElement>('.player')?.focus()
  }
  const keep = async (): Promise<void> => {
    if (draft.trim() === '') return back()
    if (await actions.note(assetId, frame, draft.trim())) back()
  }
  return (
    <div className="note-line">
      <span className="mono note-line-time">{frame === null ? 'Whole clip' : label}</span>
      <input
        className="note-line-text"
        aria-label={`Note at ${label}`}
        placeholder="Note at this frame"
        value={draft}
        // Opened by the person who now types in it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onChange={(event) => player.write(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') void keep()
          if (event.key === 'Escape') back()
        }}
      />
      <span className="note-line-hint">Enter keeps it</span>
    </div>
  )
}
