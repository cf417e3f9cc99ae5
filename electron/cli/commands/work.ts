/**
 * `proxy` and `jobs`: posters, filmstrips, waveforms and proxies; the queue of all jobs.
 */
import type { Command } from 'commander'
import type { CameraProxyDetail } from '../../../shared/model/asset.ts'
import type { Job } from '../../../shared/model/jobs.ts'
import { EDIT_FORMATS } from '../../../shared/model/edit-proxies.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { addBurnOptions } from './burn-options.ts'
import { makeEditProxies, type EditProxyOptions } from './edit-proxy.ts'
import type { SetExit } from '../exit.ts'
import { needClips } from '../found-clips.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'
import { rateOf } from './rate-option.ts'

/** Which recipe is asked for, and with which parameters. */
function wanted({
  recipe,
  height,
  rate,
}: {
  readonly recipe?: string
  readonly height?: string
  readonly rate?: string
}): {
  recipes?: string[]
  params?: Record<string, unknown>
} {
  if (rate !== undefined) {
    if (recipe !== undefined && recipe !== 'proxy')
      throw new RushesError('usage', `--rate is for proxies of numbered frames, and not for “${recipe}”.`)
    return {
      recipes: ['proxy'],
      params: { rate: rateOf(rate), ...(height === undefined ? {} : { height: Number(height) }) },
    }
  }
  if (height === undefined) return recipe === undefined ? {} : { recipes: [recipe] }
  if (recipe !== undefined && recipe !== 'proxy')
    throw new RushesError('usage', `--height is for proxies, and not for “${recipe}”.`)
  return { recipes: ['proxy'], params: { height: Number(height) } }
}

/** The preset of the proxy that is made at ingest. */
const REVIEW = 'review'

/** What belongs to edit proxies alone does nothing elsewhere, and is not passed over in silence. */
function refuseEditOptions(options: Partial<EditProxyOptions>): void {
  const names = {
    to: '--to',
    beside: '--beside',
    divide: '--divide',
    reel: '--reel',
    burn: '--burn',
    text: '--text',
    watermark: '--watermark',
    dryRun: '--dry-run',
    sound: '--sound',
    fitDrift: '--fit-drift',
    force: '--force',
    eachFile: '--each-file',
  } as const
  const given = (Object.keys(names) as (keyof typeof names)[]).find((key) => options[key] !== undefined)
  if (given !== undefined)
    throw new RushesError(
      'usage',
      `${names[given]} is for edit proxies. Name their preset, such as --preset prores-proxy.`,
    )
}

const USES: Readonly<Record<CameraProxyDetail['use'], string>> = {
  review: 'review picture',
  'stands-in': 'shown in place of the original',
  waits: 'not looked into yet',
  none: 'not used',
}

/** Takes over the proxies of cameras, and says of each what it is good for. */
async function adoptProxies(session: Session, query: string, wait: boolean): Promise<number> {
  const { client, output, opId } = session
  const { count, rows } = await client.editProxies.adopt({ opId: opId(), query })
  for (const row of rows)
    output.record('camera-proxies', row, [
      row.name,
      ...row.proxies.map(
        ({ name, use, said }) => `  ${name}  ${USES[use]}${said.length === 0 ? '' : `  ${said.join(' ')}`}`,
      ),
    ])
  output.line(
    rows.length === 0
      ? 'No clip of these has a proxy beside it.'
      : `${count} ${count === 1 ? 'proxy is' : 'proxies are'} being taken over.`,
  )
  // What was asked for before and is under way is waited for, too.
  if (wait) return await waitForWork(session, count)
  output.result({ exit: 0, code: 'ok', requested: count })
  return 0
}

