/**
 * What nobody can see in a finished proxy, what was drawn into it and which sound was laid in, as a note in its own
 * metadata: a proxy of another sync has the same frames, timecode and channels.
 */
import type { MediaFacts } from '../../../../shared/model/probe.ts'
import type { Muxer } from './edit-plan.ts'

/** MOV and MP4 keep a comment, MXF comments by name. */
const [COMMENT, MXF_COMMENT] = ['comment', 'comment_Rushes'] as const
const PREFIX = 'Rushes '

/** The options that write a note into a file; none for none, and for a WAV, which takes nothing of either. */
export function noteOptions(note: string | null, muxer: Muxer): string[] {
  if (note === null || muxer === 'wav') return []
  return ['-metadata', muxer === 'mxf' ? `${MXF_COMMENT}=${note}` : `${COMMENT}=${PREFIX}${note}`]
}

/** The note of a file; null where it has none. */
export function noteIn({ tags }: Pick<MediaFacts, 'tags'>): string | null {
  const comment = tags[COMMENT]
  return tags[MXF_COMMENT] ?? (comment?.startsWith(PREFIX) === true ? comment.slice(PREFIX.length) : null)
}
