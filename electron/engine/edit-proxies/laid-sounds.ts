/**
 * The sounds that people accepted for a clip, ready to be laid into its edit proxy.
 */
import type { SoundLaying } from '../../../shared/model/edit-proxies.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import type { JobProgress } from '../jobs/handler.ts'
import { recordingHere } from '../jobs/recording-here.ts'
import { acceptedSounds } from '../sound-sync/pairs.ts'
import type { IdentifiedSound } from './made-with.ts'

/** The sounds, or the one that is away by name. */
type LaidSounds = { readonly laid: readonly IdentifiedSound[] } | { readonly away: string }

/** How many sounds would be laid beside a clip. */
export function countAccepted(db: ReadableDb, assetId: string): number {
  return acceptedSounds(db, assetId).length
}

/** How many tracks they would be, each channel one. */
export function tracksToLay(db: ReadableDb, assetId: string): number {
  return acceptedSounds(db, assetId).reduce((sum, { sound }) => {
    const probe = readRecording(db, sound.contentId)?.probe
    return sum + (probe?.ok === true ? probe.audio.reduce((count, { channels }) => count + channels, 0) : 0)
  }, 0)
}

/** The accepted sounds of a clip with the files to read. */
export async function soundsToLay(
  db: ReadableDb,
  assetId: string,
  laying: SoundLaying,
  asText: (path: string) => string,
  progress: Pick<JobProgress, 'isSuspended'>,
): Promise<LaidSounds> {
  const laid: IdentifiedSound[] = []
  for (const { sound, decision } of acceptedSounds(db, assetId)) {
    const here = await recordingHere(db, sound.contentId, progress)
    const probe = readRecording(db, sound.contentId)?.probe
    if (here === undefined || probe?.ok !== true) return { away: sound.name }
    const streams = probe.audio.filter(
      ({ codec, channels, sampleRate }) => codec !== null && channels > 0 && sampleRate > 0,
    )
    const channels = streams.reduce((sum, one) => sum + one.channels, 0)
    const named = new Map(probe.sound?.tracks.map(({ channel, name }) => [channel, name]))
    laid.push({
      // Sound that was not read whole yet has no hash.
      key: sound.contentKey ?? `${probe.bytes}:`,
      sound: {
        path: asText(here.input),
        streams: streams.map(({ index, channels: count, sampleRate }) => ({ index, channels: count, sampleRate })),
        names: Array.from({ length: channels }, (_, at) => named.get(at + 1) ?? `${sound.name} ${at + 1}`),
        bits: streams[0]?.bits ?? null,
        place: decision!.place,
        fitDrift: laying === 'fit-drift',
      },
    })
  }
  return { laid }
}
