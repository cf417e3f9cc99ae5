/**
 * Says quietly that the engine is away, or that the library opened for reading only; everything in sight stays, and
 * nothing that was typed is lost.
 */
import { useStore } from 'zustand'
import { useResource } from '../api/index.ts'
import { useLibrary } from '../features/library/index.ts'

/** About fifteen seconds of trying. */
const MANY = 8

/** Nothing while the connection stands and the library can be written. */
export function ConnectionBar() {
  const { connection, info, platform } = useLibrary()
  const onlyReading = useResource(info).data?.onlyReading ?? null
  const { state, attempts } = useStore(connection.state)
  const long = attempts >= MANY
  if (state === 'ready' || (state === 'connecting' && !long))
    return onlyReading === null ? null : (
      <div className="connection-bar" aria-live="polite">
        {onlyReading}
      </div>
    )
  const words =
    long && !platform.native
      ? 'The engine does not answer. If it was restarted, open the new link that it printed: the old one is no longer valid.'
      : 'Engine is starting again … What you see stays; changes can be made in a moment.'
  return (
    <div className="connection-bar" aria-live="polite">
      {words}
    </div>
  )
}
