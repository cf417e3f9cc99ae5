/**
 * Media work beside ffmpeg and ffprobe themselves: all derivatives of a clip in one decode against one run of ffmpeg each,
 * one proxy against its bare command, and the first facts of a thousand files against a loop of ffprobe. CPU seconds are
 * those of all children. `--quick` takes shorter clips and fewer files.
 */
import { execSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, shell, type Took } from './contenders.ts'
import { SAMPLES } from '../helpers/media.ts'
import { target } from './targets.ts'

const QUICK = process.argv.includes('--quick')
const ROUNDS = 1
const FRAMES = QUICK ? 72 : 120
const FILES = QUICK ? 200 : 1000
const NODE = `'${process.execPath}' --disable-warning=ExperimentalWarning`
const RUN = `${NODE} '${join(import.meta.dirname, 'media-run.ts')}'`
const BASE = ['poster', 'filmstrip', 'waveform', 'proxy', 'edit:prores-proxy', 'loudness']

const dir = mkdtempSync(join(tmpdir(), 'rushes-bench-media-'))
const print = (what: string, ours: Took, theirs: Took): void => {
  const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} ×`
  console.log(
    `${what}: CPU ${ours.cpu.toFixed(1)} of ${theirs.cpu.toFixed(1)} s = ${ratio(ours.cpu, theirs.cpu)} · wall ${ours.wall.toFixed(1)} of ${theirs.wall.toFixed(1)} s = ${ratio(ours.wall, theirs.wall)}`,
  )
}

/** Runs a process that prints its own seconds. */
function told(command: string): Took {
  return JSON.parse(execSync(command, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as Took
}

/** Rounds in turn; CPU seconds hardly differ from run to run. */
function compare(
  ours: string,
  theirs: string,
  run: (command: string) => Took = told,
): { readonly ours: Took; readonly theirs: Took } {
  const took = { ours: [] as Took[], theirs: [] as Took[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    took.theirs.push(shell(dir, theirs))
    took.ours.push(run(ours))
  }
  const middle = (all: readonly Took[]): Took => ({
    cpu: median(all.map(({ cpu }) => cpu)),
    wall: median(all.map(({ wall }) => wall)),
  })
  return { ours: middle(took.ours), theirs: middle(took.theirs) }
}

/** A clip of 4K with sound, grainy as cameras are, so that it is as heavy to decode. */
function clip(name: string, options: string): string {
  const path = join(dir, name)
  shell(
    dir,
    `ffmpeg -v error -y -f lavfi -i 'testsrc2=size=3840x2160:rate=24' -f lavfi -i 'anoisesrc=r=48000:a=0.1' -vf 'noise=alls=12:allf=t,format=yuv422p10le' -frames:v ${FRAMES} -shortest ${options} -c:a pcm_s24le -timecode 01:00:00:00 '${path}'`,
  )
  return path
}

function derivatives(name: string, path: string, recipes: readonly string[], most: number): void {
  shell(dir, `${RUN} bare '${path}' '${dir}' ${recipes.join(' ')}`)
  const { ours, theirs } = compare(`${RUN} together '${path}' '${dir}' ${recipes.join(' ')}`, 'bash bare.sh')
  const what = `${recipes.length} derivatives of ${name}`
  print(what, ours, theirs)
  target('media', `${what}, CPU`, ours.cpu / theirs.cpu, { most, unit: '×' })
}

/**
 * Files whose headers leave doubt, each of which costs a second look: edit lists, no length, HDR without light levels, cut
 * short. They are there once each: a card has a few of them, or none.
 */
const DOUBTFUL = /^(?:editlist|dolbyvision81|hdr10-tags|dv-25)/

function facts(): void {
  const folder = join(dir, 'files')
  mkdirSync(folder)
  const samples = readdirSync(SAMPLES).filter((name) => /\.(mov|mp4|mxf|mts|mkv|wav|dv|webm)$/.test(name))
  const plain = samples.filter((name) => !DOUBTFUL.test(name))
  for (let at = 0; at < FILES; at += 1) {
    const name = samples[at] ?? plain[at % plain.length]!
    copyFileSync(join(SAMPLES, name), join(folder, `${at}-${name}`))
  }
  const { ours, theirs } = compare(
    `${NODE} '${join(import.meta.dirname, 'probe-run.ts')}' '${folder}' '${dir}'`,
    `for f in files/*; do ffprobe -v error -of json -show_format -show_streams "$f" || true; done`,
  )
  const what = `first facts of ${FILES} files`
  print(what, ours, theirs)
  target('media', `${what}, CPU`, ours.cpu / theirs.cpu, { most: 1.1, unit: '×' })
  target('media', `${what}, wall`, ours.wall / theirs.wall, { most: 0.65, unit: '×' })
}

try {
  const hevc = clip(
    'hevc.mov',
    '-c:v libx265 -preset ultrafast -x265-params log-level=none:crf=20 -pix_fmt yuv420p10le -tag:v hvc1',
  )
  const prores = clip('prores.mov', '-c:v prores_ks -profile:v hq')
  for (const [name, path] of [
    ['4K HEVC 10-bit', hevc],
    ['4K ProRes HQ', prores],
  ] as const) {
    derivatives(name, path, BASE, 0.57)
    derivatives(`${name} with the signal`, path, [...BASE, 'signal'], 0.5)
  }
  shell(dir, `${RUN} bare '${hevc}' '${dir}' proxy`)
  const one = compare(`${RUN} together '${hevc}' '${dir}' proxy`, 'bash bare.sh')
  print('one proxy with its checks', one.ours, one.theirs)
  target('media', 'one proxy, CPU', one.ours.cpu / one.theirs.cpu, { most: 1.05, unit: '×' })
  facts()
} finally {
  rmSync(dir, { recursive: true, force: true })
}
