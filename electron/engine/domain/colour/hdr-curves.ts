/**
 * PQ and HLG (ITU-R BT.2100-2): from and to light in cd/m² (nits).
 */

const M1 = 2610 / 16384
const M2 = (2523 / 4096) * 128
const C1 = 3424 / 4096
const C2 = (2413 / 4096) * 32
const C3 = (2392 / 4096) * 32

/** The signal of PQ, 0 to 1, for light of 0 to 10,000 nits. */
export function pqFromNits(nits: number): number {
  const power = Math.max(0, nits / 10_000) ** M1
  return ((C1 + C2 * power) / (1 + C3 * power)) ** M2
}

/** The light of a PQ signal. */
export function nitsFromPq(signal: number): number {
  const power = Math.max(0, signal) ** (1 / M2)
  return 10_000 * (Math.max(0, power - C1) / (C2 - C3 * power)) ** (1 / M1)
}

const A = 0.17883277
const B = 1 - 4 * A
const C = 0.5 - A * Math.log(4 * A)

/** The light of a grey HLG signal on a display of `peak` nits. BT.2100's gamma holds for 400 to 2,000 nits. */
export function nitsFromHlg(signal: number, peak = 1000): number {
  const scene = signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - C) / A) + B) / 12
  const gamma = 1.2 + 0.42 * Math.log10(peak / 1000)
  return peak * scene ** gamma
}
