/**
 * Sound sync as a kind of job: the clips and the sounds of a shooting day. What was found is written clip by clip, so
 * that a job that was interrupted goes on with the next.
 */
import { z } from 'zod'
import {
  soundSyncParamsSchema,
  type NotSure,
  type SoundDecision,
  type SoundSyncParams,
  type SoundSyncResult,
} from '../../../shared/model/sound-sync.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import type { EngineContext } from '../context.ts'
import { volumeOfContent } from '../db/catalogue/contents.ts'
import { newestDerivative } from '../db/catalogue/derivatives.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import { decisionsOf, isOther, syncSides, writeMatches, type SyncSide } from '../db/catalogue/sound-pairs.ts'
import type { Lane } from '../domain/jobs/lanes.ts'
import { pictureClock, sampleRateOf, secondsOf, soundClock } from '../domain/sound-sync/facts.ts'
import type { Proposal } from '../domain/sound-sync/proposals.ts'
import { defineJob, type JobEnd, type JobHandler, type JobOf, type JobProgress } from '../jobs/handler.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { MediaContext } from '../media/probe.ts'
import { SOUND_LEVELS } from '../media/recipes/sound-levels.ts'
import { soundsOfClip, type ClipToSync, type SoundToSync } from './clip-sounds.ts'
import { listening } from './listening.ts'
import { soundThread } from './sound-thread.ts'

export const SOUND_SYNC = 'sound-sync'
/** A person waits for it, as for an edit proxy; posters come first. */
export const SOUND_PRIORITY = 60

interface SyncJobDeps {
  readonly maker: DerivativeMaker
  readonly media: () => Promise<MediaContext>
  readonly asText: (path: string) => string
  /** Entry of the thread that compares. */
  readonly worker: URL
}

/** The lanes: a processor, and every drive from which something has to be decoded. */
export function soundLanes(context: EngineContext, params: SoundSyncParams): readonly Lane[] {
  const { reader } = context.library
  const volumes = new Set<string>()
  for (const { contentId } of syncSides(reader, [...params.pictures, ...params.sounds])) {
    const volume =
      newestDerivative(reader, contentId, SOUND_LEVELS) === undefined ? volumeOfContent(reader, contentId) : undefined
    if (volume !== undefined) volumes.add(volume)
  }
  return ['cpu', ...[...volumes].sort().map((id): Lane => `volume:${id}`)]
}

/** What is kept of a job that is interrupted: how many clips are done, and what came of them. */
const checkpointSchema = z.object({ next: z.number().int(), proven: z.number().int(), notSure: z.number().int() })

const AWAY_WORDS: Readonly<Partial<Record<NotSure, string>>> = {
  away: 'is on a drive that is not connected, and was not listened to before. Connect it and compare again.',
  unreadable: 'could not be decoded.',
}
const MAX_REMARKS = 50

/** Jobs of the kind `sound-sync`. */
export function soundJob(context: EngineContext, deps: SyncJobDeps): JobHandler {
  const { reader, writer } = context.library

  async function run(job: JobOf<SoundSyncParams>, signal: AbortSignal, progress: JobProgress): Promise<JobEnd> {
    const clips = clipsOf(context, job.params.pictures)
    const sounds = soundsOf(context, job.params.sounds)
    const before = checkpointSchema.safeParse(job.checkpoint)
    const counts = before.success ? before.data : { next: 0, proven: 0, notSure: 0 }
    const remarks = new Set<string>()
    const thread = soundThread(deps.worker, signal)
    try {
      const parts = {
        listening: listening(context, deps, progress),
        thread,
        media: await deps.media(),
        signal,
        remark: (name: string, why: NotSure, error?: string) => {
          if (remarks.size < MAX_REMARKS && AWAY_WORDS[why] !== undefined)
            remarks.add(`${name} ${AWAY_WORDS[why]}${error === undefined ? '' : ` ${error}`}`)
        },
      }
      for (const [at, clip] of clips.entries()) {
        if (at < counts.next) continue
        progress.tell({ done: at, total: clips.length, unit: 'files', at: clip.name })
        const decisions = decisionsOf(reader, clip.id)
        const open = sounds.filter((sound) => !isRefused(decisions.get(sound.id), clip, sound))
        const found = await soundsOfClip(clip, open, parts)
        const proven = found.some(({ evidence }) => evidence.correlation === 'proven')
        counts.next = at + 1
        if (proven) counts.proven += 1
        else if (found.length > 0) counts.notSure += 1
        keep(clip, sounds, found)
        progress.keep(counts)
        context.events.publish(['assets'], [clip.id])
      }
    } finally {
      await thread.close()
    }
    return { state: 'done', result: resultOf(clips.length, counts, [...remarks]) }
  }

  function keep(clip: ClipToSync, sounds: readonly SoundToSync[], found: readonly Proposal[]): void {
    const contentOf = new Map(sounds.map(({ id, contentId }) => [id, contentId]))
    writer.transaction(() => {
      writeMatches(
        writer,
        clip.contentId,
        found.map(({ soundId, place, evidence }) => ({ soundContent: contentOf.get(soundId)!, place, evidence })),
        context.now(),
      )
    })()
  }

  return defineJob<SoundSyncParams>({
    kind: SOUND_SYNC,
    parse: (params) => soundSyncParamsSchema.parse(params),
    lanes: ({ params }) => soundLanes(context, params),
    priority: () => SOUND_PRIORITY,
    run,
  })
}

/** True where a person refused these very contents; another version of either is looked at afresh. */
function isRefused(decision: SoundDecision | undefined, clip: ClipToSync, sound: SoundToSync): boolean {
  return (
    decision?.state === 'refused' &&
    !isOther(decision.picture, clip.contentKey) &&
    !isOther(decision.sound, sound.contentKey)
  )
}

function resultOf(
  clips: number,
  { proven, notSure }: { readonly proven: number; readonly notSure: number },
  remarks: readonly string[],
): SoundSyncResult {
  return { clips, proven, notSure, without: clips - proven - notSure, remarks: [...remarks] }
}

function clipsOf(context: EngineContext, ids: readonly string[]): ClipToSync[] {
  return sides(context, ids).map(({ side, facts }) => ({
    ...ofEither(side, facts),
    clock: pictureClock(facts),
    rate: facts.rate,
  }))
}

function soundsOf(context: EngineContext, ids: readonly string[]): SoundToSync[] {
  return sides(context, ids).map(({ side, facts }) => ({
    ...ofEither(side, facts),
    clock: soundClock(facts),
    sampleRate: sampleRateOf(facts),
  }))
}

/** What is known alike of a clip and of a sound. */
function ofEither({ assetId, contentId, contentKey, name, day, recordedAt }: SyncSide, facts: MediaFacts) {
  const seconds = recordedAt === null ? null : recordedAt / 1000
  return { id: assetId, contentId, contentKey, name, day, seconds: secondsOf(facts), recordedAt: seconds }
}

function sides(context: EngineContext, ids: readonly string[]) {
  const { reader } = context.library
  return syncSides(reader, ids).flatMap((side: SyncSide) => {
    const probe = readRecording(reader, side.contentId)?.probe
    return probe?.ok === true ? [{ side, facts: probe }] : []
  })
}
