/**
 * `verify`: checks a folder against its history, the files of an MHL file or a list of checksums, or the copies of
 * rolls and drives against the catalogue; and what a place of this library holds.
 */
import { hostname, userInfo } from 'node:os'
import type { Command } from 'commander'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../exit.ts'
import { verifyPlace, type PlaceRequest } from '../../engine/verification/verify-place.ts'
import { createHashPool } from '../../engine/hash/hash-pool.ts'
import { creatorOf } from '../../engine/mhl/creator.ts'
import { createQueue } from '../../engine/queue.ts'
import { ignoredNameSchema } from '../../../shared/model/ignored-name.ts'
import { workerUrls } from '../../hosts/places.ts'
import { bytesText, timeLeftText, type Output } from '../output.ts'
import { absolute, alone, hasLibrary, tryEngine, withEngine, type GlobalOptions, type Session } from '../session.ts'
import { VERSION } from '../version.ts'

interface VerifyOptions extends GlobalOptions {
  dryRun?: boolean
  acceptNew?: boolean
  ignore: string[]
  remote?: string | true
  full?: boolean
  repair?: boolean
  roll: string[]
  drive: string[]
  seal?: boolean
  every?: string
}

/** Adds it to the program. */
export function verifyCommand(program: Command, setExit: SetExit): void {
  program
    .command('verify')
    .argument('[dir]', 'a folder with an ASC MHL history, an MHL v1 file, or a list of checksums (.md5, .sha1, .xxh)')
    .option('--roll <name>', 'the copies of a roll instead, on every connected drive', collect, [])
    .option('--drive <name>', 'the copies on a drive instead; with --roll those of the roll on it', collect, [])
    .option('--seal', 'with --roll or --drive: by the MHL histories they are in, which get a generation')
    .option(
      '--remote [url]',
      'a remote of this library instead: is everything there, and intact; without URL the only one that there is',
    )
    .option('--full', 'with --remote: reads every byte there')
    .option('--repair', 'with --remote: sends again what is damaged, from connected copies')
    .option(
      '--every <days>',
      'from now on every copy is verified again automatically after so many days, while its drive is connected and idle; 0 for never',
    )
    .option('--accept-new', 'takes new and renamed files into the history; without it they are only told')
    .option(
      '--ignore <name>',
      'files and folders of this name are no part of the history from now on, say Proxy; none that is sealed',
      collect,
      [],
    )
    .option('--dry-run', 'writes no new generation')
    .description('verify a folder against its ASC MHL history (and add a generation), or copies against the catalogue')
    .action(async (dir: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<VerifyOptions>()
      const { remote } = options
      const copies = options.roll.length > 0 || options.drive.length > 0
      const { every } = options
      if (every !== undefined) setExit(await withEngine(options, (session) => schedule(session, every)))
      else if (remote !== undefined)
        setExit(await withEngine(options, (session) => verifyRemote(session, remote, options)))
      else if (copies && dir !== undefined)
        throw new RushesError('usage', 'Name a folder, or rolls and drives, and not both.')
      else if (copies) {
        setExit(
          await withEngine(options, async (session) =>
            follow(
              session,
              await session.client.verify.copies(
                { rolls: options.roll, volumes: options.drive, seal: options.seal === true },
                { signal: session.signal },
              ),
            ),
          ),
        )
      } else if (dir === undefined)
        throw new RushesError(
          'usage',
          'Name the folder to verify, a roll with --roll NAME, a drive with --drive NAME, or a remote of this library with --remote URL.',
        )
      else setExit(await verifyPlaceNamed(absolute(dir), options))
    })
}

function ignoredName(name: string): string {
  if (ignoredNameSchema.safeParse(name).success) return name
  throw new RushesError('usage', `“${name}” can't be ignored. Name a file or folder, say Proxy, without * and /.`)
}

/**
 * Verifies a place: with the library's engine, which records what it found, where there is a library; else by itself.
 */
function verifyPlaceNamed(path: string, options: VerifyOptions): Promise<number> {
  const request = {
    path,
    dryRun: options.dryRun === true,
    acceptNew: options.acceptNew === true,
    ignore: options.ignore.map(ignoredName),
  }
  if (!hasLibrary(options)) return alone(options, ({ output, signal }) => verifyHere(request, output, signal))
  return tryEngine(
    options,
    async (session) => follow(session, await session.client.verify.folder(request, { signal: session.signal })),
    (error, output, signal) => {
      output.say(`${toRushesError(error).message} The folder is verified without it.`)
      return verifyHere(request, output, signal)
    },
  )
}

