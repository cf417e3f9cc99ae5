/**
 * What the commands of presets share: one that runs with an engine, and the files that presets are given away in.
 */
import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../exit.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'

/** A file of presets is a few kilobytes. */
const LARGEST_FILE = 1_000_000

/** Makes actions of commands that need an engine; `work` gives the exit code. */
export function engineAction(setExit: SetExit) {
  return <Options extends GlobalOptions>(
    work: (session: Session, options: Options, args: readonly string[]) => Promise<number>,
  ) =>
    async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1) as Command
      const options = command.optsWithGlobals<Options>()
      setExit(await withEngine(options, (session) => work(session, options, command.args)))
    }
}

/** The same for commands that end well or throw: what they return is told with their result. */
export function tellingAction(setExit: SetExit) {
  const action = engineAction(setExit)
  return <Options extends GlobalOptions>(
    work: (session: Session, options: Options, args: readonly string[]) => Promise<object>,
  ) =>
    action<Options>(async (session, options, args) => {
      session.output.result({ exit: 0, code: 'ok', ...(await work(session, options, args)) })
      return 0
    })
}

/** The text of a file of presets. Throws RushesError 'usage' for one that can't be read, or is too large for one. */
export async function presetFileText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > LARGEST_FILE)
      throw new RushesError('usage', `${path} is too large for a file of presets.`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof RushesError) throw error
    throw fileFault(path, 'read', error)
  }
}

/** What an error of the file system means for whoever named a file. */
export function fileFault(path: string, what: string, error: unknown): RushesError {
  return new RushesError(
    'usage',
    `${path} can’t be ${what} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}). Check the path and its permissions.`,
    { path },
    { cause: error },
  )
}
