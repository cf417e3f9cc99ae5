/**
 * The sounds of one clip: candidates in rounds, compared, and what was found proven in windows.
 */
import { isRushesError } from '../../../shared/model/errors.ts'
import type { NotSure, Pull } from '../../../shared/model/sound-sync.ts'
import type { Rate } from '../../../shared/time/rate.ts'
import { roundsFor, type Candidate, type PictureFacts, type SoundFacts } from '../domain/sound-sync/candidates.ts'
import { commonClap } from '../domain/sound-sync/claps.ts'
import type { Coarse } from '../domain/sound-sync/compare.ts'
import { LEVEL_RATE, type SoundLevels } from '../domain/sound-sync/levels.ts'
import type { SoundLine } from '../domain/sound-sync/line.ts'
import { proposalsFor, type Compared, type Proposal } from '../domain/sound-sync/proposals.ts'
import { spansOf } from '../domain/sound-sync/prove.ts'
import type { MediaContext } from '../media/probe.ts'
import type { Listening } from './listening.ts'
import type { SoundThread } from './sound-thread.ts'
import { readWindows } from './windows.ts'

export interface ClipToSync extends PictureFacts {
  readonly contentId: string
  readonly contentKey: string | null
  readonly name: string
  readonly rate: Rate | null
}

export interface SoundToSync extends SoundFacts {
  readonly contentId: string
  readonly contentKey: string | null
  readonly name: string
  readonly sampleRate: number
}

interface Deps {
  readonly listening: Listening
  readonly thread: SoundThread
  readonly media: MediaContext
  readonly signal: AbortSignal
  /** What could not be listened to, and why: told once each. */
  readonly remark: (name: string, why: NotSure, error?: string) => void
}

/** Finds the sounds of a clip. Throws `cancelled`, and what stops all work. */
export async function soundsOfClip(clip: ClipToSync, sounds: readonly SoundToSync[], deps: Deps): Promise<Proposal[]> {
  const rounds = roundsFor(clip, sounds)
  const byId = new Map(sounds.map((sound) => [sound.id, sound]))
  const heard = await deps.listening.heard(clip.contentId, deps.signal)
  if (!('levels' in heard)) {
    if (heard.none !== 'no-sound') deps.remark(clip.name, heard.none, heard.error)
    return proposalsFor(
      rounds.timecode.map((one) => unheard(one, byId, heard.none)),
      clip.rate,
    )
  }
  const compared: Compared[] = []
  for (const round of [rounds.timecode, rounds.time, rounds.rest]) {
    if (round.length > 0) compared.push(...(await compareRound(clip, heard.levels, round, byId, deps)))
    if (compared.some(({ line }) => line !== null)) break
  }
  return proposalsFor(compared, clip.rate)
}

function unheard(
  { soundId, clock, beside }: Candidate,
  byId: ReadonlyMap<string, SoundToSync>,
  why: NotSure,
): Compared {
  const { sampleRate } = byId.get(soundId)!
  return { soundId, sampleRate, clock, beside, place: null, line: null, notSure: why, clapMs: null }
}

async function compareRound(
  clip: ClipToSync,
  levels: SoundLevels,
  round: readonly Candidate[],
  byId: ReadonlyMap<string, SoundToSync>,
  deps: Deps,
): Promise<Compared[]> {
  const compared: Compared[] = []
  const ready: { readonly candidate: Candidate; readonly levels: SoundLevels }[] = []
  for (const candidate of round) {
    const sound = byId.get(candidate.soundId)!
    const heard = await deps.listening.heard(sound.contentId, deps.signal)
    if ('levels' in heard) ready.push({ candidate, levels: heard.levels })
    else {
      deps.remark(sound.name, heard.none, heard.error)
      compared.push(unheard(candidate, byId, heard.none))
    }
  }
  const found = await deps.thread.compare(
    levels,
    ready.map(({ candidate, levels }) => ({
      key: candidate.soundId,
      levels,
      around: candidate.beside ? (candidate.clock?.offset ?? null) : null,
    })),
  )
  for (const [at, coarse] of found.entries()) {
    const { candidate, levels: other } = ready[at]!
    const sound = byId.get(candidate.soundId)!
    const proof = await proveOne(clip, levels, sound, other, coarse, deps)
    const line = 'line' in proof ? proof.line : null
    compared.push({
      soundId: sound.id,
      sampleRate: sound.sampleRate,
      clock: candidate.clock,
      beside: candidate.beside,
      // What the levels say is no measure of what only the samples prove.
      place: line !== null && coarse.notSure !== null ? null : coarse.place,
      line,
      notSure: 'line' in proof ? null : proof.why,
      clapMs: line === null ? null : commonClap(levels.claps, other.claps, line),
    })
  }
  return compared
}

type Proof = { readonly line: SoundLine } | { readonly why: NotSure }

async function proveOne(
  clip: ClipToSync,
  levels: SoundLevels,
  sound: SoundToSync,
  other: SoundLevels,
  coarse: Coarse,
  deps: Deps,
): Promise<Proof> {
  if (coarse.place === null || coarse.starts === null) return { why: coarse.notSure ?? 'short' }
  const [picture, heard] = [
    await deps.listening.files(clip.contentId, levels.lively),
    await deps.listening.files(sound.contentId, other.lively),
  ]
  if (picture === null || heard === null) return { why: coarse.notSure ?? 'away' }
  const { starts } = coarse
  const look = async (lag: number, pull: Pull): Promise<SoundLine | null> => {
    const spans = spansOf(starts, lag, pull)
    const clips = await readWindows(
      picture,
      spans.map((span) => ({ from: span.clip, seconds: span.clipSeconds })),
      deps.media,
      deps.signal,
    )
    const sounds = await readWindows(
      heard,
      spans.map((span) => ({ from: span.sound, seconds: span.soundSeconds })),
      deps.media,
      deps.signal,
    )
    return await deps.thread.prove(
      spans,
      spans.map((_, at) => ({ clip: clips[at]!, sound: sounds[at]! })),
      pull,
    )
  }
  try {
    const line = await look(coarse.place.lag, coarse.pull)
    if (line === null) return { why: coarse.notSure ?? 'no-line' }
    if (line.pull === coarse.pull) return { line }
    // Pulled sound was read at the wrong speed: within a window that blurs what is compared.
    return { line: (await look(line.offset * LEVEL_RATE, line.pull)) ?? line }
  } catch (error) {
    if (!isRushesError(error) || error.code === 'cancelled' || error.code === 'media.tool_missing') throw error
    deps.remark(sound.name, 'unreadable', error.message)
    return { why: 'unreadable' }
  }
}
