/**
 * Media that was damaged on purpose, the same every time for a seed: cut, flipped, with parts exchanged, with numbers that
 * no file has.
 */
import { readFile } from 'node:fs/promises'
import { madeWith, film, still } from './media.ts'

/** Numbers between 0 and 1, the same for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const tiny = (name: string, ...more: string[]): Promise<string> =>
  madeWith(name, [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=64x36:rate=25:duration=0.4',
    '-f',
    'lavfi',
    '-i',
    'sine=duration=0.4:sample_rate=48000',
    '-shortest',
    ...more,
  ])

/** Whole files of the kinds that are damaged. */
export async function wholeFiles(): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> {
  const paths = await Promise.all([
    tiny('t.mov', '-c:v', 'prores_ks', '-profile:v', 'proxy', '-c:a', 'pcm_s16le', '-timecode', '01:00:00:00'),
    tiny('t.mp4', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac'),
    tiny('t.mkv', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'flac'),
    tiny('t.ts', '-c:v', 'mpeg2video', '-c:a', 'mp2'),
    tiny('t.mxf', '-c:v', 'mpeg2video', '-c:a', 'pcm_s16le'),
    tiny('t.avi', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_s16le'),
    madeWith('t.wav', ['-f', 'lavfi', '-i', 'sine=duration=0.3:sample_rate=48000', '-c:a', 'pcm_s16le']),
    still('png'),
    madeWith('t.dpx', ['-f', 'lavfi', '-i', 'testsrc2=size=64x36', '-frames:v', '1', '-pix_fmt', 'gbrp10le']),
    madeWith('t.tif', ['-f', 'lavfi', '-i', 'testsrc2=size=64x36', '-frames:v', '1', '-pix_fmt', 'rgb24']),
    madeWith('t.jpg', ['-f', 'lavfi', '-i', 'testsrc2=size=64x36', '-frames:v', '1']),
    film(),
  ])
  return await Promise.all(
    paths.map(async (path) => ({ name: path.slice(path.lastIndexOf('/') + 1), bytes: await readFile(path) })),
  )
}

type Damage = (bytes: Buffer, random: () => number) => Buffer

const at = (bytes: Buffer, random: () => number, room = 1): number =>
  Math.floor(random() * Math.max(1, bytes.length - room))
/** Headers are where the numbers are: most damage goes there. */
const near = (bytes: Buffer, random: () => number, room = 1): number =>
  Math.min(at(bytes, random, room), Math.floor(random() * random() * Math.max(1, bytes.length - room)))

const DAMAGES: Readonly<Record<string, Damage>> = {
  cut: (bytes, random) => bytes.subarray(0, at(bytes, random)),
  flipped: (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let bit = 0; bit < 1 + Math.floor(random() * 64); bit += 1)
      copy[near(copy, random)]! ^= 1 << Math.floor(random() * 8)
    return copy
  },
  giant: (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let count = 0; count < 4 && copy.length > 8; count += 1)
      copy.writeUInt32BE(
        [0x7fffffff, 0xffffffff, 0x80000000, 0x00ffffff][Math.floor(random() * 4)]!,
        near(copy, random, 4),
      )
    return copy
  },
  exchanged: (bytes, random) => {
    const length = Math.max(1, Math.floor(bytes.length / 16))
    const [one, other] = [near(bytes, random, length), at(bytes, random, length)]
    const copy = Buffer.from(bytes)
    copy.set(bytes.subarray(one, one + length), other)
    copy.set(bytes.subarray(other, other + length), one)
    return copy
  },
  emptied: (bytes, random) => {
    const copy = Buffer.from(bytes)
    const from = at(copy, random)
    return copy.fill(0, from, Math.min(copy.length, from + Math.floor(random() * 4096)))
  },
  doubled: (bytes, random) => {
    const from = near(bytes, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(Math.max(0, from - 512)), bytes])
  },
}

/** The damaged file of a number: kinds and damages take turns, the rest is chance by the seed. */
export function mutated(
  whole: readonly { readonly name: string; readonly bytes: Buffer }[],
  number: number,
  seed: number,
): { readonly name: string; readonly bytes: Buffer } {
  const random = seeded(seed * 100_003 + number)
  const { name, bytes } = whole[number % whole.length]!
  const [damage, damaged] = Object.entries(DAMAGES)[Math.floor(number / whole.length + number) % 6]!
  const dot = name.lastIndexOf('.')
  return {
    name: `${String(number).padStart(4, '0')}-${damage}${name.slice(dot)}`,
    bytes: damaged(bytes, random),
  }
}
