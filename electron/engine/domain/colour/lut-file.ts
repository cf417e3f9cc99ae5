/**
 * LUT files: `.cube` (Adobe 1.0 and Resolve's with a shaper) and `.3dl`. They come from anywhere, so sizes are bounded,
 * and every number is finite; what ffmpeg's own reader does with a table that is none is not left to it.
 */
import type { Cube, Curves, Lut } from './lut.ts'
import type { Triple } from './primaries.ts'

/** Points along an edge of a cube: ffmpeg takes no more than 256, and no maker gives more than 129. */
const MAX_CUBE = 129
const MAX_CURVE = 65_536
/** No table holds larger numbers: integers of 16 bits, and half floats up to 65,504. */
const MAX_VALUE = 65_535
/** Letters of a line: a title may be long, a mesh of 129 points is. */
const MAX_LINE = 4096

/** What is wrong with a file: its line (from 1), and a sentence. */
interface LutFault {
  readonly line: number
  readonly sentence: string
}

type LutRead = { readonly lut: Lut } | { readonly fault: LutFault }

class Fault extends Error {
  readonly line: number
  constructor(line: number, sentence: string) {
    super(sentence)
    this.line = line
  }
}

/** Reads the text of a LUT file. `kind` is what its name ends in. */
export function readLut(text: string, kind: 'cube' | '3dl'): LutRead {
  const reading = lutReading(text, kind)
  for (;;) {
    const step = reading.next()
    if (step.done === true) return step.value
  }
}

/** The same in steps of some milliseconds, for those who must not keep others waiting: run it to its end. */
export function* lutReading(text: string, kind: 'cube' | '3dl'): Generator<void, LutRead> {
  try {
    return { lut: yield* kind === 'cube' ? readCube(text) : readThreeDl(text) }
  } catch (error) {
    if (error instanceof Fault) return { fault: { line: error.line, sentence: error.message } }
    throw error
  }
}

/** Lines that are read in one step. */
const STEP = 10_000

