/**
 * What the page of sound sync is busy with: the pair that is looked at, how far its place was moved, pairs that a person
 * began by hand.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'

interface SoundState {
  /** `keyOf` of the pair; null: the first. */
  readonly chosen: string | null
  /** Samples by which the place was moved and not kept yet. */
  readonly nudge: number
  /** Begun by hand: kept once it is accepted. */
  readonly draft: SoundPair | null
}

type SoundStore = StoreApi<SoundState>

/** Makes the store of one page. */
export function createSoundStore(): SoundStore {
  return createStore<SoundState>(() => ({ chosen: null, nudge: 0, draft: null }))
}

/** Names a pair. */
export function keyOf({ picture, sound }: SoundPair): string {
  return `${picture.assetId} ${sound.assetId}`
}

/** A pair that a person lays by hand, at the beginning of both until it is moved. */
export function draftOf(
  picture: SoundPair['picture'],
  sound: SoundPair['picture'],
  facts: Pick<SoundPair, 'day' | 'rate' | 'at'>,
): SoundPair {
  return {
    ...facts,
    picture,
    sound: { ...sound, tracks: [] },
    state: 'proposed',
    place: { offset: 0, sampleRate: sound.sampleRate, pull: '1', driftPpb: null },
    evidence: {
      timecode: 'none',
      timecodeOff: null,
      correlation: 'none',
      notSure: null,
      z10: null,
      ratio10: null,
      clapMs: null,
      byHand: true,
    },
    outdated: false,
    by: null,
  }
}

/** Samples of a frame of the clip at the sound's rate; of a 25th of a second where the clip has no rate. */
export function frameSamples({ rate, place }: Pick<SoundPair, 'rate' | 'place'>): number {
  const { num, den } = rate ?? { num: 25, den: 1 }
  return (place.sampleRate * den) / num
}
