/**
 * The module of sound sync: its kind of job, and its procedures.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { SoundDecision, SoundPair, SoundPlace } from '../../../shared/model/sound-sync.ts'
import type { EngineBase } from '../app/base.ts'
import { defineModule } from '../app/compose.ts'
import { authorOf, type Principal } from '../auth/principal.ts'
import type { EngineContext } from '../context.ts'
import { inBatches } from '../db/core/in-batches.ts'
import { countCompared } from '../db/catalogue/sound-pairs.ts'
import { soundChange } from '../db/entities/sound-pair.ts'
import { enqueueJob } from '../db/jobs/jobs.ts'
import type { TextAliases } from '../files/text-alias.ts'
import type { DerivativeMaker } from '../jobs/maker.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { MediaService } from '../media/service.ts'
import { clipCount, runCommand } from '../services/commands.ts'
import { chosen, type Chosen } from './choose.ts'
import { pairFacts, pairOf, pairsOfPicture, sideOf, type PairFacts } from './pairs.ts'
import { SOUND_PRIORITY, SOUND_SYNC, soundJob, soundLanes } from './sync-job.ts'

interface SoundParts {
  readonly queue: JobQueue
  readonly maker: DerivativeMaker
  readonly media: MediaService
  readonly aliases: TextAliases
}

export const soundSyncModule = defineModule(
  'soundSync',
  ({ context, queue, maker, media, aliases, services, workers }: EngineBase & SoundParts) => {
    const { reader } = context.library
    queue.add(soundJob(context, { maker, media: media.context, asText: aliases.of, worker: workers.sound }))
    services.add((os) => ({
      soundSync: os.soundSync.router({
        propose: os.soundSync.propose.handler(async ({ input }) => {
          const wanted = chosen(context, input)
          if (wanted.pictures.length === 0)
            throw new RushesError('not_found', 'No clip with a picture is among these. Choose the clips of a day.')
          if (wanted.sounds.length === 0)
            throw new RushesError(
              'not_found',
              'There is no sound of these days in the library. Add the sound recordist’s card, then compare again.',
            )
          const jobs = await enqueue(context, queue, wanted)
          return {
            jobs,
            clips: wanted.pictures.length,
            sounds: wanted.sounds.length,
            revision: context.events.revision,
          }
        }),
        list: os.soundSync.list.handler(({ input }) => listed(context, input)),
        accept: os.soundSync.accept.handler(({ input, context: caller }) => judge(caller, input, 'accepted')),
        refuse: os.soundSync.refuse.handler(({ input, context: caller }) => judge(caller, input, 'refused')),
        set: os.soundSync.set.handler(({ input, context: caller }) => {
          const facts = pairFacts(reader, input.pictureId, input.soundId)
          return decide(context, caller, input.opId, `Set sound of ${facts.picture.name}`, [
            [facts, byHand(facts, input)],
          ])
        }),
      }),
    }))

    /** Accepts or refuses what was found for several clips. */
    function judge(
      caller: Principal,
      { opId, pairs }: { readonly opId: string; readonly pairs: readonly { pictureId: string; soundId: string }[] },
      state: SoundDecision['state'],
    ): { revision: number } {
      const facts = pairs.map(({ pictureId, soundId }) => pairFacts(reader, pictureId, soundId))
      const clips = clipCount(new Set(pairs.map(({ pictureId }) => pictureId)).size)
      return decide(
        context,
        caller,
        opId,
        `${state === 'accepted' ? 'Accept' : 'Refuse'} sound of ${clips}`,
        facts.map((one) => [one, decided(one, state)]),
      )
    }
    return { part: null }
  },
)

/** A job for each shooting day. Sounds of no known day are compared with every day. */
async function enqueue(context: EngineContext, queue: JobQueue, { pictures, sounds }: Chosen): Promise<string[]> {
  const { writer } = context.library
  const days = [...new Set(pictures.map(({ day }) => day))]
  const ids: string[] = []
  await inBatches(writer, days, (day) => {
    const params = {
      pictures: pictures.filter((one) => one.day === day).map(({ assetId }) => assetId),
      sounds: sounds.filter((one) => day === null || one.day === null || one.day === day).map(({ assetId }) => assetId),
    }
    const job = {
      kind: SOUND_SYNC,
      subject: { kind: 'none', id: '' },
      params,
      lanes: soundLanes(context, params),
      priority: SOUND_PRIORITY,
      label: `${day ?? 'No day'}, ${clipCount(params.pictures.length)}`,
      cost: params.pictures.length,
    } as const
    ids.push(enqueueJob(writer, job, true, context.now()).id)
  })
  context.events.publish(['jobs'], null)
  queue.wake()
  return ids
}

