/**
 * `probe`: facts of one file, without a library.
 */
import { mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import { describeProbe } from '../../engine/ingest/facts.ts'
import { probeFile } from '../../engine/media/probe.ts'
import { createMediaService } from '../../engine/media/service.ts'
import { workerUrls } from '../../hosts/places.ts'
import { bytesText, factLine, type Text } from '../output.ts'
import type { SetExit } from '../exit.ts'
import { absolute, alone, type GlobalOptions } from '../session.ts'

/** Adds it to the program. */
export function probeCommand(program: Command, setExit: SetExit): void {
  program
    .command('probe')
    .argument('<file>', 'a media file')
    .description('show the facts of one file; needs no library')
    .action(async (file: string, _options: unknown, command: Command) =>
      setExit(
        await alone(command.optsWithGlobals<GlobalOptions>(), async ({ output, signal }) => {
          const path = absolute(file)
          if (statSync(path, { throwIfNoEntry: false }) === undefined)
            throw new RushesError(
              'source.missing',
              `There is no file at ${path}. Check the path, or connect its drive.`,
              { path },
            )
          // A link that a person names is theirs to follow.
          const found = await probed(realpathSync(path), signal)
          output.record('probe', { path, ...found }, probeText(path, found))
          if (found.ok) {
            output.result({ exit: 0, code: 'ok' })
            return 0
          }
          output.result({ exit: 3, code: 'media.unsupported', message: found.reason })
          return 3
        }),
      ),
    )
}

async function probed(path: string, signal: AbortSignal): Promise<Probe> {
  const dir = mkdtempSync(join(tmpdir(), 'rushes-probe-'))
  const media = createMediaService({
    tableDir: dir,
    resourcesDir: null,
    mediaInfo: workerUrls().mediaInfo,
    insideMedia: workerUrls().insideMedia,
  })
  try {
    return await probeFile(path, await media.context(), { signal })
  } finally {
    await media.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

function probeText(path: string, found: Probe): Text {
  if (!found.ok) return `${path}: ${found.reason}`
  return [
    `${path}  ${found.kind} · ${bytesText(found.bytes)}`,
    ...describeProbe(JSON.stringify(found)).map(factLine),
    ...Object.entries(found.tags)
      .slice(0, 40)
      .map(([name, value]) => factLine({ group: 'Tag', label: name, value })),
  ]
}
