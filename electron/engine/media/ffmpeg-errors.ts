/**
 * ffmpeg's log to a failure with a sentence for people.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { saysUnsupported } from './formats.ts'
import { diedOf, type RunResult } from './runner.ts'

/** The last line of the log that names an error, without ffmpeg's addresses. */
export function lastError(log: string): string {
  const lines = log.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim())
  if (lines.some((line) => /^Cannot determine format of input|does not contain any stream/.test(line))) {
    return 'it has a header, but no frame that can be read; the recording or the copy was cut short.'
  }
  const reasons = lines.filter(
    (line) =>
      /error|invalid|fail|cannot|not found|unable|unsupported|no such|truncat/i.test(line) &&
      !line.startsWith('Conversion failed'),
  )
  const last = reasons.at(-1) ?? 'no frame and no sample of it could be read.'
  // What a library says to ffmpeg says nothing to a person.
  const reason = /external library|Operation not permitted|Invalid data found/i.test(last)
    ? 'the data in it are damaged'
    : last
  return /[.!]$/.test(reason) ? reason : `${reason}.`
}

/**
 * The failure of a run that ended badly: a full disk by its own code, what the tool can't do as the tool's, the rest as
 * the file's.
 */
export function failure(
  input: string,
  version: string,
  result: Pick<RunResult, 'code' | 'signal' | 'log' | 'command'>,
): RushesError {
  const { log, command } = result
  if (/No space left on device/i.test(log)) {
    return new RushesError('disk.full', 'The disk of the library is full. Free some space, then try again.', {
      input,
      command,
      log,
    })
  }
  const death = diedOf(result)
  if (death !== null) return toolFailure(input, `was ended by ${death} over it`, version, log, command)
  if (saysUnsupported(log)) return toolFailure(input, "can't read it", version, log, command)
  if (isOfTheTarget(log))
    return new RushesError(
      'disk.io',
      `What is made of ${input} could not be written: ${lastError(log)} Check the drive that takes it, then try again.`,
      { input, command, log },
    )
  if (isOfTheMark(log))
    return new RushesError('media.failed', 'The watermark could not be read. Choose another picture, a PNG.', {
      input,
      command,
      log,
    })
  if (isOfTheOutput(log) && !isOfTheDrive(log)) {
    const what = `can't write what was asked for: ${encoderError(log)} That is no fault of the original`
    return toolFailure(input, what, version, log, command)
  }
  return new RushesError(
    'media.failed',
    `${input} could not be decoded: ${lastError(log)} ${isOfTheDrive(log) ? 'Check the drive and its cable, then try again.' : 'The original is untouched. Look for another copy, or see the log.'}`,
    { input, command, log },
  )
}

/** True when what failed is the drive that is written to: nothing is said of the original then. */
function isOfTheTarget(log: string): boolean {
  return log
    .split('\n')
    .some(
      (line) =>
        /av_interleaved_write_frame|writing trailer|muxing a packet|opening output|\.part\b/i.test(line) &&
        /Input\/output error|Read-only file system|Stale file|No such (?:file|device)|Permission denied/i.test(line),
    )
}

/**
 * ffmpeg's words for filters and encoders that don't fit together: the original was read until then, so it is our
 * command that is wrong, or the build.
 */
const OUTPUT = [
  /Error initializing output stream/,
  /Error while opening encoder/,
  /Impossible to convert between the formats/,
  /Error (?:re)?initializing (?:complex )?filter/i,
  /Error (?:re)?configuring (?:a )?filter ?graph/i,
  /No such filter|Unknown encoder|Unrecognized option|Error (?:applying|setting) option|Option not found/,
  /Could not write header/,
  /Specified pixel format \S+ is invalid or not supported|Incompatible pixel format/,
] as const

function isOfTheOutput(log: string): boolean {
  // Without a single frame an encoder can't be opened either: that is the original's.
  if (/Cannot determine format of input|Could not open encoder before EOF/.test(log)) return false
  return OUTPUT.some((pattern) => pattern.test(log))
}

/** The first line that says why; the last ones only say that it is over. */
function encoderError(log: string): string {
  const lines = log.split('\n').map((line) => line.replace(/^(?:\[[^\]]*\]\s*)+/, '').trim())
  const first = lines.find((line) => OUTPUT.some((pattern) => pattern.test(line))) ?? 'it gave no reason'
  return /[.!]$/.test(first) ? first : `${first}.`
}

/** The source `movie` is only ever the watermark. */
function isOfTheMark(log: string): boolean {
  return /\[(?:Parsed_)?movie[^\]]*\] *(?:Failed|Unable|No such|Invalid|Error|Unsupported|No decoder|No .*stream)/i.test(
    log,
  )
}

/** True when the drive failed while it was read: another try may go better. */
export function isOfTheDrive(log: string): boolean {
  return /Input\/output error|Permission denied|No such file|Resource temporarily|Stale file/i.test(log)
}

/** What a build can't do, or dies of: no fault of the file. It is tried again when the tools change. */
export function toolFailure(input: string, what: string, version: string, log: string, command: string): RushesError {
  return new RushesError(
    'media.unsupported',
    `${input}: this build of ffmpeg (${version}) ${what}. The file itself may be whole; it is tried again when ffmpeg changes.`,
    { input, command, log, tool: version },
  )
}

/** True for a failure that another build may not have. */
export function isToolFailure(error: unknown): boolean {
  return isRushesError(error) && error.code === 'media.unsupported' && typeof error.details['tool'] === 'string'
}
