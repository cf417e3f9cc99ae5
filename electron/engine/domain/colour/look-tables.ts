/**
 * A look as tables: the one description from which ffmpeg's files and the player's textures are made.
 *
 *     values → `domain` becomes 0 to 1, the rest is clipped → curves `pre` → `cube` → curves `post` → signal
 *
 * [Note: joining] A decision list and a LUT are one cube of 65 points. A LUT with curves before its cube keeps them as
 * curves: they are there because a cube alone is too coarse near black. What a list does to each channel is then part of
 * those curves; only one that changes saturation as well has everything in one cube.
 */
import type { Cdl, Look, Reference } from '../../../../shared/model/colour.ts'
import { applyCdl, sopOf } from './cdl.ts'
import { displayCurves, inLog } from './display.ts'
import { LOG_CURVES } from './log-curves.ts'
import { BAKED_SIZE, curvesAt, lookOf, type Cube, type Curves, type Look as LookFunction, type Lut } from './lut.ts'
import type { Triple } from './primaries.ts'

/** A cube over 0 to 1 that is not computed yet (`bakeSlice`). */
interface CubePlan {
  readonly size: number
  readonly at: LookFunction
}

export interface LookPlan {
  readonly reference: Reference
  /** The values that become 0 and 1. */
  readonly domain: readonly [number, number]
  readonly pre: Curves | null
  readonly cube: CubePlan | null
  readonly post: Curves | null
}

/** Points of curves that are made finer: every ten-bit code lies on or near one of them. */
const FINE = 16_385
/** A look's whole domain, for those who clip nothing that a LUT speaks of. */
const UNIT = [0, 1] as const

/** The tables of a look. `lut` is the LUT that it names; null for a look without one. */
export function planLook(look: Look, lut: Lut | null): LookPlan {
  if (lut !== null) return planLut(lut, look.cdl, look.lut?.reference ?? 'signal')
  const { curve, cdl } = look
  const convert = curve === null ? (colour: Triple): Triple => colour : inLog(curve)
  return {
    reference: curve === null ? 'signal' : LOG_CURVES[curve].reference,
    domain: UNIT,
    pre: null,
    cube: { size: BAKED_SIZE, at: graded(cdl, convert) },
    post: curve === null ? null : displayCurves(curve),
  }
}

/** The list grades what the camera recorded, before it is converted. */
function graded(cdl: Cdl | null, convert: LookFunction): LookFunction {
  return cdl === null ? convert : (colour) => convert(applyCdl(cdl, colour))
}

function planLut(lut: Lut, cdl: Cdl | null, reference: Reference): LookPlan {
  const domain = cdl === null ? domainOf(lut, reference) : UNIT
  const into = intoDomain(domain)
  const { curves, cube } = lut
  if (cube === null) {
    const only = resampled((channel, value) => curvesAt(curves!, channel, into(value)), curves!.size)
    return cdl === null
      ? { reference, domain, pre: only, cube: null, post: null }
      : { reference, domain, pre: null, cube: { size: BAKED_SIZE, at: graded(cdl, (colour) => colour) }, post: only }
  }
  if (curves !== null && (cdl === null || cdl.saturation === 1)) {
    const sop = cdl === null ? (_: 0 | 1 | 2, value: number): number => value : sopOf(cdl)
    return {
      reference,
      domain,
      pre: resampled(
        (channel, value) => intoCube(cube, channel, curvesAt(curves, channel, sop(channel, into(value)))),
        curves.size,
      ),
      cube: {
        size: cube.size,
        at: lookOf({ ...lut, curves: null, cube: { ...cube, from: [0, 0, 0], to: [1, 1, 1] } }),
      },
      post: null,
    }
  }
  const whole = lookOf(lut)
  const size = cdl === null && curves === null && isUnit(cube) ? cube.size : Math.max(BAKED_SIZE, cube.size)
  const at: LookFunction = (colour) => whole([into(colour[0]), into(colour[1]), into(colour[2])])
  return { reference, domain, pre: null, cube: { size, at: graded(cdl, at) }, post: null }
}

/**
 * The values that a LUT speaks of and a file can hold: what lies below black and above white is in a file of limited
 * range, and a LUT with such a domain keeps it.
 */
function domainOf({ curves, cube }: Lut, reference: Reference): readonly [number, number] {
  if (reference === 'code') return UNIT
  const { from, to } = curves ?? cube!
  return [Math.max(LEAST, Math.min(0, ...from)), Math.min(MOST, Math.max(1, ...to))]
}
/** The 10-bit numbers 0 and 1023 as signals of limited range. */
const LEAST = -64 / 876
const MOST = (1023 - 64) / 876

const intoDomain =
  ([low, high]: readonly [number, number]) =>
  (value: number): number =>
    low + value * (high - low)

const intoCube = ({ from, to }: Cube, channel: 0 | 1 | 2, value: number): number =>
  Math.min(1, Math.max(0, (value - from[channel]) / (to[channel] - from[channel])))

const isUnit = ({ from, to }: Cube): boolean => from.every((one) => one === 0) && to.every((one) => one === 1)

/** A function of each channel as curves over 0 to 1, at least as fine as the curves that it came from. */
function resampled(of: (channel: 0 | 1 | 2, value: number) => number, size: number): Curves {
  // A multiple of the steps that there were, so that each of their points is one of these.
  const steps = (size - 1) * Math.ceil((FINE - 1) / (size - 1))
  const points = Math.min(65_536, steps + 1)
  const values = new Float64Array(points * 3)
  for (const channel of [0, 1, 2] as const)
    for (let at = 0; at < points; at += 1) values[channel * points + at] = of(channel, at / (points - 1))
  return { size: points, from: [0, 0, 0], to: [1, 1, 1], values }
}

/** The tables as a function of values: what ffmpeg and the player come near to. */
export function planAsFunction({ domain: [low, high], pre, cube, post }: LookPlan): LookFunction {
  return (colour) => {
    const each = (of: (channel: 0 | 1 | 2) => number): Triple => [of(0), of(1), of(2)]
    const unit = each((channel) => Math.min(1, Math.max(0, (colour[channel] - low) / (high - low))))
    const curved = pre === null ? unit : each((channel) => curvesAt(pre, channel, unit[channel]))
    const mapped = cube === null ? curved : cube.at(curved)
    return post === null ? mapped : each((channel) => curvesAt(post, channel, mapped[channel]))
  }
}
