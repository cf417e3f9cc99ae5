/**
 * `sound-sync [QUERY]`: which sound belongs to which clip, found, accepted and refused.
 */
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { soundSyncResultSchema, type SoundPair } from '../../../shared/model/sound-sync.ts'
import { certaintyOf, certaintyText, driftText, evidenceTexts, placeText } from '../../../shared/util/sound-words.ts'
import type { SetExit } from '../exit.ts'
import { needClips } from '../found-clips.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'

interface SoundOptions extends GlobalOptions {
  readonly propose?: boolean
  readonly accept?: boolean
  readonly refuse?: boolean
  readonly sound?: string
  readonly offset?: string
  readonly unsure?: boolean
  readonly wait?: boolean
}

/** Adds it to the program. */
export function soundSyncCommand(program: Command, setExit: SetExit): void {
  program
    .command('sound-sync')
    .argument('[query...]')
    .option('--propose', 'compares the clips with the sound of their shooting days')
    .option('--accept', 'accepts what was found for these clips, where the sound proves it')
    .option('--refuse', 'refuses what was found for these clips; it is not proposed again')
    .option('--unsure', 'with --accept: also what is by timecode only, or not sure')
    .option('--sound <name>', 'only pairs with the sound of this name')
    .option('--offset <samples>', 'sets the sound of one clip by hand: samples of it before the clip (needs --sound)')
    .option('--wait', 'with --propose: stays until the comparison is done')
    .description('find the sound of clips by timecode and by comparing what is heard')
    .allowUnknownOption()
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SoundOptions>()
      setExit(await withEngine(options, (session) => soundSync(session, words.join(' '), options)))
    })
}

async function soundSync(session: Session, query: string, options: SoundOptions): Promise<number> {
  const asked = [options.propose, options.accept, options.refuse, options.offset !== undefined].filter(Boolean)
  if (asked.length > 1) throw new RushesError('usage', 'Choose one: --propose, --accept, --refuse or --offset.')
  if (options.wait === true && options.propose !== true)
    throw new RushesError('usage', '--wait goes with --propose, which is what takes long.')
  if (options.unsure === true && options.accept !== true) throw new RushesError('usage', '--unsure goes with --accept.')
  await needClips(session.client, query)
  if (options.offset !== undefined) return await setByHand(session, query, options.offset, options.sound)
  if (options.propose === true) return await propose(session, query, options)
  const { pairs, compared } = await pairsOf(session, query, options.sound)
  if (options.accept === true || options.refuse === true) return await decide(session, pairs, options)
  return tell(session, pairs, compared)
}

/** The pairs, and how many of the clips were compared at all. */
async function pairsOf(
  { client }: Session,
  query: string,
  sound: string | undefined,
): Promise<{ readonly pairs: SoundPair[]; readonly compared: number }> {
  const { pairs, compared } = await client.soundSync.list({ query, limit: 2000 })
  return { pairs: sound === undefined ? pairs : pairs.filter((pair) => isNamed(pair.sound.name, sound)), compared }
}

function isNamed(name: string, said: string): boolean {
  return name.toLowerCase() === said.toLowerCase().replace(/\.(?:wav|bwf|rf64|aiff?|flac)$/, '')
}

function tell({ output }: Session, pairs: readonly SoundPair[], compared: number): number {
  for (const pair of pairs) output.record('sound-pair', pair, pairLines(pair))
  if (pairs.length === 0)
    output.say(
      compared > 0
        ? `${compared} of these clips ${compared === 1 ? 'was' : 'were'} compared, and no sound could be proven. Add the sound that is missing and compare again, or set it by hand with --sound and --offset.`
        : 'These clips were not compared yet. Compare them with: rushes sound-sync --propose --wait',
    )
  output.result({ exit: 0, code: 'ok', count: pairs.length })
  return 0
}

function pairLines(pair: SoundPair): string[] {
  const drift = driftText(pair.place)
  return [
    `${(pair.outdated ? 'outdated' : pair.state).padEnd(9)} ${pair.picture.name} + ${pair.sound.name}  ${certaintyText(pair.evidence)}`,
    `          ${placeText(pair.place)} (${pair.place.offset} samples at ${pair.place.sampleRate} Hz${drift === null ? '' : `, ${drift}`})`,
    ...evidenceTexts(pair.evidence, pair.place, pair.rate).map((text) => `          ${text}`),
  ]
}

