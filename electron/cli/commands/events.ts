/**
 * `events`: what happened in the library, in order; with `--follow`, what happens.
 */
import { Option, type Command } from 'commander'
import { EVENT_KINDS, type EventKind, type LibraryEvent } from '../../../shared/model/events.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../exit.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'

interface EventOptions extends GlobalOptions {
  readonly follow?: boolean
  readonly after?: string
  readonly kind?: readonly string[]
}

/** Adds it to the program. */
export function eventCommands(program: Command, setExit: SetExit): void {
  program
    .command('events')
    .option('--follow', 'stays, and prints what happens')
    .option('--after <seq>', 'only what came after this number; 0 for all that is kept (else the newest 200)')
    .addOption(new Option('--kind <kind...>', 'only these kinds').choices(Object.keys(EVENT_KINDS)))
    .description('list or follow events: offloads, clips, copies, drives, jobs, settings')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<EventOptions>()
      const after = options.after === undefined ? null : Number(options.after)
      if (after !== null && !(Number.isSafeInteger(after) && after >= 0))
        throw new RushesError('usage', `“${options.after}” is not the number of an event. Numbers are whole: 0, 1, 2.`)
      const kinds = (options.kind ?? []) as EventKind[]
      const at: Following = { count: 0, last: after }
      setExit(
        await withEngine(
          options,
          (session) => (options.follow === true ? follow(session, at, kinds) : list(session, after, kinds)),
          {
            parks: true,
            ...(options.follow === true && { lost: () => ended(at, kinds) }),
          },
        ),
      )
    })
}

async function list({ client, output, signal }: Session, after: number | null, kinds: EventKind[]): Promise<number> {
  let count = 0
  for (let from = after; ;) {
    const { events, last } = await client.events.list(
      { after: from, kinds, limit: after === null ? 200 : 1000 },
      { signal },
    )
    for (const event of events) print(output, event)
    count += events.length
    if (after === null || events.length < 1000) {
      if (count === 0) output.say('Nothing has happened here yet.')
      output.result({ exit: 0, code: 'ok', count, last })
      return 0
    }
    from = last
  }
}

/** How far a reader that follows has come. */
interface Following {
  count: number
  last: number | null
}

/** The engine ended: whoever goes on with this number misses nothing, and is told nothing twice. */
function ended({ last }: Following, kinds: EventKind[]): RushesError {
  const words = `rushes events --follow${last === null ? '' : ` --after ${last}`}${kinds.length === 0 ? '' : ` --kind ${kinds.join(' ')}`}`
  return new RushesError(
    'engine.unavailable',
    `The engine ended while its events were followed. Go on with: ${words}`,
    last === null ? {} : { after: last },
  )
}

async function follow({ client, output, signal }: Session, at: Following, kinds: EventKind[]): Promise<number> {
  // Where nothing has come yet, whoever goes on begins here.
  at.last ??= (await client.events.list({ after: null, kinds: [], limit: 1 }, { signal })).last
  try {
    for await (const event of await client.events.watch({ after: at.last, kinds }, { signal })) {
      print(output, event)
      at.count += 1
      at.last = event.seq
      if (output.closed()) break
    }
    if (!signal.aborted && !output.closed()) throw ended(at, kinds)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  output.result({ exit: 0, code: 'ok', ...at })
  return 0
}

function print(output: Session['output'], event: LibraryEvent): void {
  const said = Object.entries(event.data)
    .filter(([, value]) => !Array.isArray(value))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join('  ')
  output.record('event', event, `${event.seq}  ${new Date(event.at).toLocaleString('sv-SE')}  ${event.kind}  ${said}`)
}
