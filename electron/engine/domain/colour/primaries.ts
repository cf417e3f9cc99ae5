/**
 * Primaries of cameras and displays, and the matrices between them. All have the white of D65, so no white has to be
 * adapted to another; what files of linear light name may have any white.
 */

type Pair = readonly [number, number]
/** x and y of red, green and blue, as their makers give them. */
type Corners = readonly [Pair, Pair, Pair]

/** Three rows. */
export type Matrix = readonly [Triple, Triple, Triple]
export type Triple = readonly [number, number, number]

const D65: Pair = [0.3127, 0.329]

export const PRIMARIES = {
  bt709: [
    [0.64, 0.33],
    [0.3, 0.6],
    [0.15, 0.06],
  ],
  bt2020: [
    [0.708, 0.292],
    [0.17, 0.797],
    [0.131, 0.046],
  ],
  'p3-d65': [
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
  ],
  's-gamut3-cine': [
    [0.766, 0.275],
    [0.225, 0.8],
    [0.089, -0.087],
  ],
  's-gamut3': [
    [0.73, 0.28],
    [0.14, 0.855],
    [0.1, -0.05],
  ],
  'arri-wide-gamut-3': [
    [0.684, 0.313],
    [0.221, 0.848],
    [0.0861, -0.102],
  ],
  'arri-wide-gamut-4': [
    [0.7347, 0.2653],
    [0.1424, 0.8576],
    [0.0991, -0.0308],
  ],
  'v-gamut': [
    [0.73, 0.28],
    [0.165, 0.84],
    [0.1, -0.03],
  ],
  'cinema-gamut': [
    [0.74, 0.27],
    [0.17, 1.14],
    [0.08, -0.1],
  ],
  'bmd-wide-gamut-5': [
    [0.7177215, 0.3171181],
    [0.228041, 0.861569],
    [0.1005841, -0.0820452],
  ],
  'red-wide-gamut': [
    [0.780308, 0.304253],
    [0.121595, 1.493994],
    [0.095612, -0.084589],
  ],
  'd-gamut': [
    [0.71, 0.31],
    [0.21, 0.88],
    [0.09, -0.08],
  ],
  'protune-native': [
    [0.698448, 0.193026],
    [0.329555, 1.024597],
    [0.108443, -0.034679],
  ],
} as const satisfies Record<string, Corners>

export type PrimariesId = keyof typeof PRIMARIES

/** The matrix that turns light of one set of primaries into that of another. Rows sum to 1: grey stays grey. */
export function matrixBetween(from: PrimariesId, to: PrimariesId): Matrix {
  return multiply(invert(toXyz(PRIMARIES[to])), toXyz(PRIMARIES[from]))
}

/** A matrix times a colour. */
export function apply([x, y, z]: Matrix, [r, g, b]: Triple): Triple {
  const row = (one: Triple): number => one[0] * r + one[1] * g + one[2] * b
  return [row(x), row(y), row(z)]
}

/** x and y of red, green, blue and white, as a file names them. */
export type Chromaticities = readonly [number, number, number, number, number, number, number, number]

/** The matrix that turns light of these primaries into that of Rec. 709; its white stays white (Bradford's adaptation). */
export function matrixToRec709([rx, ry, gx, gy, bx, by, wx, wy]: Chromaticities): Matrix {
  const from = toXyz(
    [
      [rx, ry],
      [gx, gy],
      [bx, by],
    ],
    [wx, wy],
  )
  const cones = (white: Pair): Triple => apply(BRADFORD, xyzOf(white))
  const [theirs, ours] = [cones([wx, wy]), cones(D65)]
  const scaled: Matrix = [
    [ours[0] / theirs[0], 0, 0],
    [0, ours[1] / theirs[1], 0],
    [0, 0, ours[2] / theirs[2]],
  ]
  const adapted = multiply(invert(BRADFORD), multiply(scaled, BRADFORD))
  return multiply(invert(toXyz(PRIMARIES.bt709)), multiply(adapted, from))
}

/** Answers of the cones that Bradford's adaptation scales. */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
]

const xyzOf = ([x, y]: Pair): Triple => [x / y, 1, (1 - x - y) / y]

/** SMPTE RP 177: the columns are the primaries, each as bright as white asks. */
function toXyz(corners: Corners, white: Pair = D65): Matrix {
  const columns = corners.map(([x, y]): Triple => [x / y, 1, (1 - x - y) / y]) as unknown as Matrix
  const unscaled = transpose(columns)
  const [r, g, b] = apply(invert(unscaled), xyzOf(white))
  return unscaled.map((row): Triple => [row[0] * r, row[1] * g, row[2] * b]) as unknown as Matrix
}

function transpose([a, b, c]: Matrix): Matrix {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ]
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b)
  return a.map((row): Triple => {
    const at = (column: Triple): number => row[0] * column[0] + row[1] * column[1] + row[2] * column[2]
    return [at(columns[0]), at(columns[1]), at(columns[2])]
  }) as unknown as Matrix
}

function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  const over = (value: number): number => value / determinant
  return [
    [over(e * i - f * h), over(c * h - b * i), over(b * f - c * e)],
    [over(f * g - d * i), over(a * i - c * g), over(c * d - a * f)],
    [over(d * h - e * g), over(b * g - a * h), over(a * e - b * d)],
  ]
}
