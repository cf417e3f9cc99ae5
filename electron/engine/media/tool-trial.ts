/**
 * Tries tools with small recordings, each in a container that crews use. A tool that dies, hangs or fails on one is not
 * trusted with files of that kind.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import { fileUrl, inputOptions } from './input.ts'
import { diedOf, type Runner } from './runner.ts'
import { TOOL_SAMPLES, type ToolSample } from './tool-samples.ts'

/** A container that a tool failed on, and how: `ended by SIGSEGV`, `hangs`, `fails`. */
export interface TrialFailure {
  readonly format: string
  readonly how: string
}

/** Tries tools; each path is tried once. */
export interface Trials {
  readonly ffprobe: (path: string) => Promise<readonly TrialFailure[]>
  readonly ffmpeg: (path: string) => Promise<readonly TrialFailure[]>
  readonly close: () => Promise<void>
}

/** How a tool failed that did not answer in time. */
export const HANGS = 'hangs'

/** A sample is read in some hundredths of a second; a cold disk may need a few. */
const LIMIT_MS = 10_000

/** Prepares trials. Call `close` when tools are chosen: the samples lie in a folder of their own until then. */
export function createTrials(runner: Runner, signal?: AbortSignal): Trials {
  let folder: Promise<string> | null = null
  const known = new Map<string, Promise<readonly TrialFailure[]>>()
  const layOut = async (): Promise<string> => {
    const dir = await mkdtemp(join(tmpdir(), 'rushes-tools-'))
    await Promise.all(TOOL_SAMPLES.map((sample) => writeFile(join(dir, sample.file), sample.bytes())))
    return dir
  }
  const all = async (
    exe: string,
    argsFor: (path: string) => string[],
    isRight: (sample: ToolSample, output: string) => boolean,
  ): Promise<TrialFailure[]> => {
    const dir = await (folder ??= layOut())
    const failures: TrialFailure[] = []
    for (const sample of TOOL_SAMPLES) {
      const how = await tryOne(runner, { exe, args: argsFor(join(dir, sample.file)), signal }, (output) =>
        isRight(sample, output),
      )
      if (how !== null) failures.push({ format: sample.format, how })
      // A tool that hangs would cost its limit again with each sample, and is of no use.
      if (how === HANGS) return TOOL_SAMPLES.map(({ format }) => ({ format, how: HANGS }))
    }
    return failures
  }
  const once = (path: string, what: () => Promise<readonly TrialFailure[]>): Promise<readonly TrialFailure[]> => {
    const trial = known.get(path) ?? what()
    known.set(path, trial)
    return trial
  }
  return {
    ffprobe: (path) =>
      once(path, () =>
        all(
          path,
          (file) => [
            '-hide_banner',
            '-v',
            'error',
            ...inputOptions(file),
            '-show_streams',
            '-print_format',
            'json',
            fileUrl(file),
          ],
          (sample, output) => output.includes(`"codec_name": "${sample.codec}"`),
        ),
      ),
    ffmpeg: (path) =>
      once(path, () =>
        all(
          path,
          (file) => [
            '-hide_banner',
            '-nostdin',
            '-v',
            'error',
            ...inputOptions(file),
            '-i',
            fileUrl(file),
            '-f',
            'framecrc',
            'pipe:1',
          ],
          (_sample, output) => /^0, /m.test(output),
        ),
      ),
    async close() {
      if (folder !== null) await rm(await folder, { recursive: true, force: true })
    },
  }
}

async function tryOne(
  runner: Runner,
  command: { exe: string; args: string[]; signal: AbortSignal | undefined },
  isRight: (output: string) => boolean,
): Promise<string | null> {
  try {
    const result = await runner.run({ ...command, timeLimitMs: LIMIT_MS })
    const death = diedOf(result)
    if (death !== null) return `ended by ${death}`
    return result.code === 0 && isRight(result.output.toString('utf8')) ? null : 'fails'
  } catch (error) {
    if (isRushesError(error) && error.code === 'media.failed') return HANGS
    if (isRushesError(error) && error.code === 'media.tool_missing') return "can't be started"
    throw error
  }
}
