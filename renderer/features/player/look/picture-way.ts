/**
 * Which proxy the player shows of a clip with a look, and whether it applies the look itself. Pure.
 */
import type { AssetDetail, MadeDerivative } from '../../../../shared/model/asset.ts'
import type { Look, Tone } from '../../../../shared/model/colour.ts'
import { rateSchema } from '../../../../shared/model/primitives.ts'
import { whyNoLook } from '../../../../shared/model/look-applies.ts'
import { DEFAULT_PARAMS_HASH } from '../../../../shared/model/recipe-params.ts'

/** What is drawn on a plain proxy: a look, or HDR that no ffmpeg brought down. */
export type Drawn = { readonly look: Look } | { readonly tone: Tone }

/** `plain`: as it was made · `baked`: made with the look · `live`: the plain proxy, with `drawn` on it. */
interface PictureWay {
  readonly how: 'plain' | 'baked' | 'live'
  readonly proxy: string | null
  readonly drawn: Drawn | null
  /** What a person has to know of it; null for nothing. */
  readonly note: string | null
}

type Shown = Pick<AssetDetail, 'look' | 'hdr' | 'derivatives' | 'madeList' | 'colour' | 'rate'>

/** The newest proxy that was made without a look; null for none. Of numbered frames: at the rate that they are shown at. */
function plainProxy({ madeList, rate }: Pick<AssetDetail, 'madeList' | 'rate'>): string | null {
  const ofFrames = ({ params: { sequence, rate: at, ...others } }: MadeDerivative): boolean =>
    sequence !== undefined && Object.keys(others).length === 0 && isRate(at, rate)
  return (
    madeList.find((one) => one.recipe === 'proxy' && (one.paramsHash === DEFAULT_PARAMS_HASH || ofFrames(one)))?.id ??
    null
  )
}

function isRate(at: unknown, rate: AssetDetail['rate']): boolean {
  const read = rateSchema.safeParse(at)
  return read.success && rate !== null && read.data.num === rate.num && read.data.den === rate.den
}

/** True where a look changes what is seen: HDR has a curve of its own, and a LUT that is lacking changes nothing yet. */
export function hasLook({ look, hdr, colour }: Pick<Shown, 'look' | 'hdr' | 'colour'>): boolean {
  return look !== null && whyNoLook({ kind: 'video', hdr }) === null && colour !== null && colour.lacking === null
}

/** `comparing`: a person looks at before and after, which takes one picture with the look on it. */
export function pictureWay(detail: Shown, gl: boolean, comparing: boolean): PictureWay {
  const { look, colour, madeList, derivatives } = detail
  const { proxy } = derivatives
  const plain = plainProxy(detail)
  const asMade = { how: 'plain', proxy, drawn: null } as const
  if (proxy === null) return { ...asMade, note: null }
  const tone = colour?.tone ?? null
  if (tone !== null && madeList.find(({ id }) => id === proxy)?.colour === 'not-converted')
    return gl
      ? { how: 'live', proxy, drawn: { tone }, note: null }
      : {
          ...asMade,
          note: 'Colours are off: this ffmpeg can’t bring HDR down, and this browser offers no WebGL 2 to do it.',
        }
  if (look === null || !hasLook(detail)) return { ...asMade, note: null }
  const baked = proxy !== plain
  if (plain !== null && gl && (comparing || !baked)) return { how: 'live', proxy: plain, drawn: { look }, note: null }
  if (baked)
    return {
      how: 'baked',
      proxy,
      drawn: null,
      note: comparing ? 'Before and after needs WebGL 2, which this browser does not offer.' : null,
    }
  return {
    ...asMade,
    note: 'Shown as recorded until the proxy with the look is made: this browser offers no WebGL 2.',
  }
}
