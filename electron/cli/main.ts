#!/usr/bin/env node
/**
 * The `rushes` command: a thin client of the engine. Its commands and their options are stable.
 */
import { Command, CommanderError } from 'commander'
import { RushesError, isRushesError } from '../../shared/model/errors.ts'
import { catalogueCommands } from './commands/catalogue.ts'
import { driveCommands } from './commands/drives.ts'
import { healCommand } from './commands/heal.ts'
import { libraryCommands } from './commands/library.ts'
import { metadataCommands } from './commands/metadata.ts'
import { mhlCommands } from './commands/mhl.ts'
import { offloadCommands } from './commands/offload.ts'
import { presetCommands } from './commands/presets.ts'
import { relinkCommand } from './commands/relink.ts'
import { settingsCommand } from './commands/settings.ts'
import { syncCommands } from './commands/sync.ts'
import { reportCommand } from './commands/report.ts'
import { safetyCommand } from './commands/safety.ts'
import { versionCommands } from './commands/versions.ts'
import { verifyCommand } from './commands/verify.ts'
import { watchCommands } from './commands/watch.ts'
import { workCommands } from './commands/work.ts'
import { outputFor } from './session.ts'
import { VERSION } from './version.ts'

/** What a command's action leaves behind for the process. */
export type SetExit = (code: number) => void

/** Builds the whole command line. */
function buildProgram(setExit: SetExit): Command {
  const program = new Command('rushes')
    .description('Camera cards to verified copies, catalogue, proxies and review.')
    .version(VERSION)
    .option('--library <dir>', 'the library (else RUSHES_LIBRARY, else ~/Rushes)')
    .option('--json', 'one JSON object a line, the last one the result')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showHelpAfterError(false)
  for (const add of [libraryCommands, offloadCommands, presetCommands, verifyCommand, healCommand, mhlCommands, catalogueCommands, watchCommands, metadataCommands, workCommands, relinkCommand, reportCommand, safetyCommand, settingsCommand, syncCommands, versionCommands, driveCommands]) add(program, setExit)
  return program
}

/** Runs one command line and returns the exit code. */
async function run(argv: readonly string[]): Promise<number> {
  let exit = 0
  const program = buildProgram((code) => { exit = code })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exit
  } catch (error) {
    const output = outputFor({ json: argv.includes('--json') })
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0
      if (argv.length === 0) return 2
      output.failure(new RushesError('usage', `${error.message.replace(/^error: /, '').replace(/\.?$/, '.')} See: rushes --help`))
      return 2
    }
    const known = isRushesError(error) ? error : new RushesError('internal', `Rushes failed: ${error instanceof Error ? error.message : String(error)}`, {}, { cause: error })
    output.failure(known)
    return known.exit
  }
}

// A reader that went away (`rushes ls | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0) })
process.exitCode = await run(process.argv.slice(2))
