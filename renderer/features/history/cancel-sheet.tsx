/**
 * Before an offload is taken out of the queue: what stays of it is said.
 */
import type { Offload } from '../../../shared/model/offload.ts'
import { Button, Sheet } from '../../ui/index.ts'
import { whatStays } from './queue-words.ts'

/** The sheet. Leaving it is the safe answer. */
export function CancelSheet({
  offload,
  onCancel,
  onClose,
}: {
  readonly offload: Offload
  readonly onCancel: () => void
  readonly onClose: () => void
}) {
  return (
    <Sheet open size="small" title={`Cancel the offload of ${offload.name}`} onClose={onClose}>
      <div className="cancel">
        <p>
          It is removed from the queue and stays in the history, where you can resume it. What is copied stays, and the
          card is not touched. Until the offload is complete, the card is not safe to format.
        </p>
        <ul aria-label="What stays">
          {whatStays(offload).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <footer className="cancel-foot">
        <Button data-first onClick={onClose}>
          Not now
        </Button>
        <Button
          look="primary"
          onClick={() => {
            onClose()
            onCancel()
          }}
        >
          Cancel the offload
        </Button>
      </footer>
    </Sheet>
  )
}
