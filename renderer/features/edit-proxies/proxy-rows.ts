/**
 * Proxies that are being made, a row each: how it stands by its job, how far all of them are, and how it ended. Pure.
 */
import { editJobResultSchema, type EditJobResult, type EditPlan } from '../../../shared/model/edit-proxies.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { wholeText } from '../../ui/words.ts'

export interface ProxyRow {
  /** Of its job. */
  readonly id: string
  /** The clip's; empty until the job is first heard of, where the plan did not name it. */
  readonly name: string
  /** Its part of the whole: the bytes that it is about to take. */
  readonly weight: number
  readonly state: JobDetail['state']
  readonly progress: number
  /** What it waits for, or why it failed. */
  readonly said: string | null
  readonly result: EditJobResult | null
}

/** One that is only read and compared takes hardly any time. */
const LIGHT = 1

/** The rows of what was just asked for. The engine names the jobs in the order of the rows that it makes. */
export function rowsOf(jobs: readonly string[], plan: Pick<EditPlan, 'rows' | 'bytes' | 'counts'>): ProxyRow[] {
  const made = plan.rows.filter(({ state }) => state === 'ready' || state === 'there')
  const usual = plan.bytes / Math.max(1, plan.counts.ready)
  return jobs.map((id, at) => {
    const row = made[at]
    return {
      id,
      name: row?.name ?? '',
      weight: row === undefined ? usual : row.state === 'there' ? LIGHT : Math.max(LIGHT, row.bytes),
      state: 'waiting',
      progress: 0,
      said: null,
      result: null,
    }
  })
}

/** A row as its job says that it stands. */
export function heard(row: ProxyRow, job: JobDetail): ProxyRow {
  const result = editJobResultSchema.safeParse(job.result).data ?? null
  return {
    ...row,
    name: job.subject === '' ? row.name : job.subject,
    state: job.state,
    progress: job.state === 'done' ? 1 : job.progress,
    said: saidOf(job),
    result,
  }
}

function saidOf({ state, heldBy, error }: JobDetail): string | null {
  switch (state) {
    case 'failed':
      return error?.message ?? 'It failed. Its log is in the activity.'
    case 'waiting':
      return error === null ? heldBy : `${error.message} It is tried again.`
    case 'held':
      return heldBy
    case 'running':
    case 'done':
    case 'cancelled':
      return null
  }
}

/** True for one that changes no more. */
export function isOver({ state }: Pick<ProxyRow, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}

/** How far all of them are, 0 to 1, by bytes. */
export function shareOf(rows: readonly ProxyRow[]): number {
  const whole = rows.reduce((sum, { weight }) => sum + weight, 0)
  return whole === 0 ? 0 : rows.reduce((sum, row) => sum + row.weight * (isOver(row) ? 1 : row.progress), 0) / whole
}

/** In the order of the plan, but first what somebody has to look at. */
export function inOrder(rows: readonly ProxyRow[]): ProxyRow[] {
  const stands = ({ state }: ProxyRow): boolean => state === 'failed' || state === 'held'
  return [...rows.filter(stands), ...rows.filter((row) => !stands(row))]
}

/** What goes on now: "A003C004" and its part, or what the first of them waits for; null when all is over. */
export function currentOf(
  rows: readonly ProxyRow[],
): { readonly name: string; readonly progress: number | null; readonly said: string | null } | null {
  const row =
    rows.find(({ state }) => state === 'running') ??
    rows.find(({ state, said }) => state === 'waiting' && said !== null) ??
    rows.find(({ state }) => state === 'waiting') ??
    rows.find(({ state }) => state === 'held')
  if (row === undefined) return null
  return { name: row.name, progress: row.state === 'running' ? row.progress : null, said: row.said }
}

/** How it ended: "11 proxies made, 1 was there already. 2 failed." */
export function endText(rows: readonly ProxyRow[]): string {
  const count = (fits: (row: ProxyRow) => boolean): number => rows.filter(fits).length
  const made = count(({ result }) => result?.there === false)
  const there = count(({ result }) => result?.there === true)
  const failed = count(({ state }) => state === 'failed')
  const cancelled = count(({ state }) => state === 'cancelled')
  const begin = [
    made > 0 || there === 0
      ? `${made === 0 ? 'No proxy' : made === 1 ? '1 proxy' : `${wholeText(made)} proxies`} made`
      : null,
    there > 0 ? `${wholeText(there)} ${there === 1 ? 'was' : 'were'} there already` : null,
  ]
  return [
    `${begin.filter((part) => part !== null).join(', ')}.`,
    failed > 0 ? `${wholeText(failed)} failed.` : null,
    cancelled > 0 ? `${wholeText(cancelled)} cancelled.` : null,
  ]
    .filter((part) => part !== null)
    .join(' ')
}
