/**
 * Clips whose sound lies in files of its own: the essences of P2 (`AUDIO/*.MXF`), Avid's media. What is made of such a
 * clip has its picture alone, and nothing may look as if that were all. Pure.
 */
import type { MediaFacts } from '../../../../shared/model/probe.ts'

/** The pattern of an MXF that holds one essence (OP-Atom, SMPTE ST 390). */
const ATOM = /\.0d010201\.10/i

/**
 * What is to be said, a sentence; null where the clip's sound is in it, or where it has none. `files`: how many files of
 * the clip hold sound alone.
 */
export function soundElsewhere(facts: Pick<MediaFacts, 'kind' | 'audio' | 'tags'>, files: number): string | null {
  if (files > 0)
    return `The clip’s sound lies in ${files === 1 ? 'another file' : `${files} other files`}, one a track, and is in nothing that is made of the clip.`
  const isAtom = ATOM.test(facts.tags['operational_pattern_ul'] ?? '')
  return isAtom && facts.kind === 'video' && facts.audio.length === 0
    ? 'This MXF holds the picture alone (OP-Atom): sound that belongs to it lies in other files, and is in nothing that is made of it.'
    : null
}
