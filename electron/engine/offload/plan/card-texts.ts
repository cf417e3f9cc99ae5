/**
 * The card's own indices, read for the plan: small files, a few of them, and never more than a card's index can be.
 */
import type { CardText } from '../../domain/cards/check.ts'
import type { CardFamily } from '../../domain/cards/family.ts'
import type { PlannedFile } from '../../domain/offload/offload.ts'
import { readPlain } from '../../files/read-plain.ts'
import { decodeXmlGently } from '../../text/decode.ts'

/** MEDIAPRO.XML of a full 1 TB card is about a megabyte. */
const LARGEST_INDEX = 4 << 20
/** P2 has an index a clip, a thousand at most. */
const MAX_INDICES = 2_000
const AT_ONCE = 16

/**
 * Reads the indices of a roll.
 * @param roll path of the roll in the plan, with which the paths of its files begin
 */
export async function cardTexts(
  family: CardFamily,
  roll: string,
  files: readonly PlannedFile[],
  signal?: AbortSignal,
): Promise<readonly CardText[]> {
  if (family.index.length === 0) return []
  const inside = (file: PlannedFile): string => file.path.slice(roll.length + 1)
  const indices = files.filter(
    (file) =>
      family.index.some((pattern) => pattern.test(inside(file))) && !inside(file).split('/').at(-1)!.startsWith('.'),
  )
  const texts: CardText[] = []
  const read = indices.slice(0, MAX_INDICES)
  for (let at = 0; at < read.length; at += AT_ONCE) {
    signal?.throwIfAborted()
    texts.push(
      ...(await Promise.all(
        read.slice(at, at + AT_ONCE).map(async (file) => ({ path: inside(file), text: await textOf(file) })),
      )),
    )
  }
  return texts
}

async function textOf(file: PlannedFile): Promise<string | null> {
  if (file.size > LARGEST_INDEX) return null
  // Unreadable now: the copy will say so with the error of the system. Here it means that nothing was compared.
  const bytes = await readPlain(file.source, LARGEST_INDEX).catch(() => null)
  if (bytes === null) return null
  // Playlists are binary: every byte has to stay one character.
  if (/\.mpls?$/i.test(file.path)) return bytes.toString('latin1')
  return decodeXmlGently(bytes)
}
