/**
 * Encoders of graphics cards, for review proxies: their options, and a trial before one is trusted. They differ by driver
 * as much as by card, and a wrong one makes green or shuffled pictures without a word.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import { fileUrl, inputOptions } from './input.ts'
import type { Runner } from './runner.ts'

/** In the order in which they are tried. */
const HARDWARE_ENCODERS = ['h264_videotoolbox', 'h264_nvenc', 'h264_qsv', 'h264_amf'] as const
export type HardwareEncoder = (typeof HARDWARE_ENCODERS)[number]

/** About the quality of libx264 at CRF 23. */
const QUALITY: Readonly<Record<HardwareEncoder, readonly string[]>> = {
  h264_videotoolbox: ['-q:v', '55', '-allow_sw', '0'],
  h264_nvenc: ['-preset', 'p4', '-rc', 'vbr', '-cq', '26', '-b:v', '0', '-forced-idr', '1', '-strict_gop', '1'],
  h264_qsv: ['-global_quality', '25', '-idr_interval', '0'],
  h264_amf: ['-rc', 'cqp', '-qp_i', '24', '-qp_p', '26'],
}

/** Options of the picture: groups that stand alone, of so many frames, without pictures that refer forward. Pure. */
export function hardwareOptions(encoder: HardwareEncoder, group: number): string[] {
  const groups = ['-g', String(group), '-bf', '0', '-flags:v', '+cgop']
  return ['-c:v', encoder, ...QUALITY[encoder], '-profile:v', 'high', '-pix_fmt', 'nv12', ...groups]
}

const LIMIT_MS = 20_000
const FRAMES = 3
/** Small enough to be quick, large enough for every card (some refuse less than 145 columns). */
const SIZE = { width: 640, height: 360 }
/** What is compared: lumas of a small copy. */
const SMALL = { width: 32, height: 18 }
/** Mean difference of lumas: compression costs one or two, another frame or a wrong matrix ten and more. */
const NEAR = 5
/** Three pictures that differ in most of their lumas. */
const PICTURES = `testsrc2=size=${SIZE.width}x${SIZE.height}:rate=25,hue=b=n-1`

/** The first encoder that gets three frames right, in their order; null for none. Throws RushesError 'cancelled'. */
export async function tryHardware(
  exe: string,
  encoders: ReadonlySet<string>,
  runner: Runner,
  signal?: AbortSignal,
): Promise<HardwareEncoder | null> {
  const listed = HARDWARE_ENCODERS.filter((name) => encoders.has(name))
  if (listed.length === 0) return null
  const folder = await mkdtemp(join(tmpdir(), 'rushes-hardware-'))
  const run = async (args: readonly string[]): Promise<Buffer | null> => {
    try {
      const { code, output } = await runner.run({
        exe,
        args: ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args],
        timeLimitMs: LIMIT_MS,
        signal,
      })
      return code === 0 ? output : null
    } catch (error) {
      // A driver that hangs or dies is as good as none. Called off is another matter.
      if (isRushesError(error) && error.code !== 'cancelled') return null
      throw error
    }
  }
  const source = ['-f', 'lavfi', '-i', PICTURES, '-frames:v', String(FRAMES)]
  const lumas = ['-vf', `scale=${SMALL.width}:${SMALL.height}:flags=area,format=gray`, '-f', 'rawvideo', 'pipe:1']
  try {
    const right = await run([...source, ...lumas])
    for (const encoder of right === null ? [] : listed) {
      const path = join(folder, `${encoder}.mp4`)
      const made = await run([...source, '-vf', 'format=nv12', ...hardwareOptions(encoder, 12), fileUrl(path)])
      const back = made === null ? null : await run([...inputOptions(path), '-i', fileUrl(path), ...lumas])
      if (back !== null && isAlike(right!, back)) return encoder
    }
    return null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** True where as many frames came back, each nearest to its own. Pure. */
export function isAlike(right: Buffer, back: Buffer): boolean {
  const bytes = SMALL.width * SMALL.height
  if (right.length !== bytes * FRAMES || back.length !== right.length) return false
  const frame = (all: Buffer, at: number): Buffer => all.subarray(at * bytes, (at + 1) * bytes)
  return Array.from({ length: FRAMES }, (_, at) => at).every((at) => {
    const differences = Array.from({ length: FRAMES }, (_, other) => difference(frame(right, other), frame(back, at)))
    const own = differences[at]!
    return own <= NEAR && differences.every((one, other) => other === at || one > own)
  })
}

function difference(one: Buffer, other: Buffer): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / one.length
}
