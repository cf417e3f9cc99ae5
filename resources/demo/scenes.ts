/**
 * The demo's pictures: small painted scenes that move a little, so that a card of them looks like a day's work and
 * every clip can be told from the others at thumbnail size.
 */
import { hash, noise, octaves, smooth } from './noise.ts'

/** Linear-ish RGB, 0 … 1 each; may pass 1 where light is bright. */
export type Colour = readonly [number, number, number]

/** The colour at a point: x runs to the right from 0 to 1.78, y down from 0 to 1, t in seconds. */
export type Scene = (x: number, y: number, t: number) => Colour

const ASPECT = 16 / 9

function mix(a: Colour, b: Colour, amount: number): Colour {
  const k = Math.max(0, Math.min(1, amount))
  return [a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k, a[2] + (b[2] - a[2]) * k]
}

function plus(a: Colour, b: Colour, amount: number): Colour {
  return [a[0] + b[0] * amount, a[1] + b[1] * amount, a[2] + b[2] * amount]
}

/** Ridges one behind the other, fading into the haze. The lines are the same for a whole column, so they are kept. */
function ridges(sky: Scene, near: Colour, haze: Colour, layers: number, rough: number): Scene {
  const columns = new Map<number, number[]>()
  let keptFor = Number.NaN
  const linesAt = (x: number, t: number): number[] => {
    if (t !== keptFor) columns.clear()
    keptFor = t
    const kept = columns.get(x)
    if (kept) return kept
    const lines = Array.from({ length: layers }, (_, layer) => {
      const depth = (layer + 1) / layers
      const wave = octaves(x * (1.2 + rough * depth) + layer * 9.1 + t * 0.05 * depth, layer * 5.3, 5) - 0.45
      return 0.44 + depth * 0.44 - wave * (0.62 - depth * 0.3)
    })
    columns.set(x, lines)
    return lines
  }
  return (x, y, t) => {
    const lines = linesAt(x, t)
    for (let layer = layers - 1; layer >= 0; layer -= 1) {
      const below = y - lines[layer]!
      if (below < 0) continue
      const depth = (layer + 1) / layers
      return mix(mix(haze, near, depth ** 1.3), haze, Math.min(0.75, below * 2.4 * (1.1 - depth)))
    }
    return sky(x, y, t)
  }
}

const dawnSky: Scene = (x, y) => {
  const sun = Math.hypot(x - 1.15, (y - 0.4) * 1.1)
  const base = mix([0.16, 0.27, 0.48], [0.98, 0.68, 0.42], smooth(0, 0.62, y))
  return plus(base, [1, 0.75, 0.4], Math.exp(-sun * 6) * 0.9 + (sun < 0.05 ? 0.6 : 0))
}

const duskSky: Scene = (x, y, t) => {
  const cloud = octaves(x * 2 + t * 0.05, y * 7, 4)
  const base = mix([0.2, 0.12, 0.3], [0.95, 0.42, 0.2], smooth(0, 0.55, y))
  return plus(base, [0.5, 0.2, 0.15], smooth(0.5, 0.8, cloud) * 0.6)
}

const sea: Scene = (x, y, t) => {
  const horizon = 0.48
  if (y < horizon) {
    const sun = Math.hypot(x - 0.85, y - 0.4)
    const sky = mix([0.32, 0.25, 0.45], [1, 0.55, 0.25], smooth(0.05, horizon, y))
    const cloud = smooth(0.55, 0.85, octaves(x * 1.6 - t * 0.02, y * 9, 4))
    return plus(mix(sky, [0.45, 0.2, 0.28], cloud * 0.6), [1, 0.8, 0.5], Math.exp(-sun * 9) + (sun < 0.055 ? 1 : 0))
  }
  const depth = 1 / (y - horizon + 0.03)
  const wave = octaves(x * 3 * Math.min(depth, 9) * 0.6, depth * 2.6 + t * 1.2, 3)
  const water = mix([0.05, 0.1, 0.2], [0.6, 0.34, 0.28], wave * 0.5 + 0.6 * Math.exp(-(y - horizon) * 5))
  const path = Math.exp(-(((x - 0.85) / (0.06 + (y - horizon) * 0.4)) ** 2))
  return plus(water, [1, 0.65, 0.35], path * smooth(0.42, 0.75, wave) * 1.3)
}

