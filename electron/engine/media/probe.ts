/**
 * Probes a file: what it is, how long, at what rate, from which timecode, in which colour. Never throws for what a file
 * holds, and never blames a file for what a tool does: where ffprobe dies, hangs or lacks a format, another build is
 * tried, and where none can, that is said.
 */
import type { Stats } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import type { Probe, ToolLimit } from '../../../shared/model/probe.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { baseName, extensionOf, isPicture } from '../domain/media/media-kinds.ts'
import { isTextAlias } from '../files/text-alias.ts'
import type { Aside } from './aside.ts'
import { cutShort } from './cut-short.ts'
import type { FfprobeOutput } from './ffprobe-json.ts'
import {
  cameraRawOf,
  endsInsideABox,
  formatOf,
  headOf,
  isBlank,
  isRead,
  partlyReadName,
  type Format,
} from './formats.ts'
import { reasonFor } from './probe-reasons.ts'
import { factsOf, READER_VERSION } from './probe-facts.ts'
import { inlineReader, type InsideReader } from './inside/inside-reader.ts'
import type { MediaInfoReader } from './mediainfo/media-info.ts'
import { isRawStill } from './preview.ts'
import { askProbe, type Answer } from './probe-run.ts'
import type { Runner } from './runner.ts'
import { lookCloser } from './look-closer.ts'
import { refusedList } from './refused.ts'
import { byAge } from './tool-rank.ts'
import type { MediaTools, Tool } from './tools.ts'

/** What probing and making need: the programs and who runs them. */
export interface MediaContext {
  readonly tools: MediaTools
  readonly runner: Runner
  /** The folder with the app's fonts, where text is drawn. */
  readonly fonts?: string | null
  /** MediaInfo, for what ffprobe does not tell; without it those facts are not known. */
  readonly info?: MediaInfoReader
  /** Reads inside files in a thread; without it they are read here. */
  readonly inside?: InsideReader
}

/** Who reads inside files. */
export function insideOf({ inside }: Pick<MediaContext, 'inside'>): InsideReader {
  return inside ?? inlineReader
}

interface ProbeOptions {
  readonly signal?: AbortSignal
  /** A file that takes longer is given to another tool, if there is one. Default 30 s. */
  readonly timeLimitMs?: number
}

export { probeArgs } from './probe-run.ts'

/**
 * Probes the file at an absolute path. Content that is broken, unknown or empty gives `{ok: false, reason}`, with
 * `limit` where it is the tools that can't read it. Throws RushesError 'source.missing' or 'source.unreadable' when the
 * file itself can't be reached, 'cancelled', 'media.tool_missing'.
 */
export async function probeFile(path: string, context: MediaContext, options: ProbeOptions = {}): Promise<Probe> {
  const bytes = await sizeOf(path)
  const broken = (reason: string, log = '', limit: ToolLimit | null = null): Probe => ({
    ok: false,
    bytes,
    reason,
    log,
    limit,
    reader: READER_VERSION,
  })
  if (bytes === 0)
    return broken('The file is empty (0 bytes). The recording or the copy failed; look for another copy.')
  const reader = insideOf(context)
  const aside = await reader.ask('aside', { path, bytes })
  const { answer, tool } = await ask(path, context, options)
  if (answer.is === 'described') {
    const inside = await reader.ask('index', { path, bytes, probe: answer.probe })
    if (inside.refused !== null) return broken(inside.refused)
    const closer = await lookCloser(path, answer.probe, {
      runner: context.runner,
      exe: tool.path,
      bytes,
      signal: options.signal,
      info: context.info ?? null,
      inside,
    })
    const facts = factsOf(closer.probe, {
      bytes,
      still: isPicture(path),
      name: baseName(path),
      ...aside,
      ...closer,
      cutShort: await cutShort(path, bytes, answer.probe.format.format_name),
    })
    // Data alone in a container that is none of a picture: damaged, or of a kind that no build knows.
    if (facts.kind === 'other') return { ...facts, limit: nothingIn(context.tools) }
    // The container is read, the pictures in it are not: raw of Blackmagic, Canon and Nikon.
    const dark = facts.kind === 'video' && facts.video.some((stream) => !stream.cover && stream.codec === null)
    return dark ? { ...facts, limit: rawLimit(path, await headOf(path), context.tools) } : facts
  }
  const head = await headOf(path)
  const list = refusedList(head)
  if (list !== null) return broken(list, answer.log)
  const raw = rawLimit(path, head, context.tools)
  if (raw !== null) return broken(raw.reason, answer.log, raw)
  const format = formatOf(head)
  if (head.toString('latin1', 4, 8) === 'ftyp' && isPicture(path) && (await endsInsideABox(path, bytes))) {
    return broken('The file is cut short: it ends in the middle of the picture. Look for another copy.', answer.log)
  }
  const limit = limitOf(answer, format, head, context.tools)
  const known = await withoutTools(path, bytes, aside, limit, context)
  if (known !== null) return known
  return limit === null
    ? broken(reasonFor(path, answer.log, head), answer.log)
    : broken(limit.reason, answer.log, limit)
}

