/**
 * The picture of one clip in the inspector; before and after where it has a look.
 */
import { useStore } from 'zustand'
import type { AssetDetail, AssetRow } from '../../../shared/model/asset.ts'
import { DEFAULT_PARAMS_HASH } from '../../../shared/model/recipe-params.ts'
import { Divider } from '../../ui/index.ts'
import { Picture } from '../grid/index.ts'
import { useLibrary } from '../library/index.ts'

/** `detail` is null while it is read. `compares`: false while the player shows before and after itself. */
export function Poster({
  row,
  detail,
  compares: mayCompare,
}: {
  readonly row: AssetRow
  readonly detail: AssetDetail | null
  readonly compares: boolean
}) {
  const { platform, compare } = useLibrary()
  const { mode, at } = useStore(compare.store)
  const plain = plainPoster(detail)
  const compares = mayCompare && row.look !== null && plain !== null && plain !== row.derivatives.poster
  const split = compares && mode === 'split'
  return (
    <div className="in-poster">
      <Picture row={row} iconSize={32} says={false} />
      {compares && mode !== 'after' && (
        <>
          <img
            className="picture in-before"
            src={platform.mediaUrl(plain)}
            alt=""
            draggable={false}
            style={{ clipPath: `inset(0 ${split ? 100 - at * 100 : 0}% 0 0)` }}
          />
          <span className="divider-word is-before">As recorded</span>
          {split && <Divider at={at} onMove={compare.move} />}
        </>
      )}
    </div>
  )
}

/** The newest poster that was made without a look. */
function plainPoster(detail: AssetDetail | null): string | null {
  return (
    detail?.madeList.find(({ recipe, paramsHash }) => recipe === 'poster' && paramsHash === DEFAULT_PARAMS_HASH)?.id ??
    null
  )
}