const city: Scene = (x, y, t) => {
  const sky = mix([0.02, 0.03, 0.09], [0.22, 0.13, 0.28], smooth(0, 0.8, y))
  let colour = sky
  for (let layer = 0; layer < 3; layer += 1) {
    const width = 0.055 + layer * 0.03
    const slide = x + t * 0.012 * (layer + 1)
    const block = Math.floor(slide / width)
    const top = 0.62 - layer * 0.02 - hash(block, layer + 40) * (0.42 - layer * 0.08)
    if (y < top) continue
    colour = mix([0.1, 0.09, 0.18], [0.015, 0.02, 0.04], (layer + 1) / 3)
    const [column, row] = [Math.floor((slide / width) * 5), Math.floor(y * (56 - layer * 12))]
    const [inColumn, inRow] = [(slide / width) * 5 - column, y * (56 - layer * 12) - row]
    const pane = inColumn > 0.25 && inColumn < 0.8 && inRow > 0.25 && inRow < 0.75
    const lit = pane && hash(column, row + layer * 99) > 0.62
    if (lit) colour = mix([1, 0.72, 0.36], [0.6, 0.8, 1], hash(column + 7, row) > 0.8 ? 1 : 0)
  }
  for (let light = 0; light < 14; light += 1) {
    const [cx, cy] = [((hash(light, 1) * 2.4 + t * 0.03 * (1 + hash(light, 5))) % 2) - 0.1, 0.72 + hash(light, 2) * 0.3]
    const reach = 0.045 + hash(light, 3) * 0.05
    const disc = 1 - smooth(reach * 0.86, reach, Math.hypot(x - cx, y - cy))
    const tint: Colour =
      hash(light, 4) > 0.5 ? [1, 0.45, 0.2] : hash(light, 6) > 0.5 ? [0.25, 0.7, 0.9] : [1, 0.2, 0.35]
    colour = plus(colour, tint, disc * 0.42)
  }
  return colour
}

const forest: Scene = (x, y, t) => {
  let colour: Colour = mix([0.78, 0.85, 0.72], [0.35, 0.48, 0.4], y)
  colour = plus(colour, [0.4, 0.36, 0.2], smooth(0.55, 0.95, noise((x + y * 0.55) * 7 - t * 0.15, 3)) * (1 - y))
  for (let layer = 0; layer < 5; layer += 1) {
    const depth = (layer + 1) / 5
    const slide = x + t * 0.02 * depth + layer * 3.7
    const spacing = 0.1 + depth * 0.22
    const trunk = Math.floor(slide / spacing)
    const centre = (trunk + 0.2 + hash(trunk, layer) * 0.6) * spacing
    const half = (0.006 + depth * depth * 0.032) * (0.7 + hash(trunk, layer + 8) * 0.6) * (0.85 + y * 0.3)
    const bark = octaves(slide * 40, y * 6, 2) * 0.12
    const edge = 1 - smooth(half * 0.85, half, Math.abs(slide - centre + (noise(trunk, y * 3) - 0.5) * 0.012))
    colour = mix(
      colour,
      [0.3 - depth * 0.24 + bark, 0.38 - depth * 0.29 + bark, 0.32 - depth * 0.26 + bark * 0.7],
      edge,
    )
    const ground = 0.72 + depth * 0.2 + (octaves(slide * 3, layer, 3) - 0.5) * 0.08
    if (y > ground) colour = mix([0.42, 0.5, 0.36], [0.05, 0.09, 0.05], depth)
  }
  return colour
}

