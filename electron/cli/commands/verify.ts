/**
 * `verify`: checks a folder against its history, or against an MHL v1 file.
 */
import type { Command } from 'commander'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../main.ts'
import { bytesText, timeLeftText } from '../output.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

/** Adds it to the program. */
export function verifyCommand(program: Command, setExit: SetExit): void {
  program.command('verify').argument('[dir]', 'a folder with an ASC MHL history, or an MHL v1 file')
    .option('--remote <url>', 'a place of this library instead: is everything there, and whole')
    .option('--full', 'with --remote: reads every byte there').option('--repair', 'with --remote: sends again what is not whole, from copies here')
    .option('--dry-run', 'writes no new generation')
    .description('checks a folder against its ASC MHL history (and appends a generation) or an MHL v1 file')
    .action(async (dir: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { dryRun?: boolean; remote?: string; full?: boolean; repair?: boolean }>()
      if (options.remote !== undefined) {
        setExit(await withEngine(options, (session) => verifyRemote(session, options.remote!, options)))
        return
      }
      if (dir === undefined) throw new RushesError('usage', 'Name the folder to verify, or a place of this library with --remote URL.')
      setExit(await withEngine(options, async ({ client, output, signal }) => {
        let done: Extract<VerifyEvent, { type: 'done' }> | undefined
        for await (const event of await client.verify.folder({ path: absolute(dir), dryRun: options.dryRun === true }, { signal })) {
          if (event.type === 'progress') {
            output.progress(event, `${event.files} of ${event.totalFiles} files · ${bytesText(event.speed)}/s · ${timeLeftText(event.secondsLeft)}`)
          } else if (event.type === 'finding') {
            if (output.json || event.finding !== 'verified') output.record('finding', { path: event.path, finding: event.finding, message: event.message }, `${event.finding.padEnd(16)} ${event.path}${event.message === null ? '' : `  ${event.message}`}`)
          } else done = event
        }
        if (done === undefined) throw new RushesError('cancelled', 'Stopped before everything was checked. Nothing was written.')
        output.line(done.sentence)
        const exit = done.ok ? 0 : 3
        output.result({ exit, code: done.ok ? 'ok' : 'verify.incomplete', counts: done.counts, histories: done.histories, message: done.sentence })
        return exit
      }))
    })
}

async function verifyRemote({ client, output, signal }: Session, url: string, options: { full?: boolean; repair?: boolean }): Promise<number> {
  const remote = (await client.remotes.list({})).find((one) => one.url === url || one.id === url)
  if (remote === undefined) throw new RushesError('not_found', `${url} is no place of this library. List them with: rushes remote list`)
  const check = await client.remotes.verify({ id: remote.id, depth: options.full === true ? 'full' : 'sample', repair: options.repair === true }, { signal })
  for (const problem of check.problems) output.record('problem', { path: problem.name, message: problem.what }, `${problem.what}  ${problem.name}${problem.repaired ? '  sent again with the next run' : ''}`)
  const ok = check.problems.length === 0
  output.line(`${check.objects} objects, ${bytesText(check.bytes)}, ${bytesText(check.hashed)} of them read: ${ok ? 'all as it should be.' : `${check.problems.length} are not.`}`)
  output.result({ exit: ok ? 0 : 3, code: ok ? 'ok' : 'verify.incomplete', id: remote.id, bytes: check.bytes })
  return ok ? 0 : 3
}
