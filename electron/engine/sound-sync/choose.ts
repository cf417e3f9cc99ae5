/**
 * Which clips and which sounds a query speaks of.
 */
import type { EngineContext } from '../context.ts'
import { findAssetIds } from '../db/catalogue/assets-read.ts'
import { picturesOfSounds, soundsOfDays, syncSides, type SyncSide } from '../db/catalogue/sound-pairs.ts'
import { searchFor } from '../services/assets.ts'

/** What is compared or shown at once. */
const MAX_CLIPS = 20_000

export interface Chosen {
  readonly pictures: readonly SyncSide[]
  /** Those named, and all of the pictures' shooting days. */
  readonly sounds: readonly SyncSide[]
  /** The sounds that were asked about, where no clip was; null where clips were. What is of other sounds is none of it. */
  readonly only: ReadonlySet<string> | null
}

/** The clips and sounds of a query or of ids. Sounds alone bring the clips of their days that they were decided of. */
export function chosen(
  context: EngineContext,
  wish: { readonly query: string; readonly ids: readonly string[] | null },
): Chosen {
  const { reader } = context.library
  const named = syncSides(reader, wish.ids ?? findAssetIds(reader, searchFor(context, wish.query), MAX_CLIPS))
  const sounds = named.filter(({ kind }) => kind === 'audio')
  const pictures = named.filter(({ kind }) => kind === 'video')
  if (pictures.length > 0) return { pictures, sounds: withOthers(context, sounds, pictures), only: null }
  const others = syncSides(
    reader,
    [
      ...new Set([
        ...picturesOfSounds(
          reader,
          sounds.map(({ assetId }) => assetId),
        ),
        ...picturesOfDays(context, sounds),
      ]),
    ].slice(0, MAX_CLIPS),
  )
  const beside = others.filter(({ kind }) => kind === 'video')
  // Compared with all: of two recordings that fit alike neither is proven, whichever was asked about.
  return {
    pictures: beside,
    sounds: withOthers(context, sounds, beside),
    only: new Set(sounds.map(({ assetId }) => assetId)),
  }
}

function picturesOfDays(context: EngineContext, sounds: readonly SyncSide[]): string[] {
  const days = [...new Set(sounds.map(({ day }) => day))].filter((day) => day !== null)
  if (days.length === 0) return []
  return findAssetIds(context.library.reader, searchFor(context, `kind:video day:${days.join(',')}`), MAX_CLIPS)
}

function withOthers(context: EngineContext, named: readonly SyncSide[], pictures: readonly SyncSide[]): SyncSide[] {
  const { reader } = context.library
  const known = new Set(named.map(({ assetId }) => assetId))
  const days = [...new Set(pictures.map(({ day }) => day))]
  const others = soundsOfDays(reader, [...days, null], MAX_CLIPS).filter((id) => !known.has(id))
  return [...named, ...syncSides(reader, others)]
}