/** The answer of the first tool that has one: what a build can't do, or dies of, another may do. */
async function ask(
  path: string,
  context: MediaContext,
  options: ProbeOptions,
): Promise<{ answer: Answer; tool: Tool }> {
  const { ffprobe, spares } = context.tools
  const tool = ffprobe
  const answer = await askProbe(path, context.runner, tool, options)
  if (answer.is === 'described') return { answer, tool }
  for (const spare of spares.ffprobes) {
    // That the content is wrong is a newer build's to say, not an older one's.
    if (answer.is === 'invalid' && byAge(spare, tool) <= 0) continue
    const other = await askProbe(path, context.runner, spare, options)
    if (other.is === 'described') return { answer: other, tool: spare }
  }
  return { answer, tool }
}

/** Why camera raw is not shown: nothing here reads it, or can say whether it is whole. Null for every other file. */
function rawLimit(path: string, head: Buffer, tools: MediaTools): ToolLimit | null {
  const raw = cameraRawOf(extensionOf(path), head)
  if (raw === null || isBlank(head)) return null
  const reason = raw.fits
    ? `This build has no reader for ${raw.name}; use the camera's software or its proxy. ${raw.decoder.replace(/^./, (letter) => letter.toUpperCase())} decode it.`
    : `The content is not recognised as ${raw.name}: the file is not what its name says, is damaged, or is of a kind that this build doesn't know. Check it with the camera's software.`
  return { reason: `${reason} ${KEPT}`, tools: tools.identity }
}

/** Why a file has nothing to see or to hear here. */
function nothingIn({ ffprobe, identity }: MediaTools): ToolLimit {
  const reason = `This build of ffmpeg (${ffprobe.version}) finds neither picture nor sound in it: it is damaged, or holds data alone.`
  return { reason: `${reason} ${KEPT}`, tools: identity }
}

const KEPT = 'The file is kept and copied like any other, and is looked into again when ffmpeg changes.'

/** What the tools could not do; null when the file itself is at fault. */
function limitOf(answer: Answer, format: Format | null, head: Buffer, tools: MediaTools): ToolLimit | null {
  const build = `This build of ffmpeg (${tools.ffprobe.version})`
  const limit = (reason: string): ToolLimit => ({ reason: `${reason} ${KEPT}`, tools: tools.identity })
  if (answer.is === 'died') return limit(`${build} ${answer.how} while it looked into this file.`)
  // A container that a build does not know looks like rubbish to it.
  if (format !== null && !isRead(format, tools.ffprobe, tools.capabilities.decoders)) {
    return limit(`${build} can't read ${format.name}; ${format.instead}.`)
  }
  if (answer.is !== 'lacking') return null
  return limit(
    `${build} can't read ${format?.name ?? partlyReadName(head) ?? 'this kind of file'}${format === null ? '' : `; ${format.instead}`}.`,
  )
}

/**
 * A still whose picture no tool here reads is known by what stands beside the picture: the size of a raw still is that
 * of the JPEG that the camera developed, which most write as large as the picture; everything else is EXIF's.
 */
async function withoutTools(
  path: string,
  bytes: number,
  aside: Aside,
  limit: ToolLimit | null,
  context: MediaContext,
): Promise<Probe | null> {
  const raw = isRawStill(path)
  if (!isPicture(path) || (!raw && limit === null)) return null
  const reader = insideOf(context)
  const preview = await reader.ask('preview', { path, bytes })
  if (preview === null && raw) {
    const reason =
      "This camera raw format can't be read here, and no preview is in the file. It is kept and copied like any other."
    return { ok: false, bytes, reason, log: '', limit, reader: READER_VERSION }
  }
  // The tiles of a HEIF picture are HEVC, which is decoded without its container.
  const heif =
    preview === null && context.tools.capabilities.decoders.has('hevc')
      ? await reader.ask('heif', { path, bytes })
      : null
  const width = heif?.width ?? (raw ? preview?.width : null) ?? aside.exif?.width ?? preview?.width
  const height = heif?.height ?? (raw ? preview?.height : null) ?? aside.exif?.height ?? preview?.height
  if (width === undefined || height === undefined) return null
  const name = extensionOf(path)
  const stream = { index: 0, codec_type: 'video', codec_tag_string: name.toUpperCase(), width, height }
  const probe: FfprobeOutput = { streams: [stream], format: { format_name: name } }
  return factsOf(probe, {
    bytes,
    still: true,
    name: baseName(path),
    ...aside,
    limit: preview === null && heif === null ? limit : null,
  })
}

async function sizeOf(path: string): Promise<number> {
  let info: Stats
  try {
    info = await (isTextAlias(path) ? stat : lstat)(path)
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new RushesError(
      missing ? 'source.missing' : 'source.unreadable',
      missing
        ? `${path} is not there. Connect its drive, or scan the folder again.`
        : `${path} can't be read. Check its permissions and its drive.`,
      { path },
      { cause },
    )
  }
  if (info.isFile()) return info.size
  throw notAFile(path, info)
}

/** What stands in the place of a file, said as it is. */
function notAFile(path: string, info: Stats): RushesError {
  if (info.isDirectory()) return new RushesError('usage', `${path} is a folder. Name a file in it.`, { path })
  const what = info.isFIFO()
    ? 'a pipe'
    : info.isSocket()
      ? 'a socket'
      : info.isCharacterDevice() || info.isBlockDevice()
        ? 'a device'
        : 'no file'
  return new RushesError('usage', `${path} is ${what} and can't be probed. Name a media file.`, { path })
}
