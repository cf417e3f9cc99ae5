/**
 * The whole window takes cards, folders and files.
 */
import { Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLibrary } from '../features/library/index.ts'
import type { OffloadSheet } from '../features/offload/index.ts'

/** Shows where to let go while something is dragged over. */
export function DropZone({ offload }: { readonly offload: OffloadSheet }) {
  const { platform, drag } = useLibrary()
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const files = (event: DragEvent): boolean =>
      (event.dataTransfer?.types.includes('Files') ?? false) && !drag.isOver(event)
    const enter = (event: DragEvent): void => {
      if (!files(event)) return
      depth += 1
      setOver(true)
    }
    const leave = (event: DragEvent): void => {
      if (!files(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const hover = (event: DragEvent): void => {
      if (!files(event)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
    }
    const drop = (event: DragEvent): void => {
      depth = 0
      setOver(false)
      if (!files(event)) return
      event.preventDefault()
      const paths = platform.pathsOf([...(event.dataTransfer?.files ?? [])])
      // With the sheet open, a drop is more of the same card.
      if (offload.store.getState().open && paths.length > 0 && offload.store.getState().offload === null) {
        offload.begin([...offload.store.getState().sources, ...paths])
      } else offload.drop(paths)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', hover)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', hover)
      window.removeEventListener('drop', drop)
    }
  }, [platform, offload, drag])
  if (!over) return null
  return (
    <div className="drop-zone" aria-hidden="true">
      <div>
        <Download size={32} strokeWidth={1.25} />
        <p>Copy verified, or catalogue in place</p>
      </div>
    </div>
  )
}
