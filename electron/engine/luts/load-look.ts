/**
 * Looks with the LUTs that they name, read from the library's folder.
 */
import type { Look } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { readLutOf } from '../db/entities/lut.ts'
import type { Lut } from '../domain/colour/lut.ts'
import type { LoadedLook } from '../media/look-tables.ts'
import { readKept } from './lut-files.ts'

/** Read LUTs that are kept: a shoot uses one or two, and a large one takes seconds to read. */
const KEPT = 4

export type LoadLook = (look: Look) => Promise<LoadedLook>

/** Makes it for one library. Throws RushesError `source.missing` for a LUT that this device has not got. */
export function createLoadLook({ library }: Pick<EngineContext, 'library'>): LoadLook {
  const read = new Map<string, Promise<Lut>>()

  async function lutOf(hash: string): Promise<Lut> {
    const known = readLutOf(library.reader, hash)
    if (known === undefined || !known.here)
      throw new RushesError(
        'source.missing',
        `${known === undefined ? 'A LUT' : `The LUT “${known.name}”`} that this look uses is not on this device yet. The picture is made when it arrives by sync.`,
      )
    return (await readKept(library.folder, known, known.name)).lut
  }

  return async (look) => {
    if (look.lut === undefined) return { look, lut: null }
    const { hash } = look.lut
    const found = read.get(hash) ?? lutOf(hash)
    // The one that was used last comes last.
    read.delete(hash)
    read.set(hash, found)
    const [oldest] = read.keys()
    if (read.size > KEPT && oldest !== undefined) read.delete(oldest)
    try {
      return { look, lut: await found }
    } catch (error) {
      read.delete(hash)
      throw error
    }
  }
}
