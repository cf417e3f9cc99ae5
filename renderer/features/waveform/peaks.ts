/**
 * The waveform's file, and its drawing. The file's shape is the waveform recipe's.
 */
import { z } from 'zod'

export const peaksSchema = z.object({
  version: z.literal(1),
  sampleRate: z.number().positive(),
  channels: z.number().int(),
  samples: z.number().int(),
  samplesPerBucket: z.number().int().positive(),
  buckets: z.number().int(),
  peaks: z.array(z.array(z.number())),
})
export type Peaks = z.infer<typeof peaksSchema>

/** Fetches the peaks; null when they can't be had, which costs only the drawing. */
export async function loadPeaks(url: string, signal: AbortSignal): Promise<Peaks | null> {
  try {
    const answer = await fetch(url, { signal })
    const read = peaksSchema.safeParse(await answer.json())
    return read.success ? read.data : null
  } catch {
    return null // Shown as a scrubber without a waveform.
  }
}

/** The loudest low and high of one column of `width`, over the given channels. */
export function columnPeak(
  peaks: Peaks,
  channels: readonly number[],
  column: number,
  width: number,
): { readonly low: number; readonly high: number } {
  const first = Math.floor((column * peaks.buckets) / width)
  const last = Math.max(first + 1, Math.ceil(((column + 1) * peaks.buckets) / width))
  let low = 0
  let high = 0
  for (const channel of channels) {
    const values = peaks.peaks[channel] ?? []
    for (let bucket = first; bucket < last; bucket += 1) {
      low = Math.min(low, values[2 * bucket] ?? 0)
      high = Math.max(high, values[2 * bucket + 1] ?? 0)
    }
  }
  return { low, high }
}

/**
 * Draws channels into equal lanes (or all into one), 1 px columns, in the colour of the element's text. Sizes in CSS
 * px.
 */
export function drawPeaks(
  canvas: HTMLCanvasElement,
  peaks: Peaks,
  size: { readonly width: number; readonly height: number; readonly lanes: boolean },
): void {
  const scale = window.devicePixelRatio
  const { lanes } = size
  const width = Math.round(Math.min(size.width, canvas.clientWidth) * scale)
  const height = Math.round(Math.min(size.height, canvas.clientHeight) * scale)
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null || width === 0) return
  const all = peaks.peaks.map((_, channel) => channel)
  const groups = lanes && all.length > 1 ? all.map((channel) => [channel]) : [all]
  const lane = height / groups.length
  context.fillStyle = getComputedStyle(canvas).color
  groups.forEach((group, at) => {
    const middle = lane * (at + 0.5)
    for (let column = 0; column < width; column += 1) {
      const { low, high } = columnPeak(peaks, group, column, width)
      const top = middle - (high / 127) * (lane / 2 - scale)
      const bottom = middle - (low / 127) * (lane / 2 - scale)
      context.fillRect(column, top, 1, Math.max(scale / 2, bottom - top))
    }
  })
}
