/**
 * LUTs that other devices added: their files come by themselves, each read whole by our own reader before it counts.
 */
import { readFile, rm } from 'node:fs/promises'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { noteLutFile } from '../db/catalogue/lut-files.ts'
import { lutsToFetch, type LutBytes } from '../db/entities/lut.ts'
import { lutPath, parseLut } from '../luts/lut-files.ts'
import type { ContentKey } from './format/secrets.ts'

const LUTS_A_ROUND = 20

/**
 * Fetches what is not here. `fetchTo` brings bytes, verified by their xxh128, to a path where nothing is. One that is
 * damaged at the remote is asked for again with the next round. Returns the bytes that came.
 */
export async function fetchLuts(
  { library, log, events }: EngineContext,
  fetchTo: (content: ContentKey, to: string, signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<number> {
  let came = 0
  for (const one of lutsToFetch(library.reader, LUTS_A_ROUND)) {
    const path = lutPath(library.folder, one)
    try {
      // What stands there without being known as here is what a crash left.
      await rm(path, { force: true })
      await fetchTo(one, path, signal)
    } catch (error) {
      if (!isRushesError(error)) throw error
      // Not there yet, or damaged there: all else goes on.
      if (error.code !== 'not_found' && error.code !== 'remote.damaged') throw error
      if (error.code === 'remote.damaged') log.warn({ err: error, lut: one.hash }, 'a LUT is damaged at a remote')
      continue
    }
    const fault = await faultOf(one, path)
    if (fault !== null) await rm(path, { force: true })
    noteLutFile(library.writer, one.hash, fault === null, fault)
    events.publish(['luts', 'assets'], null)
    came += one.bytes
  }
  return came
}

/** What is wrong with the file that came; null for nothing. */
async function faultOf(one: LutBytes, path: string): Promise<string | null> {
  try {
    const { hash, file } = await parseLut(await readFile(path), one.kind, 'The file of another device')
    if (hash !== one.hash) throw new RushesError('remote.damaged', 'It is not the file that was told of.')
    if (file.size.cube !== one.size.cube || file.size.curves !== one.size.curves)
      throw new RushesError('remote.damaged', 'Its size is not what was told of it.')
    return null
  } catch (error) {
    if (isRushesError(error)) return error.message
    throw error
  }
}
