/**
 * How tiles fill the width. Pure.
 */
export const GAP = 4
export const PADDING = 10
/** Space around the picture inside a tile: nothing coloured may touch a picture. */
export const INSET = 6
/** Two lines of text under the picture; in a collection a third, for what is said of the clip there. */
const CAPTION = 42
const NOTE_LINE = 18

export interface GridShape {
  readonly columns: number
  readonly tileWidth: number
  readonly tileHeight: number
  readonly rows: number
  /** From the top of one row to the top of the next. */
  readonly rowHeight: number
  readonly padding: number
}

/** Tiles near `wanted` px wide that fill `width` exactly. Every picture stands in a 16:9 cell. */
export function gridShape(width: number, wanted: number, total: number, hasNotes = false): GridShape {
  const room = Math.max(0, width - 2 * PADDING)
  const columns = Math.max(1, Math.floor((room + GAP) / (wanted + GAP)))
  const tileWidth = Math.floor((room - GAP * (columns - 1)) / columns)
  const tileHeight = Math.round(((tileWidth - 2 * INSET) * 9) / 16) + 2 * INSET + CAPTION + (hasNotes ? NOTE_LINE : 0)
  return {
    columns,
    tileWidth,
    tileHeight,
    rows: Math.ceil(total / columns),
    rowHeight: tileHeight + GAP,
    padding: PADDING,
  }
}

/**
 * Index of the tile on a filmstrip of `count` that lies under the pointer; `share` is 0 at the left, 1 at the right.
 */
export function stripTile(share: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(share * count)))
}

/** Frame of the clip on that tile: the middle of its part, as the recipe draws them. */
export function stripFrame(tile: number, count: number, frames: number): number {
  return Math.floor(((2 * tile + 1) * frames) / (2 * count))
}

/** Places of all tiles that a rubber band touches, in px of the whole grid. */
export function tilesInBand(
  band: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  shape: GridShape,
  total: number,
): { readonly first: number; readonly last: number; readonly from: number; readonly to: number } | null {
  const column = (x: number): number =>
    Math.max(0, Math.min(shape.columns - 1, Math.floor((x - PADDING) / (shape.tileWidth + GAP))))
  const row = (y: number): number => Math.max(0, Math.min(shape.rows - 1, Math.floor((y - PADDING) / shape.rowHeight)))
  if (total === 0) return null
  return { first: row(band.top), last: row(band.bottom), from: column(band.left), to: column(band.right) }
}
