/**
 * Tiles fill the width, whatever it is.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  GAP,
  gridShape,
  PADDING,
  stripFrame,
  stripTile,
  tilesInBand,
} from '../../../renderer/features/grid/geometry.ts'
import { filmstripFrames } from '../../../electron/engine/media/recipes/filmstrip.ts'

describe('the grid', () => {
  it('always fills its width and holds every clip', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 6000 }),
        fc.integer({ min: 120, max: 480 }),
        fc.nat(1_000_000),
        (width, wanted, total) => {
          const shape = gridShape(width, wanted, total)
          const used = 2 * PADDING + shape.columns * shape.tileWidth + (shape.columns - 1) * GAP
          expect(used).toBeLessThanOrEqual(width)
          expect(width - used).toBeLessThan(shape.columns)
          expect(shape.rows * shape.columns).toBeGreaterThanOrEqual(total)
          expect((shape.rows - 1) * shape.columns).toBeLessThan(Math.max(1, total))
        },
      ),
    )
  })

  it('has one column where there is room for no more', () => {
    expect(gridShape(200, 480, 3)).toMatchObject({ columns: 1, rows: 3 })
  })

  it('finds the tiles under a rubber band', () => {
    const shape = gridShape(2 * PADDING + 4 * 200 + 3 * GAP, 200, 40)
    expect(shape.columns).toBe(4)
    expect(tilesInBand({ left: 0, top: 0, right: 250, bottom: shape.rowHeight + 20 }, shape, 40)).toEqual({
      first: 0,
      last: 1,
      from: 0,
      to: 1,
    })
    expect(tilesInBand({ left: 0, top: 0, right: 9, bottom: 9 }, shape, 0)).toBeNull()
  })
})

describe('the filmstrip under the pointer', () => {
  it('shows the first tile at the left edge and the last at the right', () => {
    expect([stripTile(0, 60), stripTile(0.5, 60), stripTile(1, 60), stripTile(-1, 60)]).toEqual([0, 30, 59, 0])
  })

  it('names the frame that the recipe drew', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 500_000 }), fc.nat(59), (frames, tile) => {
        expect(stripFrame(tile, 60, frames)).toBe(filmstripFrames(frames)[tile])
      }),
    )
  })
})
