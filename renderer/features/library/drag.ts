/**
 * Clips that are dragged. In a browser they go to collections; in the desktop app their originals go to any other
 * program as files, and come back to a collection as the clips they are.
 */
import type { DragEvent as ReactDragEvent } from 'react'
import type { Platform } from '../../api/index.ts'

export const CLIPS = 'application/x-rushes-clips'

type AnyDrag = DragEvent | ReactDragEvent

export interface ClipDrag {
  /** Begins; with Alt the desktop app drags inside the window only, which also works for clips that are offline. */
  begin(ids: readonly string[], event: ReactDragEvent): void
  /** True when what is dragged over the window are our own clips. */
  isOver(event: AnyDrag): boolean
  /** The clips that were let go. */
  take(event: AnyDrag): string[]
}

/** Makes the drag of one window. */
export function createClipDrag(platform: Platform, page: Pick<Window, 'addEventListener'>): ClipDrag {
  // A native drag tells the page nothing of its end; the first move without a pressed button does.
  let native: readonly string[] = []
  page.addEventListener('pointermove', (event) => {
    if ((event as PointerEvent).buttons === 0) native = []
  })
  return {
    begin(ids, event) {
      if (platform.bridge !== null && !event.altKey) {
        event.preventDefault()
        native = ids
        platform.bridge.startDrag([...ids])
        return
      }
      event.dataTransfer.setData(CLIPS, JSON.stringify(ids))
      event.dataTransfer.effectAllowed = 'copy'
    },
    isOver: (event) => (event.dataTransfer?.types.includes(CLIPS) ?? false) || native.length > 0,
    take(event) {
      const own = [...native]
      native = []
      if (own.length > 0) return own
      const read: unknown = JSON.parse(event.dataTransfer?.getData(CLIPS) || '[]')
      return Array.isArray(read) ? read.filter((id): id is string => typeof id === 'string') : []
    },
  }
}
