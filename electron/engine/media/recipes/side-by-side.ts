/**
 * Tracks of a recording decoded to samples of all channels side by side.
 */
import type { AudioStream } from '../../../../shared/model/probe.ts'
import { MOST, placed } from './audio-tracks.ts'

/** What is decoded: the tracks, and how many channels they have together. */
interface SideBySide {
  readonly graph: string
  readonly heard: readonly AudioStream[]
  readonly channels: number
}

/**
 * The graph from the first tracks that hold up to `most` channels together (one track alone may hold more) to `end` (parts on the way bear its first letter);
 * null when there is nothing to hear. `filters` are those of each track.
 */
export function sideBySide(
  streams: readonly AudioStream[],
  most: number,
  { filters, end }: { readonly filters: (first: AudioStream) => string; readonly end: string },
): SideBySide | null {
  const heard: AudioStream[] = []
  let channels = 0
  for (const stream of streams) {
    if (stream.codec === null || stream.channels < 1 || stream.sampleRate < 1) continue
    const wide = heard.length > 0 && ((heard[0]?.channels ?? 0) > MOST || stream.channels > MOST)
    if (wide || (heard.length > 0 && channels + stream.channels > most)) break
    heard.push(stream)
    channels += stream.channels
  }
  const first = heard[0]
  if (first === undefined) return null
  const each = filters(first)
  const graph = heard.length > 1 ? merged(heard, each, end) : `[0:${first.index}]${each}[${end}]`
  return { graph, heard, channels }
}

/**
 * Tracks side by side in their order. amerge sorts channels whose places differ; when every track claims the left place
 * it keeps the order of the tracks.
 */
function merged(streams: readonly AudioStream[], each: string, end: string): string {
  const part = end.slice(0, 1)
  const laid = streams.map((stream, index) => `[0:${stream.index}]${each},${placed(stream.channels)}[${part}${index}]`)
  const inputs = streams.map((_, index) => `[${part}${index}]`).join('')
  return `${laid.join(';')};${inputs}amerge=inputs=${streams.length}[${end}]`
}
