/**
 * An offload that runs: how far, how fast, how long; and each destination by itself.
 */
import { Pause, Play } from 'lucide-react'
import type { DestinationProgress, Offload } from '../../../shared/model/offload.ts'
import { Bar, Button, IconButton, Mark } from '../../ui/index.ts'
import { bytesText, countText, pathParts, percentText, speedText } from '../../ui/words.ts'
import { offloadShare, offloadTimeLeft, offloadWord, partOf } from '../offload/index.ts'
import { destinationShares, destinationState } from './queue-words.ts'
import type { QueueActions } from './use-queue.ts'

/** The row; `onCancel` asks first. */
export function RunningRow({
  offload,
  actions,
  onShow,
  onCancel,
}: {
  readonly offload: Offload
  readonly actions: QueueActions
  readonly onShow: (offload: Offload) => void
  readonly onCancel: (offload: Offload) => void
}) {
  const share = offloadShare(offload)
  const part = partOf(offload)
  return (
    <li className="running" aria-label={offload.name}>
      <div className="running-head">
        <div className="past-what">
          <button
            type="button"
            className="past-name"
            title={offload.sources.join(' · ')}
            onClick={() => onShow(offload)}
          >
            {offload.name}
          </button>
          <p className="past-dim">
            {bytesText(offload.bytes)} · {countText(offload.files, 'file')}
          </p>
        </div>
        <div className="running-far">
          <Bar label={`Offload of ${offload.name}`} share={share} />
          <p className="past-dim">
            <span className="running-percent">{percentText(share)}</span>
            {part === null ? offloadWord(offload) : `${part.on} · ${part.stopped}`}
          </p>
        </div>
        <div className="running-pace">
          <p>{speedText(offload.speed)}</p>
          <p className="past-dim">{offloadTimeLeft(offload) ?? (share < 1 ? 'measuring' : '–')}</p>
        </div>
        <div className="past-do">
          <Button look="quiet" onClick={() => actions.pause(offload)}>
            Pause
          </Button>
          <Button look="quiet" onClick={() => onCancel(offload)}>
            Cancel …
          </Button>
        </div>
      </div>
      <ul className="running-places" aria-label={`Destinations of ${offload.name}`}>
        {offload.destinations.map((one) => (
          <Place key={one.index} one={one} offload={offload} actions={actions} />
        ))}
      </ul>
    </li>
  )
}

function Place({
  one,
  offload,
  actions,
}: {
  readonly one: DestinationProgress
  readonly offload: Offload
  readonly actions: QueueActions
}) {
  const { name } = pathParts(one.path)
  const word = destinationState(one, offload)
  const { share, second } = destinationShares(one, offload)
  const ended = one.state === 'done' || one.state === 'failed'
  return (
    <li className="running-place" aria-label={name}>
      <span className="running-name" title={one.target}>
        {name}
      </span>
      <Bar
        label={`${name}: ${offload.level === 'full' ? 'read back' : 'copied'}`}
        share={share}
        second={second}
        look={
          word.mark === 'verified' ? 'verified' : one.state === 'failed' ? 'failure' : one.paused ? 'parked' : 'accent'
        }
      />
      <span className="running-speed dim">{ended || one.paused ? '' : speedText(one.speed)}</span>
      <span className="running-word">
        {word.mark !== null && <Mark name={word.mark} size={12} />}
        <span>{one.error?.message ?? word.text}</span>
      </span>
      {ended ? (
        <span />
      ) : (
        <IconButton
          label={one.paused ? `Resume ${name}` : `Pause ${name}; the others go ahead`}
          icon={one.paused ? <Play size={13} /> : <Pause size={13} />}
          onClick={() => actions.pauseDestination(offload, one.index, !one.paused)}
        />
      )}
    </li>
  )
}
