/**
 * A picture whose sound lies in files of its own, one or more a track (P2's `AUDIO/`): seen as one recording. Pure.
 *
 * Streams of the sound files bear numbers of their own: the file's place, from 1, times a thousand, and the stream's number in
 * it. So recipes name them as any other, and the command line is led to the right file at its end.
 */
import type { MediaFacts, Probe } from '../../../../shared/model/probe.ts'

const FILE = 1000

/** The recording as a whole; null where one of the files is no sound that can be read. */
export function withSound(picture: Probe, sounds: readonly Probe[]): Probe | null {
  if (!picture.ok || picture.audio.length > 0) return null
  const heard = sounds.filter((sound): sound is MediaFacts => sound.ok && sound.kind === 'audio')
  if (heard.length === 0 || heard.length < sounds.length) return null
  return {
    ...picture,
    bytes: heard.reduce((sum, { bytes }) => sum + bytes, picture.bytes),
    audio: heard.flatMap(({ audio }, at) =>
      audio.map((stream) => ({ ...stream, index: (at + 1) * FILE + stream.index })),
    ),
  }
}

/**
 * A graph with its streams led to where they are.
 * @param picture the input that holds the picture
 * @param first the input of the first sound file
 */
export function ledToFiles(graph: string, picture: number, first: number): string {
  return graph.replaceAll(/\[0:(\d+)\]/g, (_, digits: string) => {
    const stream = Number(digits)
    return stream < FILE ? `[${picture}:${stream}]` : `[${first + Math.floor(stream / FILE) - 1}:${stream % FILE}]`
  })
}
