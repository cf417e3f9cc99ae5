/**
 * The first sample of a track of a QuickTime or MP4 file, for metadata that cameras lay beside the picture in tracks of
 * their own (Sony `rtmd`, GoPro `gpmd`). Also the steps between the times of a track's samples.
 */
import { rational } from '../../../../shared/time/rational.ts'
import { snapRate, type Rate } from '../../../../shared/time/rate.ts'
import { openMedia } from '../../files/open-plain.ts'
import { boxAt, boxesIn } from '../boxes.ts'

/** A sample above this is no metadata of one frame. */
const MAX_SAMPLE = 4 << 20

/** Where the first sample of the first track with these letters lies; null when there is none. Pure. */
export function firstSample(index: Buffer, letters: string): { readonly at: number; readonly bytes: number } | null {
  for (const { type, body } of boxesIn(index)) {
    const table = type === 'trak' ? boxAt(body, 'mdia', 'minf', 'stbl') : null
    const descriptions = table === null ? null : boxAt(table, 'stsd')
    if (table === null || descriptions === null || descriptions.toString('latin1', 12, 16) !== letters) continue
    const sizes = boxAt(table, 'stsz')
    const at = chunkOffset(table)
    if (sizes === null || sizes.length < 12 || at === null) return null
    const every = sizes.readUInt32BE(4)
    const bytes = every !== 0 ? every : sizes.length >= 16 ? sizes.readUInt32BE(12) : 0
    return bytes > 0 && bytes <= MAX_SAMPLE ? { at, bytes } : null
  }
  return null
}

function chunkOffset(table: Buffer): number | null {
  const short = boxAt(table, 'stco')
  if (short !== null) return short.length >= 12 ? short.readUInt32BE(8) : null
  const long = boxAt(table, 'co64')
  return long !== null && long.length >= 16 ? Number(long.readBigUInt64BE(8)) : null
}

/** The bytes of it; null where the file ends before. Throws what the file system throws. */
export async function readFirstSample(path: string, index: Buffer, letters: string): Promise<Buffer | null> {
  const place = firstSample(index, letters)
  if (place === null || !Number.isSafeInteger(place.at)) return null
  const file = await openMedia(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(place.bytes), 0, place.bytes, place.at)
    return bytesRead === place.bytes ? buffer : null
  } finally {
    await file.close()
  }
}

/** How the pictures follow one another: unevenly, or by equal steps, of which there are so many a second. */
export type Steps = { readonly uneven: true } | { readonly uneven: false; readonly rate: Rate }

/**
 * The steps between the times of the first track with pictures; null where nothing tells, and where they differ by a tick
 * or a hair: that is rounding (23.976 at 600 ticks a second has steps of 25 and 26), and the header's average tells the
 * rate. The last step is left out: writers stretch or cut it. Pure.
 */
export function stepsOf(index: Buffer): Steps | null {
  for (const { type, body } of boxesIn(index)) {
    if (type !== 'trak') continue
    const handler = boxAt(body, 'mdia', 'hdlr')
    if (handler === null || handler.toString('latin1', 8, 12) !== 'vide') continue
    const times = boxAt(body, 'mdia', 'minf', 'stbl', 'stts')
    const ticks = ticksOf(boxAt(body, 'mdia', 'mdhd'))
    return times === null || ticks === null ? null : stepsIn(times, ticks)
  }
  return null
}

/** Ticks a second; the second version of the box has times of 64 bits. */
function ticksOf(mdhd: Buffer | null): number | null {
  const at = mdhd !== null && mdhd[0] === 1 ? 20 : 12
  return mdhd === null || mdhd.length < at + 4 ? null : mdhd.readUInt32BE(at) || null
}

/** Less of a step is a clock that trembles; no picture moves by it. */
const JITTER = 0.02

/** Steps are told in runs: how many samples, how many ticks each. */
function stepsIn(stts: Buffer, ticks: number): Steps | null {
  if (stts.length < 8) return null
  const runs: { readonly count: number; readonly ticks: number }[] = []
  const count = Math.min(stts.readUInt32BE(4), Math.floor((stts.length - 8) / 8))
  for (let run = 0; run < count; run += 1)
    runs.push({ count: stts.readUInt32BE(8 + run * 8), ticks: stts.readUInt32BE(12 + run * 8) })
  const last = runs.pop()
  if (last === undefined) return null
  if (last.count > 1) runs.push(last)
  let [least, most] = [Infinity, 0]
  for (const run of runs) {
    least = Math.min(least, run.ticks)
    most = Math.max(most, run.ticks)
  }
  if (runs.length === 0) return null
  if (most - least > Math.max(1, least * JITTER)) return { uneven: true }
  return least === most && least > 0 ? { uneven: false, rate: snapRate(rational(ticks, least)) } : null
}
