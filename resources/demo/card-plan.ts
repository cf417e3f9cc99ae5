/**
 * What is on the demo card: one shooting day, two camera rolls and a sound roll, named as cameras and recorders name
 * them.
 */
import { parseTimecode, type Timecode } from '../../shared/time/timecode.ts'
import type { Rate } from '../../shared/time/rate.ts'

/** The production shoots at 23.976, as most drama does. */
export const RATE: Rate = { num: 24_000, den: 1001 }
export const PROJECT = 'NORTH OF HERE'
export const DATE = '2026-11-20'
export const SOUND_RATE = 48_000

/** One clip of a camera. */
export interface DemoClip {
  readonly camera: 'A' | 'B'
  readonly folder: string
  readonly name: string
  readonly reel: string
  /** Name of the painted scene. */
  readonly picture: string
  readonly scene: string
  readonly take: string
  readonly circled: boolean
  readonly start: Timecode
}

/** One take of the sound recordist. */
export interface DemoSound {
  readonly name: string
  readonly scene: string
  readonly take: string
  readonly circled: boolean
  readonly note: string
  readonly start: Timecode
}

type Row = readonly ['A' | 'B', string, string, string, boolean, string]

/** Camera, picture, scene, take, circled, start. The order makes any first few clips a good mix. */
const ROWS: readonly Row[] = [
  ['A', 'dawn', '1', '1', true, '07:12:04:11'],
  ['B', 'sea', '1', '1', false, '07:12:06:02'],
  ['A', 'interview', '12A', '1', false, '10:41:30:00'],
  ['A', 'interview', '12A', '2', true, '10:48:12:17'],
  ['B', 'forest', '12B', '1', true, '11:26:55:08'],
  ['A', 'underwater', '18', '1', true, '13:05:20:21'],
  ['A', 'dunes', '24', '3', true, '16:31:44:05'],
  ['B', 'neon', '31', '2', true, '19:58:09:14'],
  ['A', 'city', '31', '2', false, '19:58:10:03'],
  ['B', 'aurora', '40', '1', true, '23:40:51:19'],
]

const FOLDERS = { A: { folder: 'A003_1120R7', id: 'R7VX' }, B: { folder: 'B003_1120K2', id: 'K2QM' } } as const

/** How many clips the whole card has. */
export const MAX_CLIPS = ROWS.length

/** The first so many clips of the day, in the order of shooting. */
export function planClips(count: number): DemoClip[] {
  const numbers = { A: 0, B: 0 }
  return ROWS.slice(0, count).map(([camera, picture, scene, take, circled, start]) => {
    numbers[camera] += 1
    const { folder, id } = FOLDERS[camera]
    const number = String(numbers[camera]).padStart(3, '0')
    return {
      camera,
      folder,
      picture,
      scene,
      take,
      circled,
      reel: `${camera}003`,
      name: `${camera}003C${number}_261120_${id}`,
      start: parseTimecode(start, RATE),
    }
  })
}

/** The takes of the sound roll that go with the clips: those with people, rolling a second before the camera. */
export function planSound(clips: readonly DemoClip[]): DemoSound[] {
  const seen = new Set<string>()
  return clips.flatMap((clip) => {
    const key = `${clip.scene} ${clip.take}`
    if (seen.has(key)) return []
    seen.add(key)
    return [
      {
        name: `${clip.scene.padStart(3, '0')}-T${clip.take.padStart(2, '0')}`,
        scene: clip.scene,
        take: clip.take,
        circled: clip.circled,
        note: clip.circled ? '' : 'Plane overhead in the middle',
        start: { ...clip.start, frames: clip.start.frames - 24 },
      },
    ]
  })
}
