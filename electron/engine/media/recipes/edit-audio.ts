/**
 * Sound of an edit proxy: PCM, the same tracks with the same channels in the same order. Resolve links no proxy with
 * another number of tracks, Premiere none with other channels (Adobe, "Ingest and proxy workflow").
 */
import type { AudioStream } from '../../../../shared/model/probe.ts'

interface EditAudio {
  readonly graphs: readonly string[]
  readonly ends: readonly string[]
  readonly options: readonly string[]
  /** Channels of each track that comes out. */
  readonly channels: readonly number[]
}

/**
 * Plans the tracks. `delaySeconds` is how long the first picture comes after the file's beginning: that much sound is
 * left out at the head. `rate` in Hz where the container takes no other; the source's own for null. `samples`: how many
 * come out where the container drops the pictures that no sound goes with; what the source has for null. `laidDeep`: sound of more than sixteen bits is laid beside it.
 */
export function planEditAudio(
  streams: readonly AudioStream[],
  delaySeconds: string | null,
  { rate, samples }: { readonly rate: number | null; readonly samples: number | null },
  laidDeep = false,
): EditAudio {
  const known = streams.filter(({ codec, channels }) => codec !== null && channels > 0)
  const deep = laidDeep || known.some(({ bits }) => bits !== null && bits > 16)
  const graphs = known.map((stream, at) => {
    const filters = [
      ...(delaySeconds === null ? [] : [`atrim=start=${delaySeconds}`, `asetpts=PTS-${delaySeconds}/TB`]),
      ...(rate === null || stream.sampleRate === rate ? [] : [`aresample=${rate}`]),
      ...(samples === null ? [] : [`apad=whole_len=${samples}`, `atrim=end_sample=${samples}`]),
      'anull',
    ]
    return `[0:${stream.index}]${filters.join(',')}[e${at}]`
  })
  const languages = known.flatMap(({ language }, at) =>
    language !== null && /^[a-z]{3}$/.test(language) ? [`-metadata:s:a:${at}`, `language=${language}`] : [],
  )
  return {
    graphs,
    ends: known.map((_, at) => `e${at}`),
    options: known.length === 0 && !laidDeep ? [] : ['-c:a', deep ? 'pcm_s24le' : 'pcm_s16le', ...languages],
    channels: known.map(({ channels }) => channels),
  }
}
