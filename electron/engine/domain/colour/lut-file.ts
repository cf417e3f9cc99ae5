/**
 * LUT files: `.cube` (Adobe 1.0 and Resolve's with a shaper) and `.3dl`. They come from anywhere, so sizes are bounded,
 * and every number is finite; what ffmpeg's own reader does with a table that is none is not left to it.
 */
import { decimal, Fault, linesOf, MAX_CUBE, Numbers, short, triple, type LutFault } from './lut-lines.ts'
import type { Cube, Curves, Lut } from './lut.ts'
import { readThreeDl } from './three-dl.ts'
import type { Triple } from './primaries.ts'

const MAX_CURVE = 65_536
type LutRead = { readonly lut: Lut } | { readonly fault: LutFault }

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

interface Head {
  title: string | null
  cubeSize: number | null
  curveSize: number | null
  from: Triple
  to: Triple
  /** What Resolve says of levels: `video` has black at 64 and white at 940 of 1,023. */
  input: 'video' | 'full' | null
  output: 'video' | 'full' | null
}

function* readCube(text: string): Generator<void, Lut> {
  const head: Head = {
    title: null,
    cubeSize: null,
    curveSize: null,
    from: [0, 0, 0],
    to: [1, 1, 1],
    input: null,
    output: null,
  }
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
    case 'LUT_IN_VIDEO_RANGE':
    case 'LUT_IN_FULL_RANGE':
      head.input = word.includes('VIDEO') ? 'video' : 'full'
      return {}
    case 'LUT_OUT_VIDEO_RANGE':
    case 'LUT_OUT_FULL_RANGE':
      head.output = word.includes('VIDEO') ? 'video' : 'full'
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
  const reference =
    head.input === null ? {} : { reference: head.input === 'video' ? ('code' as const) : ('signal' as const) }
  if (head.output === 'video') spread(cube ?? curves)
  return { title: head.title, curves, cube, ...reference }
}

/** Results that are codes, to signals: 64 of 1,023 is black, 940 is white. */
function spread(table: Cube | Curves | null): void {
  for (const [at, value] of table?.values.entries() ?? []) table!.values[at] = (value * 1023 - 64) / 876
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

/** Two numbers; the third of the triple is not used. */
function rangeOf(text: string, line: number): Triple {
  const [low = Number.NaN, high = Number.NaN, ...more] = text.split(/\s+/).map(decimal)
  if (more.length > 0 || Number.isNaN(low) || Number.isNaN(high)) throw new Fault(line, `“${short(text)}” is no range.`)
  return [low, high, 0]
}

function sizeOf(text: string, most: number, line: number): number {
  const size = decimal(text)
  if (!Number.isInteger(size) || size < 2 || size > most)
    throw new Fault(line, `A size of “${short(text)}” is none: 2 to ${most} are.`)
  return size
}
