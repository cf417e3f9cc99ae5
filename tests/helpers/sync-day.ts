/**
 * A small shooting day with sound of its own: clips made with the machine's ffmpeg, Broadcast Waves as a recordist's
 * machine writes them.
 */
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { broadcastWave } from '../../resources/demo/broadcast-wave.ts'
import type { Rate } from '../../shared/time/rate.ts'
import { readTimecode } from '../../shared/time/timecode.ts'
import type { EngineClient } from '../../shared/contract/client.ts'
import { mediaContext } from './media.ts'
import { part, speech, withNoise, inRoom } from './sounds.ts'
import { until } from './until.ts'

export const RATE = 48_000
const P25: Rate = { num: 25, den: 1 }

/** Writes a Broadcast Wave of 24 bits. `start`: its timecode. */
export function writeSound(
  path: string,
  tracks: readonly { readonly name: string; readonly sound: Float32Array }[],
  {
    start,
    rate = P25,
    sampleRate = RATE,
    take = '1',
  }: { start: string; rate?: Rate; sampleRate?: number; take?: string },
): void {
  const found = readTimecode(start, rate)
  if (found === null) throw new Error(`${start} is no timecode`)
  const facts = {
    project: 'Night',
    scene: '14A',
    take,
    tape: 'SR003',
    circled: false,
    note: '',
    start: found,
    date: '2026-11-20',
    time: '10:00:00',
    tracks: tracks.map(({ name }) => name),
    fileUid: `uid${take}`,
  }
  const length = tracks[0]!.sound.length
  writeFileSync(
    path,
    broadcastWave(facts, sampleRate, length, (track, at) => tracks[track]!.sound[at] ?? 0),
  )
}

/** Writes a clip of a few grey frames with this sound; without timecode where none is given. */
export async function writeClip(
  path: string,
  sound: Float32Array | null,
  seconds: number,
  { start = null, rate = '25', codec = 'pcm_s16le' }: { start?: string | null; rate?: string; codec?: string } = {},
): Promise<void> {
  const { runner, tools } = await mediaContext()
  const wav = `${path}.camera.wav`
  if (sound !== null) writeSound(wav, [{ name: 'Camera', sound }], { start: '00:00:00:00' })
  const { code, log } = await runner.run({
    exe: tools.ffmpeg.path,
    args: ['-hide_banner', '-nostdin', '-y', '-loglevel', 'error']
      .concat(['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${rate}:duration=${seconds}`])
      .concat(sound === null ? [] : ['-i', wav, '-map', '0:v', '-map', '1:a', '-c:a', codec])
      .concat(['-map_metadata', '-1', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12'])
      .concat(start === null ? [] : ['-timecode', start], path),
  })
  if (code !== 0) throw new Error(log)
  rmSync(wav, { force: true })
}

/** Samples of the take that lie before the clip A001C001. */
export const C001_OFFSET = 485_905

/** Where the day lies: `card` with clips, `sound` with the recordist's files. */
export interface SyncDay {
  readonly card: string
  readonly sound: string
}

/**
 * A take of 40 s by a recorder of two tracks at 10:00:00:00, another recorder with the same sound from 5 s on, and four
 * clips: C001 with the timecode right, C002 with one that is a minute wrong, C003 without a microphone, C004 of
 * something else.
 */
export async function makeSyncDay(dir: string): Promise<SyncDay> {
  const [card, sound] = [join(dir, 'A001'), join(dir, 'SOUND')]
  mkdirSync(card, { recursive: true })
  mkdirSync(sound, { recursive: true })
  const scene = speech(40, 11)
  const lav = scene.map((value, at) => 0.6 * value + 0.3 * (scene[at - 30] ?? 0))
  writeSound(
    join(sound, 'SR003_T01.wav'),
    [
      { name: 'Boom', sound: scene },
      { name: 'Lav Anna', sound: lav },
    ],
    {
      start: '10:00:00:00',
    },
  )
  writeSound(join(sound, 'SR003_T02.wav'), [{ name: 'Boom', sound: speech(20, 12) }], {
    start: '10:02:00:00',
    take: '2',
  })
  const camera = (from: number, seconds: number, seed: number): Float32Array =>
    withNoise(inRoom(part(scene, from, seconds * RATE)), 3, seed)
  await writeClip(join(card, 'A001C001.mov'), camera(C001_OFFSET, 12, 1), 12, { start: '10:00:10:03' })
  await writeClip(join(card, 'A001C002.mov'), camera(5 * RATE, 25, 2), 25, { start: '10:01:05:00', codec: 'aac' })
  await writeClip(join(card, 'A001C003.mov'), null, 10, { start: '10:00:20:00' })
  await writeClip(join(card, 'A001C004.mov'), speech(15, 77), 15, { start: '15:00:00:00' })
  // Clips without a date are of the day of their file.
  const day = new Date('2026-11-20T10:00:00Z')
  for (const name of ['A001C001', 'A001C002', 'A001C003', 'A001C004']) utimesSync(join(card, `${name}.mov`), day, day)
  return { card, sound }
}

/** Takes the day in, and waits until every file was looked into. */
export async function ingestDay(client: EngineClient, { card, sound }: SyncDay): Promise<void> {
  for await (const _ of await client.catalogue.add({ paths: [card, sound] })) {
    /* until it is done */
  }
  await until('all was looked into', async () => {
    const { rows } = await client.assets.list({ query: 'kind:video,audio' })
    return rows.length >= 6 && rows.every(({ durationMs, broken }) => durationMs !== null || broken !== null)
  })
}
