/**
 * The chain of a history that came with a card and went on at a destination: not the same bytes any more, and yet no
 * other file. Every sealing adds to it.
 */
import { MAX_MANIFEST_BYTES, readPlain } from '../../files/read-plain.ts'
import { parseChain } from '../../mhl/chain.ts'
import { CHAIN_FILE, MHL_FOLDER } from '../../mhl/names.ts'

/** True for the path of a chain file. */
export function isChain(path: string): boolean {
  return path.endsWith(`/${MHL_FOLDER}/${CHAIN_FILE}`)
}

/**
 * True when the chain at `there` begins with every entry of the one at `here`. One that can't be read continues
 * nothing.
 */
export async function continues(there: string, here: string): Promise<boolean> {
  try {
    const [long, short] = await Promise.all(
      [there, here].map(async (path) => parseChain(await readPlain(path, MAX_MANIFEST_BYTES), path)),
    )
    if (long === undefined || short === undefined || short.length === 0 || long.length < short.length) return false
    return short.every(
      (entry, index) =>
        long[index]?.number === entry.number && long[index].file === entry.file && long[index].digest === entry.digest,
    )
  } catch {
    // Then it is a file like any other: kept, and the card's is written beside it.
    return false
  }
}
