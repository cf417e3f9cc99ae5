/**
 * `repair`: copies that went bad are made anew from verified ones, after asking. `heal` is its earlier name.
 */
import type { Command } from 'commander'
import type { BadCopy } from '../../../shared/model/offload.ts'
import type { SetExit } from '../exit.ts'
import { bytesText } from '../output.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

/** Adds it to the program. */
export function repairCommand(program: Command, setExit: SetExit): void {
  program
    .command('repair')
    .alias('heal')
    .argument(
      '[path...]',
      'bad copies, or folders and drives with bad copies in them; all that are known when none is named',
    )
    .option('--yes', 'repairs; without it what would be done is shown')
    .description('repair bad copies from verified ones; bad copies are moved aside, never deleted')
    .action(async (paths: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { yes?: boolean }>()
      setExit(await withEngine(options, (session) => repair(session, paths, options.yes === true)))
    })
}

async function repair(session: Session, paths: readonly string[], yes: boolean): Promise<number> {
  const { client, output } = session
  const bad = await client.verify.bad({ paths: paths.map(absolute) })
  // What somebody changed is theirs: it is replaced only by its own name.
  const named = new Set(paths.map(absolute))
  const isLeft = (copy: BadCopy): boolean => copy.changed && !named.has(copy.path)
  for (const copy of bad)
    output.record('bad', copy, `${copy.path} (${copy.volumeLabel}): ${remedy(copy, named.has(copy.path))}`)
  if (bad.length === 0) {
    output.line('No bad copy is known there. Find out with: rushes verify')
    output.result({ exit: 0, code: 'ok', count: 0 })
    return 0
  }
  if (!yes) {
    const message = bad.every(isLeft)
      ? 'Nothing was changed. Each of them was changed by somebody: name the one that you want to replace.'
      : `Nothing was changed. Repair with: rushes repair ${paths.length === 0 ? '' : 'the same paths and '}--yes`
    output.line(message)
    output.result({ exit: 3, code: 'verify.incomplete', count: bad.length, message })
    return 3
  }
  const left = bad.filter(isLeft)
  const exit = await carryOut(
    session,
    bad.filter((copy) => !left.includes(copy)),
    named,
    left.length,
  )
  return exit
}

async function carryOut(
  { client, output, signal, opId }: Session,
  bad: readonly BadCopy[],
  named: ReadonlySet<string>,
  left: number,
): Promise<number> {
  let [healed, failed] = [0, left]
  const ofPerson = (copy: BadCopy): boolean => copy.changed && named.has(copy.path)
  const goes = [bad.filter((copy) => !ofPerson(copy)), bad.filter(ofPerson)].flatMap((some, index) =>
    Array.from({ length: Math.ceil(some.length / 1000) }, (_, at) => ({
      some: some.slice(at * 1000, at * 1000 + 1000),
      named: index === 1,
    })),
  )
  for (const go of goes) {
    for await (const event of await client.verify.repair(
      { opId: opId(), fileIds: go.some.map(({ fileId }) => fileId), named: go.named },
      { signal },
    )) {
      if (event.type === 'progress')
        output.progress(
          { bytes: event.bytes, of: event.totalBytes },
          `${bytesText(event.bytes)} of ${bytesText(event.totalBytes)} · ${event.path}`,
        )
      else if (event.type === 'healed') {
        const { type: _type, ...copy } = event
        output.record(
          'healed',
          copy,
          `repaired ${event.path} from ${event.from}${event.aside === null ? '' : `; the bad copy is ${event.aside}`}`,
        )
      } else if (event.type === 'failed')
        output.record('problem', { path: event.path, message: event.message }, event.message)
      else [healed, failed] = [healed + event.healed, failed + event.failed]
    }
  }
  output.line(`${healed} ${healed === 1 ? 'copy' : 'copies'} repaired${failed === 0 ? '' : `, ${failed} not`}.`)
  const exit = failed === 0 ? 0 : 3
  output.result({ exit, code: exit === 0 ? 'ok' : 'verify.incomplete', count: healed, failed })
  return exit
}

/** `named`: the person has named this very file. */
function remedy({ good, here, changed, path }: BadCopy, named: boolean): string {
  if (!here) return `its drive is not connected${changed ? '; it was changed after it was verified' : ''}`
  if (changed && !named)
    return `was changed after it was verified; it is left as it is unless you name it: rushes repair "${path}" --yes`
  const [first] = good.filter((one) => one.here)
  if (first !== undefined) return `can be repaired from ${first.path}`
  const [away] = good
  return away === undefined ? 'no verified copy is known' : `good on ${away.volumeLabel}, which is not connected`
}
