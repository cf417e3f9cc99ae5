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
  try {
    return { lut: kind === 'cube' ? readCube(text) : readThreeDl(text) }
  } catch (error) {
    if (error instanceof Fault) return { fault: { line: error.line, sentence: error.message } }
    throw error
  }
}

interface Head {
  title: string | null
  cubeSize: number | null
  curveSize: number | null
  from: Triple
  to: Triple
}

function readCube(text: string): Lut {
  const head: Head = { title: null, cubeSize: null, curveSize: null, from: [0, 0, 0], to: [1, 1, 1] }
  const rows: Triple[] = []
  let ranges: { curve?: Triple; cube?: Triple } = {}
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const at = index + 1
    if (/^[-+.\d]/.test(line)) {
      rows.push(triple(line, at))
      if (rows.length > MAX_CUBE ** 3 + MAX_CURVE) throw new Fault(at, 'It has more values than any cube holds.')
    } else ranges = { ...ranges, ...keyword(line, at, head, rows.length) }
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

function assemble(head: Head, rows: readonly Triple[], ranges: { curve?: Triple; cube?: Triple }): Lut {
  const { cubeSize, curveSize } = head
  if (cubeSize === null && curveSize === null) throw new Fault(1, 'It says neither LUT_1D_SIZE nor LUT_3D_SIZE.')
  const wanted = (curveSize ?? 0) + (cubeSize === null ? 0 : cubeSize ** 3)
  if (rows.length !== wanted)
    throw new Fault(1, `It announces ${wanted} lines of values and has ${rows.length}. It may be cut off.`)
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
    cubeSize === null
      ? null
      : { size: cubeSize, ...domain(ranges.cube), values: Float64Array.from(rows.slice(curveSize ?? 0).flat()) }
  return { title: head.title, curves, cube }
}

/** `.3dl` of Lustre and Flame: a line of the mesh, then integers; blue changes fastest. */
function readThreeDl(text: string): Lut {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((raw, index) => ({ at: index + 1, line: raw.trim() }))
    .filter(({ line }) => line !== '' && /^[-+.\d]/.test(line))
  const [mesh, ...rest] = lines
  const steps = mesh?.line.split(/\s+/).length ?? 0
  if (mesh === undefined || steps < 2 || steps > MAX_CUBE || steps === 3)
    throw new Fault(mesh?.at ?? 1, 'Its first line of numbers is no mesh of 2 to 129 points.')
  if (rest.length !== steps ** 3)
    throw new Fault(mesh.at, `Its mesh announces ${steps ** 3} lines of values and it has ${rest.length}.`)
  const rows = rest.map(({ at, line }) => triple(line, at))
  const top = rows.reduce((most, row) => Math.max(most, ...row), 0)
  // The files say nothing of their depth: the least that holds their largest value, of those that are written.
  const full = [1023, 4095, 65_535].find((depth) => top <= depth) ?? 65_535
  const values = new Float64Array(steps ** 3 * 3)
  for (const [index, row] of rows.entries()) {
    const [b, g, r] = [index % steps, Math.floor(index / steps) % steps, Math.floor(index / steps ** 2)]
    values.set(
      row.map((value) => value / full),
      (r + g * steps + b * steps ** 2) * 3,
    )
  }
  return { title: null, curves: null, cube: { size: steps, from: [0, 0, 0], to: [1, 1, 1], values } }
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

function byChannel(rows: readonly Triple[]): Float64Array {
  const values = new Float64Array(rows.length * 3)
  for (const [index, row] of rows.entries())
    for (const at of [0, 1, 2] as const) values[at * rows.length + index] = row[at]
  return values
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
