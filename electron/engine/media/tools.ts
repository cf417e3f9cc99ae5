/**
 * Finds ffmpeg and ffprobe and asks them, once, what they can do. Nothing about a build is ever assumed.
 *
 * Places: the path the user named · the app's own folder · the optional npm packages · PATH. A candidate that does not
 * run, or is older than 5.1 (the first with -fps_mode), is passed over; a path that the user named must work. Of the
 * rest the newest pair of one build is taken that reads a few small recordings.
 */
import { accessSync, constants, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { tryColour } from './colour-trial.ts'
import type { HardwareEncoder } from './hardware.ts'
import type { Runner } from './runner.ts'
import { byAge, isMatched, pairsToTry, readBuild, type Build } from './tool-rank.ts'
import { createTrials, HANGS, type TrialFailure, type Trials } from './tool-trial.ts'

type ToolName = 'ffmpeg' | 'ffprobe'
type ToolSource = 'explicit' | 'packaged' | 'npm' | 'path'

/** A program that was found and ran. */
export interface Tool extends Build {
  readonly path: string
  readonly source: ToolSource
}

/** What this ffmpeg was built with. */
export interface Capabilities {
  readonly filters: ReadonlySet<string>
  readonly decoders: ReadonlySet<string>
  readonly encoders: ReadonlySet<string>
  /** H.264 by libx264: without it there are no proxies. */
  readonly h264: boolean
  /** zscale and tonemap, and they get a patch right: HDR can be shown as Rec.709. */
  readonly toneMapping: boolean
  /** zscale and the tables, and they get a patch right: log can be converted. */
  readonly looks: boolean
  /** bwdif: fields can be joined to frames. */
  readonly deinterlacing: boolean
  /** The graphics card's encoder that review proxies are made with; absent where none is wanted or gets frames right. */
  readonly hardware?: HardwareEncoder
}

export interface MediaTools {
  readonly ffmpeg: Tool
  readonly ffprobe: Tool
  readonly capabilities: Capabilities
  /** Other builds on this machine, the newest first: tried where the chosen ones die or can't read a format. */
  readonly spares: { readonly ffmpegs: readonly Tool[]; readonly ffprobes: readonly Tool[] }
  /** Every build above in one line: when it changes, what could not be read is tried again. */
  readonly identity: string
  /** What a person should know of the choice, in sentences: a pair of two builds, a container that can't be read. */
  readonly notes: readonly string[]
}

export interface ToolSearch {
  /** Paths that the user set; they go before all and must work. */
  readonly explicit?: { readonly ffmpeg?: string; readonly ffprobe?: string }
  /** The packaged app's resources folder, holding ffmpeg/<platform>-<arch>/ or ffmpeg/. */
  readonly resourcesDir?: string
  /** The search path. Default: that of the environment. */
  readonly path?: string
}

const MINIMUM: readonly [number, number] = [5, 1]

function executable(name: ToolName): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}

/** The paths that the optional npm packages give; none where they are not installed. */
function fromNpm(name: ToolName): string[] {
  const require = createRequire(import.meta.url)
  const id = name === 'ffmpeg' ? 'ffmpeg-static' : '@ffprobe-installer/ffprobe'
  try {
    const loaded: unknown = require(id)
    const path = typeof loaded === 'string' ? loaded : (loaded as { path?: unknown } | null)?.path
    return typeof path === 'string' ? [path.replace('app.asar', 'app.asar.unpacked')] : []
  } catch {
    // Optional: npm drops what it can't install, and the package throws on platforms that it has no binary for.
    return []
  }
}

