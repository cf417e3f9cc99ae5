/**
 * Says quietly that the engine is away, or that the library opened for reading only; everything in sight stays, and
 * nothing that was typed is lost.
 */
import { useStore } from 'zustand'
import { PROTOCOL } from '../../shared/contract/protocol.ts'
import { useResource } from '../api/index.ts'
import { useLibrary } from '../features/library/index.ts'
import { Button } from '../ui/index.ts'

/** About fifteen seconds of trying. */
const MANY = 8

/** Nothing while the connection stands and the library can be written. */
export function ConnectionBar() {
  const { connection, info, platform } = useLibrary()
  const engine = useResource(info).data
  const onlyReading = engine?.onlyReading ?? null
  const { state, attempts } = useStore(connection.state)
  const long = attempts >= MANY
  // A page that stayed open over an update asks for what the new engine does not know.
  if (engine !== null && engine.protocol !== PROTOCOL)
    return (
      <div className="connection-bar" aria-live="polite">
        Rushes was updated on that computer. Load this page again to go on.{' '}
        <Button onClick={() => location.reload()}>Reload</Button>
      </div>
    )
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