/** Adds them to the program. */
export function workCommands(program: Command, setExit: SetExit): void {
  const proxy = program
    .command('proxy')
    .argument('[query...]')
    .option('--recipe <name>', 'one recipe, such as poster or proxy; all when none is named')
    .option('--height <lines>', 'a proxy of this height beside the usual one, 144 to 2160')
    .option('--rate <fps>', 'numbered frames: proxies at this rate, for this run (else the header’s or the setting’s)')
    .option('--preset <name>', `edit proxies: ${EDIT_FORMATS.join(', ')}, or one of yours; review is the usual one`)
    .option('--to <dir>', 'the folder for edit proxies; the folders of each roll are kept in it')
    .option('--beside', 'edit proxies into a folder Proxy beside each clip, where no history seals it')
    .option('--divide <by>', 'width and height of edit proxies: the clip’s divided by 1, 2 or 4')
    .option(
      '--reel <name>',
      'tape name of edit proxies (else the roll you gave, what the file says, or the roll of its folders)',
    )
    .option('--sound', 'lays the sound accepted in sound-sync into edit proxies, behind the camera’s tracks')
    .option('--fit-drift', 'with --sound: plays it as much faster or slower as its clock differs')
    .option('--dry-run', 'says what edit proxies would be made where, and makes none')
    .option('--each-file', 'edit proxies of each file of a recording in several, which editing systems link')
    .option('--force', 'begins edit proxies although they hardly fit into the room that is free')
    .option('--adopt', 'takes over the proxies that cameras made, where they are good; makes none')
    .option('--own', 'makes our own review proxy where a camera’s was taken over')
    .option('--wait', 'stays until the work is done')
    .description('make posters, filmstrips, waveforms, proxies, and edit proxies that editing systems link')
    .allowUnknownOption()
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        GlobalOptions & {
          recipe?: string
          height?: string
          wait?: boolean
          adopt?: boolean
          own?: boolean
        } & Partial<EditProxyOptions>
      >()
      setExit(
        await withEngine(options, async (session) => {
          const { preset } = options
          // What is wrong with the options is said first: there a script can be mended.
          if (preset === undefined || preset === REVIEW) refuseEditOptions(options)
          await needClips(session.client, words.join(' '))
          if (preset !== undefined && preset !== REVIEW)
            return await makeEditProxies(session, words.join(' '), { ...options, preset })
          if (options.adopt === true) return await adoptProxies(session, words.join(' '), options.wait === true)
          const { count } = await session.client.jobs.request({
            opId: session.opId(),
            query: words.join(' '),
            ...wanted(preset === REVIEW || options.own === true ? { recipe: 'proxy', ...options } : options),
            own: options.own === true,
          })
          session.output.line(
            count === 0
              ? 'Nothing is due: what can be made is made or waiting.'
              : count === 1
                ? '1 job is waiting.'
                : `${count} jobs are waiting.`,
          )
          if (options.wait !== true) {
            session.output.result({ exit: 0, code: 'ok', requested: count })
            return 0
          }
          return waitForWork(session, count)
        }),
      )
    })
  addBurnOptions(proxy, { watermark: true })

  program
    .command('jobs')
    .option('--failed', 'only what failed, with the cause')
    .option('--retry', 'tries failed work again')
    .option('--log <id>', 'the command and log of one job')
    .option('--cancel <id>', 'takes a job out of the queue, or stops it')
    .option('--pause', 'starts no more jobs until --resume; what runs is finished')
    .option('--quiet', 'stops all jobs now, until --resume: for a set that needs silence')
    .option('--resume', 'starts jobs again')
    .description('list and control jobs: media work, verification, repair, scans, reports')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        GlobalOptions & {
          failed?: boolean
          retry?: boolean
          log?: string
          cancel?: string
          pause?: boolean
          quiet?: boolean
          resume?: boolean
        }
      >()
      setExit(
        await withEngine(options, async ({ client, output, opId }) => {
          if (options.log !== undefined) {
            const job = await client.jobs.get({ id: await findJob(client, options.log) })
            output.record('job', job, [
              jobLine(job),
              job.command ?? '',
              ...(job.log ?? '').split('\n').map((line) => `  ${line}`),
            ])
            output.result({ exit: 0, code: 'ok' })
            return 0
          }
          if (options.cancel !== undefined) {
            const { count } = await client.jobs.cancel({ opId: opId(), ids: [await findJob(client, options.cancel)] })
            output.line(count === 0 ? 'That job is over already.' : 'Cancelled.')
            output.result({ exit: 0, code: 'ok', count })
            return 0
          }
          if (options.pause === true || options.quiet === true || options.resume === true) {
            if (options.resume === true && (options.pause === true || options.quiet === true))
              throw new RushesError('usage', 'Choose one: --pause, --quiet or --resume.')
            await client.jobs.pause({ opId: opId(), paused: options.resume !== true, quiet: options.quiet === true })
            output.line(
              options.resume === true
                ? 'Jobs run again.'
                : options.quiet === true
                  ? 'All jobs are stopped until: rushes jobs --resume'
                  : 'No more jobs start until: rushes jobs --resume',
            )
            output.result({ exit: 0, code: 'ok' })
            return 0
          }
          const list = await client.jobs.list({
            states: options.failed === true || options.retry === true ? ['failed'] : [],
            limit: 500,
          })
          for (const job of list) output.record('job', job, jobLine(job))
          if (options.retry === true && list.length > 0)
            await client.jobs.retry({ opId: opId(), ids: list.map((job) => job.id) })
          if (list.length === 0) output.say('There are no jobs.')
          output.result({ exit: 0, code: 'ok', count: list.length })
          return 0
        }),
      )
    })
}

