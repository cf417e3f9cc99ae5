/**
 * Small media for tests, made with the machine's ffmpeg and kept between runs: a file is made once for its arguments.
 * And the samples that nobody here made, when they are at hand.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createRunner, type Runner } from '../../electron/engine/media/runner.ts'
import type { MediaContext } from '../../electron/engine/media/probe.ts'
import { createInsideReader } from '../../electron/engine/media/inside/inside-reader.ts'
import { createMediaInfoReader } from '../../electron/engine/media/mediainfo/media-info.ts'
import { fontFolder, workerUrls } from '../../electron/hosts/places.ts'
import { sharedTools } from './shared-tools.ts'

const CACHE = join(tmpdir(), 'rushes-test-media')

/** Where real camera files lie: RUSHES_SAMPLES, or shared/media beside the repository. */
export const SAMPLES = resolve(process.env['RUSHES_SAMPLES'] ?? join(import.meta.dirname, '../../../shared/media'))
export const HAVE_SAMPLES = existsSync(SAMPLES)

let context: Promise<MediaContext> | undefined

/** The tools and a runner, found once a test file. */
export function mediaContext(): Promise<MediaContext> {
  context ??= (async () => {
    const runner = createRunner()
    return {
      runner,
      tools: await sharedTools({}, runner),
      fonts: fontFolder(),
      info: createMediaInfoReader(workerUrls().mediaInfo),
      inside: createInsideReader(workerUrls().insideMedia),
    }
  })()
  return context
}

/** Makes a file with ffmpeg, or gives the one made before. `args` are all but the output. */
export async function madeWith(name: string, args: readonly string[]): Promise<string> {
  const { runner, tools } = await mediaContext()
  const key = createHash('sha1')
    .update(JSON.stringify([name, args, tools.ffmpeg.version]))
    .digest('hex')
    .slice(0, 16)
  const dir = join(CACHE, key)
  const path = join(dir, name)
  if (existsSync(path)) return path
  await mkdir(dir, { recursive: true })
  const temporary = join(dir, `${randomUUID()}-${name}`)
  await ffmpeg(runner, tools.ffmpeg.path, [...args, temporary])
  await rename(temporary, path)
  return path
}

async function ffmpeg(runner: Runner, exe: string, args: readonly string[]): Promise<void> {
  const { code, log, command } = await runner.run({
    exe,
    args: ['-hide_banner', '-nostdin', '-y', '-loglevel', 'error', ...args],
  })
  if (code === 0) return
  const output = args.at(-1)
  if (output !== undefined) await rm(output, { force: true })
  throw new Error(`${command}\n${log}`)
}

const picture = (size: string, rate: string, seconds: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`,
]
const tone = (channels: string, seconds: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=440:sample_rate=48000:duration=${seconds}`,
  '-filter_complex',
  `[1:a]pan=${channels}[a]`,
  '-map',
  '0:v',
  '-map',
  '[a]',
]

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'] as const
const PRORES = ['-c:v', 'prores', '-profile:v', '0', '-pix_fmt', 'yuv422p10le'] as const
const REC709 = [
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-colorspace',
  'bt709',
  '-color_range',
  'tv',
] as const

/** 23.976, 2 s, 48 frames, start 10:00:00:00, stereo; tagged Rec.709. */
export const film = (): Promise<string> =>
  madeWith('film.mov', [
    ...picture('640x360', '24000/1001', 2.002),
    ...tone('stereo|c0=c0|c1=c0', 2.002),
    ...PRORES,
    ...REC709,
    '-c:a',
    'pcm_s24le',
    '-timecode',
    '10:00:00:00',
  ])

/** 29.97 drop-frame that begins two frames before a minute that drops, so that a count by labels would be wrong. */
export const dropFrame = (): Promise<string> =>
  madeWith('drop.mov', [...picture('320x240', '30000/1001', 1.001), ...H264, '-timecode', '09:59:59;28'])

/** 59.94 with a 29.97 drop-frame timecode track. */
export const doubleRate = (): Promise<string> =>
  madeWith('double.mov', [...picture('320x180', '60000/1001', 1.001), ...H264, '-timecode', '01:00:00;00'])

/** 50 fps, 25 fps and 24 fps, plain. */
export const plain = (rate: string): Promise<string> =>
  madeWith(`plain-${rate.replace('/', '-')}.mp4`, [...picture('320x180', rate, 1), ...H264, '-timecode', '00:59:59:20'])

