/**
 * Finds ffmpeg and ffprobe and asks them, once, what they can do. Nothing about a build is ever assumed.
 *
 * Order: the path the user named · the app's own folder · the optional npm packages · PATH. A candidate that does not
 * run, or is older than 5.1 (the first with -fps_mode), is passed over; a path that the user named must work.
 */
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { Runner } from './runner.ts'

export type ToolName = 'ffmpeg' | 'ffprobe'
export type ToolSource = 'explicit' | 'packaged' | 'npm' | 'path'

/** A program that was found and ran. */
export interface Tool {
  readonly path: string
  readonly version: string
  readonly source: ToolSource
}

/** What this ffmpeg was built with. */
export interface Capabilities {
  readonly filters: ReadonlySet<string>
  readonly encoders: ReadonlySet<string>
  /** H.264 by libx264: without it there are no proxies. */
  readonly h264: boolean
  /** zscale and tonemap: HDR can be shown as Rec.709. */
  readonly toneMapping: boolean
  /** bwdif: fields can be joined to frames. */
  readonly deinterlacing: boolean
}

export interface MediaTools {
  readonly ffmpeg: Tool
  readonly ffprobe: Tool
  readonly capabilities: Capabilities
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
  name: ToolName, search: ToolSearch
): { readonly path: string; readonly source: ToolSource }[] {
  const file = executable(name)
  const explicit = search.explicit?.[name]
  if (explicit !== undefined) return [{ path: explicit, source: 'explicit' }]
  const packaged = search.resourcesDir === undefined ? [] : [
    join(search.resourcesDir, 'ffmpeg', `${process.platform}-${process.arch}`, file),
    join(search.resourcesDir, 'ffmpeg', file),
  ]
  const onPath = (search.path ?? process.env['PATH'] ?? '').split(delimiter).filter(Boolean).map(
    (dir) => join(dir, file),
  )
  return [
    ...packaged.map((path) => ({ path, source: 'packaged' as const })),
    ...fromNpm(name).map((path) => ({ path, source: 'npm' as const })),
    ...onPath.map((path) => ({ path, source: 'path' as const })),
  ]
}

/** The version in the first line of `-version`: "5.1.9-0+deb12u1"; null when the program is another one. */
export function readVersion(name: ToolName, output: string): string | null {
  return new RegExp(`^${name} version (\\S+)`).exec(output)?.[1] ?? null
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

async function find(name: ToolName, search: ToolSearch, runner: Runner): Promise<Tool> {
  const tooOld: string[] = []
  for (const { path, source } of candidates(name, search)) {
    if (!canRun(path)) continue
    const version = await versionOf(name, path, runner)
    if (version === null) continue
    if (isRecent(version)) return { path, version, source }
    tooOld.push(`${path} (${version})`)
  }
  const named = search.explicit?.[name]
  const what = named !== undefined
    ? `${name} can't be run from ${named}. Correct the path in the settings, or clear it to use this machine's own.`
    : tooOld.length > 0
      ? `${name} is too old: ${tooOld.join(', ')}. Install version 5.1 or newer, or run "npm run setup".`
      : `${name} was not found. Install ffmpeg 5.1 or newer so that it is on PATH, or run "npm run setup". ` +
        'Copying and verifying work without it; posters and proxies do not.'
  throw new RushesError('media.tool_missing', what, { tool: name, tried: tooOld })
}

async function versionOf(name: ToolName, path: string, runner: Runner): Promise<string | null> {
  try {
    const { code, output } = await runner.run({ exe: path, args: ['-version'], timeLimitMs: 20_000 })
    return code === 0 ? readVersion(name, output.toString('utf8')) : null
  } catch (error) {
    // Built for another machine, or hanging: as good as absent.
    if (isRushesError(error)) return null
    throw error
  }
}

/** Finds both programs and probes what ffmpeg can do. Throws RushesError 'media.tool_missing'. */
export async function findTools(search: ToolSearch, runner: Runner): Promise<MediaTools> {
  const [ffmpeg, ffprobe] = await Promise.all([find('ffmpeg', search, runner), find('ffprobe', search, runner)])
  const ask = async (what: string): Promise<ReadonlySet<string>> => {
    const { output } = await runner.run({
      exe: ffmpeg.path, args: ['-hide_banner', '-nostdin', what], timeLimitMs: 20_000,
    })
    return readNames(output.toString('utf8'))
  }
  const [filters, encoders] = await Promise.all([ask('-filters'), ask('-encoders')])
  return {
    ffmpeg,
    ffprobe,
    capabilities: {
      filters,
      encoders,
      h264: encoders.has('libx264'),
      toneMapping: filters.has('zscale') && filters.has('tonemap'),
      deinterlacing: filters.has('bwdif'),
    },
  }
}
