/**
 * One pair: both waveforms, what agreed, where the sound stands, and what a person does with it.
 */
import { Check, ChevronsLeft, ChevronsRight, ChevronLeft, ChevronRight, X } from 'lucide-react'
import { useState } from 'react'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { certaintyText, driftText, evidenceTexts, placeText } from '../../../shared/util/sound-words.ts'
import { Button, IconButton, Keys, Segmented } from '../../ui/index.ts'
import { wholeText } from '../../ui/words.ts'
import { stateText } from './pair-list.tsx'
import { frameSamples } from './sound-store.ts'
import { WaveLanes } from './wave-lanes.tsx'

/** Seconds in sight when it is looked at closely. */
const CLOSE = 2
/** A clip of no known length is drawn so long. */
const UNKNOWN = 10

interface PairActions {
  readonly accept: () => void
  readonly refuse: () => void
  /** Moves the place by samples of the sound. */
  readonly move: (samples: number) => void
  readonly play: () => void
}

export function PairDetail({
  pair,
  nudge,
  actions,
}: {
  readonly pair: SoundPair
  readonly nudge: number
  readonly actions: PairActions
}) {
  const [close, setClose] = useState(false)
  const [at, setAt] = useState<number | null>(null)
  const { place, evidence, picture, sound } = pair
  const shown = { ...place, offset: place.offset + nudge }
  const seconds = picture.durationMs === null ? UNKNOWN : picture.durationMs / 1000
  const frame = frameSamples(pair)
  const middle = at ?? (evidence.clapMs === null ? seconds / 2 : evidence.clapMs / 1000)
  const [from, span] = close ? [middle - CLOSE / 2, CLOSE] : [-seconds * 0.05, seconds * 1.1]
  const drift = driftText(place)
  return (
    <section className="sound-detail" aria-label={`${picture.name} and ${sound.name}`}>
      <header className="sound-detail-head">
        <h2 className="cut">
          {picture.name} <span className="dim">+</span> {sound.name}
        </h2>
        <span className="sound-detail-state">{nudge === 0 ? stateText(pair) : 'Moved, not kept yet'}</span>
        <span className="clips-gap" />
        <Segmented
          label="How much is shown"
          choices={[
            { value: 'whole', label: 'Whole clip' },
            { value: 'close', label: '2 seconds' },
          ]}
          value={close ? 'close' : 'whole'}
          onChange={(value) => setClose(value === 'close')}
        />
      </header>
      <WaveLanes
        pair={pair}
        offset={shown.offset / shown.sampleRate}
        from={from}
        span={span}
        onMove={(by) => actions.move(Math.round(by * place.sampleRate))}
        onLook={(second) => {
          setAt(second)
          setClose(true)
        }}
      />
      <div className="sound-place">
        <p className="sound-place-text">
          {placeText(shown)}
          <span className="dim mono">
            {' '}
            {wholeText(shown.offset)} samples at {wholeText(shown.sampleRate)} Hz
            {drift === null ? '' : ` · ${drift}`}
          </span>
        </p>
        <fieldset className="sound-nudges" aria-label="Move the sound">
          <IconButton
            label="A frame earlier"
            keys="ArrowLeft"
            icon={<ChevronsLeft size={16} />}
            onClick={() => actions.move(Math.round(frame))}
          />
          <IconButton
            label="A tenth of a frame earlier"
            keys="Shift+ArrowLeft"
            icon={<ChevronLeft size={16} />}
            onClick={() => actions.move(Math.round(frame / 10))}
          />
          <IconButton
            label="A tenth of a frame later"
            keys="Shift+ArrowRight"
            icon={<ChevronRight size={16} />}
            onClick={() => actions.move(-Math.round(frame / 10))}
          />
          <IconButton
            label="A frame later"
            keys="ArrowRight"
            icon={<ChevronsRight size={16} />}
            onClick={() => actions.move(-Math.round(frame))}
          />
        </fieldset>
      </div>
      <div className="sound-acts">
        <Button
          look="primary"
          icon={<Check size={15} />}
          disabled={pair.state === 'accepted' && nudge === 0 && !pair.outdated}
          onClick={actions.accept}
        >
          {nudge === 0 ? 'Accept' : 'Keep here'} <Keys keys="A" />
        </Button>
        <Button icon={<X size={15} />} disabled={pair.state === 'refused'} onClick={actions.refuse}>
          Refuse <Keys keys="R" />
        </Button>
        <span className="clips-gap" />
        <Button look="quiet" onClick={actions.play}>
          Open the clip
        </Button>
      </div>
      <ul className="sound-evidence" aria-label="What agrees">
        <li>{certaintyText(evidence)}</li>
        {evidenceTexts(evidence, place, pair.rate).map((text) => (
          <li key={text}>{text}</li>
        ))}
        {sound.tracks.length > 0 && <li>Tracks: {sound.tracks.join(', ')}</li>}
        {pair.outdated && <li>One of the two has changed since this was accepted. Compare them again.</li>}
        {pair.by !== null && <li>Decided by {pair.by}</li>}
      </ul>
    </section>
  )
}
