/**
 * Before an offload is taken out of the queue: what stays of it is said.
 */
import type { Offload } from '../../../shared/model/offload.ts'
import { Button, Sheet } from '../../ui/index.ts'
import { whatStays } from './queue-words.ts'

/** The sheet. Leaving it is the safe answer. */
export function CancelSheet({ offload, onCancel, onClose }: { readonly offload: Offload; readonly onCancel: () => void; readonly onClose: () => void }) {
  return (
    <Sheet open size="small" title={`Cancel the offload of ${offload.name}`} onClose={onClose}>
      <div className="cancel">
        <p>It leaves the queue and stands parked in the history, from where it can go on. What is done stays, and the card is not touched. Until it has come to its end, the card is not safe to format.</p>
        <ul aria-label="What stays">{whatStays(offload).map((line) => <li key={line}>{line}</li>)}</ul>
      </div>
      <footer className="cancel-foot">
        <Button data-first onClick={onClose}>Leave it</Button>
        <Button look="primary" onClick={() => { onClose(); onCancel() }}>Cancel the offload</Button>
      </footer>
    </Sheet>
  )
}
