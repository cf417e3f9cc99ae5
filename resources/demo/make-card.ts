/**
 * Makes a believable camera card: two rolls of clips with timecode, reels and sidecars, and a sound roll with bext and
 * iXML. For `npm run demo`, for tests and for screenshots. The pictures are painted here, so nothing is downloaded.
 */
import { existsSync } from 'node:fs'
import { mkdir, open, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRunner, type Runner } from '../../electron/engine/media/runner.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { formatTimecode } from '../../shared/time/timecode.ts'
import { broadcastWave } from './broadcast-wave.ts'
import {
  DATE,
  MAX_CLIPS,
  planClips,
  planSound,
  PROJECT,
  RATE,
  SOUND_RATE,
  type DemoClip,
  type DemoSound,
} from './card-plan.ts'
import { hash, noise } from './noise.ts'
import { paint, SCENES } from './scenes.ts'
import { aleText, clipXml, soundReport } from './sidecars.ts'

export interface DemoCardOptions {
  /** Path of the ffmpeg to use. */
  readonly ffmpeg: string
  /** How many clips, 1 to 10. Default 8. */
  readonly clips?: number
  /** Length of each in seconds. Default 4. */
  readonly seconds?: number
  /** Told of each file as it is made. */
  readonly onProgress?: (done: number, total: number, file: string) => void
  readonly runner?: Runner
}

export interface DemoCard {
  /** The card's folder, as it would be mounted. */
  readonly path: string
  /** Paths relative to it, with forward slashes. */
  readonly files: readonly string[]
  readonly bytes: number
  readonly clips: readonly DemoClip[]
  readonly sound: readonly DemoSound[]
}

/** Painted size and paintings a second; ffmpeg blends and enlarges from there. */
const PAINTED = { width: 480, height: 270, perSecond: 4 } as const
const FONTS = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf',
  '/System/Library/Fonts/Menlo.ttc',
  'C:/Windows/Fonts/consola.ttf',
] as const
const CAMERAS = { A: { maker: 'ARRI', model: 'ALEXA Mini' }, B: { maker: 'Sony', model: 'FX6' } } as const

/** A filter's value may hold no bare colon or quote. */
function quoted(text: string): string {
  return text.replaceAll('\\', '/').replaceAll(':', '\\:').replaceAll("'", '')
}

/** Name and running timecode in a corner, where there is a font. */
function burnIn(clip: DemoClip): string[] {
  const font = FONTS.find((path) => existsSync(path))
  if (font === undefined) return []
  const shadow = 'shadowcolor=black@0.5:shadowx=1:shadowy=1'
  const style = `fontfile='${quoted(font)}':fontsize=30:fontcolor=white@0.82:y=h-58:${shadow}`
  return [
    `drawtext=${style}:x=48:text='${clip.name}'`,
    `drawtext=${style}:x=w-tw-48:timecode='${quoted(formatTimecode(clip.start))}':rate=24000/1001`,
  ]
}

/** A: ProRes 422 Proxy in MOV. B: 10-bit 4:2:2 H.264 in MP4. Both with two channels of camera sound. */
export function clipArgs(clip: DemoClip, painted: string, output: string, frames: number): string[] {
  const picture = [
    `minterpolate=fps=${RATE.num}/${RATE.den}:mi_mode=blend`,
    `trim=end_frame=${frames}`,
    `settb=${RATE.den}/${RATE.num}`,
    'setpts=N',
    'scale=1920:1080:flags=lanczos:out_color_matrix=bt709:out_range=tv',
    'format=yuv422p',
    'noise=alls=4:allf=t',
    ...burnIn(clip),
    'setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv',
  ].join(',')
  const seed = clip.start.frames % 9000
  const swell = "volume='0.4+0.6*abs(sin(t*2.1))':eval=frame"
  const codec =
    clip.camera === 'A'
      ? ['-c:v', 'prores', '-profile:v', '0', '-f', 'mov']
      : ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '24', '-g', '12', '-f', 'mp4']
  return [
    '-hide_banner',
    '-nostdin',
    '-y',
    '-loglevel',
    'error',
    '-f',
    'rawvideo',
    '-pixel_format',
    'rgb24',
    '-video_size',
    `${PAINTED.width}x${PAINTED.height}`,
    '-framerate',
    String(PAINTED.perSecond),
    '-i',
    `file:${painted}`,
    '-f',
    'lavfi',
    '-i',
    `anoisesrc=color=pink:amplitude=0.05:sample_rate=${SOUND_RATE}:seed=${seed},${swell}`,
    '-filter_complex',
    `[0:v]${picture}[v];[1:a]aformat=channel_layouts=stereo[a]`,
    '-map',
    '[v]',
    '-map',
    '[a]',
    '-t',
    ((frames * RATE.den) / RATE.num).toFixed(6),
    ...codec,
    '-pix_fmt',
    'yuv422p10le',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-colorspace',
    'bt709',
    '-color_range',
    'tv',
    '-c:a',
    clip.camera === 'A' ? 'pcm_s24le' : 'aac',
    '-r',
    `${RATE.num}/${RATE.den}`,
    '-timecode',
    formatTimecode(clip.start),
    '-metadata:s:v:0',
    `reel_name=${clip.reel}`,
    '-metadata',
    `creation_time=${DATE}T${clock(clip.start.frames)}Z`,
    `file:${output}`,
  ]
}

/** The time of day of a start, hh:mm:ss. */
function clock(frames: number): string {
  return formatTimecode({ frames, rate: RATE, dropFrame: false }).slice(0, 8)
}