/** 10-bit HDR with its tags: 'pq' or 'hlg'. */
export const hdr = (kind: 'pq' | 'hlg'): Promise<string> =>
  madeWith(`${kind}.mov`, [
    ...picture('320x180', '25', 0.4),
    ...PRORES,
    '-color_primaries',
    'bt2020',
    '-color_trc',
    kind === 'pq' ? 'smpte2084' : 'arib-std-b67',
    '-colorspace',
    'bt2020nc',
    '-color_range',
    'tv',
  ])

/** 720×576 with pixels of 64:45, as PAL wide screen. */
export const anamorphic = (): Promise<string> =>
  madeWith('anamorphic.mov', [...picture('720x576', '25', 0.4), '-vf', 'setsar=64/45', ...H264])

/** Odd sides, which 4:2:0 can't have; 4:4:4 can. */
export const oddSize = (): Promise<string> =>
  madeWith('odd.mov', [
    ...picture('640x360', '25', 0.4),
    '-vf',
    'format=yuv444p,pad=641:361',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv444p',
  ])

const fields = (name: string, first: 'top' | 'bottom'): Promise<string> =>
  madeWith(name, [
    ...picture('720x576', '50', 1),
    '-vf',
    `tinterlace=interleave_${first},setfield=${first === 'top' ? 'tff' : 'bff'}`,
    '-c:v',
    'prores_ks',
    '-profile:v',
    '0',
    '-flags',
    '+ildct',
  ])

/** Top field first, flagged. */
export const interlaced = (): Promise<string> => fields('fields.mov', 'top')

/** Bottom field first, flagged. */
export const bottomFirst = (): Promise<string> => fields('fields-bottom.mov', 'bottom')

/** One track of eight channels, each at a level of its own. */
export const eightChannels = (): Promise<string> =>
  madeWith('eight.mov', [
    ...picture('320x180', '25', 1),
    ...tone('8c|c0=0.1*c0|c1=0.2*c0|c2=0.3*c0|c3=0.4*c0|c4=0.5*c0|c5=0.6*c0|c6=0.7*c0|c7=0.8*c0', 1),
    ...H264,
    '-c:a',
    'pcm_s24le',
  ])

/** A mono track with a tone and then a silent stereo track. */
export const monoThenStereo = (): Promise<string> =>
  madeWith('mono-stereo.mov', [
    ...picture('320x180', '25', 1),
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:sample_rate=48000:duration=1',
    '-f',
    'lavfi',
    '-i',
    'anullsrc=channel_layout=stereo:sample_rate=48000',
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-map',
    '2:a',
    '-t',
    '1',
    ...H264,
    '-c:a',
    'pcm_s16le',
  ])

/** MXF as cameras write it: 25 fps, four mono tracks, start timecode in the header. */
export const mxf = (): Promise<string> =>
  madeWith('camera.mxf', [
    ...picture('640x360', '25', 1),
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:sample_rate=48000:duration=1',
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-map',
    '1:a',
    '-map',
    '1:a',
    '-map',
    '1:a',
    '-c:v',
    'mpeg2video',
    '-pix_fmt',
    'yuv422p',
    '-b:v',
    '8M',
    '-c:a',
    'pcm_s24le',
    '-ac',
    '1',
    '-timecode',
    '14:30:15:10',
  ])

/** Two seconds, the first of them black. */
export const blackStart = (): Promise<string> =>
  madeWith('black-start.mp4', [
    '-f',
    'lavfi',
    '-i',
    'color=black:size=320x180:rate=25:duration=1',
    ...picture('320x180', '25', 1),
    '-filter_complex',
    '[0][1]concat=n=2:v=1',
    ...H264,
  ])

/** Black from end to end. */
export const allBlack = (): Promise<string> =>
  madeWith('all-black.mp4', ['-f', 'lavfi', '-i', 'color=black:size=320x180:rate=25:duration=1', ...H264])

/** A picture turned a quarter clockwise by its display matrix, as phones do. */
export const turned = async (): Promise<string> =>
  madeWith('turned.mp4', ['-i', await plain('25'), '-c', 'copy', '-metadata:s:v:0', 'rotate=270'])

/** Frames at uneven distances. */
export const uneven = (): Promise<string> =>
  madeWith('uneven.mp4', [
    ...picture('320x180', '30', 2),
    '-vf',
    "settb=1/600,setpts='N*20+if(mod(N,3),3,0)'",
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '1/600',
    '-video_track_timescale',
    '600',
    ...H264,
  ])

/** Long enough to be cancelled in the middle. */
export const long = (): Promise<string> => madeWith('long.mp4', [...picture('1280x720', '25', 60), ...H264])

/** A still in the format of an ending. */
export const still = (ending: string): Promise<string> =>
  madeWith(`still.${ending}`, [...picture('640x480', '1', 1), '-frames:v', '1', '-update', '1'])