/** Every place to look at, in order. */
export function candidates(
  name: ToolName,
  search: ToolSearch,
): { readonly path: string; readonly source: ToolSource }[] {
  const file = executable(name)
  const explicit = search.explicit?.[name]
  if (explicit !== undefined) return [{ path: explicit, source: 'explicit' }]
  const packaged =
    search.resourcesDir === undefined
      ? []
      : [
          join(search.resourcesDir, 'ffmpeg', `${process.platform}-${process.arch}`, file),
          join(search.resourcesDir, 'ffmpeg', file),
        ]
  const onPath = (search.path ?? process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((dir) => join(dir, file))
  return [
    ...packaged.map((path) => ({ path, source: 'packaged' as const })),
    ...fromNpm(name).map((path) => ({ path, source: 'npm' as const })),
    ...onPath.map((path) => ({ path, source: 'path' as const })),
  ]
}

/** False for a release older than 5.1; builds from a repository (N-…) carry no number and are taken as new. */
export function isRecent(version: string): boolean {
  const match = /^n?(\d+)\.(\d+)/.exec(version)
  if (!match) return true
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])
}

/** Names in the listing of `-filters` or `-encoders`: the word after the column of flags. */
export function readNames(listing: string): ReadonlySet<string> {
  return new Set([...listing.matchAll(/^ [A-Z.|]{2,6} +([\w-]+) /gm)].map((match) => match[1]!))
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there or not executable: the next place is looked at.
    return false
  }
}

/** Everything that runs and is new enough, in the order of the places; a program that is reached by two paths once. */
async function findAll(name: ToolName, search: ToolSearch, look: Look): Promise<Tool[]> {
  const tooOld: string[] = []
  const seen = new Set<string>()
  const found: Tool[] = []
  for (const { path, source } of candidates(name, search)) {
    if (!canRun(path)) continue
    const real = realpathSync(path)
    if (seen.has(real)) continue
    seen.add(real)
    const build = await buildOf(name, path, look)
    if (build === null) continue
    if (isRecent(build.version)) found.push({ path, source, ...build })
    else tooOld.push(`${path} (${build.version})`)
  }
  if (found.length > 0) return found
  const named = search.explicit?.[name]
  const what =
    named !== undefined
      ? `${name} can't be run from ${named}. Correct the path in the settings, or clear it to use this machine's own.`
      : tooOld.length > 0
        ? `${name} is too old: ${tooOld.join(', ')}. Install version 5.1 or newer, or run "npm run setup".`
        : `${name} was not found. Install ffmpeg 5.1 or newer so that it is on PATH, or run "npm run setup". ` +
          'Copying and verifying work without it; posters and proxies do not.'
  throw new RushesError('media.tool_missing', what, { tool: name, tried: tooOld })
}

/** How programs are asked. */
interface Look {
  readonly runner: Runner
  readonly signal: AbortSignal | undefined
}

const ASKING_MS = 20_000

async function buildOf(name: ToolName, path: string, { runner, signal }: Look): Promise<Build | null> {
  try {
    const { code, output } = await runner.run({ exe: path, args: ['-version'], timeLimitMs: ASKING_MS, signal })
    return code === 0 ? readBuild(name, output.toString('utf8')) : null
  } catch (error) {
    // Built for another machine, or hanging: as good as absent. Called off is another matter.
    if (isRushesError(error) && error.code !== 'cancelled') return null
    throw error
  }
}

/** What an ffmpeg was built with. Throws RushesError 'media.failed' when it does not answer in time. */
export async function capabilitiesOf(ffmpeg: Tool, runner: Runner, signal?: AbortSignal): Promise<Capabilities> {
  const ask = async (what: string): Promise<ReadonlySet<string>> => {
    const { output } = await runner.run({
      exe: ffmpeg.path,
      args: ['-hide_banner', '-nostdin', what],
      timeLimitMs: ASKING_MS,
      signal,
    })
    return readNames(output.toString('utf8'))
  }
  const [filters, encoders, decoders] = await Promise.all([ask('-filters'), ask('-encoders'), ask('-decoders')])
  const colour = await tryColour(ffmpeg.path, filters, runner, signal)
  return {
    filters,
    encoders,
    decoders,
    h264: encoders.has('libx264'),
    toneMapping: colour.toneMapping,
    looks: colour.tables,
    deinterlacing: filters.has('bwdif'),
  }
}

/**
 * Finds both programs as a pair of one build, tried with small recordings, the newest that passes; and asks what ffmpeg
 * can do. Where no pair passes, the one with the fewest failures is taken, and `notes` says what it can't read.
 * Throws RushesError 'media.tool_missing', 'cancelled'.
 */
