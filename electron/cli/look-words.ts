/**
 * Words of a command line that name a look: a log curve by its id or name, a LUT by its name, or none.
 */
import type { EngineClient } from '../../shared/contract/client.ts'
import { LOG_CURVE_IDS, LOG_CURVE_NAMES, type Look, type LogCurveId } from '../../shared/model/colour.ts'
import { RushesError } from '../../shared/model/errors.ts'
import type { Lut } from '../../shared/model/luts.ts'

/** What converts: a curve, or a LUT with its reference. */
export type Conversion = Pick<Look, 'curve' | 'lut'>

const plain = (text: string): string => text.normalize('NFC').toLowerCase()

/** The curve that a word names, or null. */
function curveCalled(word: string): LogCurveId | null {
  const wanted = plain(word)
  return LOG_CURVE_IDS.find((id) => id === wanted || plain(LOG_CURVE_NAMES[id]) === wanted) ?? null
}

/** The curve that a word names. Throws `usage`. */
export function curveOf(word: string): LogCurveId {
  const found = curveCalled(word)
  if (found !== null) return found
  throw new RushesError('usage', `There is no conversion of “${word}”. There are: ${LOG_CURVE_IDS.join(', ')}.`)
}

/** The LUT that a word names: whole, or by the beginning of its hash. Throws `not_found`, and `usage` where several fit. */
export async function lutCalled(client: EngineClient, word: string): Promise<Lut> {
  const all = await client.luts.list({})
  const named = all.filter(({ name }) => plain(name) === plain(word))
  const found =
    named.length > 0 || word.length < 6 ? named : all.filter(({ hash }) => hash.startsWith(word.toLowerCase()))
  if (found.length === 1) return found[0]!
  if (found.length === 0)
    throw new RushesError('not_found', `There is no LUT “${word}” in this library. List them with: rushes luts`)
  throw new RushesError(
    'usage',
    `${found.length} LUTs are called “${word}”. Name one by its hash: ${found.map(({ hash }) => hash.slice(0, 12)).join(', ')}.`,
  )
}

/** A LUT as a look names it. */
export function conversionBy({ hash, reference }: Lut): Conversion {
  return { curve: null, lut: { hash, reference } }
}

/** The look that a word stands for: none (or nothing), a curve, or a LUT. Throws as the others do. */
export async function lookCalled(client: EngineClient, word: string): Promise<Look | null> {
  if (word === '' || plain(word) === 'none') return null
  const curve = curveCalled(word)
  if (curve !== null) return { curve, cdl: null }
  try {
    return { ...conversionBy(await lutCalled(client, word)), cdl: null }
  } catch (error) {
    if (!(error instanceof RushesError) || error.code !== 'not_found') throw error
    throw new RushesError(
      'usage',
      `A look is none, the name of a LUT (rushes luts), or a log curve: ${LOG_CURVE_IDS.join(', ')}. “${word}” is none of them.`,
    )
  }
}
