/**
 * Reports as procedures; that of one offload is among the offloads.
 */
import { assertDay } from '../domain/shooting-day.ts'
import type { Reports } from '../reports/reports.ts'
import type { Builder } from './implement.ts'

/** Implements `reports`. */
export function reportServices(os: Builder, reports: Reports) {
  return os.reports.router({
    day: os.reports.day.handler(async ({ input }) => {
      assertDay(input.day)
      return { path: await reports.writeDay(input.day, input.kind, input.to) }
    }),
  })
}