export async function findTools(search: ToolSearch, runner: Runner, signal?: AbortSignal): Promise<MediaTools> {
  const look: Look = { runner, signal }
  const [ffmpegs, ffprobes] = await Promise.all([findAll('ffmpeg', search, look), findAll('ffprobe', search, look)])
  const trials = createTrials(runner, signal)
  try {
    const { ffmpeg, ffprobe, failures } = await choosePair(ffmpegs, ffprobes, trials)
    if ((await trials.ffmpeg(ffmpeg.path)).some(({ how }) => how === HANGS)) throw silent(ffmpeg)
    const capabilities = await capabilitiesOf(ffmpeg, runner, signal).catch((error: unknown) => {
      throw isRushesError(error) && error.code === 'cancelled' ? error : silent(ffmpeg, error)
    })
    const newest = (tools: readonly Tool[], chosen: Tool): Tool[] =>
      tools.filter((tool) => tool !== chosen).toSorted((a, b) => byAge(b, a))
    return {
      ffmpeg,
      ffprobe,
      capabilities,
      spares: { ffmpegs: newest(ffmpegs, ffmpeg), ffprobes: newest(ffprobes, ffprobe) },
      identity: [
        ...ffmpegs.map(({ version }) => `ffmpeg ${version}`),
        ...ffprobes.map(({ version }) => `ffprobe ${version}`),
      ]
        .toSorted()
        .join(' · '),
      notes: [...notesOf(ffmpeg, ffprobe, failures), ...colourNotes(ffmpeg, capabilities)],
    }
  } finally {
    await trials.close()
  }
}

/** As `findTools`. */
export type FindTools = typeof findTools

/** A build with the filters that gets a patch wrong; one without them is told by what it can't do. */
function colourNotes({ version }: Tool, { filters, toneMapping, looks }: Capabilities): string[] {
  const wrong = [
    ...(filters.has('zscale') && filters.has('tonemap') && !toneMapping ? ['HDR'] : []),
    ...(filters.has('zscale') && filters.has('lut3d') && !looks ? ['tables of looks'] : []),
  ]
  return wrong.length === 0
    ? []
    : [`ffmpeg ${version} gets ${wrong.join(' and ')} wrong and is not used for that. Install another build`]
}

function silent(ffmpeg: Tool, cause?: unknown): RushesError {
  return new RushesError(
    'media.tool_missing',
    `${ffmpeg.path} does not answer. Install ffmpeg 5.1 or newer again.`,
    { tool: 'ffmpeg' },
    { cause },
  )
}

interface Choice {
  readonly ffmpeg: Tool
  readonly ffprobe: Tool
  readonly failures: readonly string[]
}

async function choosePair(ffmpegs: readonly Tool[], ffprobes: readonly Tool[], trials: Trials): Promise<Choice> {
  let best: Choice | null = null
  for (const { ffmpeg, ffprobe } of pairsToTry(ffmpegs, ffprobes)) {
    const [reading, probing] = await Promise.all([trials.ffmpeg(ffmpeg.path), trials.ffprobe(ffprobe.path)])
    const said = (tool: ToolName, { format, how }: TrialFailure): string =>
      `${tool} ${how === 'fails' ? "can't read" : `${how} on`} ${format}`
    const failures = [...probing.map((one) => said('ffprobe', one)), ...reading.map((one) => said('ffmpeg', one))]
    if (best === null || failures.length < best.failures.length) best = { ffmpeg, ffprobe, failures }
    if (failures.length === 0) break
  }
  return best!
}

function notesOf(ffmpeg: Tool, ffprobe: Tool, failures: readonly string[]): string[] {
  const mixed = isMatched(ffmpeg, ffprobe)
    ? []
    : [
        `ffmpeg ${ffmpeg.version} and ffprobe ${ffprobe.version} are two builds: what one describes, the other may not read. Install both from one place`,
      ]
  return [...mixed, ...failures]
}
