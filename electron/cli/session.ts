/**
 * One command's session with the engine of a library: attached or started, interrupted by the person, ended cleanly.
 */
import { newId } from '../../shared/util/ids.ts'
import { resolve } from 'node:path'
import type { EngineClient } from '../../shared/contract/client.ts'
import { toRushesError } from '../../shared/contract/client.ts'
import { libraryFolder, libraryPath, requireLibrary } from '../engine/library/folder.ts'
import { connectEngine, type Connection } from '../hosts/start-engine.ts'
import { RushesError } from '../../shared/model/errors.ts'
import { createOutput, type Output } from './output.ts'
import { VERSION } from './version.ts'

export interface GlobalOptions { readonly library?: string; readonly json?: boolean }

export interface Session {
  readonly client: EngineClient
  readonly connection: Connection
  readonly output: Output
  /** Aborts when the person presses Ctrl-C or the terminal goes away. */
  readonly signal: AbortSignal
  /** A new id for a command. */
  opId(): string
}

/** The output that these options ask for. */
export function outputFor(options: GlobalOptions): Output {
  return createOutput(options.json === true, process.stdout, process.stderr)
}

/**
 * Runs `work` with an engine of the library and returns its exit code. Errors become one line and their exit code; an
 * interruption is 130. Work that `parks` ends by itself when its signal aborts, and says so; other work is left where
 * it is. A second interruption ends the process at once.
 */
export async function withEngine(
  options: GlobalOptions, work: (session: Session) => Promise<number>, { parks = false }: { parks?: boolean } = {},
): Promise<number> {
  const output = outputFor(options)
  const interrupt = new AbortController()
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  let connection: Connection | null = null
  try {
    const library = libraryOf(options)
    requireLibrary(libraryFolder(library))
    connection = await connectEngine({ library, version: VERSION })
    const lost = new Promise<never>((_, reject) => {
      connection!.onLost(() => reject(new RushesError('engine.unavailable', 'The engine ended while this command ran. Nothing verified is lost; run the same command again.')))
    })
    const left = new Promise<never>((_, reject) => {
      if (!parks) interrupt.signal.addEventListener('abort', () => reject(new RushesError('cancelled', 'Stopped.')))
    })
    return await Promise.race([left, lost, work({ client: connection.client, connection, output, signal: interrupt.signal, opId: newId })])
  } catch (error) {
    const known = interrupt.signal.aborted ? new RushesError('cancelled', parks ? 'Stopped. The same command goes on from here.' : 'Stopped.') : toRushesError(error)
    output.failure(known)
    return known.exit
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal)
    await connection?.close()
  }
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
