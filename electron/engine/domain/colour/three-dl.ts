/**
 * `.3dl`: cubes of Lustre and Flame, with the head `3DMESH` and `Mesh` of Kodak's form or without. Pure.
 */
import { decimal, Fault, linesOf, MAX_CUBE, Numbers, triple } from './lut-lines.ts'
import type { Lut } from './lut.ts'

/** What a file says of itself before its numbers: `Mesh 5 12` is 2^5 + 1 points, and results of 12 bits. */
interface Said {
  readonly steps: number
  readonly bits: number
}

/** Reads it: a line of the mesh, then integers; blue changes fastest. What is no number before and behind is let pass. */
export function* readThreeDl(text: string): Generator<void, Lut> {
  const rows = new Numbers()
  let mesh: { readonly steps: number; readonly at: number } | null = null
  let said: Said | null = null
  let top = 0
  for (const one of linesOf(text)) {
    if (one === null) {
      yield
      continue
    }
    const { at, line } = one
    const head = /^mesh\s+(\d{1,2})\s+(\d{1,2})$/i.exec(line)
    if (head !== null) {
      said = { steps: 2 ** Number(head[1]) + 1, bits: Number(head[2]) }
      if (said.bits < 8 || said.bits > 16) throw new Fault(at, `Its results have ${said.bits} bits: 8 to 16 are read.`)
      continue
    }
    // 3DMESH begins the files of Kodak's form.
    if (!/^[-+.\d]/.test(line) || /^3DMESH\b/i.test(line)) continue
    if (mesh === null) {
      mesh = { steps: meshOf(line, at), at }
      if (said !== null && said.steps !== mesh.steps)
        throw new Fault(at, `It announces a mesh of ${said.steps} points and has ${mesh.steps}.`)
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
  const full = said === null ? guessed(top) : 2 ** said.bits - 1
  if (top > full)
    throw new Fault(mesh.at, `It has values above ${full}, the most of the ${said!.bits} bits that it announces.`)
  const read = rows.slice(0, rows.rows)
  const values = new Float64Array(read.length)
  for (let index = 0; index < rows.rows; index += 1) {
    const [b, g, r] = [index % steps, Math.floor(index / steps) % steps, Math.floor(index / steps ** 2)]
    const to = (r + g * steps + b * steps ** 2) * 3
    for (const channel of [0, 1, 2]) values[to + channel] = read[index * 3 + channel]! / full
  }
  const cube = { size: steps, from: [0, 0, 0], to: [1, 1, 1], values } as const
  // White that is far below what was guessed may be that of another depth.
  const unsure = said === null && top < full * SURE
  return { title: null, curves: null, cube, ...(unsure ? { remark: remarkOn(top, full) } : {}) }
}

const DEPTHS = [1023, 4095, 65_535] as const
/** A largest value of this part of the most leaves no doubt. */
const SURE = 0.9

/** Most files say nothing of their depth: the least that holds their largest value, of those that are written. */
function guessed(top: number): number {
  return DEPTHS.find((depth) => top <= depth) ?? DEPTHS[2]
}

function remarkOn(top: number, full: number): string {
  return `The file does not say its depth. Its largest value is ${top}, so ${Math.log2(full + 1)} bits were taken.`
}

/** The points of a mesh. One whose points lie unevenly is no cube that anything here can apply. */
function meshOf(line: string, at: number): number {
  const points = line.split(/\s+/).map(decimal)
  const steps = points.length
  const last = points.at(-1)!
  if (steps < 2 || steps > MAX_CUBE || steps === 3 || points.some(Number.isNaN))
    throw new Fault(at, 'Its first line of numbers is no mesh of 2 to 129 points.')
  const isEven = points.every(
    (point, index) => Math.abs(point - (last * index) / (steps - 1)) <= last / (steps - 1) / 8,
  )
  if (points[0] !== 0 || last <= 0 || !isEven)
    throw new Fault(at, 'The points of its mesh do not lie evenly, which is not supported.')
  return steps
}
