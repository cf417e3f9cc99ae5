/**
 * `safety`: which cards may be formatted, and why not, by what is known now.
 */
import { Option, type Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import { daySchema } from '../../../shared/model/primitives.ts'
import type { SafetyCard, SafetyColumn, SafetyPage } from '../../../shared/model/safety.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { SetExit } from '../exit.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

const KINDS = ['pdf', 'html', 'csv', 'text'] as const

interface SafetyOptions extends GlobalOptions {
  readonly day?: string
  readonly as?: (typeof KINDS)[number]
  readonly to?: string
  readonly hide?: string
}

/** Adds it to the program. */
export function safetyCommand(program: Command, setExit: SetExit): void {
  program
    .command('safety')
    .option('--day <date>', 'only cards of this shooting day: 2026-11-20')
    .addOption(new Option('--as <kind>', 'also writes it: pdf, html, csv or text').choices(KINDS))
    .option('--to <dir>', 'the folder it is written to (else the library’s folder of reports)')
    .option(
      '--hide <card>',
      'takes a card off the list that was not offloaded and is not connected, until it comes again',
    )
    .description('show which cards may be formatted, and how many of their files each drive holds')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SafetyOptions>()
      if (options.day !== undefined && !daySchema.safeParse(options.day).success)
        throw new RushesError('usage', `“${options.day}” is not a day. Write it as 2026-11-20.`)
      setExit(
        await withEngine(options, async (session) => {
          if (options.hide !== undefined) await hide(session, options.hide)
          return await safety(session, options)
        }),
      )
    })
}

/** Hides the one card of this name that was seen and never offloaded. */
async function hide({ client, signal }: Session, name: string): Promise<void> {
  const { cards } = await client.safety.cards({ limit: 200 }, { signal })
  const gone = cards.flatMap((card) =>
    card.name === name && card.offloadId === null && card.left !== null
      ? [{ volumeId: card.left.volumeId, roll: card.rolls[0] ?? card.name }]
      : [],
  )
  const [only] = gone
  if (only === undefined)
    throw new RushesError(
      'not_found',
      `No card “${name}” is listed that was not offloaded and is not connected. List the cards with: rushes safety`,
    )
  if (gone.length > 1) throw new RushesError('usage', `“${name}” means more than one card. Hide it in the window.`)
  await client.safety.dismiss({ opId: newId(), ...only }, { signal })
}

async function safety({ client, output, signal }: Session, options: SafetyOptions): Promise<number> {
  const day = options.day ?? null
  let [format, wait] = [0, 0]
  let after: string | null = null
  do {
    const page: SafetyPage = await client.safety.cards({ day, after, limit: 200, fresh: true }, { signal })
    if (after === null) output.line(page.sentence)
    for (const card of page.cards) output.record('card', lineOf(card, page.columns), textOf(card))
    format += page.format
    wait += page.wait
    after = page.cursor
  } while (after !== null)
  const path =
    options.as === undefined
      ? undefined
      : (
          await client.safety.report(
            { day, kind: options.as, to: options.to === undefined ? null : absolute(options.to) },
            { signal },
          )
        ).path
  if (path !== undefined) output.line(path)
  // No card at all is no card that may be formatted.
  const exit = wait === 0 && format > 0 ? 0 : 3
  output.result({
    exit,
    code: exit === 0 ? 'ok' : 'verify.incomplete',
    count: format + wait,
    ...(path === undefined ? {} : { path }),
  })
  return exit
}

function lineOf(card: SafetyCard, columns: readonly SafetyColumn[]): object {
  return {
    id: card.offloadId,
    name: card.name,
    roll: card.rolls[0] ?? null,
    day: card.day,
    decision: card.decision,
    sentence: card.sentence,
    reasons: card.decision === 'format' ? [] : [card.sentence, ...card.reasons],
    drives: card.cells.map((cell) => {
      const column = columns.find((one) => one.id === cell.column)
      return {
        name: column?.label ?? cell.column,
        kind: column?.kind ?? 'drive',
        files: cell.files,
        of: cell.of,
        verified: cell.verifiedAt,
        bad: cell.bad,
        missing: cell.missing,
        state:
          cell.bad > 0
            ? 'bad'
            : cell.missing > 0
              ? 'missing'
              : cell.files === cell.of
                ? 'verified'
                : cell.files > 0
                  ? 'part'
                  : 'none',
        connected: column?.here ?? false,
      }
    }),
  }
}

function textOf(card: SafetyCard): string[] {
  const head = `${card.decision === 'format' ? '✓ Format' : `✗ Wait (${card.why})`}  ${card.name}${card.day === null ? '' : `  ${card.day}`}  ${card.files.toLocaleString('en-GB')} ${card.files === 1 ? 'file' : 'files'}`
  return [
    head,
    `    ${card.sentence}`,
    ...card.reasons.map((reason) => `    ${reason}`),
    ...card.cells.map((cell) => `    ${cell.label}`),
  ]
}
