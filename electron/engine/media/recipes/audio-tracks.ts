/**
 * Sound of a proxy: the same tracks with the same channels in the same order as the original, which is what an editor
 * needs to relink. Four mono tracks stay four mono tracks; an eight-channel track stays one. AAC carries at most eight
 * channels a track, so a track of more is cut into tracks of eight.
 */
import type { AudioStream } from '../../../../shared/model/probe.ts'

/**
 * Layouts with places for 1 … 8 channels, none of them a low-frequency one: AAC cuts that to a rumble, and the fourth
 * track of a production mixer is somebody's microphone. Channels are laid in one to one; nothing is mixed or moved.
 */
const LAYOUTS = ['mono', 'stereo', '3.0', '4.0', '5.0', 'hexagonal', '7.0', 'octagonal'] as const
/** The most channels that one track of a proxy carries. */
export const MOST = LAYOUTS.length
/**
 * Layouts with a low-frequency channel, trusted of codecs that are made for listening. Of plain PCM they are not:
 * writers put 5.1 and 7.1 on any six or eight tracks.
 */
const SURROUND: Readonly<Record<string, string>> = { '5.1': '5.1', '5.1(side)': '5.1', '6.1': '6.1', '7.1': '7.1' }
/** Bits a second for each channel: transparent for speech and good for music in AAC-LC. */
const BITS_PER_CHANNEL = 80_000

interface AudioPlan {
  readonly graphs: readonly string[]
  readonly ends: readonly string[]
  readonly options: readonly string[]
  /** Channels of each track that comes out. */
  readonly channels: readonly number[]
}

/** Channels of each proxy track that a source track becomes: 12 gives 8 and 4. */
export function splitChannels(channels: number): number[] {
  const parts: number[] = []
  for (let rest = channels; rest > 0; rest -= MOST) parts.push(Math.min(MOST, rest))
  return parts
}

/** A filter that gives so many channels places by number, the first of them the left one. */
export function placed(count: number): string {
  return count === 1 ? 'channelmap=map=0:channel_layout=FL' : lay(0, count, null)
}

/** channelmap lays by number; pan would turn some layouts by the names of their places and lose a channel. */
function lay(first: number, count: number, declared: string | null): string {
  const places = Array.from({ length: count }, (_, channel) => first + channel).join('|')
  return `channelmap=map=${places}:channel_layout=${SURROUND[declared ?? ''] ?? LAYOUTS[count - 1]}`
}

/**
 * Plans the tracks. `delaySeconds` is how long the first picture comes after the file's beginning: the proxy begins
 * with its first picture, so that much sound is left out at the head.
 */
export function planAudio(streams: readonly AudioStream[], delaySeconds: string | null): AudioPlan {
  const plan = { graphs: [] as string[], ends: [] as string[], options: [] as string[], channels: [] as number[] }
  for (const stream of streams) {
    if (stream.codec === null || stream.channels < 1) continue
    const rate = stream.sampleRate === 44_100 ? 44_100 : 48_000
    const parts = splitChannels(stream.channels)
    const declared = parts.length > 1 || stream.codec.startsWith('pcm_') ? null : stream.layout
    const head = [
      ...(delaySeconds === null ? [] : [`atrim=start=${delaySeconds}`, `asetpts=PTS-${delaySeconds}/TB`]),
      ...(stream.sampleRate === rate ? [] : [`aresample=${rate}`]),
    ]
    const names = parts.map((_, part) => `s${stream.index}p${part}`)
    if (parts.length > 1)
      plan.graphs.push(
        `[0:${stream.index}]${[...head, `asplit=${parts.length}`].join(',')}${names.map((name) => `[${name}]`).join('')}`,
      )
    parts.forEach((count, part) => {
      const end = `a${plan.ends.length}`
      const input = parts.length > 1 ? `[${names[part]}]` : `[0:${stream.index}]`
      plan.graphs.push(
        `${input}${[...(parts.length > 1 ? [] : head), lay(part * MOST, count, declared)].join(',')}[${end}]`,
      )
      plan.options.push(`-b:a:${plan.ends.length}`, String(BITS_PER_CHANNEL * count))
      if (stream.language !== null && /^[a-z]{3}$/.test(stream.language)) {
        plan.options.push(`-metadata:s:a:${plan.ends.length}`, `language=${stream.language}`)
      }
      plan.ends.push(end)
      plan.channels.push(count)
    })
  }
  return plan.ends.length === 0 ? plan : { ...plan, options: ['-c:a', 'aac', ...plan.options] }
}
