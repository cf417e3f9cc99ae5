/**
 * Sound that was accepted for a clip, as further tracks of its edit proxy: behind the camera's own, which stay as the
 * guide, each channel a mono track in the recorder's order.
 */
import type { MediaFacts } from '../../../../shared/model/probe.ts'
import { ceilOf } from '../../../../shared/time/rational.ts'
import { layingFilters, type LaidSound } from '../../domain/edit-proxies/laid-sound.ts'
import { unsupported } from './source.ts'

interface EditSound {
  readonly graphs: readonly string[]
  readonly ends: readonly string[]
  readonly names: readonly string[]
  /** More than sixteen bits. */
  readonly deep: boolean
  readonly inputs: readonly string[]
}

const RATE = 48_000

/** Plans the tracks. Throws 'media.unsupported' for a clip whose length is not known: sound must not outlast it. */
export function planEditSound(facts: MediaFacts, laid: readonly LaidSound[]): EditSound {
  const plan = { graphs: [] as string[], ends: [] as string[], names: [] as string[] }
  for (const [input, sound] of laid.entries()) {
    let channel = 0
    for (const stream of sound.streams) {
      const filters = layingFilters(sound, stream.sampleRate, lengthOf(facts)).join(',')
      const ends = Array.from({ length: stream.channels }, (_, at) => `l${input}c${channel + at}`)
      const whole = `l${input}s${stream.index}`
      plan.graphs.push(
        `[+${input}:${stream.index}]${filters}${stream.channels > 1 ? `,asplit=${stream.channels}` : ''}${parts(whole, stream.channels)}`,
      )
      ends.forEach((end, at) => {
        plan.graphs.push(`[${whole}p${at}]pan=mono|c0=c${at}[${end}]`)
        plan.ends.push(end)
        plan.names.push(sound.names[channel + at] ?? '')
      })
      channel += stream.channels
    }
  }
  return {
    ...plan,
    deep: laid.some(({ bits }) => bits === null || bits > 16),
    inputs: laid.map(({ path }) => path),
  }
}

function parts(whole: string, channels: number): string {
  return Array.from({ length: channels }, (_, at) => `[${whole}p${at}]`).join('')
}

/** Samples that the picture lasts. */
function lengthOf({ durationFrames, rate, duration }: MediaFacts): number {
  if (durationFrames !== null && rate !== null) return ceilOf(durationFrames, { num: rate.den * RATE, den: rate.num })
  if (duration !== null) return ceilOf(RATE, duration)
  throw unsupported('edit proxy', 'its length is not known, so no sound can be laid beside it.')
}
