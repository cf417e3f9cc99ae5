/**
 * `doctor`: what is found, what is missing, how to mend it. Without a library it looks at the machine alone.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Check } from '../../../shared/model/work.ts'
import { examineMachine } from '../../engine/doctor/examine.ts'
import { isLibrary, libraryFolder } from '../../engine/library/folder.ts'
import { createMediaService } from '../../engine/media/service.ts'
import { workerUrls } from '../../hosts/places.ts'
import type { SetExit } from '../exit.ts'
import type { Output } from '../output.ts'
import { outputFor } from '../output.ts'
import { libraryOf, tryEngine, type GlobalOptions } from '../session.ts'

/** Adds it to the program. */
export function doctorCommand(program: Command, setExit: SetExit): void {
  program
    .command('doctor')
    .description('check runtimes, media tools, database, limits and free space; needs no library')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const library = libraryFolder(libraryOf(options))
      if (!isLibrary(library)) {
        const check: Check = {
          id: 'library',
          label: 'Library',
          state: 'attention',
          found: `none in ${library.path}`,
          advice: `Make one with: rushes init "${library.path}"`,
        }
        return setExit(tell(outputFor(options), [...(await machine()), check]))
      }
      setExit(
        await tryEngine(
          options,
          async ({ client, output }) => tell(output, await client.engine.doctor({})),
          async (error, output) => {
            const known = toRushesError(error)
            return tell(
              output,
              [
                ...(await machine()),
                { id: 'library', label: 'Library', state: 'failure', found: known.message, advice: null },
              ],
              known,
            )
          },
        ),
      )
    })
}

/** What can be said of this machine without an engine. */
async function machine(): Promise<Check[]> {
  const dir = mkdtempSync(join(tmpdir(), 'rushes-doctor-'))
  const media = createMediaService({
    tableDir: dir,
    resourcesDir: null,
    mediaInfo: workerUrls().mediaInfo,
    insideMedia: workerUrls().insideMedia,
  })
  try {
    return await examineMachine(() => media.report())
  } finally {
    await media.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

function tell(
  output: Output,
  checks: readonly Check[],
  why: { readonly code: string; readonly exit: number } | null = null,
): number {
  for (const check of checks) output.record('check', check, checkText(check))
  const failed = checks.some((check) => check.state === 'failure')
  const exit = why?.exit ?? (failed ? 1 : 0)
  output.result({ exit, code: why?.code ?? (failed ? 'internal' : 'ok') })
  return exit
}

function checkText(check: Check): string[] {
  const mark = { ok: '✓', attention: '!', failure: '✗', unknown: '?' }[check.state]
  return [
    `${mark} ${check.label.padEnd(16)} ${check.found}`,
    ...(check.advice === null ? [] : [`  ${''.padEnd(16)} ${check.advice}`]),
  ]
}
