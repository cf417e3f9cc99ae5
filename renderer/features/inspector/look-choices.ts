/**
 * What the look picker offers, and which of it a search finds. Pure.
 */
import { LOG_CURVE_IDS, LOG_CURVE_NAMES, type Look } from '../../../shared/model/colour.ts'
import { lutSizeText, type Lut } from '../../../shared/model/luts.ts'

/** What converts a picture; null of both is nothing. */
export type Conversion = { readonly curve: Look['curve']; readonly lut?: NonNullable<Look['lut']> } | null

export interface LookChoice {
  readonly id: string
  readonly label: string
  /** What else is known of it, in a few words. */
  readonly about: string
  readonly group: 'none' | 'lut' | 'curve'
  readonly conversion: Conversion
  readonly disabled: boolean
}

/** All of them: as recorded, the library's LUTs, then the conversions that come with Rushes. */
export function lookChoices(luts: readonly Lut[]): LookChoice[] {
  return [
    { id: 'none', label: 'As recorded', about: '', group: 'none', conversion: null, disabled: false },
    ...luts.map((lut): LookChoice => ({
      id: lut.hash,
      label: lut.name,
      about: lut.here ? aboutLut(lut) : (lut.fault ?? 'Not on this device yet'),
      group: 'lut',
      conversion: { curve: null, lut: { hash: lut.hash, reference: lut.reference } },
      disabled: !lut.here,
    })),
    ...LOG_CURVE_IDS.map((curve): LookChoice => ({
      id: curve,
      label: LOG_CURVE_NAMES[curve],
      about: '',
      group: 'curve',
      conversion: { curve },
      disabled: false,
    })),
  ]
}

function aboutLut({ curve, gamut, size, reference }: Lut): string {
  const made = [curve === null ? '' : `for ${LOG_CURVE_NAMES[curve]}`, gamut].filter((part) => part !== '').join(' · ')
  return `${made === '' ? lutSizeText(size) : made} · ${reference} range`
}

/** Those whose name or words hold every word of a search. */
export function foundChoices(choices: readonly LookChoice[], search: string): LookChoice[] {
  const words = search.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean)
  return choices.filter(({ label, about }) => {
    const text = `${label} ${about}`.normalize('NFC').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/**
 * The choice that a look is; null for none of them: a LUT that was taken out of the set, or a decision list alone, with
 * which a clip is not shown as recorded.
 */
export function choiceOf(look: Look | null): string | null {
  if (look === null) return 'none'
  return look.lut?.hash ?? look.curve
}

/** The one above or below, which may be chosen. Stays at the ends. */
export function nextChoice(choices: readonly LookChoice[], from: string | null, by: 1 | -1): string | null {
  const free = choices.filter(({ disabled }) => !disabled)
  const at = free.findIndex(({ id }) => id === from)
  if (at < 0) return (by === 1 ? free[0] : free.at(-1))?.id ?? null
  return free[Math.min(free.length - 1, Math.max(0, at + by))]!.id
}