const interview: Scene = (x, y, t) => {
  const wall = mix([0.2, 0.15, 0.12], [0.07, 0.06, 0.07], smooth(0.2, 1.5, x))
  const pane = x > 0.12 && x < 0.62 && y > 0.08 && y < 0.66
  const bar = Math.abs(x - 0.37) < 0.01 || Math.abs(y - 0.36) < 0.01
  let colour = plus(wall, [0.5, 0.36, 0.2], Math.exp(-Math.hypot(x - 0.4, y - 0.35) * 2.6) * 0.8)
  if (pane && !bar)
    colour = mix([0.95, 0.92, 0.82], [0.66, 0.78, 0.86], smooth(0.1, 0.7, y) + (octaves(x * 5, y * 4, 3) - 0.5) * 0.5)
  const sway = Math.sin(t * 0.9) * 0.006
  const lamp = Math.hypot(x - 1.58, y - 0.3)
  colour = plus(colour, [1, 0.62, 0.25], Math.exp(-lamp * 9) + (lamp < 0.045 ? 0.7 : 0))
  const [hx, hy] = [x - 1.08 - sway, y - 0.4]
  const head = Math.hypot(hx / 0.8, hy) - 0.155
  const shoulders = Math.hypot(hx / 1.75, (y - 0.98) / 1.15) - 0.27
  const neck = Math.max(Math.abs(hx) - 0.055, Math.abs(y - 0.6) - 0.12)
  const person = Math.min(head, shoulders, neck)
  const rim = Math.exp(-Math.abs(person) * 40) * smooth(0.08, -0.14, hx)
  if (person < 0)
    colour = plus(mix([0.1, 0.08, 0.08], [0.3, 0.2, 0.15], smooth(0.14, -0.2, hx)), [0.9, 0.7, 0.45], rim * 0.75)
  return colour
}

const aurora: Scene = (x, y, t) => {
  const star = hash(Math.floor(x * 260), Math.floor(y * 260)) > 0.9975 ? 0.8 : 0
  let colour: Colour = plus(mix([0.01, 0.02, 0.07], [0.03, 0.1, 0.16], y), [1, 1, 1], star * (1 - y))
  for (let veil = 0; veil < 3; veil += 1) {
    const fold = x + (octaves(x * 1.4 + t * 0.06, veil * 7 + t * 0.05, 3) - 0.5) * 0.7
    const foot = 0.52 - veil * 0.1 + (noise(fold * 3 + veil * 5, t * 0.12) - 0.5) * 0.28
    const height = foot - y
    const ray = 0.35 + 0.65 * octaves(fold * 22, veil + t * 0.3, 2)
    const glow = height > 0 ? Math.exp(-height * 4.2) * ray : Math.exp(height * 26) * ray
    colour = plus(colour, mix([0.12, 0.95, 0.5], [0.55, 0.2, 0.85], height * 2.2), glow * 0.62)
  }
  const snow = 0.8 - (octaves(x * 1.7 + 4, 2, 5) - 0.5) * 0.34
  return y > snow ? mix([0.1, 0.2, 0.26], [0.02, 0.05, 0.09], (y - snow) * 4) : colour
}

const neon: Scene = (x, y, t) => {
  const street = 0.56
  const mirrored = y < street ? y : street - (y - street) * 0.9 + (octaves(x * 9, y * 34 - t * 1.1, 3) - 0.5) * 0.09
  const wobble = y < street ? x : x + (noise(x * 6, y * 40 - t * 1.4) - 0.5) * 0.05
  let colour: Colour = [0.02, 0.025, 0.05]
  const signs: readonly (readonly [number, number, number, number, Colour])[] = [
    [0.28, 0.25, 0.04, 0.17, [1, 0.12, 0.42]],
    [0.62, 0.36, 0.13, 0.035, [0.1, 0.75, 1]],
    [0.98, 0.2, 0.03, 0.13, [1, 0.62, 0.1]],
    [1.3, 0.33, 0.09, 0.06, [0.65, 0.2, 1]],
    [1.58, 0.24, 0.035, 0.2, [0.15, 1, 0.65]],
  ]
  for (const [cx, cy, w, h, tint] of signs) {
    const d = Math.hypot(Math.max(0, Math.abs(wobble - cx) - w), Math.max(0, Math.abs(mirrored - cy) - h))
    const flicker = 0.9 + 0.1 * Math.sin(t * 7 + cx * 30)
    colour = plus(colour, tint, (Math.exp(-d * 55) + Math.exp(-d * 7.5) * 0.33) * flicker * (y < street ? 1 : 0.62))
  }
  const rain = hash(Math.floor(x * 220 + y * 14), Math.floor(y * 7 - t * 26)) > 0.985 ? 0.1 : 0
  return plus(colour, [0.7, 0.8, 1], rain)
}

