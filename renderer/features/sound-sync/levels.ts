/**
 * The levels of a sound as they are drawn. The file's shape is that of the recipe `sound-levels`.
 */
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { useLibrary } from '../library/index.ts'

const fileSchema = z.object({ version: z.literal(1), levels: z.string() })
/** Levels a second, each half a decibel above −96 dBFS. */
export const LEVEL_RATE = 100
const QUIETEST = 60
const LOUDEST = 192

/** Fetches levels; null while they are on their way, and where they can't be had, which costs only the drawing. */
export function useLevels(derivative: string | null): Uint8Array | null {
  const { platform } = useLibrary()
  const [found, setFound] = useState<{ readonly of: string; readonly levels: Uint8Array | null } | null>(null)
  useEffect(() => {
    if (derivative === null) return
    const asking = new AbortController()
    void load(platform.mediaUrl(derivative), asking.signal).then((levels) => {
      if (!asking.signal.aborted) setFound({ of: derivative, levels })
    })
    return () => asking.abort()
  }, [derivative, platform])
  return found !== null && found.of === derivative ? found.levels : null
}

async function load(url: string, signal: AbortSignal): Promise<Uint8Array | null> {
  try {
    const read = fileSchema.safeParse(await (await fetch(url, { signal })).json())
    return read.success ? Uint8Array.from(atob(read.data.levels), (letter) => letter.charCodeAt(0)) : null
  } catch {
    return null // Shown as a line without a waveform; the numbers beside it stand.
  }
}

/** How tall a level is drawn, 0 … 1; the loudest of a span of seconds. */
function heightBetween(levels: Uint8Array, from: number, to: number): number {
  const first = Math.max(0, Math.floor(from * LEVEL_RATE))
  const last = Math.min(levels.length, Math.max(first + 1, Math.ceil(to * LEVEL_RATE)))
  let most = 0
  for (let at = first; at < last; at += 1) most = Math.max(most, levels[at]!)
  return Math.max(0, (most - QUIETEST) / (LOUDEST - QUIETEST))
}

/** Draws the levels of `span` seconds from `from` on, one column a pixel, in the colour of the element's text. */
export function drawLevels(canvas: HTMLCanvasElement, levels: Uint8Array, from: number, span: number): void {
  const scale = window.devicePixelRatio
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)]
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null || width === 0) return
  context.fillStyle = getComputedStyle(canvas).color
  const seconds = levels.length / LEVEL_RATE
  for (let column = 0; column < width; column += 1) {
    const at = from + (column / width) * span
    if (at < 0 || at >= seconds) continue
    const tall = Math.max(scale, heightBetween(levels, at, at + span / width) * (height - 2 * scale))
    context.fillRect(column, (height - tall) / 2, 1, tall)
  }
}
