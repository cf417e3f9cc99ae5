/**
 * What a person does with a pair: accept, refuse, keep it where it was moved.
 */
import { toRushesError } from '../../../shared/contract/client.ts'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { certaintyOf } from '../../../shared/util/sound-words.ts'
import { newId } from '../../../shared/util/ids.ts'
import { countText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

interface Decisions {
  /** Accepts it; with a nudge, or begun by hand, where it lies now. Resolves to whether it was done. */
  accept(pair: SoundPair, nudge: number): Promise<boolean>
  refuse(pair: SoundPair): Promise<boolean>
  /** All of these that are proven by their sound. */
  acceptProven(pairs: readonly SoundPair[]): Promise<boolean>
  /** Compares the clips of a search with the sound of their days. */
  compare(query: string): Promise<boolean>
}

/** Pairs that are proposed and proven. */
export function provenOf(pairs: readonly SoundPair[]): readonly SoundPair[] {
  return pairs.filter(({ state, evidence }) => state === 'proposed' && certaintyOf(evidence) === 'proven')
}

export function useDecisions(): Decisions {
  const {
    connection: { client },
    toasts,
  } = useLibrary()
  const told = async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
    try {
      await work()
      if (done !== undefined) toasts.say(done)
      return true
    } catch (thrown) {
      toasts.fail(toRushesError(thrown).message)
      return false
    }
  }
  const keys = (pairs: readonly SoundPair[]) =>
    pairs.map(({ picture, sound }) => ({ pictureId: picture.assetId, soundId: sound.assetId }))
  return {
    accept: (pair, nudge) =>
      told(() =>
        nudge === 0 && !pair.evidence.byHand
          ? client.soundSync.accept({ opId: newId(), pairs: keys([pair]) })
          : client.soundSync.set({
              opId: newId(),
              ...keys([pair])[0]!,
              offset: pair.place.offset + nudge,
              sampleRate: pair.place.sampleRate,
            }),
      ),
    refuse: (pair) => told(() => client.soundSync.refuse({ opId: newId(), pairs: keys([pair]) })),
    acceptProven: (pairs) =>
      told(
        async () => {
          const proven = keys(provenOf(pairs))
          for (let at = 0; at < proven.length; at += 1000)
            await client.soundSync.accept({ opId: newId(), pairs: proven.slice(at, at + 1000) })
        },
        `Accepted ${countText(provenOf(pairs).length, 'pair')}`,
      ),
    compare: (query) => told(() => client.soundSync.propose({ opId: newId(), query })),
  }
}
