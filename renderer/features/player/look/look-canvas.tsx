/**
 * The picture of a proxy with its look, drawn over the video that plays.
 */
import { useEffect, useRef, useState, type RefObject } from 'react'
import { toRushesError } from '../../../../shared/contract/client.ts'
import type { WireTables } from '../../../../shared/model/luts.ts'
import { canonicalJson } from '../../../../shared/util/canonical-json.ts'
import { useLibrary } from '../../library/index.ts'
import { createLookRenderer } from './look-renderer.ts'
import type { Drawn } from './picture-way.ts'
import { VIEW, type AroundView } from '../view/around.ts'
import type { Exposure } from '../view/viewer-store.ts'

/**
 * Draws every frame that `video` presents, with what is `drawn` on it; null for the picture as it is. `onFail` is told why
 * there is nothing to draw with.
 */
export function LookCanvas({
  video,
  drawn,
  exposure,
  around,
  onFail,
}: {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly drawn: Drawn | null
  readonly exposure: Exposure
  /** Where somebody looks in a picture that surrounds them; null for the picture as it lies. */
  readonly around: AroundView | null
  readonly onFail: (sentence: string) => void
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const tables = useTables(drawn, onFail)
  const view = useRef(around)
  const redraw = useRef<(() => void) | null>(null)
  useEffect(() => {
    view.current = around
    redraw.current?.()
  }, [around])

  useEffect(() => {
    const [element, onto] = [video.current, canvas.current]
    if (element === null || onto === null || tables === null) return
    const renderer = createLookRenderer(onto, tables, exposure)
    if (renderer === null) {
      onFail('The look can’t be drawn here: WebGL 2 was refused. It is shown when its proxy is made.')
      return
    }
    let callback = 0
    let ended = false
    const draw = (): void => {
      if (ended || element.videoWidth === 0 || element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return
      renderer.look(view.current)
      const { width, height } = view.current === null ? sizeOf(element) : VIEW
      renderer.draw(element, width, height)
      onto.dataset['drawn'] = String(element.currentTime)
    }
    const presented = (): void => {
      draw()
      if (!ended) callback = element.requestVideoFrameCallback(presented)
    }
    const lost = (event: Event): void => {
      event.preventDefault()
      onFail('The graphics driver was reset. Open the clip again to see its look.')
    }
    onto.addEventListener('webglcontextlost', lost)
    element.addEventListener('seeked', draw)
    element.addEventListener('loadeddata', draw)
    redraw.current = draw
    // A clip that stands presents no frame by itself.
    draw()
    callback = element.requestVideoFrameCallback(presented)
    return () => {
      ended = true
      redraw.current = null
      element.cancelVideoFrameCallback(callback)
      element.removeEventListener('seeked', draw)
      element.removeEventListener('loadeddata', draw)
      onto.removeEventListener('webglcontextlost', lost)
      renderer.end()
    }
  }, [video, tables, exposure, onFail])

  return <canvas ref={canvas} className="stage-media stage-look" aria-hidden="true" />
}

const sizeOf = ({ videoWidth, videoHeight }: HTMLVideoElement) => ({ width: videoWidth, height: videoHeight })

/** Tables that change nothing. */
const AS_IT_IS: WireTables = { pre: null, cube: null, post: null, reference: 'signal', domain: [0, 1] }

/** The tables of what is drawn, from the engine; null while they are on their way. */
function useTables(drawn: Drawn | null, onFail: (sentence: string) => void): WireTables | null {
  const { connection } = useLibrary()
  const [found, setFound] = useState<{ readonly key: string; readonly tables: WireTables } | null>(null)
  const key = canonicalJson(drawn)
  useEffect(() => {
    if (key === 'null') return
    const controller = new AbortController()
    connection.client.luts.table(JSON.parse(key) as Drawn, { signal: controller.signal }).then(
      (tables) => setFound({ key, tables }),
      (error: unknown) => {
        if (!controller.signal.aborted) onFail(toRushesError(error).message)
      },
    )
    return () => controller.abort()
  }, [connection, key, onFail])
  return key === 'null' ? AS_IT_IS : found?.key === key ? found.tables : null
}

/** Whether this browser draws with WebGL 2; asked once. */
let asked: boolean | null = null
export function canDrawLooks(): boolean {
  asked ??= new OffscreenCanvas(1, 1).getContext('webgl2') !== null
  return asked
}
