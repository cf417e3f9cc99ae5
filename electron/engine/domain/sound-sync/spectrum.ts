/**
 * Correlation by the Fourier transform (fft.js). Plans are kept by size: making one costs as much as using it.
 */
import FFT from 'fft.js'

const plans = new Map<number, FFT>()

function planOf(size: number): FFT {
  let plan = plans.get(size)
  if (plan === undefined) {
    // A day has recordings of a few sizes; beyond that the memory is worth more than the time.
    if (plans.size >= 4) plans.clear()
    plan = new FFT(size)
    plans.set(size, plan)
  }
  return plan
}

/** The least power of two that is not below `length`. */
export function sizeFor(length: number): number {
  return Math.max(16, 2 ** Math.ceil(Math.log2(length)))
}

/** The first half of the spectrum of real values, padded with zeros: real, imaginary, real, … for 0 … size/2. */
export function spectrumOf(values: Float32Array, size: number): Float32Array {
  const plan = planOf(size)
  const padded = new Float64Array(size)
  padded.set(values)
  const out = new Float64Array(size * 2)
  plan.realTransform(out, padded)
  return Float32Array.from(out.subarray(0, size + 2))
}

/**
 * The correlation of two signals by their half spectra: at index `lag` (negative ones from the end) the sum over i of
 * a[i] · b[i + lag]. `weigh` takes the power of a bin and its number and gives what its product is multiplied by.
 */
export function correlationOf(
  a: Float32Array,
  b: Float32Array,
  size: number,
  weigh?: (power: number, bin: number) => number,
): Float64Array {
  const half = size / 2
  const product = new Float64Array(size * 2)
  for (let bin = 0; bin <= half; bin += 1) {
    const [re, im] = [2 * bin, 2 * bin + 1]
    // The conjugate of a times b.
    let x = a[re]! * b[re]! + a[im]! * b[im]!
    let y = a[re]! * b[im]! - a[im]! * b[re]!
    if (weigh !== undefined) {
      const weight = weigh(x * x + y * y, bin)
      x *= weight
      y *= weight
    }
    product[re] = x
    product[im] = y
    if (bin > 0 && bin < half) {
      product[2 * (size - bin)] = x
      product[2 * (size - bin) + 1] = -y
    }
  }
  const out = new Float64Array(size * 2)
  planOf(size).inverseTransform(out, product)
  const real = new Float64Array(size)
  for (let at = 0; at < size; at += 1) real[at] = out[2 * at]!
  return real
}
