/**
 * Which proxy the player shows of a clip with a look, and whether it applies the look itself. Pure.
 */
import type { AssetDetail } from '../../../../shared/model/asset.ts'
import { DEFAULT_PARAMS_HASH } from '../../../../shared/model/recipe-params.ts'

/** `plain`: as it was made · `baked`: made with the look · `live`: the plain proxy, drawn with the look. */
interface PictureWay {
  readonly how: 'plain' | 'baked' | 'live'
  readonly proxy: string | null
  /** What a person has to know of it; null for nothing. */
  readonly note: string | null
}

type Shown = Pick<AssetDetail, 'look' | 'hdr' | 'derivatives' | 'madeList' | 'colour'>

/** The newest proxy that was made without a look; null for none. */
function plainProxy({ madeList }: Pick<AssetDetail, 'madeList'>): string | null {
  return madeList.find(({ recipe, paramsHash }) => recipe === 'proxy' && paramsHash === DEFAULT_PARAMS_HASH)?.id ?? null
}

/** True where a look changes what is seen: HDR has a curve of its own, and a LUT that is lacking changes nothing yet. */
export function hasLook({ look, hdr, colour }: Pick<Shown, 'look' | 'hdr' | 'colour'>): boolean {
  return look !== null && hdr === null && colour !== null && colour.lacking === null
}

/** `comparing`: a person looks at before and after, which takes one picture with the look on it. */
export function pictureWay(detail: Shown, gl: boolean, comparing: boolean): PictureWay {
  const { proxy } = detail.derivatives
  const plain = plainProxy(detail)
  if (!hasLook(detail) || detail.derivatives.proxy === null) return { how: 'plain', proxy, note: null }
  const baked = proxy !== plain
  if (plain !== null && gl && (comparing || !baked)) return { how: 'live', proxy: plain, note: null }
  if (baked)
    return {
      how: 'baked',
      proxy,
      note: comparing ? 'Before and after needs WebGL 2, which this browser does not offer.' : null,
    }
  return {
    how: 'plain',
    proxy,
    note: 'Shown as recorded until the proxy with the look is made: this browser offers no WebGL 2.',
  }
}
