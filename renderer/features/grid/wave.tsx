/**
 * The waveform of a sound clip, where a picture would stand.
 */
import { useEffect, useRef } from 'react'
import { drawPeaks, loadPeaks } from '../waveform/index.ts'
import { useLibrary } from '../library/index.ts'

/** Drawn once it is in sight; the cell keeps its size before and after. */
export function Wave({ waveform }: { readonly waveform: string }) {
  const { platform } = useLibrary()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const controller = new AbortController()
    void loadPeaks(platform.mediaUrl(waveform), controller.signal).then((peaks) => {
      const element = canvas.current
      if (peaks !== null && element !== null && !controller.signal.aborted)
        drawPeaks(element, peaks, { width: element.clientWidth, height: element.clientHeight, lanes: false })
      return undefined
    })
    return () => controller.abort()
  }, [platform, waveform])
  return (
    <div className="picture picture-wave">
      <canvas ref={canvas} />
    </div>
  )
}
