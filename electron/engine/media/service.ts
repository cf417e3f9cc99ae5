/**
 * The media tools of one engine: looked for once, when first needed, and again after they were missing.
 */
import { isRushesError } from '../../../shared/model/errors.ts'
import type { ToolReport } from '../doctor/examine.ts'
import { tryHardware, type HardwareEncoder } from './hardware.ts'
import { createInsideReader } from './inside/inside-reader.ts'
import { createMediaInfoReader } from './mediainfo/media-info.ts'
import type { MediaContext } from './probe.ts'
import { createRunner, type Runner } from './runner.ts'
import { findTools, type FindTools, type Tool } from './tools.ts'

export interface MediaService {
  readonly runner: Runner
  /** Throws `media.tool_missing`, with how to install them. */
  context(): Promise<MediaContext>
  report(): Promise<readonly ToolReport[]>
  /** Ends a search for tools that is going on: whoever waits for it gets `cancelled`. */
  callOff(): void
  close(): Promise<void>
}

/**
 * Prepares the service; ends children that an earlier engine left behind. `tableDir` remembers children over a crash.
 */
export function createMediaService(options: {
  tableDir: string
  resourcesDir: string | null
  /** The folder with the app's fonts. */
  fonts?: string | null
  /** Entry of the thread that runs MediaInfo. */
  mediaInfo: URL
  /** Entry of the thread that reads inside files. */
  insideMedia: URL
  path?: string
  /** True where review proxies are to be made by the graphics card. */
  hardware?: () => boolean
  /** Replaces the search in tests. */
  find?: FindTools
}): MediaService {
  const runner = createRunner({ tableDir: options.tableDir })
  runner.endStale()
  const info = createMediaInfoReader(options.mediaInfo)
  const inside = createInsideReader(options.insideMedia)
  const stop = new AbortController()
  let found: Promise<MediaContext> | null = null
  const search = {
    ...(options.resourcesDir === null ? {} : { resourcesDir: options.resourcesDir }),
    ...(options.path === undefined ? {} : { path: options.path }),
  }
  const find = options.find ?? findTools
  const context = (): Promise<MediaContext> => {
    found ??= find(search, runner, stop.signal)
      .then((tools) => ({ tools, runner, info, inside, fonts: options.fonts ?? null }))
      .catch((error: unknown) => {
        found = null
        throw error
      })
    return found
  }
  let tried: { readonly of: MediaContext; readonly encoder: Promise<HardwareEncoder | null> } | null = null
  /** The card's encoder is tried once for the tools that were found, when it is first wanted. */
  const withHardware = async (): Promise<MediaContext> => {
    const plain = await context()
    if (options.hardware?.() !== true) return plain
    const { ffmpeg, capabilities } = plain.tools
    if (tried?.of !== plain)
      tried = { of: plain, encoder: tryHardware(ffmpeg.path, capabilities.encoders, runner, stop.signal) }
    const hardware = await tried.encoder
    return hardware === null
      ? plain
      : { ...plain, tools: { ...plain.tools, capabilities: { ...capabilities, hardware } } }
  }
  return {
    runner,
    context: withHardware,
    callOff: () => {
      stop.abort()
    },
    async close() {
      stop.abort()
      await Promise.all([runner.endAll(), info.close(), inside.close()])
    },
    async report() {
      // Looked for anew: whoever asks has perhaps just installed something.
      found = null
      try {
        const { tools } = await withHardware()
        const { capabilities, spares } = tools
        const notes = [
          ...tools.notes,
          ...(capabilities.h264 ? [] : ["no libx264: proxies can't be made"]),
          ...(capabilities.toneMapping
            ? []
            : ['HDR is shown without tone mapping, for lack of zscale or of right results']),
          ...(options.hardware?.() !== true
            ? []
            : [
                capabilities.hardware === undefined
                  ? 'no encoder of a graphics card gets three frames right: review proxies are made by the processor'
                  : `review proxies are made by ${capabilities.hardware}`,
              ]),
          ...(capabilities.looks ? [] : ['log can’t be converted, for lack of zscale and lut3d or of right results']),
        ]
        const others = (tools: readonly Tool[]): string =>
          tools.map(({ version, path }) => ` · also ${version} (${path}), tried where that one fails`).join('')
        return [
          {
            label: 'ffmpeg',
            found: `${tools.ffmpeg.version} (${tools.ffmpeg.path})${others(spares.ffmpegs)}`,
            missing: null,
            notes,
          },
          {
            label: 'ffprobe',
            found: `${tools.ffprobe.version} (${tools.ffprobe.path})${others(spares.ffprobes)}`,
            missing: null,
            notes: [],
          },
        ]
      } catch (error) {
        if (!isRushesError(error)) throw error
        return [{ label: 'ffmpeg', found: null, missing: error.message, notes: [] }]
      }
    },
  }
}
