/**
 * Makes derivatives: runs the plan, checks what came out, and only then gives it its name.
 *
 * Everything is written under a temporary name beside its final one, read back with ffprobe, flushed to the disk and
 * renamed. Whatever fails leaves no file behind, and carries the command and the log.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { secondsOfFrames } from '../../../shared/time/duration.ts'
import { checkProxy } from './check.ts'
import { needSpace, settle, sizeOf } from './derive-disk.ts'
import { failure, isToolFailure, lastError, toolFailure } from './ffmpeg-errors.ts'
import { saysUnsupported } from './formats.ts'
import { fileUrl } from './input.ts'
import { pictureOf, planRecipe, planRun, type Planned } from './plan.ts'
import { probeFile, type MediaContext } from './probe.ts'
import { withStillSource } from './still-source.ts'
import { progressReader } from './progress.ts'
import { RECIPE_VERSIONS, type RecipeName } from './recipes/recipe.ts'
import { capabilitiesOf } from './tools.ts'
import { tileCounter } from './recipes/filmstrip.ts'
import { peakMeter, type PeakMeter } from './recipes/waveform.ts'

interface DeriveRequest {
  /** The original, at an absolute path. */
  readonly input: string
  /** Further pieces of a recording that the camera cut, in order; `probe` then speaks of the whole. */
  readonly pieces?: readonly string[]
  readonly probe: MediaFacts
  /** The folder that takes the results; made when it is not there. */
  readonly outDir: string
  readonly signal?: AbortSignal | undefined
  /** 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** A thing that was made. */
export interface Derivative {
  readonly recipe: RecipeName
  readonly version: number
  readonly path: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly mime: string
  /** Plain data for the catalogue: colour handling, and what the recipe has to say (the filmstrip's layout). */
  readonly meta: Readonly<Record<string, unknown>>
}

type Outcome =
  | { readonly recipe: RecipeName; readonly ok: true; readonly derivative: Derivative }
  | { readonly recipe: RecipeName; readonly ok: false; readonly error: RushesError }

const FILES: Readonly<Record<RecipeName, { readonly extension: string; readonly mime: string }>> = {
  poster: { extension: 'jpg', mime: 'image/jpeg' },
  filmstrip: { extension: 'jpg', mime: 'image/jpeg' },
  waveform: { extension: 'json', mime: 'application/json' },
  proxy: { extension: 'mp4', mime: 'video/mp4' },
}

interface Job {
  readonly planned: Planned
  readonly extension: string
  readonly mime: string
  readonly temporary: string
  readonly path: string
  readonly meter: PeakMeter | null
}

function jobFor(planned: Planned, request: DeriveRequest): Job {
  const sound = planned.recipe === 'proxy' && planned.plan.extension === 'm4a'
  const { extension, mime } = sound ? { extension: 'm4a', mime: 'audio/mp4' } : FILES[planned.recipe]
  const path = join(request.outDir, `${planned.recipe}.v${RECIPE_VERSIONS[planned.recipe]}.${extension}`)
  const meter = planned.recipe === 'waveform'
    ? peakMeter(planned.plan.channels, planned.plan.sampleRate, expectedSamples(request.probe, planned.plan.sampleRate))
    : null
  return { planned, extension, mime, path, temporary: `${path}.${randomUUID()}.part`, meter }
}

function expectedSamples(facts: MediaFacts, sampleRate: number): number {
  return facts.duration === null ? 0 : Math.ceil((facts.duration.num / facts.duration.den) * sampleRate)
}

/**
 * Makes one derivative. Throws RushesError: 'media.unsupported' when the file has nothing for it, 'media.failed' with
 * `details.command` and `details.log`, 'media.tool_missing', 'disk.full', 'cancelled'.
 */
export async function makeDerivative(
  request: DeriveRequest & { readonly recipe: RecipeName }, context: MediaContext,
): Promise<Derivative> {
  const [outcome] = await makeDerivatives({ ...request, recipes: [request.recipe] }, context)
  if (outcome === undefined) throw new RushesError('usage', 'No recipe was named.')
  if (!outcome.ok) throw outcome.error
  return outcome.derivative
}

/**
 * Makes several from one read and one decode. Every recipe has its outcome; when the common run fails, each is tried by
 * itself, so that a broken sound track does not cost the poster. Throws only 'cancelled' and 'disk.full'.
 */
