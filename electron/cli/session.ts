/**
 * One command's session with the engine of a library: attached or started, interrupted by the person, ended cleanly.
 */
import type { Command } from 'commander'
import { newId } from '../../shared/util/ids.ts'
import { resolve } from 'node:path'
import type { EngineClient } from '../../shared/contract/client.ts'
import { toRushesError } from '../../shared/contract/client.ts'
import { isLibrary, libraryFolder, libraryPath, requireLibrary } from '../engine/library/folder.ts'
import { connectEngine, type Connection } from '../hosts/start-engine.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { outputFor, type GlobalOptions, type Output } from './output.ts'
import { VERSION } from './version.ts'

export type { GlobalOptions } from './output.ts'

export interface Session {
  readonly client: EngineClient
  readonly connection: Connection
  readonly output: Output
  /** Aborts when the person presses Ctrl-C or the terminal goes away. */
  readonly signal: AbortSignal
  /** A new id for a command. */
  opId(): string
}

/** Runs a command that ends well with one result, whose parts `work` gives, or fails. Returns its exit code. */
export function runDone(command: Command, work: (session: Session) => Promise<object>): Promise<number> {
  return withEngine(command.optsWithGlobals<GlobalOptions>(), async (session) => {
    session.output.result({ exit: 0, code: 'ok', ...(await work(session)) })
    return 0
  })
}

/**
 * Runs `work` with an engine of the library and returns its exit code. Errors become one line and their exit code; an
 * interruption is 130. Work that `parks` ends by itself when its signal aborts, and says so; other work is left where
 * it is. A second interruption ends the process at once.
 */
export async function withEngine(
  options: GlobalOptions,
  work: (session: Session) => Promise<number>,
  { parks = false, makes = false, instead = null, lost: onLost = engineEnded }: EngineOptions = {},
): Promise<number> {
  const output = outputFor(options)
  const { interrupt, release } = interruptible()
  let connection: Connection | null = null
  try {
    const library = libraryOf(options)
    if (makes) await requireOrMake(options, output)
    else requireLibrary(libraryFolder(library))
    try {
      connection = await connectEngine({ library, version: VERSION, signal: interrupt.signal })
    } catch (error) {
      if (instead === null) throw error
      return await instead(error, output, interrupt.signal)
    }
    // What needs to write is refused with the same sentence.
    if (typeof connection.onlyReading === 'string') output.say(connection.onlyReading)
    const lost = new Promise<never>((_, reject) => {
      connection!.onLost(() => reject(onLost()))
    })
    const left = new Promise<never>((_, reject) => {
      if (!parks) interrupt.signal.addEventListener('abort', () => reject(new RushesError('cancelled', 'Stopped.')))
    })
    return await Promise.race([
      left,
      lost,
      work({ client: connection.client, connection, output, signal: interrupt.signal, opId: newId }),
    ])
  } catch (error) {
    const known = interrupt.signal.aborted
      ? new RushesError('cancelled', parks ? 'Stopped. Run the same command to resume.' : 'Stopped.')
      : toRushesError(error)
    output.failure(known)
    return known.exit
  } finally {
    release()
    await connection?.close()
  }
}

function engineEnded(): RushesError {
  return new RushesError(
    'engine.unavailable',
    'The engine ended while this command ran. Nothing verified is lost; run the same command again.',
  )
}

interface EngineOptions {
  /** What is said when the engine ends meanwhile, where running the same command again is not it. */
  readonly lost?: () => RushesError
  readonly parks?: boolean
  /** Makes the usual library where none was named and none is there. */
  readonly makes?: boolean
  /** What is done when no engine can be had. */
  readonly instead?: ((error: unknown, output: Output, signal: AbortSignal) => Promise<number>) | null
}

/** Does `work` with an engine, or `instead` when none can be had. */
export function tryEngine(
  options: GlobalOptions,
  work: (session: Session) => Promise<number>,
  instead: (error: unknown, output: Output, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  return withEngine(options, work, { instead })
}

/** Runs work that needs no library and no engine, with the same errors and the same interruption. */
export async function alone(
  options: GlobalOptions,
  work: (session: { readonly output: Output; readonly signal: AbortSignal }) => Promise<number>,
): Promise<number> {
  const output = outputFor(options)
  const { interrupt, release } = interruptible()
  try {
    return await work({ output, signal: interrupt.signal })
  } catch (error) {
    const known = interrupt.signal.aborted ? new RushesError('cancelled', 'Stopped.') : toRushesError(error)
    output.failure(known)
    return known.exit
  } finally {
    release()
  }
}

/** A signal that follows the person's interruptions, until it is released. */
function interruptible(): { readonly interrupt: AbortController; release(): void } {
  const interrupt = new AbortController()
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    interrupt,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

/** True where a library is that these options mean. */
export function hasLibrary(options: GlobalOptions): boolean {
  return isLibrary(libraryFolder(libraryOf(options)))
}

/**
 * Makes the usual library where none is, and says so. One that a person named is never made: the name may be mistyped.
 * @throws RushesError `library.missing`
 */
export async function requireOrMake(options: GlobalOptions, output: Output): Promise<void> {
  const folder = libraryFolder(libraryOf(options))
  if (isLibrary(folder)) return
  if (options.library !== undefined || (process.env['RUSHES_LIBRARY'] ?? '') !== '') requireLibrary(folder)
  const { makeLibrary } = await import('../engine/library/open.ts')
  makeLibrary(folder)
  output.say(`A library was made in ${folder.path}.`)
}

/**
 * A path as the engine needs it: absolute, from the folder in which the command was typed. npm changes the folder for
 * its scripts and keeps the first one in INIT_CWD; only for our own script is that the one that is meant.
 */
export function absolute(path: string): string {
  const typedIn = process.env['npm_lifecycle_event'] === 'rushes' ? process.env['INIT_CWD'] : undefined
  return resolve(typedIn ?? process.cwd(), path)
}

/** The library that these options mean. */
export function libraryOf(options: GlobalOptions): string {
  const named = options.library ?? process.env['RUSHES_LIBRARY']
  return libraryPath(named === undefined ? undefined : absolute(named), process.env)
}
