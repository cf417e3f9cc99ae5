/**
 * `offloads pause | resume | cancel | prioritise | continue`: the queue of offloads, and single drives of one.
 */
import type { Command } from 'commander'
import { stateWord } from '../../../shared/copies/offload.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { SetExit } from '../exit.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

const WHICH = 'its name or id, or its beginning'

/** Adds them below `offloads`. They speak to the engine that runs it: the window's, or that of another terminal. */
export function offloadQueueCommands(offloads: Command, setExit: SetExit): void {
  const act =
    (
      does: (
        session: Session,
        which: string,
        options: { drive?: string; before?: string },
        rest: string[],
      ) => Promise<string>,
    ) =>
    async (which: string, ...rest: unknown[]): Promise<void> => {
      const command = rest.at(-1) as Command
      const options = command.optsWithGlobals<GlobalOptions & { drive?: string; before?: string }>()
      setExit(
        await withEngine(options, async (session) => {
          const said = await does(
            session,
            which,
            options,
            rest.filter((one) => typeof one === 'string'),
          )
          session.output.line(said)
          session.output.result({ exit: 0, code: 'ok', message: said })
          return 0
        }),
      )
    }

  offloads
    .command('pause')
    .argument('<offload>', WHICH)
    .option('--drive <dir>', 'only this destination: the others continue, and it is filled from their copies later')
    .description('pause an offload; it keeps its place in the queue')
    .action(
      act(async (session, which, { drive }) => {
        const one = await find(session, which)
        if (drive === undefined) await session.client.offloads.pause({ id: one.id, opId: session.opId() })
        else
          await session.client.offloads.pauseDestination({
            id: one.id,
            destination: destinationOf(one, drive),
            opId: session.opId(),
          })
        return `${drive === undefined ? one.name : `${one.name} on ${drive}`} is paused.`
      }),
    )
  offloads
    .command('resume')
    .argument('<offload>', WHICH)
    .option('--drive <dir>', 'only this destination')
    .description('resume a paused offload while its engine runs')
    .action(
      act(async (session, which, { drive }) => {
        const one = await find(session, which)
        if (drive === undefined) await session.client.offloads.resume({ id: one.id, opId: session.opId() })
        else
          await session.client.offloads.resumeDestination({
            id: one.id,
            destination: destinationOf(one, drive),
            opId: session.opId(),
          })
        return `${drive === undefined ? one.name : `${one.name} on ${drive}`} resumed.`
      }),
    )
  offloads
    .command('cancel')
    .argument('<offload>', WHICH)
    .description('stop an offload and remove it from the queue; verified copies stay')
    .action(
      act(async (session, which) => {
        const one = await find(session, which)
        await session.client.offloads.stop({ id: one.id, opId: session.opId() })
        return `${one.name} is stopped. What is verified stays; run the same command to resume.`
      }),
    )
  offloads
    .command('prioritise')
    .argument('<offload>', WHICH)
    .argument('[priority]', 'from -100 to 100; the higher goes first')
    .option('--before <offload>', 'puts it in front of that one')
    .description('change the priority or place of a waiting offload; a running one is not interrupted')
    .action(
      act(async (session, which, { before }, [number]) => {
        const one = await find(session, which)
        const priority = number === undefined ? undefined : Number(number)
        if (priority === undefined && before === undefined)
          throw new RushesError('usage', 'Name a priority from -100 to 100, or an offload with --before.')
        if (priority !== undefined && (!Number.isInteger(priority) || Math.abs(priority) > 100))
          throw new RushesError('usage', `“${number ?? ''}” is no priority: choose a whole number from -100 to 100.`)
        const other = before === undefined ? undefined : (await find(session, before)).id
        await session.client.offloads.prioritise({
          id: one.id,
          opId: session.opId(),
          ...(priority === undefined ? {} : { priority }),
          ...(other === undefined ? {} : { before: other }),
        })
        const { queue } = await session.client.offloads.get({ id: one.id })
        return `${one.name} is number ${queue?.position ?? '?'} of the queue.`
      }),
    )
  offloads
    .command('continue')
    .description('resume the queue after a restart, and wait until it is done')
    .action(async (_options: unknown, command: Command) =>
      setExit(await withEngine(command.optsWithGlobals(), continueQueue, { parks: true })),
    )
}

async function continueQueue({ client, output, signal, opId }: Session): Promise<number> {
  const { ids, problems } = await client.offloads.continue({ opId: opId() })
  for (const { message } of problems) output.say(message)
  const pause = (): void => {
    for (const id of ids) void client.offloads.pause({ id, opId: opId() }).catch(() => {})
  }
  signal.addEventListener('abort', pause, { once: true })
  const ends = await Promise.all(
    ids.map(async (id) => {
      for await (const state of await client.offloads.watch({ id }))
        if (state.finishedAt !== null)
          output.line(`${state.name}: ${state.verdict?.sentence ?? state.error?.message ?? stateWord(state.state)}`)
      return client.offloads.get({ id })
    }),
  )
  signal.removeEventListener('abort', pause)
  const good = problems.length === 0 && ends.every((one) => one.verdict?.verified === true)
  const exit = signal.aborted ? 130 : good ? 0 : 1
  output.result({ exit, code: exit === 130 ? 'cancelled' : good ? 'ok' : 'verify.incomplete', count: ids.length })
  return exit
}

async function find({ client }: Session, which: string): Promise<Offload> {
  const all = await client.offloads.list({ limit: 500 })
  const found =
    all.find((one) => one.id === which) ??
    all.find((one) => one.name === which) ??
    all.find((one) => one.id.startsWith(which))
  if (found === undefined)
    throw new RushesError('not_found', `No offload is called ${which}. List them with: rushes offloads`)
  return found
}

function destinationOf(one: Offload, drive: string): number {
  const path = absolute(drive)
  const at = one.destinations.findIndex(
    (each) => each.path === path || each.target === path || each.volumeLabel === drive,
  )
  if (at === -1)
    throw new RushesError(
      'not_found',
      `${one.name} is not copied to ${drive}. It goes to ${one.destinations.map((each) => each.path).join(', ')}.`,
    )
  return at
}
