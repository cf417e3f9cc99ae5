/**
 * Makes derivatives: runs the plan, checks what came out, and only then gives it its name.
 *
 * Everything is written under a temporary name beside its final one, read back with ffprobe, flushed to the disk and
 * renamed. Whatever fails leaves no file behind, and carries the command and the log.
 */
import { randomUUID } from 'node:crypto'
import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { lookSchema, type Look } from '../../../shared/model/colour.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import type { RecipeName } from '../../../shared/model/work.ts'
import { fontIn, layFont } from './burn-font.ts'
import { canonicalJson } from '../../../shared/util/canonical-json.ts'
import { limitsOf, totalMicroseconds } from './derive-limits.ts'
import { failure, isOfTheDrive, lastError, toolFailure } from './ffmpeg-errors.ts'
import { foldersWithoutRoom, settle, sizeOf, writeError } from './derive-disk.ts'
import { saysUnsupported } from './formats.ts'
import { fileUrl } from './input.ts'
import { planRecipe, planRun } from './plan.ts'
import { insideOf, probeFile, type MediaContext } from './probe.ts'
import { withStillSource } from './still-source.ts'
import { progressReader } from './progress.ts'
import { drawsHoles, type SequenceSource } from './sequence-input.ts'
import { watchSequence } from './sequence-log.ts'
import { againWithOthers } from './other-tools.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { writeTables, type LoadedLook } from './look-tables.ts'
import type { LookTables } from './recipes/colour-lut.ts'
import type { Described, Planned, RecipeParams, RecipeRun, TablesOf } from './recipes/recipe.ts'
import { carrySurround } from './surround/carry.ts'