async function propose(session: Session, query: string, options: SoundOptions): Promise<number> {
  const { client, output, opId } = session
  const { jobs, clips, sounds } = await client.soundSync.propose({ opId: opId(), query })
  output.line(
    `${clips} ${clips === 1 ? 'clip' : 'clips'} and ${sounds} ${sounds === 1 ? 'sound' : 'sounds'} ${options.wait === true ? 'are being compared' : 'will be compared'}.`,
  )
  if (options.wait !== true) {
    output.result({ exit: 0, code: 'ok', requested: jobs.length })
    return 0
  }
  let [failed, held] = [0, 0]
  for (const id of jobs) {
    const job = await followed(session, id)
    if (job?.state === 'done') tellResult(session, job)
    else if (job?.state === 'held') held += 1
    else failed += 1
    if (job !== null && job.state !== 'done')
      output.record(
        'problem',
        { path: job.subject, message: job.error?.message ?? job.heldBy ?? job.state },
        `${job.subject}  ${job.error?.message ?? job.heldBy ?? job.state}`,
      )
  }
  const { pairs } = await pairsOf(session, query, options.sound)
  for (const pair of pairs) output.record('sound-pair', pair, pairLines(pair))
  const exit = failed + held > 0 ? 3 : 0
  const code = failed > 0 ? 'media.failed' : held > 0 ? 'volume.offline' : 'ok'
  output.result({ exit, code, requested: jobs.length, failed, held, count: pairs.length })
  return exit
}

async function followed({ client, output, signal }: Session, id: string): Promise<JobDetail | null> {
  let last: JobDetail | null = null
  for await (const job of await client.jobs.watch({ id }, { signal })) {
    last = job
    output.progress(
      { bytes: job.done, of: job.total ?? 0 },
      `${job.subject} · ${job.done} of ${job.total ?? '?'} · ${job.at ?? ''}`,
    )
    // What waits for a drive, or to be tried again, would keep whoever waits for hours.
    if (job.state === 'held' || (job.state === 'waiting' && job.error !== null)) break
  }
  return last
}

function tellResult({ output }: Session, job: JobDetail): void {
  const { clips, proven, notSure, without, remarks } = soundSyncResultSchema.parse(job.result)
  for (const remark of remarks) output.say(remark)
  output.say(`Of ${clips} clips, ${proven} proven by sound, ${notSure} not sure, ${without} without sound.`)
}

async function decide(session: Session, pairs: readonly SoundPair[], options: SoundOptions): Promise<number> {
  const { client, output, opId } = session
  const accept = options.accept === true
  const open = pairs.filter(
    ({ state, outdated }) =>
      state === 'proposed' ||
      (state === 'refused' && accept && options.sound !== undefined) ||
      (state === 'accepted' && (!accept || outdated)),
  )
  const chosen =
    accept && options.unsure !== true ? open.filter(({ evidence }) => certaintyOf(evidence) === 'proven') : open
  if (chosen.length === 0) {
    output.say(
      open.length > 0
        ? `Nothing here is proven by sound; ${open.length} ${open.length === 1 ? 'pair is' : 'pairs are'} not sure. Look at them, then accept with --unsure.`
        : 'There is nothing to decide for these clips.',
    )
    output.result({ exit: 0, code: 'ok', count: 0 })
    return 0
  }
  const keys = chosen.map(({ picture, sound }) => ({ pictureId: picture.assetId, soundId: sound.assetId }))
  for (let at = 0; at < keys.length; at += 1000) {
    const input = { opId: opId(), pairs: keys.slice(at, at + 1000) }
    await (accept ? client.soundSync.accept(input) : client.soundSync.refuse(input))
  }
  for (const { picture, sound } of chosen)
    output.line(`${accept ? 'accepted' : 'refused '}  ${picture.name} + ${sound.name}`)
  const left = open.length - chosen.length
  if (left > 0)
    output.say(
      left === 1 ? '1 pair is not sure and stays as it is.' : `${left} pairs are not sure and stay as they are.`,
    )
  output.result({ exit: 0, code: 'ok', count: chosen.length })
  return 0
}

async function setByHand(session: Session, query: string, offset: string, sound: string | undefined): Promise<number> {
  const { client, output, opId } = session
  if (!/^-?\d{1,12}$/.test(offset)) throw new RushesError('usage', `--offset takes whole samples, and not “${offset}”.`)
  if (sound === undefined) throw new RushesError('usage', 'Name the sound that --offset is meant for: --sound NAME.')
  const { pairs, unpaired, sounds } = await client.soundSync.list({ query, limit: 2000 })
  const clips = new Map([...pairs.map(({ picture }) => picture), ...unpaired].map((one) => [one.assetId, one]))
  const heard = sounds.filter(({ name }) => isNamed(name, sound))
  const [clip] = clips.values()
  if (clip === undefined || clips.size > 1)
    throw new RushesError('usage', `--offset is for one clip, and these words find ${clips.size}.`)
  if (heard.length !== 1)
    throw new RushesError(
      'not_found',
      `There ${heard.length === 0 ? 'is no sound' : 'are several sounds'} “${sound}” of that day.`,
    )
  const rate = pairs.find((pair) => pair.sound.assetId === heard[0]!.assetId)?.place.sampleRate ?? heard[0]!.sampleRate
  await client.soundSync.set({
    opId: opId(),
    pictureId: clip.assetId,
    soundId: heard[0]!.assetId,
    offset: Number(offset),
    sampleRate: rate,
  })
  output.line(`accepted  ${clip.name} + ${heard[0]!.name}`)
  output.result({ exit: 0, code: 'ok', count: 1 })
  return 0
}
