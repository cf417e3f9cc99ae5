/**
 * Numbered frames that say which one they are: eight bars, black or white, are the bits of a number, and can be read back
 * from whatever was made of them.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mediaContext } from './media.ts'

const BARS = Array.from(
  { length: 8 },
  (_, bit) => `drawbox=x=iw*${bit}/8:y=0:w=iw/8:h=ih:color=white:t=fill:enable='mod(floor(n/${2 ** bit}),2)'`,
).join(',')

const run = async (args: readonly string[]): Promise<Buffer> => {
  const { runner, tools } = await mediaContext()
  const { code, output, log } = await runner.run({
    exe: tools.ffmpeg.path,
    args: ['-nostdin', '-v', 'error', '-y', ...args],
  })
  if (code !== 0) throw new Error(log)
  return output
}

/** Pictures of these numbers, 0 to 255, as files under these names. The folder is made. */
export async function layFrames(
  folder: string,
  frames: readonly { readonly name: string; readonly shows: number }[],
  { size = '320x180', format = [] as readonly string[] } = {},
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const ending = frames[0]!.name.slice(frames[0]!.name.lastIndexOf('.') + 1)
  const made = await mkdtemp(join(tmpdir(), 'rushes-frames-'))
  const most = Math.max(...frames.map(({ shows }) => shows))
  try {
    const source = ['-f', 'lavfi', '-i', `color=c=black:size=${size}:rate=25,format=rgb24`, '-vf', BARS]
    await run([...source, '-frames:v', String(most + 1), ...format, '-start_number', '0', join(made, `%d.${ending}`)])
    for (const { name, shows } of frames) copyFileSync(join(made, `${shows}.${ending}`), join(folder, name))
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** What each frame of a video shows, in order: its number, `hole` for the card of what is missing. */
export async function shownIn(path: string): Promise<(number | 'hole')[]> {
  const output = await run([
    '-i',
    path,
    '-vf',
    'scale=8:1:flags=area,format=gray',
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    'pipe:1',
  ])
  return Array.from({ length: output.length / 8 }, (_, at) => bitsOf(output.subarray(at * 8, at * 8 + 8)))
}

function bitsOf(bars: Buffer): number | 'hole' {
  if (bars.every((value) => value > 60 && value < 140)) return 'hole'
  return bars.reduce((sum, value, bit) => sum + (value > 127 ? 2 ** bit : 0), 0)
}

/** What the tiles of a filmstrip show, in order. */
export async function shownOnStrip(
  path: string,
  {
    columns,
    count,
    frameWidth,
    frameHeight,
  }: { columns: number; count: number; frameWidth: number; frameHeight: number },
): Promise<(number | 'hole')[]> {
  const shown: (number | 'hole')[] = []
  for (let tile = 0; tile < count; tile += 1) {
    const [x, y] = [(tile % columns) * frameWidth, Math.floor(tile / columns) * frameHeight]
    const crop = `crop=${frameWidth}:${frameHeight}:${x}:${y}`
    shown.push(
      bitsOf(await run(['-i', path, '-vf', `${crop},scale=8:1:flags=area,format=gray`, '-f', 'rawvideo', 'pipe:1'])),
    )
  }
  return shown
}

/** Names with a number in them, one for each frame. */
export function named(name: (frame: number) => string, first: number, last: number, without: readonly number[] = []) {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
    .filter((frame) => !without.includes(frame))
    .map((frame) => ({ name: name(frame), frame, shows: frame % 256 }))
}

/** Spoils a file: nothing in it, or the beginning of what was in it. */
export function spoil(path: string, bytes = ''): void {
  writeFileSync(path, bytes)
}
