/**
 * Where frames are read: as few runs as the folders allow, holes where the sequence has no frame, and nothing where a
 * frame that it has is away.
 */
import { describe, expect, it } from 'vitest'
import {
  fileOf,
  framePieces,
  mostRuns,
  type FrameFile,
  type FramePiece,
} from '../../../electron/engine/domain/media/frame-runs.ts'

const part = (number: number, contentId = `c${number}`) => ({ number, contentId })
const file = (path: string, contentId: string): FrameFile => ({ path, contentId })
const parts = (...numbers: number[]) => numbers.map((number) => part(number))
const files = (folder: string, ...numbers: number[]): FrameFile[] =>
  numbers.map((number) => file(`${folder}/s.${number}.exr`, `c${number}`))

const told = (pieces: readonly FramePiece[] | null): string[] | null =>
  pieces === null
    ? null
    : pieces.map((piece) =>
        piece.kind === 'hole'
          ? `hole ${piece.first}+${piece.count}`
          : `${piece.first}+${piece.count} ${fileOf(piece, 0)} to ${fileOf(piece, piece.count - 1)}`,
      )

describe('the pieces of a sequence', () => {
  it('are the runs between its holes', () => {
    expect(told(framePieces(parts(1, 2, 5, 6, 7), files('/a', 1, 2, 5, 6, 7)))).toEqual([
      '1+2 /a/s.1.exr to /a/s.2.exr',
      'hole 3+2',
      '5+3 /a/s.5.exr to /a/s.7.exr',
    ])
  })

  it('are none while a frame that it has is nowhere', () => {
    expect(framePieces(parts(1, 2, 3), files('/a', 1, 3))).toBeNull()
    expect(framePieces(parts(1, 2, 3), [...files('/a', 1, 3), file('/a/s.2.exr', 'other')])).toBeNull()
  })

  it('come from the copy that has most, and from others where that has none', () => {
    expect(told(framePieces(parts(1, 2, 3, 4), [...files('/few', 1, 3), ...files('/most', 1, 2, 4)]))).toEqual([
      '1+2 /most/s.1.exr to /most/s.2.exr',
      '3+1 /few/s.3.exr to /few/s.3.exr',
      '4+1 /most/s.4.exr to /most/s.4.exr',
    ])
  })

  it('are told apart where several frames are equal', () => {
    const black = [1, 2, 3].map((number) => part(number, 'black'))
    expect(
      told(
        framePieces(
          black,
          [1, 2, 3].map((number) => file(`/a/s.${number}.exr`, 'black')),
        ),
      ),
    ).toEqual(['1+3 /a/s.1.exr to /a/s.3.exr'])
  })

  it('come from a copy that was numbered anew', () => {
    const copy = [11, 12, 13].map((number, at) => file(`/b/t.${number}.exr`, `c${[1, 2, 5][at]}`))
    expect(told(framePieces(parts(1, 2, 5), copy))).toEqual([
      '1+2 /b/t.11.exr to /b/t.12.exr',
      'hole 3+2',
      '5+1 /b/t.13.exr to /b/t.13.exr',
    ])
  })

  it('go on over numbers that outgrow their zeros', () => {
    const names = ['008', '009', '010', '011'].map((digits) => file(`/a/s${digits}.dpx`, `c${Number(digits)}`))
    expect(told(framePieces(parts(8, 9, 10, 11), names))).toEqual(['8+4 /a/s008.dpx to /a/s011.dpx'])
    const outgrown = ['98', '99', '100'].map((digits) => file(`/a/s${digits}.dpx`, `c${Number(digits)}`))
    expect(told(framePieces(parts(98, 99, 100), outgrown))).toEqual(['98+3 /a/s98.dpx to /a/s100.dpx'])
    const zeros = ['0098', '0099', '0100'].map((digits) => file(`/a/s${digits}.dpx`, `c${Number(digits)}`))
    expect(told(framePieces(parts(98, 99, 100), zeros))).toEqual(['98+3 /a/s0098.dpx to /a/s0100.dpx'])
  })

  it('are refused where they are more than one decode takes', () => {
    const odd = Array.from({ length: 65 }, (_, at) => at * 2)
    expect(() => framePieces(parts(...odd), files('/a', ...odd))).toThrow(/65 pieces/)
    expect(() => framePieces(parts(...odd.slice(1)), files('/a', ...odd.slice(1)))).not.toThrow()
    // All runs are open at once: of 8K in floating point memory holds a few.
    expect([mostRuns({ width: 1920, height: 1080 }), mostRuns({ width: 8192, height: 4320 })]).toEqual([64, 4])
  })
})
