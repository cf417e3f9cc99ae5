/**
 * `proxy QUERY --preset NAME --to DIR`: edit proxies, their plan, and what each editing system says to one.
 */
import { resolve } from 'node:path'
import {
  EDITOR_NAMES,
  editParamsSchema,
  type EditJobResult,
  type EditPlan,
  type EditPlanRow,
  type LinkVerdict,
  type ProxyPreset,
} from '../../../shared/model/edit-proxies.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { bytesText, spanText } from '../output.ts'
import { burnOf, type BurnOptions } from './burn-options.ts'
import { rateOf } from './rate-option.ts'
import type { Session } from '../session.ts'

export interface EditProxyOptions extends BurnOptions {
  readonly preset: string
  readonly to?: string
  readonly beside?: boolean
  readonly divide?: string
  readonly reel?: string
  readonly dryRun?: boolean
  readonly wait?: boolean
  readonly force?: boolean
  readonly eachFile?: boolean
  readonly sound?: boolean
  readonly fitDrift?: boolean
  readonly rate?: string
}

/** Makes edit proxies of what the query finds. Exit 3 when some can't be made or failed. */
export async function makeEditProxies(session: Session, query: string, options: EditProxyOptions): Promise<number> {
  const { client, output, opId } = session
  const preset = found(await client.editProxies.presets({}), options.preset)
  if ((options.to === undefined) === (options.beside !== true))
    throw new RushesError(
      'usage',
      'Say where the proxies go: --to DIR, or --beside for a folder Proxy beside each clip.',
    )
  if (options.fitDrift === true && options.sound !== true)
    throw new RushesError('usage', '--fit-drift goes with --sound: it is about the sound that is laid in.')
  const wish = {
    query,
    params: paramsOf(preset, options),
    to: options.to === undefined ? null : resolve(options.to),
    eachFile: options.eachFile === true,
    sound:
      options.sound !== true ? null : options.fitDrift === true ? ('fit-drift' as const) : ('as-recorded' as const),
    rate: options.rate === undefined ? null : rateOf(options.rate),
  }
  if (options.dryRun === true) {
    const plan = await client.editProxies.plan(wish)
    for (const row of plan.rows) tellRow(session, row)
    tellPlan(session, plan, 'would be made')
    const exit = blocked(plan) > 0 ? 3 : 0
    output.result({
      exit,
      code: exit === 0 ? 'ok' : 'conflict',
      counts: plan.counts,
      bytes: plan.bytes,
      seconds: plan.seconds,
    })
    return exit
  }
  if (options.force !== true) {
    const { bytes, free, counts } = await client.editProxies.plan(wish)
    if (free !== null && bytes > free) {
      output.say(
        `They take about ${bytesText(bytes)}, and ${bytesText(free)} are free there: nothing was begun. Free some space, choose another folder, or add --force; then what does not fit waits.`,
      )
      output.result({ exit: 3, code: 'disk.full', requested: 0, failed: 0, counts, bytes, free })
      return 3
    }
  }
  const plan = await client.editProxies.start({ opId: opId(), ...wish })
  for (const row of plan.rows) if (row.why !== null || row.already !== null) tellRow(session, row)
  const be = plan.counts.ready === 1 ? 'is' : 'are'
  tellPlan(session, plan, options.wait === true ? `${be} being made` : `${be} queued`)
  const failed = options.wait === true ? await follow(session, plan.jobs) : 0
  const exit = blocked(plan) + failed > 0 ? 3 : 0
  const code = exit === 0 ? 'ok' : failed > 0 ? 'media.failed' : 'conflict'
  output.result({ exit, code, requested: plan.jobs.length, failed, counts: plan.counts })
  return exit
}

function found(presets: readonly ProxyPreset[], name: string): ProxyPreset {
  const one = presets.find((preset) => preset.name.toLowerCase() === name.toLowerCase())
  if (one !== undefined) return one
  const names = presets.map((preset) => preset.name).join(', ')
  throw new RushesError('not_found', `There is no preset “${name}” of proxies. There are: review, ${names}.`)
}