export async function makeDerivatives(
  request: DeriveRequest & { readonly recipes: readonly RecipeName[] }, context: MediaContext,
): Promise<Outcome[]> {
  await mkdir(request.outDir, { recursive: true })
  await needSpace(request.outDir)
  return withStillSource(request, context, (source) => makeAll({ ...request, ...source }, context))
}

/** Makes them all; what the chosen build dies of or can't read is given to the other builds on this machine. */
async function makeAll(
  request: DeriveRequest & { readonly recipes: readonly RecipeName[] }, context: MediaContext,
): Promise<Outcome[]> {
  let outcomes = await makeWith(request, context)
  for (const ffmpeg of context.tools.spares.ffmpegs) {
    const recipes = outcomes.flatMap((outcome) => (!outcome.ok && isToolFailure(outcome.error) ? [outcome.recipe] : []))
    if (recipes.length === 0) break
    const capabilities = await capabilitiesOf(ffmpeg, context.runner, request.signal)
    const again = await makeWith({ ...request, recipes }, { ...context, tools: { ...context.tools, ffmpeg, capabilities } })
    // A build that fails otherwise knows no better.
    outcomes = outcomes.map((outcome) => again.find((one) => one.recipe === outcome.recipe && one.ok) ?? outcome)
  }
  return outcomes
}

async function makeWith(
  request: DeriveRequest & { readonly recipes: readonly RecipeName[] }, context: MediaContext,
): Promise<Outcome[]> {
  const outcomes = new Map<RecipeName, Outcome>()
  const jobs: Job[] = []
  for (const recipe of new Set(request.recipes)) {
    try {
      jobs.push(jobFor(planRecipe(recipe, request.probe, context.tools.capabilities, { skipBlack: true }), request))
    } catch (error) {
      if (!isRushesError(error)) throw error
      outcomes.set(recipe, { recipe, ok: false, error })
    }
  }
  // Windows gives children no fourth file, so the waveform's samples need the run to themselves there.
  const alone = process.platform === 'win32' ? jobs.filter((job) => job.meter !== null) : []
  for (const group of [jobs.filter((job) => !alone.includes(job)), ...alone.map((job) => [job])]) {
    if (group.length === 0) continue
    for (const outcome of await runGroup(group, request, context)) outcomes.set(outcome.recipe, outcome)
  }
  return [...new Set(request.recipes)].map((recipe) => outcomes.get(recipe)!)
}

async function runGroup(jobs: readonly Job[], request: DeriveRequest, context: MediaContext): Promise<Outcome[]> {
  try {
    const run = await runJobs(jobs, request, context)
    const outcomes: Outcome[] = []
    for (const job of jobs) outcomes.push(await finish(job, request, context, run))
    return outcomes
  } catch (error) {
    if (!isRushesError(error)) throw error
    if (error.code === 'cancelled' || error.code === 'disk.full') throw error
    const only = jobs[0]!
    if (jobs.length === 1) return [{ recipe: only.planned.recipe, ok: false, error }]
    const outcomes: Outcome[] = []
    for (const { planned } of jobs) outcomes.push(...(await runGroup([jobFor(planned, request)], request, context)))
    return outcomes
  } finally {
    await Promise.all(jobs.map((job) => rm(job.temporary, { force: true })))
  }
}

/** What a run left beside its outputs. */
interface Run {
  readonly log: string
  readonly command: string
  readonly tiles: number
}

async function runJobs(
  jobs: readonly Job[], request: DeriveRequest, context: MediaContext,
): Promise<Run> {
  const meter = jobs.find((job) => job.meter !== null)?.meter ?? null
  const fileOf = new Map(jobs.map((job) => [job.planned.plan.part, job]))
  // On Windows the samples take the place of the reports of progress.
  const sidePipe = process.platform === 'win32' ? 'pipe:1' : 'pipe:3'
  const args = planRun(
    [request.input, ...(request.pieces ?? [])], request.probe, jobs.map((job) => job.planned.plan.part), context.tools.capabilities,
    (part) => (part.recipe === 'waveform' ? sidePipe : fileUrl(fileOf.get(part)!.temporary)),
  )
  const reader = progressReader()
  const tiles = tileCounter()
  const total = totalMicroseconds(request.probe)
  const report = (chunk: Buffer): void => {
    for (const { microseconds } of reader.feed(chunk.toString('latin1'))) {
      if (total > 0 && microseconds !== null) request.onProgress?.(Math.min(1, microseconds / total))
    }
  }
  const samplesOnOutput = meter !== null && sidePipe === 'pipe:1'
  const result = await context.runner.run({
    exe: context.tools.ffmpeg.path,
    args: samplesOnOutput ? args.filter((word, at) => word !== '-progress' && args[at - 1] !== '-progress') : args,
    signal: request.signal,
    onLog: (chunk) => tiles.feed(chunk.toString('latin1')),
    onOutput: samplesOnOutput ? meter.feed : report,
    ...(meter !== null && !samplesOnOutput ? { onSideOutput: meter.feed } : {}),
  })
  if (result.code !== 0) throw failure(request.input, context.tools.ffmpeg.version, result)
  return { log: result.log, command: result.command, tiles: tiles.drawn() }
}

