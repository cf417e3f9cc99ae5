/**
 * Guides and masks over the picture. They are lines on the glass: nothing of the picture is changed.
 */
import { useStore } from 'zustand'
import type { Viewer } from './viewer-store.ts'
import { inset, masked, SAFE, type Rect } from './picture-rect.ts'

const box = ({ x, y, width, height }: Rect) => ({ left: x, top: y, width, height })

/** `picture` is where it lies in the room, before it is enlarged. */
export function Overlay({ viewer, picture }: { readonly viewer: Viewer; readonly picture: Rect }) {
  const { guides, mask } = useStore(viewer.store)
  if (picture.width === 0 || (!guides && mask === null)) return null
  const shown = mask === null ? picture : masked(picture, mask)
  return (
    <div className="overlay" aria-hidden="true">
      {mask !== null && (
        <div className="overlay-room" style={box(picture)}>
          <div
            className="overlay-mask"
            data-mask={mask}
            style={box({ ...shown, x: shown.x - picture.x, y: shown.y - picture.y })}
          />
        </div>
      )}
      {guides &&
        (['action', 'title'] as const).map((kind) => (
          <div key={kind} className="overlay-safe" data-safe={kind} style={box(inset(shown, SAFE[kind]))} />
        ))}
    </div>
  )
}
