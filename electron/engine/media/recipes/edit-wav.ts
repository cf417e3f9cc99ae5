/**
 * The sound of a clip by itself: one WAV with all tracks' channels in their order, RF64 where it is large, and the start
 * in its `bext` chunk (EBU Tech 3285).
 */
import type { MediaFacts } from '../../../../shared/model/probe.ts'
import type { EditPlan } from './edit-plan.ts'
import { sideBySide } from './side-by-side.ts'
import { unsupported } from './source.ts'

/** Channels of one file: more than any recorder has. */
const MAX_CHANNELS = 64

/** Plans it. Throws RushesError 'media.unsupported' for a clip without sound, and tracks that no WAV holds together. */
export function buildWav(facts: MediaFacts): EditPlan {
  const streams = facts.audio.filter(
    ({ codec, channels, sampleRate }) => codec !== null && channels > 0 && sampleRate > 0,
  )
  const all = sideBySide(streams, MAX_CHANNELS, {
    filters: (one) => `aresample=${one.sampleRate}`,
    end: 'e0',
  })
  const [first] = streams
  if (first === undefined || all === null) throw unsupported('WAV', 'the clip has no sound.')
  if (all.heard.length < streams.length)
    throw unsupported('WAV', 'its tracks have too many channels to be laid into one file. Use the original.')
  const deep = streams.some(({ bits }) => bits !== null && bits > 16)
  const start = samplesSinceMidnight(facts, first.sampleRate)
  return {
    codec: null,
    raster: null,
    colour: null,
    pixels: null,
    timecode: null,
    reel: null,
    note: null,
    channels: [all.channels],
    muxer: 'wav',
    part: {
      recipe: 'edit-proxy',
      picture: null,
      sound: [all.graph],
      soundEnds: ['e0'],
      output: [
        '-map_metadata',
        '-1',
        '-c:a',
        deep ? 'pcm_s24le' : 'pcm_s16le',
        ...(start === null ? [] : ['-write_bext', '1', '-metadata', `time_reference=${start}`]),
        '-rf64',
        'auto',
        '-f',
        'wav',
      ],
    },
  }
}

/** The rate of the timecode counts, which need not be the picture's. */
function samplesSinceMidnight({ start }: MediaFacts, sampleRate: number): number | null {
  return start === null ? null : Math.round((start.frames * start.rate.den * sampleRate) / start.rate.num)
}