const underwater: Scene = (x, y, t) => {
  const rays = octaves(((x - 0.9) / (y + 0.35)) * 3.2 + t * 0.05, t * 0.12, 3)
  const base = mix([0.16, 0.66, 0.74], [0.01, 0.11, 0.22], smooth(0, 1, y))
  let colour = plus(base, [0.5, 0.75, 0.6], smooth(0.5, 0.85, rays) * Math.exp(-y * 2.1) * 0.8)
  const sand = 0.84 - (octaves(x * 2, 8, 3) - 0.5) * 0.12
  if (y > sand) {
    const net = Math.abs(noise(x * 12 + t * 0.6, y * 26) - 0.5) + Math.abs(noise(x * 10 - t * 0.5, y * 22 + 9) - 0.5)
    colour = plus([0.1, 0.26, 0.28], [0.5, 0.7, 0.55], Math.exp(-net * 11) * 0.8)
  }
  for (let fish = 0; fish < 9; fish += 1) {
    const cx = ((hash(fish, 1) * 2 + t * (0.1 + hash(fish, 2) * 0.05)) % 2.1) - 0.15
    const cy = 0.3 + hash(fish, 3) * 0.35 + Math.sin(t * 2 + fish) * 0.01
    const body = Math.hypot((x - cx) / 2.4, y - cy) - 0.014
    const tail = Math.max(Math.abs(y - cy) - (cx - 0.03 - x) * 0.5, x - cx + 0.03, cx - 0.062 - x)
    if (Math.min(body, tail) < 0) colour = mix([0.02, 0.14, 0.22], [0.9, 0.55, 0.2], fish % 3 === 0 ? 0.8 : 0.1)
  }
  return colour
}

/** The scenes by name, in the order in which a card uses them. */
export const SCENES: Readonly<Record<string, Scene>> = {
  dawn: ridges(dawnSky, [0.06, 0.1, 0.14], [0.92, 0.66, 0.5], 6, 1.6),
  interview,
  sea,
  forest,
  city,
  dunes: ridges(duskSky, [0.16, 0.05, 0.05], [0.85, 0.4, 0.24], 4, 0.1),
  neon,
  aurora,
  underwater,
}

/** Paints one frame as packed 8-bit RGB, with a soft shoulder on the highlights and a little falloff to the corners. */
export function paint(scene: Scene, width: number, height: number, t: number): Buffer {
  const frame = Buffer.allocUnsafe(width * height * 3)
  let at = 0
  for (let row = 0; row < height; row += 1) {
    const y = (row + 0.5) / height
    for (let column = 0; column < width; column += 1) {
      const x = ((column + 0.5) / width) * ASPECT
      const fall = 1 - 0.32 * ((x / ASPECT - 0.5) ** 2 + (y - 0.5) ** 2) * 2
      for (const light of scene(x, y, t)) {
        const level = Math.max(0, light) * fall
        frame[at] = Math.min(255, 255 * (level < 0.7 ? level : 0.7 + 0.3 * (1 - Math.exp(-(level - 0.7) / 0.3))))
        at += 1
      }
    }
  }
  return frame
}