function paramsOf({ params }: ProxyPreset, { divide, reel, ...drawn }: EditProxyOptions): ProxyPreset['params'] {
  const burn = burnOf(params.burn, drawn)
  const result = editParamsSchema.safeParse({
    ...params,
    ...(divide === undefined ? {} : { divide: Number(divide) }),
    ...(reel === undefined ? {} : { reel }),
    burn,
  })
  if (result.success) return result.data
  throw new RushesError('usage', faultOf(result.error.issues[0]?.path[0], divide))
}

function faultOf(option: PropertyKey | undefined, divide: string | undefined): string {
  if (option === 'divide') return `--divide takes 1, 2 or 4, and not “${divide}”.`
  return option === 'burn'
    ? 'A text that is drawn (--text) is one line of up to 100 characters.'
    : 'A tape name (--reel) holds up to 32 plain letters, digits and signs.'
}

/** Clips that get no proxy for now, for a reason that somebody can mend. */
function blocked({ counts }: EditPlan): number {
  return counts.conflict + counts.impossible + counts.away
}

function tellRow({ output }: Session, row: EditPlanRow): void {
  const size = row.width === null ? '' : `${row.width}×${row.height}`
  output.record(
    'edit-proxy',
    row,
    `${row.state.padEnd(10)} ${row.name}  ${row.target ?? ''}  ${size}${row.why === null ? '' : `  ${row.why}`}${row.already === null ? '' : `  ${row.already}`}`,
  )
}

function tellPlan({ output }: Session, plan: EditPlan, what: string): void {
  const { ready, there } = plan.counts
  const parts = [
    `${ready} ${ready === 1 ? 'proxy' : 'proxies'} ${what}, about ${bytesText(plan.bytes)}${plan.free === null ? '' : ` of ${bytesText(plan.free)} free`}${plan.seconds === null ? '' : `, about ${spanText(plan.seconds)} by the last ones made here`}.`,
    ...(there > 0
      ? [there === 1 ? 'One is there already and is checked.' : `${there} are there already and are checked.`]
      : []),
    ...(blocked(plan) > 0 ? [`${blocked(plan)} can’t be made now, see above.`] : []),
  ]
  output.say(parts.join(' '))
}

/** Follows the jobs to their ends. Returns how many failed or wait for a drive. */
async function follow(session: Session, jobs: readonly string[]): Promise<number> {
  const { client, output, signal } = session
  let failed = 0
  for (const [at, id] of jobs.entries()) {
    let last: JobDetail | null = null
    for await (const job of await client.jobs.watch({ id }, { signal })) {
      last = job
      output.progress(
        { bytes: at, of: jobs.length },
        `${at + 1} of ${jobs.length} · ${job.subject} ${Math.round(job.progress * 100)} %`,
      )
      // What waits for a drive, or to be tried again after a failure, would keep whoever waits for hours.
      if (job.state === 'held' || (job.state === 'waiting' && job.error !== null)) break
    }
    if (last === null) continue
    if (last.state === 'done') tellMade(session, last)
    else {
      failed += 1
      output.record(
        'problem',
        { path: last.subject, message: last.error?.message ?? last.heldBy ?? last.state },
        `${(last.state === 'held' ? 'waits' : 'failed').padEnd(10)} ${last.subject}  ${last.error?.message ?? last.heldBy ?? last.state}`,
      )
    }
  }
  return failed
}

function tellMade({ output }: Session, job: JobDetail): void {
  const { path, bytes, there, links } = job.result as EditJobResult
  output.record(
    'edit-proxy',
    { assetId: job.assetId, name: job.subject, state: there ? 'there' : 'made', path, bytes, links },
    [`${(there ? 'there' : 'made').padEnd(10)} ${path}  ${bytesText(bytes)}`, ...links.map(linkLine)],
  )
}

function linkLine({ editor, links, why, cautions = [] }: LinkVerdict): string {
  const said = [links ? 'links: yes' : 'links: no', ...why, ...cautions].join(' ').replace(/^(links: \w+) /, '$1. ')
  return `           ${EDITOR_NAMES[editor].padEnd(10)} ${said}`
}