interface DeriveRequest {
  /** The original, at an absolute path. */
  readonly input: string
  /** Further pieces of a recording that the camera cut, in order; `probe` then speaks of the whole. */
  readonly pieces?: readonly string[]
  /** Files that hold the sound, in order, where `probe` has it from there (domain/media/sound-files.ts). */
  readonly sounds?: readonly string[]
  /** Numbered frames in place of one file: `input` is the first of them, and `probe` speaks of all. */
  readonly sequence?: SequenceSource | null
  readonly probe: MediaFacts
  /** The folder that takes the results; made when it is not there. */
  readonly outDir: string
  /** The folder that takes tables of looks; `outDir` without it. */
  readonly tablesDir?: string | undefined
  /** Reads the LUT that a look names. Throws RushesError where it is not here. */
  readonly loadLook?: ((look: Look) => Promise<LoadedLook>) | undefined
  readonly signal?: AbortSignal | undefined
  /** 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** A recipe that is asked for, with parameters where they are not its defaults. */
export interface RecipeRequest {
  readonly recipe: RecipeName
  readonly params?: unknown
  /** A folder of its own. */
  readonly outDir?: string
}

interface Wish extends RecipeRequest {
  readonly outDir: string
}

/** A thing that was made. */
export interface Derivative extends Described {
  readonly recipe: RecipeName
  readonly version: number
  readonly params: RecipeParams
  readonly path: string
  readonly bytes: number
  readonly mime: string
}

/** `wish` is what was asked for, the very object. */
type Outcome = { readonly recipe: RecipeName; readonly wish: Wish } & (
  | { readonly ok: true; readonly derivative: Derivative }
  | { readonly ok: false; readonly error: RushesError }
)

interface Job {
  readonly wish: Wish
  readonly planned: Planned
  readonly run: RecipeRun
  readonly temporary: string
  readonly path: string
}

function jobFor(wish: Wish, planned: Planned): Job {
  const path = join(wish.outDir, planned.fileName)
  return { wish, planned, run: planned.begin(), path, temporary: `${path}.${randomUUID()}.part` }
}

/**
 * Makes one derivative. Throws RushesError: 'media.unsupported' when the file has nothing for it, 'media.failed' with
 * `details.command` and `details.log`, 'media.tool_missing', 'disk.full', 'cancelled'.
 */
export async function makeDerivative(
  request: DeriveRequest & RecipeRequest,
  context: MediaContext,
): Promise<Derivative> {
  const { recipe, params } = request
  const [outcome] = await makeDerivatives({ ...request, recipes: [{ recipe, params }] }, context)
  if (outcome === undefined) throw new RushesError('usage', 'No recipe was named.')
  if (!outcome.ok) throw outcome.error
  return outcome.derivative
}

/**
 * Makes several from one read and one decode, in the order of what is asked for. Every recipe has its outcome; when the
 * common run fails, each is tried by itself, so that a broken sound track does not cost the poster, and a full drive only
 * what goes there. Throws only 'cancelled', and 'disk.full' where one folder takes all.
 */
export async function makeDerivatives(
  request: DeriveRequest & { readonly recipes: readonly (RecipeName | RecipeRequest)[] },
  context: MediaContext,
): Promise<Outcome[]> {
  const { outDir } = request
  const wishes = [...new Set(request.recipes)].map((one): Wish => ({
    outDir,
    ...(typeof one === 'string' ? { recipe: one } : one),
  }))
  const full = await foldersWithoutRoom(wishes)
  const able = wishes.filter((wish) => !full.has(wish.outDir))
  const made =
    able.length === 0
      ? []
      : await withStillSource(request, context, (source) => makeAll({ ...request, ...source, wishes: able }, context))
  return wishes.map((wish): Outcome => {
    const error = full.get(wish.outDir)
    return error === undefined
      ? made.find((one) => one.wish === wish)!
      : { recipe: wish.recipe, wish, ok: false, error }
  })
}

type WishRequest = DeriveRequest & { readonly wishes: readonly Wish[] }

/** Makes them all; what fails for the card or the chosen build is made by another. */
async function makeAll(request: WishRequest, context: MediaContext): Promise<Outcome[]> {
  const first = await makeWith(request, context)
  return await againWithOthers(first, context, request.signal, (failed, tools) =>
    makeWith({ ...request, wishes: failed.map(({ wish }) => wish) }, { ...context, tools }),
  )
}

const tablesDirOf = ({ tablesDir, outDir }: DeriveRequest): string => tablesDir ?? outDir

async function makeWith(request: WishRequest, context: MediaContext): Promise<Outcome[]> {
  const outcomes = new Map<Wish, Outcome>()
  const jobs: Job[] = []
  const tables = await tablesOf(request)
  const font = fontIn(tablesDirOf(request))
  for (const wish of request.wishes) {
    try {
      jobs.push(jobFor(wish, planRecipe(wish.recipe, request.probe, context.tools.capabilities, { ...wish, tables })))
    } catch (error) {
      if (!isRushesError(error)) throw error
      outcomes.set(wish, { recipe: wish.recipe, wish, ok: false, error })
    }
  }
  if (jobs.some(({ planned }) => planned.plan.part.needsFont === true)) await layFont(font, context.fonts)
  const marked = await withMarks(request, font, context)
  for (const group of groups(jobs))
    for (const outcome of await runGroup(group, marked, context)) outcomes.set(outcome.wish, outcome)
  return request.wishes.map((wish) => outcomes.get(wish)!)
}

/** With the font for holes, where it can be laid and this build draws text: a hole is marked without words else. */
async function withMarks(request: WishRequest, font: string, { tools, fonts }: MediaContext): Promise<WishRequest> {
  const { sequence } = request
  if (sequence == null || !drawsHoles(sequence, tools.capabilities)) return request
  const laid = await layFont(font, fonts).then(
    () => true,
    (error: unknown) => {
      if (!isRushesError(error)) throw error
      return false // Rushes' own font is missing: no reason to have no proxy.
    },
  )
  return laid ? { ...request, sequence: { ...sequence, font } } : request
}

/** Parameters of any recipe, as far as they name a look. */
const withLook = z.looseObject({ look: lookSchema })

/** Writes the tables of every look that is asked for. One whose LUT is not here fails the recipes that want it. */
async function tablesOf(request: WishRequest): Promise<TablesOf> {
  const written = new Map<string, LookTables | RushesError>()
  for (const { params } of request.wishes) {
    const named = withLook.safeParse(params)
    if (!named.success || written.has(canonicalJson(named.data.look))) continue
    const { look } = named.data
    try {
      const loaded = request.loadLook === undefined ? { look, lut: null } : await request.loadLook(look)
      written.set(canonicalJson(look), await writeTables(tablesDirOf(request), loaded))
    } catch (error) {
      if (!isRushesError(error)) throw error
      written.set(canonicalJson(look), error)
    }
  }
  return (look) => {
    const found = written.get(canonicalJson(look))
    if (found === undefined) throw new RushesError('internal', 'The tables of a look were not written.')
    if (isRushesError(found)) throw found
    return found
  }
}

/** Jobs that share a decode: each joins the first group that has room for it. */
function groups(jobs: readonly Job[]): Job[][] {
  const grouped: Job[][] = []
  for (const job of jobs) {
    const place = grouped.find((group) => group.every((other) => canShare(job, other)))
    if (place === undefined) grouped.push([job])
    else place.push(job)
  }
  return grouped
}

/**
 * There is one pipe for samples, and on Windows, which gives children no fourth file, they need the run to themselves.
 * Parts without a picture and with one share the read of the file.
 */
function canShare(one: Job, other: Job): boolean {
  const samples = [one, other].filter(({ run }) => run.onSamples !== undefined).length
  return samples <= (process.platform === 'win32' ? 0 : 1)
}

async function runGroup(jobs: readonly Job[], request: WishRequest, context: MediaContext): Promise<Outcome[]> {
  try {
    const run = await runJobs(jobs, request, context)
    const outcomes: Outcome[] = []
    for (const job of jobs) outcomes.push(await finish(job, request, context, run))
    return outcomes
  } catch (error) {
    if (!isRushesError(error)) throw error
    const oneFolder = new Set(jobs.map(({ wish }) => wish.outDir)).size === 1
    const only = jobs[0]!
    if (
      error.code === 'cancelled' ||
      (error.code === 'disk.full' && oneFolder && request.wishes.length === jobs.length)
    )
      throw error
    // The frames themselves are at fault: no recipe would come to another end by itself.
    if (error.details['frames'] === true)
      return jobs.map(({ wish }) => ({ recipe: wish.recipe, wish, ok: false, error }))
    if (jobs.length === 1) return [{ recipe: only.wish.recipe, wish: only.wish, ok: false, error }]
    const outcomes: Outcome[] = []
    for (const { wish, planned } of jobs) outcomes.push(...(await runGroup([jobFor(wish, planned)], request, context)))
    return outcomes
  } finally {
    await Promise.all(jobs.map((job) => rm(job.temporary, { force: true })))
  }
}

/** What a run left beside its outputs. */
interface Run {
  readonly log: string
  readonly command: string
}

async function runJobs(jobs: readonly Job[], request: DeriveRequest, context: MediaContext): Promise<Run> {
  const onSamples = jobs.find(({ run }) => run.onSamples !== undefined)?.run.onSamples ?? null
  const jobOf = new Map(jobs.map((job) => [job.planned.plan.part, job]))
  // On Windows the samples take the place of the reports of progress.
  const sidePipe = process.platform === 'win32' ? 'pipe:1' : 'pipe:3'
  const args = planRun(
    [request.input, ...(request.pieces ?? [])],
    request.probe,
    jobs.map((job) => job.planned.plan.part),
    context.tools.capabilities,
    (part) => (jobOf.get(part)!.run.onSamples === undefined ? fileUrl(jobOf.get(part)!.temporary) : sidePipe),
    { sequence: request.sequence ?? null, sounds: request.sounds ?? [] },
  )
  const video = pictureOf(request.probe)
  const watch = request.sequence == null || video === null ? null : watchSequence(request.sequence, video)
  const reader = progressReader()
  const total = totalMicroseconds(request.probe)
  const report = (chunk: Buffer): void => {
    for (const { microseconds } of reader.feed(chunk.toString('latin1'))) {
      if (total > 0 && microseconds !== null) request.onProgress?.(Math.min(1, microseconds / total))
    }
  }
  const samplesOnOutput = onSamples !== null && sidePipe === 'pipe:1'
  const result = await context.runner.run({
    exe: context.tools.ffmpeg.path,
    ...limitsOf(request.probe),
    args: samplesOnOutput ? args.filter((word, at) => word !== '-progress' && args[at - 1] !== '-progress') : args,
    signal: request.signal,
    onLog: (chunk) => {
      watch?.onLog(chunk.toString('latin1'))
      for (const { run } of jobs) run.onLog?.(chunk.toString('latin1'))
    },
    onOutput: samplesOnOutput ? onSamples : report,
    ...(onSamples !== null && !samplesOnOutput ? { onSideOutput: onSamples } : {}),
  })
  const failed = result.code === 0 ? null : failure(request.input, context.tools.ffmpeg.version, result)
  const isOfFrames = failed === null || failed.code === 'media.failed'
  const bad = result.signal === null ? ((isOfFrames ? watch?.fault() : watch?.otherSize()) ?? null) : null
  if (bad !== null && !saysUnsupported(result.log))
    throw new RushesError('media.failed', `${request.input}: ${bad}`, {
      input: request.input,
      command: result.command,
      log: result.log,
      frames: true,
      // What the drive did may go better the next time; what is in the files will not.
      damaged: !isOfTheDrive(result.log),
    })
  if (failed !== null) throw failed
  return { log: result.log, command: result.command }
}

/** Looks at what a job has written; names it, or says what is wrong. */
async function finish(job: Job, request: DeriveRequest, context: MediaContext, run: Run): Promise<Outcome> {
  const {
    wish,
    planned: { recipe, version, params, mime },
  } = job
  try {
    const described = await describe(job, request, context, run)
    await settle(job.temporary, job.path)
    const { size } = await stat(job.path)
    return {
      recipe,
      wish,
      ok: true,
      derivative: { recipe, version, params, path: job.path, bytes: size, mime, ...described },
    }
  } catch (caught) {
    // A drive that takes one of them and is gone costs the others nothing.
    const error = writeError(caught, wish.outDir)
    if (!isRushesError(error) || error.code === 'cancelled') throw error
    return { recipe, wish, ok: false, error }
  }
}

/** Types that have a place for what surrounds the viewer. */
const MOVIES: ReadonlySet<string> = new Set(['video/mp4', 'video/quicktime'])

async function describe(
  job: Job,
  request: DeriveRequest,
  context: MediaContext,
  { log, command }: Run,
): Promise<Described> {
  const { planned, run } = job
  const damaged = /error while decoding|corrupt|Invalid data found|concealing/i.test(log)
  const bad = (sentence: string): RushesError =>
    saysUnsupported(log)
      ? toolFailure(request.input, "can't read it", context.tools.ffmpeg.version, log, command)
      : new RushesError('media.failed', `${request.input}: ${sentence}`, { input: request.input, command, log })
  if (run.text === null && (await sizeOf(job.temporary)) === 0) await tryAgain(job, request, context)
  if (run.text === null && (await sizeOf(job.temporary)) === 0)
    throw bad(`Not one frame could be decoded, so there is no ${planned.recipe}: ${lastError(log)}`)
  if (planned.readsBack && MOVIES.has(planned.mime))
    await carrySurround(request.input, request.probe, job.temporary, insideOf(context))
  const probe = planned.readsBack
    ? await probeFile(job.temporary, context, request.signal ? { signal: request.signal } : {})
    : null
  if (probe?.ok === false) throw bad(`The ${planned.recipe} can't be read back: ${probe.reason}`)
  const found = run.check({ damaged, probe })
  if ('wrong' in found) throw bad(found.wrong)
  if (run.text !== null) await writeFile(job.temporary, run.text())
  return found
}

/** Runs the second way of a recipe that has one, into the same file. */
async function tryAgain(job: Job, request: DeriveRequest, context: MediaContext): Promise<void> {
  const planned = job.planned.again()
  if (planned !== null)
    await runJobs([{ ...job, planned, run: planned.begin() }], { ...request, onProgress: undefined }, context)
}
