/**
 * The speed of the last minutes as a curve: a drive that heats up or a cable that falters is seen at a glance.
 */
import { speedText } from '../../ui/words.ts'

const [WIDTH, HEIGHT] = [250, 44]

/** `samples` in bytes a second, the oldest first, one a second. */
export function SpeedCurve({ samples, now }: { readonly samples: readonly number[]; readonly now: number }) {
  const top = samples.reduce((most, one) => Math.max(most, one), 1)
  const step = WIDTH / Math.max(1, samples.length - 1)
  const y = (value: number): number => HEIGHT - 1 - (value / top) * (HEIGHT - 4)
  const line = samples.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  const label =
    samples.length < 2 ? 'Speed is being measured' : `Speed: now ${speedText(now)}, at most ${speedText(top)}`
  return (
    <figure className="speed" aria-label={label}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {samples.length > 1 && <polygon className="speed-area" points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />}
        {samples.length > 1 && <polyline className="speed-line" points={line} vectorEffect="non-scaling-stroke" />}
      </svg>
      <figcaption className="dim">{samples.length < 2 ? '\u00a0' : `at most ${speedText(top)}`}</figcaption>
    </figure>
  )
}
