#!/usr/bin/env node
/**
 * The `rushes` command: a thin client of the engine.
 */
import { CommanderError } from 'commander'
import { RushesError, isRushesError } from '../../shared/model/errors.ts'
import { buildProgram } from './program.ts'
import { outputFor } from './session.ts'
import { strayOption } from './stray-options.ts'

/** Runs one command line and returns the exit code. */
async function run(argv: readonly string[]): Promise<number> {
  let exit = 0
  const program = buildProgram((code) => { exit = code })
  try {
    const stray = strayOption(program, argv)
    if (stray !== null) throw new RushesError('usage', stray)
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

// A reader that went away (`rushes offload … | head`) loses what would have been said, and nothing else: the work goes on to
// its end, and the exit code is that of its result.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
process.exitCode = await run(process.argv.slice(2))
