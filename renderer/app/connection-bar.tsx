/**
 * Says quietly that the engine is away; everything in sight stays, and nothing that was typed is lost.
 */
import { useStore } from 'zustand'
import { useLibrary } from '../features/library/index.ts'

/** Nothing while the line stands. */
export function ConnectionBar() {
  const { connection } = useLibrary()
  const state = useStore(connection.state, (now) => now.state)
  if (state !== 'lost') return null
  return <div className="connection-bar" aria-live="polite">Engine is starting again … What you see stays; changes can be made in a moment.</div>
}
