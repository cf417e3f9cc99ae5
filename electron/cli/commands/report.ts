/**
 * `report`: what an offload did, or how a shooting day stands, for production (PDF, HTML), post (CSV) and mail (text).
 */
import { Option, type Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import { daySchema } from '../../../shared/model/primitives.ts'
import type { SetExit } from '../exit.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

const KINDS = ['pdf', 'html', 'csv', 'text'] as const

interface ReportOptions {
  readonly as: (typeof KINDS)[number]
  readonly to?: string
  readonly day?: string
}

/** Adds it to the program. */
export function reportCommand(program: Command, setExit: SetExit): void {
  program
    .command('report')
    .argument('[offload]', 'the name or id of an offload; the last one where none is named')
    .addOption(
      new Option('--as <kind>', `${KINDS.join(', ').replace(/, (\w+)$/, ' or $1')}`).choices(KINDS).default('pdf'),
    )
    .option('--day <date>', 'of a shooting day (2026-11-20) instead: everything of that day, as it is known now')
    .option('--to <dir>', 'the folder it is written to (else the library’s folder of reports)')
    .description('write the report of an offload or a shooting day: verdict, problems, destinations, every clip')
    .action(async (which: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & ReportOptions>()
      const { day } = options
      if (day !== undefined && which !== undefined)
        throw new RushesError('usage', 'Name an offload, or a day with --day, and not both.')
      if (day !== undefined && !daySchema.safeParse(day).success)
        throw new RushesError('usage', `“${day}” is not a day. Write it as 2026-11-20.`)
      setExit(
        await withEngine(options, async (session) =>
          day === undefined ? await ofOffload(session, which, options) : await ofDay(session, day, options),
        ),
      )
    })
}

async function ofOffload(
  { client, output }: Session,
  which: string | undefined,
  options: ReportOptions,
): Promise<number> {
  const all = await client.offloads.list({ limit: 500 })
  const found = which === undefined ? all[0] : all.find((one) => one.id === which || one.name === which)
  if (found === undefined)
    throw new RushesError(
      'not_found',
      which === undefined
        ? 'No card was offloaded into this library yet. Start with: rushes offload CARD --to DRIVE'
        : `No offload is called ${which}. List them with: rushes offloads`,
    )
  const { path } = await client.offloads.report({ id: found.id, kind: options.as, to: folder(options) })
  output.line(path)
  output.result({ exit: 0, code: 'ok', id: found.id, path })
  return 0
}

async function ofDay({ client, output }: Session, day: string, options: ReportOptions): Promise<number> {
  const { path } = await client.reports.day({ day, kind: options.as, to: folder(options) })
  output.line(path)
  output.result({ exit: 0, code: 'ok', day, path })
  return 0
}

function folder({ to }: ReportOptions): string | null {
  return to === undefined ? null : absolute(to)
}