/** Lines with their numbers from 1, trimmed; a step of the reading now and then. */
function* linesOf(text: string): Generator<{ readonly at: number; readonly line: string } | null, void> {
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
class Numbers {
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

interface Head {
  title: string | null
  cubeSize: number | null
  curveSize: number | null
  from: Triple
  to: Triple
}

function* readCube(text: string): Generator<void, Lut> {
  const head: Head = { title: null, cubeSize: null, curveSize: null, from: [0, 0, 0], to: [1, 1, 1] }
  const rows = new Numbers()
  let ranges: { curve?: Triple; cube?: Triple } = {}
  for (const one of linesOf(text)) {
    if (one === null) {
      yield
      continue
    }
    const { at, line } = one
    if (line === '' || line.startsWith('#')) continue
    if (/^[-+.\d]/.test(line)) {
      rows.add(triple(line, at))
      if (rows.rows > MAX_CUBE ** 3 + MAX_CURVE) throw new Fault(at, 'It has more values than any cube holds.')
    } else ranges = { ...ranges, ...keyword(line, at, head, rows.rows) }
  }
  return assemble(head, rows, ranges)
}

/** Takes a line with a keyword. Ranges of Resolve stand for both ends of a domain. */
function keyword(line: string, at: number, head: Head, rows: number): { curve?: Triple; cube?: Triple } {
  const [word, ...rest] = line.split(/\s+/)
  const value = rest.join(' ')
  if (rows > 0) throw new Fault(at, `“${short(word!)}” stands among the values.`)
  switch (word) {
    case 'TITLE':
      head.title = value.replaceAll('"', '').slice(0, 200)
      return {}
    case 'LUT_3D_SIZE':
      head.cubeSize = sizeOf(value, MAX_CUBE, at)
      return {}
    case 'LUT_1D_SIZE':
      head.curveSize = sizeOf(value, MAX_CURVE, at)
      return {}
    case 'DOMAIN_MIN':
      head.from = triple(value, at)
      return {}
    case 'DOMAIN_MAX':
      head.to = triple(value, at)
      return {}
    case 'LUT_1D_INPUT_RANGE':
      return { curve: rangeOf(value, at) }
    case 'LUT_3D_INPUT_RANGE':
      return { cube: rangeOf(value, at) }
    default:
      throw new Fault(at, `“${short(word!)}” is no keyword of a .cube file.`)
  }
}

function assemble(head: Head, rows: Numbers, ranges: { curve?: Triple; cube?: Triple }): Lut {
  const { cubeSize, curveSize } = head
  if (cubeSize === null && curveSize === null) throw new Fault(1, 'It says neither LUT_1D_SIZE nor LUT_3D_SIZE.')
  const wanted = (curveSize ?? 0) + (cubeSize === null ? 0 : cubeSize ** 3)
  if (rows.rows !== wanted)
    throw new Fault(1, `It announces ${wanted} lines of values and has ${rows.rows}. It may be cut off.`)
  const domain = (range: Triple | undefined): { from: Triple; to: Triple } => {
    const [low, high] = range ?? []
    const found =
      low === undefined || high === undefined
        ? { from: head.from, to: head.to }
        : { from: [low, low, low] as const, to: [high, high, high] as const }
    if (found.from.some((value, at) => value >= found.to[at]!)) throw new Fault(1, 'Its domain ends before it begins.')
    return found
  }
  const curves: Curves | null =
    curveSize === null
      ? null
      : { size: curveSize, ...domain(ranges.curve), values: byChannel(rows.slice(0, curveSize)) }
  const cube: Cube | null =
    cubeSize === null ? null : { size: cubeSize, ...domain(ranges.cube), values: rows.slice(curveSize ?? 0, wanted) }
  return { title: head.title, curves, cube }
}

/** `.3dl` of Lustre and Flame: a line of the mesh, then integers; blue changes fastest. */
function* readThreeDl(text: string): Generator<void, Lut> {
  const rows = new Numbers()
  let mesh: { readonly steps: number; readonly at: number } | null = null
  let top = 0
  for (const one of linesOf(text)) {
    if (one === null) {
      yield
      continue
    }
    const { at, line } = one
    if (!/^[-+.\d]/.test(line)) continue
    if (mesh === null) {
      mesh = { steps: meshOf(line, at), at }
      continue
    }
    const row = triple(line, at)
    if (row.some((value) => value < 0)) throw new Fault(at, 'It has values below 0, which a .3dl can’t hold.')
    rows.add(row)
    top = Math.max(top, ...row)
    if (rows.rows > mesh.steps ** 3) throw new Fault(at, 'It has more values than its mesh announces.')
  }
  if (mesh === null) throw new Fault(1, 'Its first line of numbers is no mesh of 2 to 129 points.')
  const { steps } = mesh
  if (rows.rows !== steps ** 3)
    throw new Fault(mesh.at, `Its mesh announces ${steps ** 3} lines of values and it has ${rows.rows}.`)
  // The files say nothing of their depth: the least that holds their largest value, of those that are written.
  const full = [1023, 4095, 65_535].find((depth) => top <= depth) ?? 65_535
  const read = rows.slice(0, rows.rows)
  const values = new Float64Array(read.length)
  for (let index = 0; index < rows.rows; index += 1) {
    const [b, g, r] = [index % steps, Math.floor(index / steps) % steps, Math.floor(index / steps ** 2)]
    const to = (r + g * steps + b * steps ** 2) * 3
    for (const channel of [0, 1, 2]) values[to + channel] = read[index * 3 + channel]! / full
  }
  return { title: null, curves: null, cube: { size: steps, from: [0, 0, 0], to: [1, 1, 1], values } }
}

/** The points of a mesh. One whose points lie unevenly is no cube that anything here can apply. */
function meshOf(line: string, at: number): number {
  const points = line.split(/\s+/).map(Number)
  const steps = points.length
  const last = points.at(-1)!
  if (steps < 2 || steps > MAX_CUBE || steps === 3 || !points.every((point) => Number.isFinite(point)))
    throw new Fault(at, 'Its first line of numbers is no mesh of 2 to 129 points.')
  const isEven = points.every(
    (point, index) => Math.abs(point - (last * index) / (steps - 1)) <= last / (steps - 1) / 8,
  )
  if (points[0] !== 0 || last <= 0 || !isEven)
    throw new Fault(at, 'The points of its mesh do not lie evenly, which is not supported.')
  return steps
}

/** A cube over 0 to 1 as a `.cube` file. */
export function writeCube({ size, values }: Cube, title: string): string {
  return cubeHead(size, title) + cubeLines(values)
}

/** The head of a `.cube` file; the lines of its colours follow. */
export function cubeHead(size: number, title: string): string {
  return `TITLE "${title.replaceAll(/["\r\n]/g, ' ')}"\nLUT_3D_SIZE ${size}\n`
}

/** Colours as the lines of such a file. */
export function cubeLines(values: Float64Array): string {
  const lines: string[] = []
  for (let at = 0; at < values.length; at += 3)
    lines.push(`${values[at]!.toFixed(7)} ${values[at + 1]!.toFixed(7)} ${values[at + 2]!.toFixed(7)}`)
  return `${lines.join('\n')}\n`
}

/** Curves over 0 to 1 as a `.cube` file of one dimension. */
export function writeCurves({ size, values }: Curves, title: string): string {
  const lines = [`TITLE "${title.replaceAll(/["\r\n]/g, ' ')}"`, `LUT_1D_SIZE ${size}`]
  for (let at = 0; at < size; at += 1)
    lines.push(`${values[at]!.toFixed(7)} ${values[size + at]!.toFixed(7)} ${values[2 * size + at]!.toFixed(7)}`)
  return `${lines.join('\n')}\n`
}

function byChannel(rows: Float64Array): Float64Array {
  const count = rows.length / 3
  return Float64Array.from(rows, (_, index) => rows[(index % count) * 3 + Math.floor(index / count)]!)
}

function triple(text: string, line: number): Triple {
  const numbers = text.split(/\s+/).map(Number)
  if (numbers.length !== 3 || numbers.some((one) => !Number.isFinite(one) || Math.abs(one) > MAX_VALUE))
    throw new Fault(line, `“${short(text)}” is not three numbers.`)
  return numbers as unknown as Triple
}

/** Two numbers; the third of the triple is not used. */
function rangeOf(text: string, line: number): Triple {
  const [low, high, ...more] = text.split(/\s+/).map(Number)
  if (more.length > 0 || !Number.isFinite(low) || !Number.isFinite(high))
    throw new Fault(line, `“${short(text)}” is no range.`)
  return [low!, high!, 0]
}

function sizeOf(text: string, most: number, line: number): number {
  const size = Number(text)
  if (!Number.isInteger(size) || size < 2 || size > most)
    throw new Fault(line, `A size of “${short(text)}” is none: 2 to ${most} are.`)
  return size
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
