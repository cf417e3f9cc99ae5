/**
 * Runs one command line: finds its command, and turns whatever is thrown into one line and an exit code.
 */
import { CommanderError } from 'commander'
import { RushesError, isRushesError } from '../../shared/model/errors.ts'
import { buildProgram } from './program.ts'
import { outputFor } from './output.ts'
import { strayOption } from './stray-options.ts'

/** Runs one command line and returns the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  let exit = 0
  try {
    const program = await buildProgram((code) => {
      exit = code
    }, argv)
    const stray = strayOption(program, argv)
    if (stray !== null) throw new RushesError('usage', stray)
    await program.parseAsync(argv, { from: 'user' })
    return exit
  } catch (error) {
    const output = outputFor({ json: argv.includes('--json') })
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0
      if (argv.length === 0) return 2
      output.failure(
        new RushesError('usage', `${error.message.replace(/^error: /, '').replace(/\.?$/, '.')} See: rushes --help`),
      )
      return 2
    }
    const known = isRushesError(error)
      ? error
      : new RushesError(
          'internal',
          `Rushes failed: ${error instanceof Error ? error.message : String(error)}`,
          {},
          { cause: error },
        )
    output.failure(known)
    return known.exit
  }
}