/** Clips that are looked at before others have their turn. */
const CLIPS_A_TURN = 50

async function listed(
  context: EngineContext,
  input: { readonly query: string; readonly ids: readonly string[] | null; readonly limit: number },
): Promise<{
  pairs: SoundPair[]
  unpaired: SoundPair['picture'][]
  sounds: SoundPair['picture'][]
  clips: number
  compared: number
}> {
  const { reader } = context.library
  const { pictures, sounds, only } = chosen(context, input)
  const pairs: SoundPair[] = []
  const unpaired: SoundPair['picture'][] = []
  for (const [at, picture] of pictures.entries()) {
    if (at % CLIPS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
    const found = pairsOfPicture(reader, picture)
      .map((facts) => pairOf(reader, facts))
      .filter((pair) => pair !== null)
      .sort(byWorth)
    const asked = found.filter(({ sound }) => only?.has(sound.assetId) !== false)
    if (pairs.length + asked.length <= input.limit) pairs.push(...asked)
    if (unpaired.length < input.limit && found.every(({ state }) => state === 'refused'))
      unpaired.push(sideOf(reader, picture))
  }
  return {
    pairs,
    unpaired,
    sounds: sounds
      .filter(({ assetId }) => only?.has(assetId) !== false)
      .slice(0, input.limit)
      .map((side) => sideOf(reader, side)),
    clips: pictures.length,
    compared: countCompared(
      reader,
      pictures.map(({ contentId }) => contentId),
    ),
  }
}

const STATE_ORDER = { accepted: 0, proposed: 1, refused: 2 } as const

/** Accepted first, then what is proven best. */
function byWorth(a: SoundPair, b: SoundPair): number {
  return STATE_ORDER[a.state] - STATE_ORDER[b.state] || (b.evidence.z10 ?? 0) - (a.evidence.z10 ?? 0)
}

/** A decision without who and when. */
type Decided = Pick<SoundDecision, 'state' | 'place' | 'evidence'>

/** What is decided of what was found, or was decided before. Throws `not_found` where there is neither. */
function decided({ match, decision, outdated, picture, sound }: PairFacts, state: SoundDecision['state']): Decided {
  const found = outdated ? (match ?? decision) : (decision ?? match)
  if (found === null)
    throw new RushesError(
      'not_found',
      `Nothing was found for ${picture.name} in ${sound.name}. Compare them first, or set the sound by hand.`,
    )
  return { state, place: found.place, evidence: found.evidence }
}

function byHand({ match }: PairFacts, { offset, sampleRate }: Pick<SoundPlace, 'offset' | 'sampleRate'>): Decided {
  // Clocks differ as they did, wherever it is laid.
  const place = { offset, sampleRate, pull: match?.place.pull ?? '1', driftPpb: match?.place.driftPpb ?? null } as const
  const none = {
    timecode: 'none',
    timecodeOff: null,
    correlation: 'none',
    notSure: null,
    z10: null,
    ratio10: null,
    clapMs: null,
  } as const
  return { state: 'accepted', place, evidence: { ...none, byHand: true } }
}

function decide(
  context: EngineContext,
  caller: Principal,
  opId: string,
  label: string,
  decisions: readonly (readonly [PairFacts, Decided])[],
): { revision: number } {
  const by = authorOf(caller, context.settings().author)
  const changes = decisions.map(([{ picture, sound }, decision]) =>
    soundChange(picture.assetId, sound.assetId, {
      ...decision,
      picture: picture.contentKey,
      sound: sound.contentKey,
      by,
      at: context.now(),
    }),
  )
  return runCommand(context, opId, label, ['assets'], changes, {})
}
