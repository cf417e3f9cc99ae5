/**
 * Sizes: fit a picture into a box with square pixels, even sides (4:2:0 halves them) and no enlargement.
 */

export interface Size {
  readonly width: number
  readonly height: number
}

/** The nearest even number, at least 2. */
function even(value: number): number {
  return Math.max(2, Math.round(value / 2) * 2)
}

/**
 * Fits a display size (square pixels, upright) into a box that turns with the picture: portrait gets the box on end.
 * The sides come out even; a picture is never made larger than it is.
 */
export function fit(display: Size, box: Size): Size {
  const portrait = display.height > display.width
  const [maxWidth, maxHeight] = portrait ? [box.height, box.width] : [box.width, box.height]
  const scale = Math.min(1, maxWidth / display.width, maxHeight / display.height)
  return {
    width: Math.min(even(display.width * scale), maxWidth),
    height: Math.min(even(display.height * scale), maxHeight),
  }
}