async function verifyHere(request: PlaceRequest, output: Output, signal: AbortSignal): Promise<number> {
  const hashes = createHashPool({ size: 2, worker: workerUrls().hash })
  const queue = createQueue<VerifyEvent>()
  const verified = async (): Promise<void> => {
    try {
      const { done } = await verifyPlace(
        request,
        { hashes, now: Date.now, creator: creatorOf(hostname(), VERSION, userInfo().username) },
        queue.push,
        signal,
      )
      queue.push(done)
      queue.end()
    } catch (error) {
      queue.fail(error)
    }
  }
  const running = verified()
  try {
    return await follow({ output }, queue.read())
  } finally {
    await running
    await hashes.close()
  }
}

/** Tells a verification as it goes, and its end. Exit 3 when something is not as it was. */
async function follow({ output }: Pick<Session, 'output'>, events: AsyncIterable<VerifyEvent>): Promise<number> {
  let done: Extract<VerifyEvent, { type: 'done' }> | undefined
  for await (const event of events) {
    if (event.type === 'progress') {
      output.progress(
        event,
        `${event.files}${event.totalFiles === 0 ? '' : ` of ${event.totalFiles}`} files · ${bytesText(event.speed)}/s · ${timeLeftText(event.secondsLeft)}`,
      )
    } else if (event.type === 'finding') {
      if (output.json || event.finding !== 'verified')
        output.record(
          'finding',
          { path: event.path, finding: event.finding, message: event.message },
          `${event.finding.padEnd(16)} ${event.path}${event.message === null ? '' : `  ${event.message}`}`,
        )
    } else done = event
  }
  if (done === undefined)
    throw new RushesError('cancelled', 'Stopped before everything was checked. Nothing was written.')
  output.line(done.sentence)
  const exit = done.ok ? 0 : 3
  output.result({
    exit,
    code: done.ok ? 'ok' : 'verify.incomplete',
    counts: done.counts,
    histories: done.histories,
    accepted: done.accepted,
    message: done.sentence,
  })
  return exit
}

async function schedule({ client, output, opId }: Session, every: string): Promise<number> {
  const days = Number(every)
  if (!/^\d{1,4}$/.test(every) || days > 3650)
    throw new RushesError('usage', `“${every}” is no number of days. Give a whole number up to 3650, or 0 for never.`)
  await client.settings.set({ opId: opId(), changes: { reverifyDays: days === 0 ? null : days } })
  const message =
    days === 0
      ? 'Re-verify: never.'
      : `Copies are verified again ${days} ${days === 1 ? 'day' : 'days'} after they were last, while their drive is connected and nothing else runs.`
  output.line(message)
  output.result({ exit: 0, code: 'ok', message })
  return 0
}

async function verifyRemote(
  { client, output, signal }: Session,
  url: string | true,
  options: { full?: boolean; repair?: boolean },
): Promise<number> {
  const remotes = await client.remotes.list({})
  if (url === true && remotes.length !== 1)
    throw new RushesError(
      'usage',
      remotes.length === 0
        ? 'This library has no remote. Add one with: rushes remote add'
        : `This library has ${remotes.length} remotes. Name one: ${remotes.map((one) => `rushes verify --remote ${one.url}`).join(' · ')}`,
    )
  const remote = url === true ? remotes[0] : remotes.find((one) => one.url === url || one.id === url)
  if (remote === undefined)
    throw new RushesError('not_found', `${url} is no remote of this library. List them with: rushes remote list`)
  const check = await client.remotes.verify(
    { id: remote.id, depth: options.full === true ? 'full' : 'sample', repair: options.repair === true },
    { signal },
  )
  for (const problem of check.problems)
    output.record(
      'problem',
      { path: problem.name, message: problem.what },
      `${problem.what}  ${problem.name}${problem.repaired ? `  ${problem.what === 'checkpoint not believed' ? 'removed' : 'sent again with the next run'}` : ''}`,
    )
  const ok = check.problems.length === 0
  output.line(
    `${check.objects} ${check.objects === 1 ? 'object' : 'objects'}, ${bytesText(check.bytes)}, ${bytesText(check.hashed)} of them read: ${ok ? 'all as it should be.' : `${check.problems.length} ${check.problems.length === 1 ? 'is' : 'are'} not.`}`,
  )
  output.result({ exit: ok ? 0 : 3, code: ok ? 'ok' : 'verify.incomplete', id: remote.id, bytes: check.bytes })
  return ok ? 0 : 3
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}