/** The id that is meant: a whole one, or the beginning of one that is in the list. */
async function findJob(client: EngineClient, text: string): Promise<string> {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text)) return text
  const found = (await client.jobs.list({ limit: 500 })).filter((job) => text !== '' && job.id.startsWith(text))
  if (found.length === 1) return found[0]!.id
  if (found.length > 1)
    throw new RushesError('usage', `“${text}” means more than one piece of work. Give more of its id.`)
  throw new RushesError('not_found', `There is no piece of work “${text}”. List them with: rushes jobs`)
}

/**
 * Follows the queue until nothing is waiting or running. Exit 3 when some of it failed meanwhile, or waits for a drive.
 */
async function waitForWork({ client, output, signal }: Session, requested: number): Promise<number> {
  const before = new Set((await client.jobs.list({ states: ['failed'], limit: 500 })).map((job) => job.id))
  let held = 0
  for await (const { jobs, runningJobs } of await client.engine.activity({}, { signal })) {
    held = jobs.held
    if (jobs.waiting + jobs.running === 0) break
    if (jobs.paused && jobs.running === 0)
      throw new RushesError('conflict', 'Jobs are paused. Resume them with: rushes jobs --resume')
    output.progress(
      jobs,
      `${jobs.waiting + jobs.running} left · ${runningJobs.map((job) => `${job.kind} of ${job.subject} ${Math.round(job.progress * 100)} %`).join(' · ')}`,
    )
  }
  if (signal.aborted) throw new RushesError('cancelled', 'Stopped.')
  const problems = (await client.jobs.list({ states: ['failed'], limit: 500 })).filter((job) => !before.has(job.id))
  for (const job of problems) output.record('job', job, jobLine(job))
  if (held > 0) await tellHeld(client, output, held)
  const code = problems.length > 0 ? 'media.failed' : held > 0 ? 'volume.offline' : 'ok'
  const exit = code === 'ok' ? 0 : 3
  output.result({ exit, code, requested, failed: problems.length, held })
  return exit
}

/** What jobs are held for: a drive, room on one, a tool. */
async function tellHeld(client: EngineClient, output: Session['output'], held: number): Promise<void> {
  const reasons = new Set((await client.jobs.list({ states: ['held'], limit: 500 })).map((job) => job.heldBy))
  output.say(
    `${held} ${held === 1 ? 'job is' : 'jobs are'} held. ${[...reasons].map((reason) => `${reason ?? 'Waits'}.`).join(' ')}`,
  )
}

function jobLine(job: Job): string {
  return `${job.id}  ${job.state.padEnd(9)} ${job.kind.padEnd(10)} ${job.subject}${job.error === null ? '' : `  ${job.error.message}`}${job.heldBy === null ? '' : `  ${job.heldBy}`}`
}
