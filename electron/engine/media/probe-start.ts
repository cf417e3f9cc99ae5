/**
 * The start timecode of a file, and where it stands: the surest place first. Pure.
 */
import type { MediaFacts, StartTimecode } from '../../../shared/model/probe.ts'
import { nominalRate, parseRate, type Rate } from '../../../shared/time/rate.ts'
import { multiply } from '../../../shared/time/rational.ts'
import { formatTimecode, readTimecode } from '../../../shared/time/timecode.ts'
import { timecodeInName } from '../domain/media/name-timecode.ts'
import type { CameraReading } from './camera/reading.ts'
import { tagOf, type FfprobeOutput } from './ffprobe-json.ts'
import { soundStart, type SoundReading } from './sound.ts'

interface StartWitnesses {
  readonly sound: SoundReading | null
  readonly camera?: CameraReading
  /** Name of the file. */
  readonly name: string
  readonly kind: MediaFacts['kind']
}

/** Where labels may stand, the surest first, each with the rate that it counts by. */
function* labels(
  probe: FfprobeOutput,
  rate: Rate | null,
  label: CameraReading['label'],
): Generator<{ text: string; rate: Rate; source: StartTimecode['source'] }> {
  const mxf = probe.format.format_name.startsWith('mxf')
  for (const stream of probe.streams.filter((candidate) => candidate.codec_tag_string === 'tmcd')) {
    // A timecode track counts at a rate of its own: a 59.94 clip may carry a 29.97 track.
    const own = parseRate(stream.avg_frame_rate ?? '') ?? rate
    const text = tagOf(stream.tags, 'timecode')
    if (text !== null && own !== null) yield { text, rate: own, source: 'tmcd' }
  }
  if (rate === null) return
  if (label !== null) yield { text: label.text, rate: countedBy(rate, label.nominal), source: label.source }
  const ordered = [...probe.streams].sort((a, b) => Number(b.codec_type === 'video') - Number(a.codec_type === 'video'))
  for (const stream of ordered) {
    // ffprobe reads the first bytes of Sony's track even where the file ends before them; our reader does not.
    if (stream.codec_tag_string === 'rtmd') continue
    const text = tagOf(stream.tags, 'timecode') ?? stream.timecode ?? null
    if (text !== null) yield { text, rate, source: mxf ? 'mxf' : 'stream' }
  }
  const text = tagOf(probe.format.tags, 'timecode')
  if (text !== null) yield { text, rate, source: mxf ? 'mxf' : 'format' }
}

/** A camera that records 50 or 60 pictures a second may count every second one. */
function countedBy(rate: Rate, nominal: number | null): Rate {
  const half = multiply(rate, { num: 1, den: 2 })
  return nominal !== null && nominalRate(rate) !== nominal && nominalRate(half) === nominal ? half : rate
}

/** The first label that is one at its rate. */
export function startOf(
  probe: FfprobeOutput,
  rate: Rate | null,
  { sound, camera, name, kind }: StartWitnesses,
): StartTimecode | null {
  for (const { text, rate: own, source } of labels(probe, rate, camera?.label ?? null)) {
    const tc = readTimecode(text, own)
    if (tc !== null) return { ...tc, text: formatTimecode(tc), source }
  }
  const recorded = sound === null ? null : soundStart(sound.facts, sound.fromBext)
  if (recorded !== null) return recorded
  const named = rate === null || kind !== 'video' ? null : timecodeInName(name)
  const tc = named === null || rate === null ? null : readTimecode(named, rate)
  return tc === null ? null : { ...tc, text: formatTimecode(tc), source: 'file-name' }
}
