/**
 * `copy QUERY --to DIR`: clips of the library, copied out by the verified copier and sealed.
 */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { copyResultSchema, type CopyPlan, type CopyResult, type CopyRow } from '../../../shared/model/selection-copy.ts'
import type { SetExit } from '../exit.ts'
import { needClips } from '../found-clips.ts'
import { bytesText } from '../output.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'

interface CopyOptions extends GlobalOptions {
  readonly to: string
  readonly folder?: string
  readonly name?: string
  readonly proxies?: boolean
  readonly dryRun?: boolean
}

/** Adds it to the program. */
export function copyCommand(program: Command, setExit: SetExit): void {
  program
    .command('copy')
    .argument('[query...]', 'which clips, as in ls; all of them without')
    .requiredOption('--to <dir>', 'a folder on the drive that takes them')
    .option('--folder <name>', 'the folder in it that is made and sealed (else “Copy” and today’s date)')
    .option('--name <template>', 'folders of each clip: {roll}/{scene}; else those of the original')
    .option('--proxies', 'the review proxies instead of the originals')
    .option('--dry-run', 'shows what would be copied')
    .description('copy clips into a folder: verified, sealed with an ASC MHL, with a list of all files beside it')
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CopyOptions>()
      setExit(await withEngine(options, (session) => copy(session, words.join(' '), options)))
    })
}

async function copy(session: Session, query: string, options: CopyOptions): Promise<number> {
  const { client, output, opId } = session
  await needClips(client, query)
  const wish = {
    query,
    to: resolve(options.to),
    folder: options.folder === undefined || options.folder.trim() === '' ? null : options.folder,
    template: options.name ?? null,
    of: options.proxies === true ? ('proxies' as const) : ('originals' as const),
  }
  if (options.dryRun === true) {
    const plan = await client.copies.plan(wish)
    for (const row of plan.rows) tellRow(session, row)
    output.say(planText(plan, 'would be copied'))
    const exit = plan.counts.ready > 0 && isWhole(plan) ? 0 : 3
    output.result({
      exit,
      code: exit === 0 ? 'ok' : 'conflict',
      counts: plan.counts,
      files: plan.files,
      bytes: plan.bytes,
    })
    return exit
  }
  const { job, ...plan } = await client.copies.start({ opId: opId(), ...wish })
  for (const row of plan.rows) if (row.why !== null) tellRow(session, row)
  output.say(planText(plan, 'to copy'))
  return await follow(session, job)
}

function isWhole({ counts, remarks }: CopyPlan): boolean {
  return counts.away + counts.missing + counts.conflict === 0 && !remarks.some((remark) => remark.level === 'error')
}

function tellRow({ output }: Session, row: CopyRow): void {
  output.record(
    'copy',
    row,
    `${row.state.padEnd(9)} ${row.name}  ${row.path ?? ''}${row.why === null ? '' : `  ${row.why}`}`,
  )
}

function planText({ counts, files, bytes, free, folder, remarks }: CopyPlan, what: string): string {
  const clips = `${counts.ready} ${counts.ready === 1 ? 'clip' : 'clips'}`
  return [
    `${clips} ${what} to ${folder}: ${files} ${files === 1 ? 'file' : 'files'}, ${bytesText(bytes)}${free === null ? '' : ` of ${bytesText(free)} free`}.`,
    ...remarks.map(({ message }) => message),
  ].join(' ')
}

/** Waits for its end. Exit 3 where not everything of the selection is there, read back and sealed. */
async function follow({ client, output, signal }: Session, id: string): Promise<number> {
  let last: JobDetail | null = null
  for await (const job of await client.jobs.watch({ id }, { signal })) {
    last = job
    output.progress({ bytes: job.done ?? 0, of: job.total ?? 0 }, `${Math.round(job.progress * 100)} %`)
    if (job.state === 'held') break
  }
  const parsed = copyResultSchema.safeParse(last?.result)
  if (last?.state === 'done' && parsed.success) return tellEnd(output, parsed.data)
  const message = last?.error?.message ?? last?.heldBy ?? 'The copy did not come to its end.'
  output.say(message)
  const exit = last?.state === 'held' ? 3 : 1
  output.result({ ok: false, exit, code: last?.error?.code ?? (exit === 3 ? 'volume.offline' : 'internal'), message })
  return exit
}

function tellEnd(output: Session['output'], result: CopyResult): number {
  const { complete, sealed, sentence, problems, report, ...counts } = result
  for (const problem of problems) output.record('problem', problem, `problem   ${problem.path}  ${problem.message}`)
  output.line(sentence)
  if (report !== null) output.say(`All files are listed in ${report}`)
  const exit = complete && sealed ? 0 : 3
  output.result({
    exit,
    code: exit === 0 ? 'ok' : 'verify.incomplete',
    ...counts,
    verified: complete,
    verifiedFiles: counts.verified,
    sealed,
    report,
    message: sentence,
  })
  return exit
}
