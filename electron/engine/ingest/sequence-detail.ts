/**
 * A sequence as a crew reads it: at which rate it runs and where it starts, and who says so.
 */
import type { AssetDetail, Fact } from '../../../shared/model/asset.ts'
import { probeSchema, type NumberedFacts } from '../../../shared/model/probe.ts'
import type { RateValue } from '../../../shared/model/primitives.ts'
import { durationText } from '../../../shared/time/duration.ts'
import { rateLabel } from '../../../shared/time/rate.ts'
import type { Frames } from '../domain/media/frames.ts'
import { lengthOf, sequenceRate, sequenceStart } from '../domain/media/sequence-facts.ts'

interface Described {
  readonly frames: NonNullable<AssetDetail['frames']>
  readonly facts: readonly Fact[]
}

/** Holes that are told; a render can have thousands. */
const MAX_HOLES = 100

/**
 * The frames with the sources of rate and start, and the facts of them. `rate` is the one that the row shows; null while
 * the first frame was not looked into.
 */
export function describeFrames(all: Frames, rate: RateValue | null, storedProbe: string | null): Described {
  const frames = { ...all, holes: all.holes.slice(0, MAX_HOLES) }
  const probe = storedProbe === null ? null : probeSchema.safeParse(JSON.parse(storedProbe))
  const numbered: NumberedFacts | null = (probe?.success === true && probe.data.ok ? probe.data.numbered : null) ?? null
  if (rate === null) return { frames, facts: [] }
  const { from } = sequenceRate(numbered?.rate ?? null, rate)
  const start = sequenceStart(numbered, frames.first, rate)
  const label = rateLabel(rate)
  const rateFrom = from === 'header' ? ('header' as const) : ('assumed' as const)
  const startFrom = start.source === 'frame-header' ? ('frame-header' as const) : ('frame-number' as const)
  const fact = (name: string, value: string): Fact => ({ group: 'Time', label: name, value })
  return {
    frames: { ...frames, rateFrom, startFrom },
    facts: [
      fact(
        'Rate',
        rateFrom === 'header'
          ? `${label} fps (declared by the ${numbered?.rateSource ?? 'header'})`
          : `${label} fps (assumed: no header says it; the settings do)`,
      ),
      fact(
        'Start',
        startFrom === 'frame-header'
          ? `${start.text} (${numbered?.timecodeField ?? 'header'})`
          : `${start.text} (frame ${frames.first}, counted at ${label} fps)`,
      ),
      fact('Duration', durationText(lengthOf(frames), rate)),
    ],
  }
}
