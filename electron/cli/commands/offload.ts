/**
 * `offload` and `offloads`: verified copies of a card, and the ones that were made.
 */
import type { Command } from 'commander'
import {
  canResume,
  copyProblemText,
  destinationLine,
  destinationMark,
  goingOn,
  isLost,
  stateWord,
  stoppedText,
} from '../../../shared/copies/offload.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { HASH_FORMATS, type HashFormat } from '../../../shared/model/hash.ts'
import {
  VERIFICATION_LEVELS,
  type Offload,
  type OffloadFile,
  type OffloadPlan,
  type VerificationLevel,
} from '../../../shared/model/offload.ts'
import type { ResolvedPreset } from '../../../shared/model/presets.ts'
import { offloadEnd } from '../../engine/domain/offload/offload-end.ts'
import type { SetExit } from '../exit.ts'
import { bytesText, timeLeftText, type Output } from '../output.ts'
import { offloadQueueCommands } from './offload-queue.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

interface OffloadOptions extends GlobalOptions {
  to: string[]
  hash?: string
  name?: string
  verify?: string
  mhl1?: boolean
  whole?: boolean
  dryRun?: boolean
  insist?: boolean
  set: string[]
  preset?: string
  cascade?: boolean
  resume?: boolean
  eject?: string | boolean
  priority?: string
}

/** Adds them to the program. */
export function offloadCommands(program: Command, setExit: SetExit): void {
  program
    .command('offload')
    .argument('<src...>', 'the card: a folder, or files and folders')
    .option('--to <dir>', 'where to copy it; give it again for each further drive', collect, [])
    .option('--hash <list>', `hashes for the manifest, with commas: ${HASH_FORMATS.join(', ')}`)
    .option(
      '--verify <level>',
      `verification: ${VERIFICATION_LEVELS.join(', ')} (reads every copy back; what is meant without this option)`,
    )
    .option('--mhl1', 'also writes an MHL 1.1 file beside the card, for older tools')
    .option('--whole', 'copies also files that a destination already has under another name')
    .option('--cascade', 'copies the card to the fastest drive, and the others from its copies')
    .option('--resume', 'resumes automatically when a disconnected drive is back, while Rushes runs')
    .option('--eject [what]', 'ejects the card when every copy is verified; “all”: the drives, too')
    .option('--priority <number>', 'from -100 to 100: of two that wait for a drive the higher goes first')
    .option('--name <template>', 'the folder that the card becomes: {date:YYYYMMDD}/{roll}')
    .option('--set <word=value>', 'what the card can’t tell for the template: project=…', collect, [])
    .option('--preset <name>', 'destinations, folders and hashes of a preset; other options override it')
    .option('--insist', 'copies a folder that is only a part of a card')
    .option('--dry-run', 'shows the plan and copies nothing')
    .description('copy a card to one or more drives, verify, seal and catalogue it; run the same command to resume')
    .action(async (sources: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<OffloadOptions>()
      setExit(await withEngine(options, (session) => offload(session, sources, options), { parks: true, makes: true }))
    })

  const offloads = program
    .command('offloads')
    .description('list past, running and waiting offloads')
    .action(async (_options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const all = await client.offloads.list({ limit: 500 })
          for (const one of all) output.record('offload', one, offloadLine(one))
          if (all.length === 0)
            output.say('No card was offloaded into this library yet. Start with: rushes offload CARD --to DRIVE')
          output.result({ exit: 0, code: 'ok', count: all.length })
          return 0
        }),
      ),
    )
  offloadQueueCommands(offloads, setExit)
}

