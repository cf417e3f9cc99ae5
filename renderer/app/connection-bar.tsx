/**
 * Says quietly that the engine is away; everything in sight stays, and nothing that was typed is lost.
 */
import { useStore } from 'zustand'
import { useLibrary } from '../features/library/index.ts'

/** About fifteen seconds of trying. */
const MANY = 8

/** Nothing while the line stands. */
export function ConnectionBar() {
  const { connection, platform } = useLibrary()
  const { state, attempts } = useStore(connection.state)
  const long = attempts >= MANY
  if (state === 'ready' || (state === 'connecting' && !long)) return null
  const words = long && !platform.native
    ? 'The engine does not answer. If it was restarted, open the new link that it printed: the old one is no longer valid.'
    : 'Engine is starting again … What you see stays; changes can be made in a moment.'
  return <div className="connection-bar" aria-live="polite">{words}</div>
}
