/**
 * The mass guard's question: much is gone at once, and a person says whether that is meant. Leaving it is the safe
 * answer.
 */
import type { Guard, Root } from '../../../shared/model/watching.ts'
import { Button, Sheet } from '../../ui/index.ts'
import { wholeText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

/** The sheet. */
export function GuardSheet({
  root,
  onClose,
}: {
  readonly root: Root & { readonly guard: Guard }
  readonly onClose: () => void
}) {
  const {
    actions,
    roots,
    connection: { client },
  } = useLibrary()
  const { guard } = root
  const answer = (given: 'missing' | 'wait'): void => {
    void actions.run((opId) => client.roots.answer({ opId, id: root.id, answer: given })).then(() => roots.refresh())
    onClose()
  }
  return (
    <Sheet
      open
      size="small"
      title={`${wholeText(guard.missing)} of ${wholeText(guard.of)} files were not found`}
      onClose={onClose}
    >
      <div className="guard">
        <p>
          They were in <span className="mono">{root.path}</span>. Is that meant? Nothing has been changed.
        </p>
        <ul className="guard-list selectable" aria-label="Some of them">
          {guard.sample.map((path) => (
            <li key={path} className="mono cut" title={path}>
              {path}
            </li>
          ))}
          {guard.missing > guard.sample.length && (
            <li className="dim">and {wholeText(guard.missing - guard.sample.length)} more</li>
          )}
        </ul>
        <p className="dim">
          If the drive or the share is incomplete at the moment, check again later. If they were deleted or moved
          elsewhere, they become missing; what is known of them stays.
        </p>
      </div>
      <footer className="guard-foot">
        <Button onClick={() => answer('missing')}>They are gone</Button>
        <Button look="primary" data-first onClick={() => answer('wait')}>
          Check again later
        </Button>
      </footer>
    </Sheet>
  )
}
