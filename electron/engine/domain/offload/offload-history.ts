/**
 * Looking through past offloads by words: a name, a roll, a drive, a folder.
 */
import type { PastOffload } from '../../../../shared/model/offload-history.ts'

/** The words of a search, in small letters; none for an empty one. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** True when each word stands somewhere in the offload's name, rolls, sources or destinations. */
export function tellsOf(offload: PastOffload, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const told = [
    offload.name,
    ...offload.rolls,
    ...offload.sources,
    ...offload.destinations.flatMap(({ target, volumeLabel }) => [target, volumeLabel]),
  ]
    .join('\n')
    .toLowerCase()
  return words.every((word) => told.includes(word))
}
