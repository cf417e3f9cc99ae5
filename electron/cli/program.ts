/**
 * The whole command line: every command with its options. They are stable.
 */
import { Command } from 'commander'
import { catalogueCommands } from './commands/catalogue.ts'
import { doctorCommand } from './commands/doctor.ts'
import { driveCommands } from './commands/drives.ts'
import { libraryCommands } from './commands/library.ts'
import { metadataCommands } from './commands/metadata.ts'
import { mhlCommands } from './commands/mhl.ts'
import { offloadCommands } from './commands/offload.ts'
import { presetCommands } from './commands/presets.ts'
import { probeCommand } from './commands/probe.ts'
import { relinkCommand } from './commands/relink.ts'
import { repairCommand } from './commands/repair.ts'
import { reportCommand } from './commands/report.ts'
import { safetyCommand } from './commands/safety.ts'
import { serveCommand } from './commands/serve.ts'
import { settingsCommand } from './commands/settings.ts'
import { syncCommands } from './commands/sync.ts'
import { verifyCommand } from './commands/verify.ts'
import { versionCommands } from './commands/versions.ts'
import { watchCommands } from './commands/watch.ts'
import { workCommands } from './commands/work.ts'
import { VERSION } from './version.ts'

/** What a command's action leaves behind for the process. */
export type SetExit = (code: number) => void

const COMMANDS = [
  libraryCommands, serveCommand, doctorCommand, offloadCommands, presetCommands, verifyCommand, repairCommand, mhlCommands, probeCommand, catalogueCommands, watchCommands,
  metadataCommands, workCommands, relinkCommand, reportCommand, safetyCommand, settingsCommand, syncCommands, versionCommands, driveCommands,
]

/** Builds the whole command line. */
export function buildProgram(setExit: SetExit): Command {
  const program = new Command('rushes')
    .description('Camera cards to verified copies, catalogue, proxies and review.')
    .version(VERSION)
    .option('--library <dir>', 'the library (else RUSHES_LIBRARY, else ~/Rushes)')
    .option('--json', 'one JSON object a line, the last one the result')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showHelpAfterError(false)
  for (const add of COMMANDS) add(program, setExit)
  return program
}
