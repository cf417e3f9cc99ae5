/**
 * `relink`: lost files found again.
 */
import { dirname } from 'node:path'
import type { Command } from 'commander'
import type { RelinkProposal } from '../../../shared/model/versions.ts'
import type { SetExit } from '../exit.ts'
import { needClips } from '../found-clips.ts'
import { absolute, withEngine } from '../session.ts'

/** Adds it to the program. */
export function relinkCommand(program: Command, setExit: SetExit): void {
  program
    .command('relink')
    .argument('[query...]', 'which clips; all with missing files otherwise')
    .option(
      '--in <dir>',
      'a folder to look in; more than once for several',
      (dir: string, dirs: string[]) => [...dirs, absolute(dir)],
      [] as string[],
    )
    .option('--apply', 'links those that were found by equal bytes; everything else is only shown')
    .description('find lost files: by bytes, by timecode and reel, by name')
    .allowUnknownOption()
    .action(async (words: string[], options: { in: string[]; apply?: boolean }, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, signal, opId }) => {
          await needClips(client, words.join(' '))
          const { proposals, total, unseen } = await client.relink.propose(
            { query: words.join(' '), folders: options.in, limit: 1000 },
            { signal },
          )
          for (const one of proposals) output.record('proposal', one, proposalText(one))
          const [first] = unseen.sample
          if (first !== undefined) {
            output.line(
              `${unseen.count === 1 ? '1 file is' : `${unseen.count} files are`} not where the library has ${unseen.count === 1 ? 'it' : 'them'} (${first}${unseen.count > 1 ? ' …' : ''}). Scan first, then relink: rushes scan "${dirname(first)}"`,
            )
            output.result({ exit: 3, code: 'not_found', count: unseen.count, linked: 0, found: 0 })
            return 3
          }
          const certain = proposals.flatMap((one) =>
            one.candidates[0]?.score === 100 ? [{ fileId: one.fileId, path: one.candidates[0].path }] : [],
          )
          if (options.apply !== true || certain.length === 0) {
            const left = total - (options.apply === true ? 0 : certain.length)
            output.line(
              total === 0
                ? 'Nothing is missing.'
                : `${total} missing, ${certain.length} found by their bytes.${options.apply === true || certain.length === 0 ? '' : ' Link them with --apply.'}`,
            )
            const exit = left === 0 && total === 0 ? 0 : 3
            output.result({
              exit,
              code: exit === 0 ? 'ok' : 'not_found',
              count: total,
              linked: 0,
              found: certain.length,
            })
            return exit
          }
          const { linked, problems } = await client.relink.apply({ opId: opId(), choices: certain }, { signal })
          for (const problem of problems) output.record('problem', problem, problem.message)
          output.line(`${linked} of ${total} linked again.`)
          const exit = linked === total ? 0 : 3
          output.result({ exit, code: exit === 0 ? 'ok' : 'not_found', count: total, linked, found: certain.length })
          return exit
        }),
      ),
    )
}

function proposalText(one: RelinkProposal): string[] {
  const lines = one.candidates.map(
    (candidate) => `  ${String(candidate.score).padStart(3)}  ${candidate.path}  (${candidate.reasons.join(', ')})`,
  )
  return [
    `${one.name}  was ${one.lostPath} on ${one.volumeLabel}`,
    ...(lines.length === 0 ? ['       nothing was found'] : lines),
  ]
}