async function offload(session: Session, sources: readonly string[], options: OffloadOptions): Promise<number> {
  const { client, output, signal } = session
  const preset = options.preset === undefined ? null : await presetFor(session, options.preset, sources, options)
  const destinations = preset?.destinations ?? options.to.map(absolute)
  if (destinations.length === 0)
    throw new RushesError('usage', 'No destination was named. Give at least one with --to DIR.')
  const request = {
    sources: sources.map(absolute),
    destinations,
    hashes: preset === null || options.hash !== undefined ? hashList(options.hash) : preset.hashes,
    name: options.name ?? preset?.name ?? null,
    level: preset === null || options.verify !== undefined ? levelOf(options.verify) : preset.level,
    values: preset?.values ?? valuesOf(options.set),
    insist: options.insist === true,
    mhl1: options.mhl1 === true || preset?.mhl1 === true,
    incremental: options.whole !== true,
    cascade: options.cascade === true || preset?.cascade === true,
    resumes: options.resume === true ? ('itself' as const) : (preset?.resumes ?? 'asked'),
    eject: options.eject === undefined && preset !== null ? preset.eject : ejectOption(options.eject),
    priority: priorityOf(options.priority),
  }
  const plan = await client.offloads.plan(request, { signal })
  for (const remark of [...plan.remarks, ...plan.destinations.flatMap((one) => one.remarks)]) output.say(remark.message)
  for (const target of plan.destinations.flatMap((one) => one.targets)) output.say(`→ ${target}`)
  output.line(
    `${plan.name}: ${plan.files} files, ${bytesText(plan.bytes)}${plan.rolls.length > 0 ? ` · rolls ${plan.rolls.map((roll) => roll.name).join(', ')}` : ''}`,
  )
  for (const sentence of leftOut(plan)) output.line(sentence)
  if (options.dryRun === true) {
    for (const { path, places } of plan.safe)
      output.line(
        `  ${path}: already safe on ${places.map((place) => `${place.volumeLabel} (${place.path})`).join(', ')}`,
      )
    output.result({ exit: plan.possible ? 0 : 1, code: plan.possible ? 'ok' : 'conflict', plan })
    return plan.possible ? 0 : 1
  }
  const { id, resumed } = await client.offloads.start({ ...request, opId: session.opId() }, { signal })
  if (resumed) output.say('An offload of this card was begun before; it resumes where it stopped.')
  const stop = (): void => {
    void client.offloads.stop({ id, opId: session.opId() }).catch(() => {})
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const last = await follow(session, id)
  signal.removeEventListener('abort', stop)
  await reportFiles(session, id)
  return finish(output, last, signal.aborted)
}

/** Left-out entries that are named; the others are counted. */
const MAX_LEFT_OUT = 10

/** What of the card is not copied, and why: a link, a pipe, a device, a file of the system. */
function leftOut({ skipped, skippedCount }: OffloadPlan): string[] {
  if (skippedCount === 0) return []
  const named = skipped.slice(0, MAX_LEFT_OUT)
  const more = skippedCount - named.length
  return [
    `${skippedCount} ${skippedCount === 1 ? 'entry' : 'entries'} not copied`,
    ...named.map(({ reason }) => `  ${reason}`),
    ...(more > 0 ? [`  ${more} more`] : []),
  ]
}

/** The preset made ready; a drive of it that is not here stops the offload, unless another destination is named. */
async function presetFor(
  { client, output }: Session,
  name: string,
  sources: readonly string[],
  options: OffloadOptions,
): Promise<ResolvedPreset> {
  const preset = await client.presets.resolve({
    name,
    sources: sources.map(absolute),
    destinations: options.to.map(absolute),
    values: valuesOf(options.set),
  })
  const [missing] = preset.missing
  if (missing !== undefined && options.to.length === 0) throw new RushesError('volume.offline', missing)
  for (const sentence of preset.missing) output.say(sentence)
  return preset
}

async function follow({ client, output }: Session, id: string): Promise<Offload> {
  let last: Offload | undefined
  for await (const state of await client.offloads.watch({ id })) {
    last = state
    if (state.finishedAt === null) output.progress(progressOf(state), progressText(state))
  }
  return last ?? client.offloads.get({ id })
}

/** Every file in JSON; for people only those that something happened to. */
async function reportFiles({ client, output }: Session, id: string): Promise<void> {
  let after: string | null = null
  do {
    const window: { rows: OffloadFile[]; cursor: string | null } = await client.offloads.files({
      id,
      after,
      limit: 1000,
      problems: !output.json,
    })
    for (const file of window.rows) {
      output.record('file', file, `${file.path}: ${problemText(file)}`)
    }
    after = window.cursor
  } while (after !== null)
}

/** What is wrong with a file, and where: its copies first, then the original. */
function problemText({ destinations, error, state }: OffloadFile): string {
  const copies = destinations
    .filter((one) => one.error !== null || one.state === 'conflict')
    .map((one) => (one.error === null ? `${one.target}: ${copyProblemText(one)}` : one.error))
  return copies.length > 0 ? copies.join(' ') : (error ?? state)
}

function finish(output: Output, last: Offload, interrupted: boolean): number {
  for (const destination of last.destinations) {
    output.line(
      `${destinationMark(destination, last)} ${destination.target} · ${destinationLine(destination, last)}${destination.error === null ? '' : ` · ${destination.error.message}`}`,
    )
  }
  const verdict = last.verdict
  if (verdict !== null) {
    output.line(verdict.sentence)
    for (const reason of verdict.reasons) output.line(`  · ${reason.message}`)
  }
  for (const { message } of last.ejected) output.line(message)
  if (canResume(last) && last.destinations.some(isLost))
    output.say(`Reconnect ${listed(last)}, then resume with the same command.`)
  if (last.error !== null) output.say(last.error.message)
  const { exit, code, verified, sealed } = offloadEnd(last, interrupted)
  if (exit === 130) output.say('Stopped. What is verified stays; run the same command to resume.')
  output.result({
    exit,
    code,
    id: last.id,
    state: last.state,
    files: last.files,
    bytes: last.bytes,
    verified,
    sealed,
    safeToFormat: verdict?.safeToFormat ?? false,
    verdict,
    destinations: last.destinations,
    ...(last.error === null ? {} : { message: last.error.message }),
  })
  return exit
}

/** The drives that went away. */
function listed({ destinations }: Offload): string {
  return destinations
    .filter(isLost)
    .map((one) => one.volumeLabel)
    .join(' and ')
}

function progressOf(state: Offload): object {
  return {
    id: state.id,
    state: state.state,
    bytes: state.bytes,
    bytesRead: state.bytesRead,
    speed: state.speed,
    secondsLeft: state.secondsLeft,
    path: state.currentPath,
    destinations: state.destinations.map(
      ({ target, state: one, bytesCopied, bytesVerified, filesVerified, speed }) => ({
        target,
        state: one,
        bytesCopied,
        bytesVerified,
        filesVerified,
        speed,
      }),
    ),
  }
}

function progressText(state: Offload): string {
  if (state.state === 'queued') return state.queue?.waitsFor ?? 'Queued.'
  const full = state.level === 'full'
  // Of the drives that go on: a lost one would hold the figure where it was lost.
  const done = goingOn(state.destinations).map((one) => (full ? one.bytesVerified : one.bytesCopied))
  const percent = done.length === 0 ? 0 : state.bytes === 0 ? 100 : Math.floor((Math.min(...done) / state.bytes) * 100)
  const stopped = stoppedText(state)
  const left = percent === 100 || done.length === 0 ? '' : ` · ${timeLeftText(state.secondsLeft)}`
  return `${percent} % ${full ? 'verified' : 'copied'}${stopped === null ? '' : ` (${stopped})`} · ${bytesText(state.speed)}/s${left} · ${state.currentPath ?? ''}`
}

function offloadLine(one: Offload): string {
  const at = new Date(one.startedAt).toISOString().slice(0, 16).replace('T', ' ')
  return `${at}  ${one.name}  ${one.files} files  ${bytesText(one.bytes)}  ${one.verdict === null ? stateWord(one.state) : `as it ended: ${one.verdict.sentence}`}${one.queue === null ? '' : `  (number ${one.queue.position} of the queue${one.queue.paused ? ', paused' : ''})`}`
}

/** `project=Night Shift` and so on. */
export function valuesOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const word = pair.slice(0, at).trim().toLowerCase()
      if (at < 1 || !/^[a-z][a-z0-9_]{0,31}$/.test(word))
        throw new RushesError(
          'usage',
          `“${pair}” is not understood. Write --set word=value, as in --set project=Nightfall.`,
        )
      return [word, pair.slice(at + 1)]
    }),
  )
}

