/**
 * An offload that waits: for a device, for a person who paused it, or since the last start.
 */
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { Offload } from '../../../shared/model/offload.ts'
import { Button, IconButton, Mark } from '../../ui/index.ts'
import { bytesText, countText, pathParts, percentText } from '../../ui/words.ts'
import { offloadShare } from '../offload/index.ts'
import { waitWord } from './queue-words.ts'
import type { QueueActions } from './use-queue.ts'

/** The row. Alt with an arrow moves it, as the two buttons do. */
export function WaitingRow({
  offload,
  place,
  last,
  actions,
  onShow,
  onCancel,
}: {
  readonly offload: Offload
  readonly place: number
  readonly last: boolean
  readonly actions: QueueActions
  readonly onShow: (offload: Offload) => void
  readonly onCancel: (offload: Offload) => void
}) {
  const word = waitWord(offload)
  const share = offloadShare(offload)
  const move = (by: 1 | -1, row: HTMLElement | null): void => {
    // The row is drawn anew at its new place: the focus goes with it.
    void actions.move(offload, by).then(() => {
      requestAnimationFrame(() => row?.querySelector<HTMLElement>('.past-name')?.focus())
      return undefined
    })
  }
  return (
    <li className="waiting" aria-label={offload.name}>
      <span className="waiting-place dim">{place}</span>
      <div className="past-what">
        <button
          type="button"
          className="past-name"
          title={offload.sources.join(' · ')}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          onClick={() => onShow(offload)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
            if (by === 0 || !event.altKey) return
            event.preventDefault()
            event.stopPropagation()
            move(by, event.currentTarget.closest('li'))
          }}
        >
          {offload.name}
        </button>
        <p className="past-dim">
          {bytesText(offload.bytes)} · {countText(offload.files, 'file')} to{' '}
          {offload.destinations.map((one) => pathParts(one.path).name).join(', ')}
        </p>
      </div>
      <p className="waiting-word">
        {word.mark !== null && <Mark name={word.mark} size={13} />}
        <span>
          {word.text}
          {share > 0 ? ` · ${percentText(share)} done` : ''}
        </span>
      </p>
      <div className="past-do">
        <IconButton
          label={`Move ${offload.name} up`}
          keys="Alt+ArrowUp"
          disabled={place === 1}
          icon={<ArrowUp size={14} />}
          onClick={(event) => move(-1, event.currentTarget.closest('li'))}
        />
        <IconButton
          label={`Move ${offload.name} down`}
          keys="Alt+ArrowDown"
          disabled={last}
          icon={<ArrowDown size={14} />}
          onClick={(event) => move(1, event.currentTarget.closest('li'))}
        />
        {offload.state === 'queued' ? (
          <Button look="quiet" onClick={() => actions.pause(offload)}>
            Pause
          </Button>
        ) : (
          <Button look="primary" onClick={() => actions.goOn(offload)}>
            Resume
          </Button>
        )}
        <Button look="quiet" onClick={() => onCancel(offload)}>
          Cancel …
        </Button>
      </div>
    </li>
  )
}