function totalMicroseconds(facts: MediaFacts): number {
  const length = facts.duration ?? (
    facts.durationFrames !== null && facts.rate !== null ? secondsOfFrames(facts.durationFrames, facts.rate) : null
  )
  return length === null ? 0 : (length.num / length.den) * 1e6
}

/** Looks at what a job has written; names it, or says what is wrong. */
async function finish(job: Job, request: DeriveRequest, context: MediaContext, run: Run): Promise<Outcome> {
  const { recipe } = job.planned
  try {
    const described = await describe(job, request, context, run)
    await settle(job.temporary, job.path)
    const { size } = await stat(job.path)
    return {
      recipe, ok: true,
      derivative: {
        recipe, version: RECIPE_VERSIONS[recipe], path: job.path, bytes: size, mime: job.mime, ...described,
      },
    }
  } catch (error) {
    if (!isRushesError(error) || error.code === 'cancelled') throw error
    return { recipe, ok: false, error }
  }
}

type Described = Pick<Derivative, 'width' | 'height' | 'meta'>

async function describe(job: Job, request: DeriveRequest, context: MediaContext, run: Run): Promise<Described> {
  const { planned } = job
  const { log, command } = run
  const damaged = /error while decoding|corrupt|Invalid data found|concealing/i.test(log)
  const bad = (sentence: string): RushesError => saysUnsupported(log)
    ? toolFailure(request.input, 'can\'t read it', context.tools.ffmpeg.version, log, command)
    : new RushesError('media.failed', `${request.input}: ${sentence}`, { input: request.input, command, log })
  if (planned.recipe === 'waveform') {
    const waveform = job.meter!.finish()
    if (waveform.samples === 0) throw bad('No sound could be decoded: the original is cut short or damaged.')
    await writeFile(job.temporary, JSON.stringify(waveform))
    const { peaks: _peaks, ...meta } = waveform
    return { width: null, height: null, meta: { ...meta, damaged } }
  }
  if (planned.recipe === 'poster' && (await sizeOf(job.temporary)) === 0) await posterOfBlack(job, request, context)
  if ((await sizeOf(job.temporary)) === 0) throw bad(
    `Not one frame could be decoded, so there is no ${planned.recipe}: ${lastError(log)}`,
  )
  if (planned.recipe === 'proxy') {
    const made = await probeFile(job.temporary, context, request.signal ? { signal: request.signal } : {})
    if (!made.ok) throw bad(`The proxy can't be read back: ${made.reason}`)
    const wrong = checkProxy(request.probe, pictureOf(request.probe), planned.plan, made)
    if (wrong.length > 0) throw bad(wrong.join(' '))
    return {
      width: planned.plan.size?.width ?? null, height: planned.plan.size?.height ?? null,
      meta: {
        colour: planned.plan.colour, timecode: planned.plan.timecode, channels: [...planned.plan.channels],
        frames: made.video[0]?.frames ?? null, rate: made.rate, damaged,
      },
    }
  }
  if (planned.recipe === 'poster') return { ...planned.plan.size, meta: { colour: planned.plan.colour, damaged } }
  const { meta, colour } = planned.plan
  const drawn = Math.min(run.tiles, meta.count)
  if (drawn === 0) throw bad('Not one frame could be decoded, so there is no filmstrip.')
  return {
    width: meta.columns * meta.frameWidth, height: meta.rows * meta.frameHeight,
    meta: { ...meta, count: drawn, frames: meta.frames.slice(0, drawn), colour, damaged },
  }
}

/** A clip that begins in black all through the part that is looked at gets the black frame after all. */
async function posterOfBlack(job: Job, request: DeriveRequest, context: MediaContext): Promise<void> {
  const planned = planRecipe('poster', request.probe, context.tools.capabilities, { skipBlack: false })
  await runJobs([{ ...job, planned }], { ...request, onProgress: undefined }, context)
}
