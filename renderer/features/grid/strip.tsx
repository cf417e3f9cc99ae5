/**
 * The filmstrip under the pointer: the frames of the clip, scrubbed by moving, with their timecode.
 */
import { useState, type PointerEvent } from 'react'
import type { AssetDetail, AssetRow } from '../../../shared/model/asset.ts'
import { useResource } from '../../api/index.ts'
import { frameLabel, frameNumber, useLibrary } from '../library/index.ts'
import { stripFrame, stripTile } from './geometry.ts'

/** Frames that are files go by their numbers. */
function labelOf(data: AssetDetail | null, row: AssetRow, frame: number): string {
  const number = data === null ? null : frameNumber(data, frame)
  return number ?? frameLabel(data ?? row, frame)
}

/**
 * Lies over the poster while the pointer is there; asks for the strip's layout when it first stands. `start` is where
 * the pointer is, 0 at the left.
 */
export function Strip({
  row,
  width,
  height,
  start,
}: {
  readonly row: AssetRow
  readonly width: number
  readonly height: number
  readonly start: number
}) {
  const { detail, platform } = useLibrary()
  const { data } = useResource(detail(row.id))
  const [share, setShare] = useState(start)
  const meta = data?.filmstripMeta ?? null
  const sheet = row.derivatives.filmstrip
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    setShare((event.clientX - box.left) / box.width)
  }
  const tile = meta === null ? null : stripTile(share, meta.count)
  const scale = meta === null ? 1 : Math.min(width / meta.frameWidth, height / meta.frameHeight)
  return (
    <div className="strip" onPointerMove={move}>
      {tile !== null && meta !== null && sheet !== null && (
        <>
          <div
            className="strip-frame"
            style={{
              width: meta.frameWidth * scale,
              height: meta.frameHeight * scale,
              backgroundImage: `url("${platform.mediaUrl(sheet)}")`,
              backgroundSize: `${meta.columns * meta.frameWidth * scale}px ${meta.rows * meta.frameHeight * scale}px`,
              backgroundPosition: `${-(tile % meta.columns) * meta.frameWidth * scale}px ${-Math.floor(tile / meta.columns) * meta.frameHeight * scale}px`,
            }}
          />
          <div className="strip-line" style={{ left: `${share * 100}%` }} />
          <div className="strip-time mono">
            {labelOf(data, row, stripFrame(tile, meta.count, row.durationFrames ?? meta.count))}
          </div>
        </>
      )}
    </div>
  )
}
