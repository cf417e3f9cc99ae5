/**
 * The timecode of the player: a press, or the key T, makes a field of it that goes to what is typed.
 */
import { useState } from 'react'
import { useStore } from 'zustand'
import type { GoTo } from '../go-to.ts'
import type { Player } from '../player-store.ts'

/** `label` is the timecode that is shown; `find` reads what is typed. */
export function GoToField({
  player,
  label,
  find,
}: {
  readonly player: Player
  readonly label: string
  readonly find: (text: string) => GoTo
}) {
  const isOpen = useStore(player.store, (state) => state.goingTo)
  return isOpen ? (
    <Field player={player} label={label} find={find} />
  ) : (
    <button
      type="button"
      className="player-timecode mono"
      aria-label={`Timecode ${label}`}
      title="Go to a timecode"
      onClick={() => player.askGoTo(true)}
    >
      {label}
    </button>
  )
}

function Field({ player, label, find }: Parameters<typeof GoToField>[0]) {
  const [text, setText] = useState('')
  const [why, setWhy] = useState<string | null>(null)
  const close = (): void => {
    player.askGoTo(false)
    document.querySelector<HTMLElement>('.player')?.focus()
  }
  return (
    <span className="go-to">
      <input
        // It was just asked for.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className="go-to-field mono"
        aria-label="Go to a timecode"
        aria-invalid={why !== null}
        aria-describedby="go-to-why"
        placeholder={label}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setWhy(null)
        }}
        onBlur={() => player.askGoTo(false)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') close()
          if (event.key !== 'Enter') return
          const found = text.trim() === '' ? null : find(text)
          if (found !== null && 'why' in found) {
            setWhy(found.why)
            return
          }
          if (found !== null) player.seek(found.frame)
          close()
        }}
      />
      <output id="go-to-why" className="go-to-why">
        {why ?? ''}
      </output>
    </span>
  )
}
