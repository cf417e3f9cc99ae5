/**
 * Reports as jobs: one that was asked for is written, whether the window stays open or not.
 */
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import { reportParamsSchema, type ReportParams, type ReportResult } from '../../../shared/model/job-kinds.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { SafetyPage } from '../../../shared/model/safety.ts'
import type { EngineContext } from '../context.ts'
import { readOffload } from '../db/offload/offload-rows.ts'
import { assertDay } from '../domain/shooting-day.ts'
import { defineJob, type JobEnd, type JobHandler } from '../jobs/handler.ts'
import type { Reports } from './reports.ts'

interface ReportJobDeps {
  readonly reports: Pick<Reports, 'write' | 'writeDay' | 'writeSafety'>
  /** The safety page, as it is now. */
  readonly safety: (day: string | null, signal: AbortSignal) => Promise<SafetyPage>
}

const AS = { pdf: 'PDF', html: 'HTML', csv: 'CSV', text: 'text' } as const

/** Jobs of the kind `report`. */
export function reportJob(context: EngineContext, { reports, safety }: ReportJobDeps): JobHandler {
  const offloadOf = (id: string): Offload => {
    const offload = readOffload(context.library.reader, id)
    if (offload === undefined)
      throw new RushesError('not_found', 'There is no such offload. List them with: rushes offloads', { id })
    return offload
  }

  function write(params: ReportParams, signal: AbortSignal): Promise<string> {
    switch (params.of) {
      case 'day':
        return reports.writeDay(params.day, params.as, params.to)
      case 'offload':
        return reports.write(offloadOf(params.id), params.as, params.to)
      case 'safety':
        return safety(params.day, signal).then((page) => reports.writeSafety(page, params.day, params.as, params.to))
    }
  }

  return defineJob<ReportParams>({
    kind: 'report',
    parse: (params) => reportParamsSchema.parse(params),
    lanes: () => ['cpu:quick'],
    // A person stands before the printer.
    priority: () => 200,
    evenPaused: true,
    ask: (params) => {
      switch (params.of) {
        case 'day':
          assertDay(params.day)
          return { subject: { kind: 'none', id: '' }, label: `${params.day}, ${AS[params.as]}` }
        case 'offload':
          return {
            subject: { kind: 'offload', id: params.id },
            label: `${offloadOf(params.id).name}, ${AS[params.as]}`,
          }
        case 'safety':
          return {
            subject: { kind: 'none', id: '' },
            label: `Safety${params.day === null ? '' : ` ${params.day}`}, ${AS[params.as]}`,
          }
      }
    },
    async run({ params }, signal, progress): Promise<JobEnd> {
      progress.uses(params.to === null ? [] : [params.to])
      try {
        return { state: 'done', result: { path: await write(params, signal) } satisfies ReportResult }
      } catch (error) {
        // Whoever asked is told at once, and asks again when the folder is there or has room.
        if (isRushesError(error)) return { state: 'failed', error, final: true }
        throw error
      }
    },
  })
}