async function paintClip(clip: DemoClip, path: string, seconds: number): Promise<void> {
  const scene = SCENES[clip.picture]!
  // Two takes of one scene differ in their moment.
  const begin = Number(clip.take) * 2.5
  const file = await open(path, 'w')
  try {
    for (let index = 0; index <= Math.ceil(seconds * PAINTED.perSecond) + 2; index += 1) {
      await file.write(paint(scene, PAINTED.width, PAINTED.height, begin + index / PAINTED.perSecond))
    }
  } finally {
    await file.close()
  }
}

/** Speech-like bursts on a bed of room tone; the lavaliers hear one person each, the boom and the mix hear both. */
function level(track: number, sample: number, seed: number): number {
  const t = sample / SOUND_RATE
  const room = (hash(sample, seed + track) - 0.5) * 0.006
  const who = Math.floor(t / 1.6) % 2
  const heard = track < 2 ? 0.7 : who === track - 2 ? 1 : 0.12
  const syllable = Math.max(0, noise(t * 5.2, seed) - 0.38) * 1.6
  const voice = Math.sin(t * 2 * Math.PI * (who === 0 ? 118 : 196) * (1 + 0.02 * Math.sin(t * 9)))
  const breath = (hash(sample >> 1, seed) - 0.5) * 0.6
  return room + heard * syllable * (voice * 0.32 + breath * 0.16)
}

function wave(take: DemoSound, index: number, seconds: number): Buffer {
  const details = {
    project: PROJECT,
    scene: take.scene,
    take: take.take,
    tape: 'SR003',
    circled: take.circled,
    note: take.note,
    start: take.start,
    date: DATE,
    time: clock(take.start.frames),
    tracks: ['Mix', 'Boom', 'Lav A', 'Lav B'],
    fileUid: `RUSHESDEMO20261120${String(index).padStart(4, '0')}`,
  }
  return broadcastWave(details, SOUND_RATE, Math.round((seconds + 2) * SOUND_RATE), (track, sample) =>
    level(track, sample, index),
  )
}

/**
 * Makes the card in `dir`, which is made when it is not there. Throws RushesError 'media.failed' with ffmpeg's words
 * when a clip can't be encoded (a build without ProRes or H.264).
 */
export async function makeDemoCard(dir: string, options: DemoCardOptions): Promise<DemoCard> {
  const seconds = options.seconds ?? 4
  const frames = Math.max(1, Math.round((seconds * RATE.num) / RATE.den))
  const clips = planClips(Math.max(1, Math.min(MAX_CLIPS, options.clips ?? 8)))
  const sound = planSound(clips)
  const runner = options.runner ?? createRunner()
  const files: string[] = []
  const total = clips.length * 2 + sound.length + 3
  const made = async (file: string, frame: number | null): Promise<void> => {
    files.push(file)
    const at = new Date(`${DATE}T${frame === null ? '23:59:00' : clock(frame)}Z`)
    await utimes(join(dir, file), at, at)
    options.onProgress?.(files.length, total, file)
  }
  const text = async (file: string, content: string, frame: number | null): Promise<void> => {
    await writeFile(join(dir, file), content)
    await made(file, frame)
  }

  for (const folder of [...clips.map((clip) => clip.folder), 'SR003'])
    await mkdir(join(dir, folder), { recursive: true })
  let encoding: Promise<void> = Promise.resolve()
  for (const clip of clips) {
    const file = `${clip.folder}/${clip.name}.${clip.camera === 'A' ? 'MOV' : 'MP4'}`
    const painted = `${join(dir, clip.folder, clip.name)}.painting`
    await paintClip(clip, painted, seconds)
    // The next clip is painted while this one is encoded.
    await encoding
    encoding = encode(runner, options.ffmpeg, clip, painted, join(dir, file), frames)
      .then(() => made(file, clip.start.frames))
      .then(() =>
        text(
          `${clip.folder}/${clip.name}${clip.camera === 'A' ? '' : 'M01'}.XML`,
          clipXml(clip, frames, CAMERAS[clip.camera]),
          clip.start.frames,
        ),
      )
    encoding.catch(() => {
      // Awaited before the next clip and after the last; this only keeps Node from calling it unhandled meanwhile.
    })
  }
  for (const [index, take] of sound.entries()) {
    await writeFile(join(dir, 'SR003', `${take.name}.WAV`), wave(take, index, seconds))
    await made(`SR003/${take.name}.WAV`, take.start.frames)
  }
  await encoding
  for (const folder of new Set(clips.map((clip) => clip.folder))) {
    const ofRoll = clips.filter((clip) => clip.folder === folder)
    await text(`${folder}/${folder}.ale`, aleText(ofRoll, frames, ofRoll[0]!.camera === 'A' ? 'MOV' : 'MP4'), null)
  }
  await text('SR003/SR003_SoundReport.csv', soundReport(sound), null)
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(dir, file))).size))
  return { path: dir, files: files.sort(), bytes: sizes.reduce((sum, size) => sum + size, 0), clips, sound }
}

async function encode(
  runner: Runner,
  ffmpeg: string,
  clip: DemoClip,
  painted: string,
  output: string,
  frames: number,
): Promise<void> {
  try {
    const { code, log, command } = await runner.run({
      exe: ffmpeg,
      args: clipArgs(clip, painted, output, frames),
      timeLimitMs: 300_000,
      silenceLimitMs: 300_000,
    })
    if (code !== 0) {
      throw new RushesError(
        'media.failed',
        `The demo clip ${clip.name} could not be made: ${log.trim().split('\n').at(-1) ?? ''} ` +
          'Run "rushes doctor" to see what this ffmpeg can do.',
        { command, log },
      )
    }
  } finally {
    await rm(painted, { force: true })
  }
}
