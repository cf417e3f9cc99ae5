/**
 * `verify`: checks a folder against its history, the files of an MHL file or a list of checksums, or the copies of rolls
 * and drives against the catalogue; and what a place of this library holds.
 */
import type { Command } from 'commander'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../main.ts'
import { bytesText, timeLeftText } from '../output.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

interface VerifyOptions extends GlobalOptions {
  dryRun?: boolean; remote?: string; full?: boolean; repair?: boolean; roll: string[]; drive: string[]; seal?: boolean; every?: string
}

/** Adds it to the program. */
export function verifyCommand(program: Command, setExit: SetExit): void {
  program.command('verify').argument('[dir]', 'a folder with an ASC MHL history, an MHL v1 file, or a list of checksums (.md5, .sha1, .xxh)')
    .option('--roll <name>', 'the copies of a roll instead, on every drive that is here', collect, [])
    .option('--drive <name>', 'the copies on a drive instead; with --roll those of the roll on it', collect, [])
    .option('--seal', 'with --roll or --drive: by the histories that they lie in, which get a generation')
    .option('--remote <url>', 'a place of this library instead: is everything there, and whole')
    .option('--full', 'with --remote: reads every byte there').option('--repair', 'with --remote: sends again what is not whole, from copies here')
    .option('--every <days>', 'from now on every copy is verified again by itself after so many days, while its drive is here and idle; 0 for never')
    .option('--dry-run', 'writes no new generation')
    .description('checks a folder against its ASC MHL history (and appends a generation), or copies against the catalogue')
    .action(async (dir: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<VerifyOptions>()
      const { remote } = options
      const copies = options.roll.length > 0 || options.drive.length > 0
      const { every } = options
      if (every !== undefined) setExit(await withEngine(options, (session) => schedule(session, every)))
      else if (remote !== undefined) setExit(await withEngine(options, (session) => verifyRemote(session, remote, options)))
      else if (copies && dir !== undefined) throw new RushesError('usage', 'Name a folder, or rolls and drives, and not both.')
      else if (copies) {
        setExit(await withEngine(options, async (session) => follow(session, await session.client.verify.copies({ rolls: options.roll, volumes: options.drive, seal: options.seal === true }, { signal: session.signal }))))
      } else if (dir === undefined) throw new RushesError('usage', 'Name the folder to verify, a roll with --roll NAME, a drive with --drive NAME, or a place of this library with --remote URL.')
      else setExit(await withEngine(options, async (session) => follow(session, await session.client.verify.folder({ path: absolute(dir), dryRun: options.dryRun === true }, { signal: session.signal }))))
    })
}

/** Tells a verification as it goes, and its end. Exit 3 when something is not as it was. */
async function follow({ output }: Session, events: AsyncIterable<VerifyEvent>): Promise<number> {
  let done: Extract<VerifyEvent, { type: 'done' }> | undefined
  for await (const event of events) {
    if (event.type === 'progress') {
      output.progress(event, `${event.files}${event.totalFiles === 0 ? '' : ` of ${event.totalFiles}`} files · ${bytesText(event.speed)}/s · ${timeLeftText(event.secondsLeft)}`)
    } else if (event.type === 'finding') {
      if (output.json || event.finding !== 'verified') output.record('finding', { path: event.path, finding: event.finding, message: event.message }, `${event.finding.padEnd(16)} ${event.path}${event.message === null ? '' : `  ${event.message}`}`)
    } else done = event
  }
  if (done === undefined) throw new RushesError('cancelled', 'Stopped before everything was checked. Nothing was written.')
  output.line(done.sentence)
  const exit = done.ok ? 0 : 3
  output.result({ exit, code: done.ok ? 'ok' : 'verify.incomplete', counts: done.counts, histories: done.histories, message: done.sentence })
  return exit
}

async function schedule({ client, output, opId }: Session, every: string): Promise<number> {
  const days = Number(every)
  if (!/^\d{1,4}$/.test(every) || days > 3650) throw new RushesError('usage', `“${every}” is no number of days. Give a whole number up to 3650, or 0 for never.`)
  await client.settings.set({ opId: opId(), changes: { reverifyDays: days === 0 ? null : days } })
  const message = days === 0 ? 'Copies are verified again only when it is asked for.'
    : `Copies are verified again ${days} ${days === 1 ? 'day' : 'days'} after they were last, while their drive is here and nothing else runs.`
  output.line(message)
  output.result({ exit: 0, code: 'ok', message })
  return 0
}

async function verifyRemote({ client, output, signal }: Session, url: string, options: { full?: boolean; repair?: boolean }): Promise<number> {
  const remote = (await client.remotes.list({})).find((one) => one.url === url || one.id === url)
  if (remote === undefined) throw new RushesError('not_found', `${url} is no remote of this library. List them with: rushes remote list`)
  const check = await client.remotes.verify({ id: remote.id, depth: options.full === true ? 'full' : 'sample', repair: options.repair === true }, { signal })
  for (const problem of check.problems) output.record('problem', { path: problem.name, message: problem.what }, `${problem.what}  ${problem.name}${problem.repaired ? '  sent again with the next run' : ''}`)
  const ok = check.problems.length === 0
  output.line(`${check.objects} objects, ${bytesText(check.bytes)}, ${bytesText(check.hashed)} of them read: ${ok ? 'all as it should be.' : `${check.problems.length} are not.`}`)
  output.result({ exit: ok ? 0 : 3, code: ok ? 'ok' : 'verify.incomplete', id: remote.id, bytes: check.bytes })
  return ok ? 0 : 3
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}
