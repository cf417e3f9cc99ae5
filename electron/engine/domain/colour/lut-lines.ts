/**
 * What the readers of LUT files share: lines with their numbers, bounds, and how a fault is told. Pure.
 */
import type { Triple } from './primaries.ts'

/** Points along an edge of a cube: ffmpeg takes no more than 256, and no maker gives more than 129. */
export const MAX_CUBE = 129
/** No table holds larger numbers: integers of 16 bits, and half floats up to 65,504. */
const MAX_VALUE = 65_535
/** Letters of a line: a title may be long, a mesh of 129 points is. */
const MAX_LINE = 4096

/** What is wrong with a file: its line (from 1), and a sentence. */
export interface LutFault {
  readonly line: number
  readonly sentence: string
}

/** Ends a reading. */
export class Fault extends Error {
  readonly line: number
  constructor(line: number, sentence: string) {
    super(sentence)
    this.line = line
  }
}

/** Lines that are read in one step. */
const STEP = 10_000

/** Lines with their numbers from 1, trimmed; a step of the reading now and then. */
export function* linesOf(text: string): Generator<{ readonly at: number; readonly line: string } | null, void> {
  let begin = text.startsWith('\uFEFF') ? 1 : 0
  for (let at = 1; begin <= text.length; at += 1) {
    if (at % STEP === 0) yield null
    let end = begin
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end += 1
    if (end - begin > MAX_LINE) throw new Fault(at, 'The line is too long for a LUT.')
    yield { at, line: text.slice(begin, end).trim() }
    begin = end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1)
  }
}

/** Numbers as they come, without an array for each colour. */
export class Numbers {
  #values = new Float64Array(3 * 4096)
  rows = 0

  add(triple: Triple): void {
    if (this.rows * 3 === this.#values.length) {
      const more = new Float64Array(this.#values.length * 2)
      more.set(this.#values)
      this.#values = more
    }
    this.#values.set(triple, this.rows * 3)
    this.rows += 1
  }

  slice(from: number, to: number): Float64Array {
    return this.#values.slice(from * 3, to * 3)
  }
}

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i

/** A decimal number that a table can hold; NaN for all else. `Number` alone takes 0x10, 0b1 and nothing at all, too. */
export function decimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN
  return Math.abs(value) <= MAX_VALUE ? value : Number.NaN
}

/** Three numbers. Throws Fault. */
export function triple(text: string, line: number): Triple {
  const numbers = text.split(/\s+/).map(decimal)
  if (numbers.length !== 3 || numbers.some(Number.isNaN))
    throw new Fault(line, `“${short(text)}” is not three numbers.`)
  return numbers as unknown as Triple
}

/** The beginning of a text that is quoted. */
export function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