/** Gathers an option that is given several times. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

/** The level of `--verify`. Throws `usage` for one that is none. */
export function levelOf(text: string | undefined): VerificationLevel {
  const level = VERIFICATION_LEVELS.find((one) => one === (text ?? 'full'))
  if (level === undefined)
    throw new RushesError(
      'usage',
      `“${text ?? ''}” is no level of verification. Choose from ${VERIFICATION_LEVELS.join(', ')}.`,
    )
  return level
}

/** What `--eject` asks for. Throws `usage` for what can't be ejected. */
export function ejectOption(what: string | boolean | undefined): 'none' | 'card' | 'all' {
  if (what === undefined || what === false) return 'none'
  if (what === true || what === 'card' || what === 'all') return what === 'all' ? 'all' : 'card'
  throw new RushesError(
    'usage',
    `“${String(what)}” can't be ejected. Write --eject for the card, or --eject all for the drives, too.`,
  )
}

function priorityOf(text: string | undefined): number {
  const priority = Number(text ?? 0)
  if (!Number.isInteger(priority) || Math.abs(priority) > 100)
    throw new RushesError('usage', `“${text ?? ''}” is no priority: choose a whole number from -100 to 100.`)
  return priority
}

/** The hashes of `--hash`. Throws `usage` for one that ASC MHL does not know. */
export function hashList(text: string | undefined): HashFormat[] {
  const names = (text ?? 'xxh64')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
  const stranger = names.find((name) => !(HASH_FORMATS as readonly string[]).includes(name))
  if (stranger !== undefined || names.length === 0) {
    throw new RushesError(
      'usage',
      `“${stranger ?? ''}” is not a hash that ASC MHL knows. Choose from ${HASH_FORMATS.join(', ')}.`,
    )
  }
  return names as HashFormat[]
}
