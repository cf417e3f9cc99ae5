/**
 * The mass guard's question: much is gone at once, and a person says whether that is meant. Leaving it is the safe answer.
 */
import type { Guard, Root } from '../../../shared/model/watching.ts'
import { Button, Sheet } from '../../ui/index.ts'
import { wholeText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

/** The sheet. */
export function GuardSheet({ root, onClose }: { readonly root: Root & { readonly guard: Guard }; readonly onClose: () => void }) {
  const { actions, roots, connection: { client } } = useLibrary()
  const { guard } = root
  const answer = (given: 'missing' | 'wait'): void => {
    void actions.run((opId) => client.roots.answer({ opId, id: root.id, answer: given })).then(() => roots.refresh())
    onClose()
  }
  return (
    <Sheet open size="small" title="Is that meant?" onClose={onClose}>
      <div className="guard">
        <p>{wholeText(guard.missing)} of {wholeText(guard.of)} files were not found in {root.path}. Nothing has been changed.</p>
        <p className="dim">If a drive or a share is not whole at the moment, look again later. If they were deleted or moved away, they become missing; what is known of them stays.</p>
        <ul className="guard-list selectable" aria-label="Some of them">{guard.sample.map((path) => <li key={path} className="mono cut" title={path}>{path}</li>)}</ul>
        {guard.missing > guard.sample.length && <p className="dim">and {wholeText(guard.missing - guard.sample.length)} more</p>}
      </div>
      <footer className="guard-foot">
        <Button onClick={() => answer('missing')}>They are gone</Button>
        <Button look="primary" data-first onClick={() => answer('wait')}>Look again later</Button>
      </footer>
    </Sheet>
  )
}
