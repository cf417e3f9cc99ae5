/**
 * One question to one ffprobe, and how it was answered.
 */
import { isRushesError } from '../../../shared/model/errors.ts'
import { ffprobeSchema, type FfprobeOutput, type FfprobeStream } from './ffprobe-json.ts'
import { saysUnsupported } from './formats.ts'
import { fileUrl, inputOptions } from './input.ts'
import { diedOf, type Runner } from './runner.ts'
import type { Tool } from './tools.ts'

/**
 * `described` · `invalid`: the tool says that the content is wrong · `lacking`: the tool says that it can't read such ·
 * `died`: it was ended by a signal, or hung; nothing is known of the file.
 */
export type Answer =
  | { readonly is: 'described'; readonly probe: FfprobeOutput }
  | { readonly is: 'invalid' | 'lacking'; readonly log: string }
  | { readonly is: 'died'; readonly log: string; readonly how: string }

/** How far into a file ffprobe looks for streams: enough for transport streams whose sound begins late. */
const ANALYSE = ['-analyzeduration', '15000000', '-probesize', '30000000'] as const
/** ffprobe reads headers and a few frames; a gigabyte is far more than any real file needs. */
const PROBE_MEMORY = 1024 ** 3
const TIME_LIMIT_MS = 30_000

/** The arguments for ffprobe. Pure. */
export function probeArgs(path: string): string[] {
  return [
    '-hide_banner',
    '-v',
    'error',
    ...ANALYSE,
    ...inputOptions(path),
    '-show_format',
    '-show_streams',
    '-print_format',
    'json',
    fileUrl(path),
  ]
}

/** Asks one tool. Throws RushesError 'cancelled'. A tool that can't be started has died. */
export async function askProbe(
  path: string,
  runner: Runner,
  tool: Tool,
  options: { readonly signal?: AbortSignal; readonly timeLimitMs?: number },
): Promise<Answer> {
  let result
  try {
    result = await runner.run({
      exe: tool.path,
      args: probeArgs(path),
      timeLimitMs: options.timeLimitMs ?? TIME_LIMIT_MS,
      memoryLimitBytes: PROBE_MEMORY,
      signal: options.signal,
    })
  } catch (error) {
    // A limit of time or output was passed. The drive may be slow, the tool may hang: neither says anything of the
    // file.
    if (isRushesError(error) && error.code === 'media.failed')
      return { is: 'died', log: String(error.details['log'] ?? ''), how: 'did not answer in time' }
    if (isRushesError(error) && error.code === 'media.tool_missing')
      return { is: 'died', log: '', how: "can't be started" }
    throw error
  }
  const death = diedOf(result)
  if (death !== null) return { is: 'died', log: result.log, how: `was ended by ${death}` }
  const parsed = ffprobeSchema.safeParse(parseJson(result.output.toString('utf8')))
  if (result.code === 0 && parsed.success && parsed.data.streams.some(hasContent))
    return { is: 'described', probe: parsed.data }
  return { is: saysUnsupported(result.log) ? 'lacking' : 'invalid', log: result.log }
}

/** A picture without a size is one that no decoder recognised. */
function hasContent(stream: FfprobeStream): boolean {
  return stream.codec_type !== 'video' || (stream.width ?? 0) > 0
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // ffprobe writes broken JSON for some hostile tags; the schema then refuses it.
    return null
  }
}
