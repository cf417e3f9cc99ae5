/**
 * `sync`, `remote`, `fetch`, `conflicts`, `devices`: the library kept in step with a bucket or a folder.
 */
import type { Command } from 'commander'
import type { Synced } from '../../../shared/contract/sync.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Remote } from '../../../shared/model/sync.ts'
import type { SetExit } from '../exit.ts'
import { bytesText } from '../output.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'
import { report } from './remote-words.ts'
import { fetchCommand, sharingCommands } from './sharing.ts'
import { remoteCommands, knownOrAdded } from './remotes.ts'

/** Adds them to the program. */
export function syncCommands(program: Command, setExit: SetExit): void {
  program
    .command('sync')
    .requiredOption('--remote <url>', 's3://bucket/prefix?endpoint=… or file:///path')
    .option('--once', 'ends when both sides agree; else it runs until it is stopped')
    .option('--originals', 'sends camera originals too')
    .option('--encrypt', 'encrypts a new remote with the passphrase in RUSHES_PASSPHRASE')
    .description('sync the library with a bucket or a folder; sends only what changed')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        GlobalOptions & { remote: string; once?: boolean; originals?: boolean; encrypt?: boolean }
      >()
      setExit(
        await withEngine(
          options,
          async (session) => {
            const remote = await knownOrAdded(session, options.remote, { encrypt: options.encrypt === true })
            const synced = await run(session, remote, options.originals === true)
            report(session, remote, synced)
            if (options.once === true) return 0
            session.output.say('Synced. It keeps syncing until you stop it with Ctrl-C.')
            return await new Promise<number>((resolve) => {
              session.signal.addEventListener('abort', () => {
                resolve(0)
              })
            })
          },
          { parks: true },
        ),
      )
    })

  remoteCommands(program, setExit)
  fetchCommand(program, setExit)
  sharingCommands(program, setExit)
}

export async function run(session: Session, remote: Remote, originals: boolean): Promise<Synced> {
  let done: Synced | null = null
  for await (const event of await session.client.remotes.run(
    { id: remote.id, originals },
    { signal: session.signal },
  )) {
    done = event.done
    const left = event.remote.outgoing.reduce((sum, load) => sum + load.bytes, 0)
    session.output.progress(
      {
        remote: event.remote.url,
        bytesLeft: left,
        speed: event.remote.bytesPerSecond,
        secondsLeft: event.remote.secondsLeft,
      },
      `${event.remote.note ?? event.remote.state} · ${bytesText(left)} to go`,
    )
  }
  if (done === null) throw new RushesError('cancelled', 'Stopped. Run the same command to resume.')
  return done
}
