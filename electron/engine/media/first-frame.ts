/**
 * What stands in the first frame of a stream alone, and in no header: HDR10+, the display that it was graded on, the
 * light of its content.
 */
import { z } from 'zod'
import type { VideoStream } from '../../../shared/model/probe.ts'
import { fileUrl, inputOptions } from './input.ts'
import { contentLightOf, masteringOf, sideDataSchema } from './side-data.ts'
import type { Runner } from './runner.ts'

export interface FrameFacts {
  readonly hdr10Plus: boolean
  readonly mastering: NonNullable<VideoStream['mastering']> | null
  readonly contentLight: VideoStream['contentLight']
}

const framesSchema = z.object({
  frames: z.array(z.object({ side_data_list: z.array(sideDataSchema).default([]) })).default([]),
})

/** Decodes it and looks. Throws RushesError 'cancelled', 'media.tool_missing', 'media.failed' when a limit is passed. */
export async function readFirstFrame(
  path: string,
  stream: number,
  { runner, exe, signal }: { readonly runner: Runner; readonly exe: string; readonly signal: AbortSignal | undefined },
): Promise<FrameFacts | null> {
  const { output } = await runner.run({
    exe,
    timeLimitMs: 30_000,
    memoryLimitBytes: 2 * 1024 ** 3,
    signal,
    args: [
      '-hide_banner',
      '-v',
      'error',
      ...inputOptions(path),
      '-select_streams',
      String(stream),
      '-read_intervals',
      '%+#1',
      '-show_frames',
      '-show_entries',
      'frame=side_data_list',
      '-print_format',
      'json',
      fileUrl(path),
    ],
  })
  const parsed = framesSchema.safeParse(JSON.parse(output.toString('utf8')))
  if (!parsed.success) return null
  const sides = parsed.data.frames.flatMap((frame) => frame.side_data_list)
  return {
    hdr10Plus: sides.some(({ side_data_type: type }) => /HDR10\+|2094-40/.test(type ?? '')),
    mastering: masteringOf(sides),
    contentLight: contentLightOf(sides),
  }
}
