/**
 * Whether a look (a LUT, the conversion of a curve, a decision list) can be put on a clip: the one place that says so.
 */
import type { AssetKind, AssetRow } from './asset.ts'

/** Kinds that have a picture. */
const SEEN: ReadonlySet<AssetKind> = new Set(['video', 'still', 'sequence', 'graphics'])

const HDR: Readonly<Record<string, string>> = { pq: 'PQ', hlg: 'HLG', 'dolby-vision': 'Dolby Vision' }

/** Why a clip takes no look, a sentence; null where it takes one. */
export function whyNoLook({ kind, hdr }: Pick<AssetRow, 'kind' | 'hdr'>): string | null {
  if (!SEEN.has(kind)) return 'It has no picture.'
  if (hdr !== null)
    return `It is HDR (${HDR[hdr] ?? hdr}): its curve is known, and it is brought down to Rec. 709 as it is.`
  return null
}
