/**
 * A decision list by hand: slope, offset and power of each channel, and saturation.
 */
// A row of numbers is no fieldset: its parts are cells of one grid.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useState, type KeyboardEvent } from 'react'
import { cdlSchema, type Cdl, type Look } from '../../../shared/model/colour.ts'
import { Button } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { cdlFault } from './cdl-fault.ts'

const NEUTRAL: Cdl = { slope: [1, 1, 1], offset: [0, 0, 0], power: [1, 1, 1], saturation: 1 }
const PARTS = [
  { part: 'slope', label: 'Slope', step: 0.01 },
  { part: 'offset', label: 'Offset', step: 0.005 },
  { part: 'power', label: 'Power', step: 0.01 },
] as const
const CHANNELS = ['red', 'green', 'blue'] as const
const SATURATION_STEP = 0.01

/** The list of one clip. Open at first where there is one. */
export function CdlFields({ ids, look }: { readonly ids: readonly string[]; readonly look: Look | null }) {
  const { actions, toasts } = useLibrary()
  const [open, setOpen] = useState(look?.cdl != null)
  const cdl = look?.cdl ?? NEUTRAL
  const save = (next: Cdl): void => {
    const checked = cdlSchema.safeParse(next)
    if (!checked.success) {
      toasts.fail(cdlFault(checked.error.issues[0]?.path[0]))
      return
    }
    const kept = JSON.stringify(checked.data) === JSON.stringify(NEUTRAL) ? null : checked.data
    const { curve = null, lut } = look ?? {}
    const isNothing = kept === null && curve === null && lut === undefined
    void actions.set(ids, {
      look: isNothing ? null : { curve, cdl: kept, ...(lut === undefined ? {} : { lut }) },
    })
  }
  return (
    <details className="in-cdl" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Grade (CDL)</summary>
      <div className="cdl-grid">
        <span />
        {['R', 'G', 'B'].map((letter) => (
          <span key={letter} className="cdl-head" aria-hidden="true">
            {letter}
          </span>
        ))}
        {PARTS.map(({ part, label, step }) => (
          <div key={part} className="cdl-row" role="group" aria-label={label}>
            <span className="in-label">{label}</span>
            {CHANNELS.map((channel, at) => (
              <NumberField
                key={channel}
                label={`${label}, ${channel}`}
                step={step}
                value={cdl[part][at]!}
                onSave={(value) =>
                  save({ ...cdl, [part]: cdl[part].map((one, index) => (index === at ? value : one)) as Cdl['slope'] })
                }
              />
            ))}
          </div>
        ))}
        <div className="cdl-row">
          <span className="in-label">Saturation</span>
          <NumberField
            label="Saturation"
            step={SATURATION_STEP}
            value={cdl.saturation}
            onSave={(saturation) => save({ ...cdl, saturation })}
          />
          <Button className="cdl-reset" disabled={look?.cdl == null} onClick={() => save(NEUTRAL)}>
            Reset
          </Button>
        </div>
      </div>
    </details>
  )
}

/** A number that is kept by Enter, by leaving it, and by each step of the arrow keys; Shift makes ten steps of one. */
function NumberField({
  label,
  step,
  value,
  onSave,
}: {
  readonly label: string
  readonly step: number
  readonly value: number
  readonly onSave: (value: number) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const keep = (): void => {
    const next = Number(typed?.replace(',', '.'))
    if (typed !== null && typed.trim() !== '' && Number.isFinite(next) && next !== value) onSave(next)
    setTyped(null)
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') keep()
    else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation()
      setTyped(null)
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      const by = (event.key === 'ArrowUp' ? 1 : -1) * step * (event.shiftKey ? 10 : 1)
      setTyped(null)
      onSave(Math.round((value + by) * 1e6) / 1e6)
    }
  }
  return (
    <input
      className="field cdl-number mono"
      inputMode="decimal"
      aria-label={label}
      value={typed ?? String(Math.round(value * 1e4) / 1e4)}
      onChange={(event) => setTyped(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={keep}
      onKeyDown={press}
    />
  )
}
