/**
 * Tracks laid side by side into one, in their order.
 */
import type { AudioStream } from '../../../../shared/model/probe.ts'
import { placed } from './audio-tracks.ts'

/**
 * A graph from tracks to one end of that name, all at one rate in Hz. amerge sorts channels whose places differ; when
 * every track claims the left place it keeps the order of the tracks.
 */
export function merged(
  streams: readonly Pick<AudioStream, 'index' | 'channels'>[],
  sampleRate: number,
  end: string,
): string {
  const rate = `aresample=${sampleRate}`
  if (streams.length === 1) return `[0:${streams[0]!.index}]${rate}[${end}]`
  const laid = streams.map((stream, index) => `[0:${stream.index}]${rate},${placed(stream.channels)}[w${index}]`)
  const inputs = streams.map((_, index) => `[w${index}]`).join('')
  return `${laid.join(';')};${inputs}amerge=inputs=${streams.length}[${end}]`
}
