/**
 * What a file offers to recipes.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import type { MediaFacts, VideoStream } from '../../../../shared/model/probe.ts'
import { pictureOf } from '../../domain/media/picture.ts'
import type { RecipeName } from '../../../../shared/model/work.ts'

/** `picture`: at least one · `motion`: more than one, in time · `sound`: something to hear. */
export type Need = 'picture' | 'motion' | 'sound'

/**
 * What there is to make something from. Nothing while the tools lack what the file needs: it is looked at again when
 * they change.
 */
export function offeredBy(facts: MediaFacts): ReadonlySet<Need> {
  if (facts.limit != null) return new Set()
  if (facts.kind === 'still') return new Set(['picture'])
  const picture = pictureOf(facts)
  const seen = picture !== null && picture.codec !== null
  const heard = facts.audio.some((stream) => stream.codec !== null && stream.channels > 0)
  return new Set<Need>([...(seen ? (['picture', 'motion'] as const) : []), ...(heard ? (['sound'] as const) : [])])
}

/** Why a recipe can make nothing of a file. */
export function unsupported(recipe: RecipeName, why: string): RushesError {
  return new RushesError('media.unsupported', `No ${recipe} can be made: ${why}`, { recipe })
}

/** The picture that a recipe works on. Throws 'media.unsupported' where there is none that can be decoded. */
export function needPicture(facts: MediaFacts, recipe: RecipeName): VideoStream {
  const video = pictureOf(facts)
  if (video === null) throw unsupported(recipe, 'the file has no picture.')
  if (facts.limit != null) throw unsupported(recipe, facts.limit.reason)
  const name = video.codec ?? video.tag ?? 'unknown'
  if (video.codec === null)
    throw unsupported(
      recipe,
      `its picture format (${name}) is not known to ffmpeg. The maker's own software can read it.`,
    )
  if (video.width < 1 || video.height < 1)
    throw unsupported(recipe, 'the file does not say how large its picture is; it is damaged or has no frames.')
  return video
}

/** The same, where a single picture is too little. */
export function needMotion(facts: MediaFacts, recipe: RecipeName): VideoStream {
  // Said first: a HEIC has a poster although ffmpeg has no decoder of its name.
  if (facts.kind === 'still') throw unsupported(recipe, 'the file is a single picture.')
  return needPicture(facts, recipe)
}
