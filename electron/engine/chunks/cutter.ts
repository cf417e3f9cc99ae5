/**
 * Cuts bytes that lie in a window of memory of its own. Files are read straight into that window: nothing is copied.
 */
import { GEAR_BYTES, instantiateCut } from './cut-module.ts'
import type { Cuts } from './cuts.ts'
import { wasmMemory } from './wasm-runtime.ts'

const PAGE = 64 << 10

export interface Cutter {
  /** The window. Page-aligned, as unbuffered reads want it. */
  readonly window: Buffer
  /**
   * Length of the chunk that begins at `from` of the window, where bytes lie up to `to`. Before the end of a file,
   * `to - from` has to be at least the greatest length.
   */
  chunkLength(from: number, to: number, cuts: Cuts): number
}

/** Makes a cutter. `gear` is the format's: 256 numbers of 64 bits, little-endian. */
export function createCutter(gear: Uint8Array, windowBytes: number): Cutter {
  if (gear.length !== GEAR_BYTES) throw new TypeError('A gear has 256 numbers of 64 bits.')
  const pages = Math.ceil(windowBytes / PAGE) + 1
  const memory = wasmMemory(pages)
  new Uint8Array(memory.buffer).set(gear)
  const cut = instantiateCut(memory)
  return {
    window: Buffer.from(memory.buffer, PAGE, windowBytes),
    chunkLength(from, to, { least, average, most, hard, easy }) {
      const end = Math.min(to, from + most)
      if (end - from <= least) return end - from
      const middle = Math.min(end, from + average)
      return cut(PAGE + from, PAGE + end, PAGE + from + least, PAGE + middle, hard, easy) - PAGE - from
    },
  }
}
