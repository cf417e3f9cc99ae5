/**
 * Sounds for tests of sound sync, the same for the same seed: something that moves like speech, rooms, noise, music in a
 * loop, claps. Float samples, −1 … 1.
 */

/** Numbers 0 … 1 that look random (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Noise in syllables of 60 … 300 ms with pauses between words, over a quiet room. */
export function speech(seconds: number, seed: number, rate = 48_000): Float32Array {
  const random = seeded(seed)
  const out = new Float32Array(Math.round(seconds * rate))
  let [at, low] = [0, 0]
  while (at < out.length) {
    const length = Math.round((0.06 + 0.24 * random()) * rate)
    const loud = random() < 0.25 ? 0 : 0.05 + 0.3 * random() ** 2
    const colour = 0.15 + 0.7 * random()
    for (let i = 0; i < length && at < out.length; i += 1, at += 1) {
      const shape = Math.sin((Math.PI * i) / length) ** 0.5
      low += colour * (random() * 2 - 1 - low)
      out[at] = loud * shape * low + 0.0008 * (random() * 2 - 1)
    }
  }
  return out
}

/** The same piece of sound over and over. */
export function loop(piece: Float32Array, seconds: number, rate = 48_000): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, at) => piece[at % piece.length]!)
}

/** Noise so many decibels below (positive) or above (negative) the sound's own power. */
export function withNoise(sound: Float32Array, snr: number, seed: number): Float32Array {
  const random = seeded(seed)
  const power = sound.reduce((sum, value) => sum + value * value, 0) / sound.length
  const height = Math.sqrt(3 * power * 10 ** (-snr / 10))
  return sound.map((value) => value + height * (random() * 2 - 1))
}

/** As a camera across the room hears it: a first-order low-pass, and four echoes weaker than the direct sound. */
export function inRoom(sound: Float32Array, rate = 48_000): Float32Array {
  const echoes = [
    [0, 1],
    [0.0071, 0.5],
    [0.0133, 0.4],
    [0.0211, 0.3],
    [0.0373, 0.2],
  ] as const
  const out = new Float32Array(sound.length)
  for (const [delay, height] of echoes) {
    const shift = Math.round(delay * rate)
    for (let at = shift; at < out.length; at += 1) out[at]! += height * sound[at - shift]!
  }
  let low = 0
  return out.map((value) => {
    low += 0.6 * (value - low)
    return low
  })
}

/** A part of a sound, in samples; silence where it has none. */
export function part(sound: Float32Array, from: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => sound[from + at] ?? 0)
}

/** Read `rate` times as fast, as a clock that differs records it. */
export function atRate(sound: Float32Array, rate: number): Float32Array {
  return Float32Array.from({ length: Math.floor((sound.length - 2) / rate) }, (_, at) => {
    const from = at * rate
    const i = Math.floor(from)
    const t = from - i
    const [a, b, c, d] = [sound[i - 1] ?? 0, sound[i]!, sound[i + 1]!, sound[i + 2] ?? 0]
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  })
}

/** Puts a clap at these seconds, with a second of quiet around it as before a take. */
export function withClaps(sound: Float32Array, seconds: readonly number[], rate = 48_000): Float32Array {
  const out = sound.slice()
  const random = seeded(7)
  for (const at of seconds) out.fill(0, Math.round((at - 0.5) * rate), Math.round((at + 0.5) * rate))
  for (const at of seconds)
    for (let i = 0; i < 0.06 * rate; i += 1) {
      const place = Math.round(at * rate) + i
      if (place < out.length) out[place]! += 0.8 * Math.exp(-i / (0.008 * rate)) * (random() * 2 - 1)
    }
  return out.map((value) => Math.max(-1, Math.min(1, value)))
}

/** 16-bit samples at 8 kHz of a sound at 48 kHz: the mean of each six. */
export function toMeter(sound: Float32Array): Int16Array {
  return Int16Array.from({ length: Math.floor(sound.length / 6) }, (_, at) => {
    let sum = 0
    for (let i = 0; i < 6; i += 1) sum += sound[at * 6 + i]!
    return Math.max(-32_768, Math.min(32_767, Math.round((sum / 6) * 32_767)))
  })
}

/** 16-bit samples of channels side by side. */
export function interleaved(channels: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(channels.length * channels[0]!.length)
  channels.forEach((channel, at) => {
    for (let i = 0; i < channel.length; i += 1) out[i * channels.length + at] = channel[i]!
  })
  return out
}
