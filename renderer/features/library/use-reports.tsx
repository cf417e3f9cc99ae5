/**
 * Reports that the window asks for: of an offload, of a shooting day, in each of their kinds.
 */
import { FileCode, FileSpreadsheet, FileText, Mail } from 'lucide-react'
import { useMemo } from 'react'
import { reportResultSchema } from '../../../shared/model/job-kinds.ts'
import type { MenuItem } from '../../ui/index.ts'
import { copyText } from '../../ui/copy-text.ts'
import { runJob } from './run-job.ts'
import { useLibrary, type Library } from './services.tsx'

export type ReportKind = 'pdf' | 'html' | 'csv' | 'text'

interface ReportActions {
  offload(id: string, kind: ReportKind): void
  /** `day` is YYYY-MM-DD. */
  day(day: string, kind: ReportKind): void
  /** The safety page, of all cards. */
  safety(kind: ReportKind): void
}

/**
 * Writes reports into the library's folder of them and says where they are. Each is a job: it is written also when the
 * window is closed.
 */
export function reportActions({
  actions,
  toasts,
  platform: { bridge },
  connection: { client },
}: Library): ReportActions {
  const write = (params: Readonly<Record<string, unknown>>): void =>
    void actions.run(async (opId) => {
      const { path } = reportResultSchema.parse((await runJob(client, opId, 'report', params)).result)
      toasts.say(
        `The report is in ${path}`,
        bridge === null
          ? { label: 'Copy the path', run: () => void copyText(path) }
          : { label: 'Show it', run: () => bridge.showFile(path) },
      )
    })
  return {
    offload: (id, kind) => write({ of: 'offload', id, as: kind }),
    day: (day, kind) => write({ of: 'day', day, as: kind }),
    safety: (kind) => write({ of: 'safety', as: kind }),
  }
}

/** The same for a component. */
export function useReports(): ReportActions {
  const library = useLibrary()
  return useMemo(() => reportActions(library), [library])
}

/** The shooting day that a search shows and nothing beside it, YYYY-MM-DD, or null. */
export function shownDay(query: string): string | null {
  return /^day:(\d{4}-\d{2}-\d{2})$/.exec(query.trim())?.[1] ?? null
}

/** The kinds as lines of a menu. */
export function reportItems(write: (kind: ReportKind) => void): MenuItem[] {
  return [
    { type: 'item', id: 'pdf', label: 'Report as PDF', icon: <FileText size={14} />, run: () => write('pdf') },
    { type: 'item', id: 'html', label: 'Report as HTML', icon: <FileCode size={14} />, run: () => write('html') },
    { type: 'item', id: 'csv', label: 'Report as CSV', icon: <FileSpreadsheet size={14} />, run: () => write('csv') },
    { type: 'item', id: 'text', label: 'List of rolls as text', icon: <Mail size={14} />, run: () => write('text') },
  ]
}
