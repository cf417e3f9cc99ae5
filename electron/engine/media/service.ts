/**
 * The media tools of one engine: looked for once, when first needed, and again after they were missing.
 */
import { isRushesError } from '../../../shared/model/errors.ts'
import type { ToolReport } from '../doctor/examine.ts'
import type { MediaContext } from './probe.ts'
import { createRunner, type Runner } from './runner.ts'
import { findTools } from './tools.ts'

export interface MediaService {
  readonly runner: Runner
  /** Throws `media.tool_missing`, with how to install them. */
  context(): Promise<MediaContext>
  report(): Promise<readonly ToolReport[]>
  close(): Promise<void>
}

/** Prepares the service; ends children that an earlier engine left behind. `tableFile` remembers children over a crash. */
export function createMediaService(options: { tableDir: string; resourcesDir: string | null }): MediaService {
  const runner = createRunner({ tableDir: options.tableDir })
  runner.endStale()
  let found: Promise<MediaContext> | null = null
  const context = (): Promise<MediaContext> => {
    found ??= findTools(options.resourcesDir === null ? {} : { resourcesDir: options.resourcesDir }, runner).then((tools) => ({ tools, runner })).catch((error: unknown) => {
      found = null
      throw error
    })
    return found
  }
  return {
    runner, context,
    close: () => runner.endAll(),
    async report() {
      try {
        const { tools } = await context()
        const { capabilities } = tools
        const notes = [
          ...(capabilities.h264 ? [] : ['no libx264: proxies can\'t be made']),
          ...(capabilities.toneMapping ? [] : ['no zscale: HDR is shown without tone mapping']),
        ]
        return [
          { label: 'ffmpeg', found: `${tools.ffmpeg.version} (${tools.ffmpeg.path})`, missing: null, notes },
          { label: 'ffprobe', found: `${tools.ffprobe.version} (${tools.ffprobe.path})`, missing: null, notes: [] },
        ]
      } catch (error) {
        if (!isRushesError(error)) throw error
        return [{ label: 'ffmpeg', found: null, missing: error.message, notes: [] }]
      }
    },
  }
}
