/**
 * `probe`: facts of one file, without a library.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import { codecName, formatName, pictureName, sizeText } from '../../../shared/util/media-names.ts'
import { probeFile } from '../../engine/media/probe.ts'
import { createMediaService } from '../../engine/media/service.ts'
import { bytesText } from '../output.ts'
import type { SetExit } from '../program.ts'
import { absolute, alone, type GlobalOptions } from '../session.ts'

/** Adds it to the program. */
export function probeCommand(program: Command, setExit: SetExit): void {
  program.command('probe').argument('<file>', 'a media file').description('facts of one file; needs no library')
    .action(async (file: string, _options: unknown, command: Command) => setExit(await alone(command.optsWithGlobals<GlobalOptions>(), async ({ output, signal }) => {
      const path = absolute(file)
      if (statSync(path, { throwIfNoEntry: false }) === undefined) throw new RushesError('source.missing', `There is no file at ${path}. Check the path, or connect its drive.`, { path })
      const found = await probed(path, signal)
      output.record('probe', { path, ...found }, probeText(path, found))
      if (found.ok) {
        output.result({ exit: 0, code: 'ok' })
        return 0
      }
      output.result({ exit: 3, code: 'media.unsupported', message: found.reason })
      return 3
    })))
}

async function probed(path: string, signal: AbortSignal): Promise<Probe> {
  const dir = mkdtempSync(join(tmpdir(), 'rushes-probe-'))
  const media = createMediaService({ tableDir: dir, resourcesDir: null })
  try {
    return await probeFile(path, await media.context(), { signal })
  } finally {
    await media.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

function probeText(path: string, found: Probe): string[] {
  if (!found.ok) return [`${path}: ${found.reason}`]
  const seconds = found.duration === null ? null : found.duration.num / found.duration.den
  const lines = [
    `${path}  ${found.kind} · ${formatName(found)} · ${bytesText(found.bytes)}`,
    seconds === null ? '' : `  length    ${seconds.toFixed(3)} s${found.durationFrames === null ? '' : ` · ${found.durationFrames} frames`}${found.rate === null ? '' : ` · ${found.rate.num}/${found.rate.den} fps`}`,
    found.start === null ? '' : `  start     ${found.start.text} (${found.start.source})`,
    ...found.video.map((one) => `  picture   ${pictureName(one, found)} · ${sizeText(one)}`),
    ...found.audio.map((one) => `  sound     ${codecName(one.codec)} · ${one.channels} channels · ${one.sampleRate} Hz`),
    found.limit == null ? '' : `  note      ${found.limit.reason}`,
    ...Object.entries(found.tags).slice(0, 40).map(([name, value]) => `  ${name.padEnd(9)} ${value}`),
  ]
  return lines.filter((line) => line !== '')
}
