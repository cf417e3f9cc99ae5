/**
 * Tables of a look as they go to a window: half floats for the cube, as its texture holds them, and floats for curves.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { WireTables } from '../../../shared/model/luts.ts'
import { toHalf } from '../domain/colour/half-float.ts'
import type { LookPlan } from '../domain/colour/look-tables.ts'
import { bakeSlice, type Curves } from '../domain/colour/lut.ts'

/** Computes them slice by slice, so that nobody waits for more than one. */
export async function wireTables({ reference, domain, pre, cube, post }: LookPlan): Promise<WireTables> {
  let baked: WireTables['cube'] = null
  if (cube !== null) {
    const halves = new Uint16Array(cube.size ** 3 * 4)
    let at = 0
    for (let blue = 0; blue < cube.size; blue += 1) {
      const slice = bakeSlice(cube.at, blue, cube.size)
      for (let index = 0; index < slice.length; index += 3) {
        halves[at] = toHalf(slice[index]!)
        halves[at + 1] = toHalf(slice[index + 1]!)
        halves[at + 2] = toHalf(slice[index + 2]!)
        halves[at + 3] = ONE
        at += 4
      }
      await turn()
    }
    baked = { size: cube.size, values: base64(halves) }
  }
  return { reference, domain: [domain[0], domain[1]], pre: wireCurves(pre), cube: baked, post: wireCurves(post) }
}

const ONE = toHalf(1)

function wireCurves(curves: Curves | null): WireTables['pre'] {
  if (curves === null) return null
  const { size, values } = curves
  const alike = values
    .subarray(0, size)
    .every((value, at) => value === values[size + at] && value === values[2 * size + at])
  return {
    size,
    channels: alike ? 1 : 3,
    values: base64(Float32Array.from(alike ? values.subarray(0, size) : values)),
  }
}

function base64({ buffer, byteOffset, byteLength }: Uint16Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}
