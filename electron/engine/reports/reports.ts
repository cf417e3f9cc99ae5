/**
 * Reports of offloads: gathered from the catalogue, drawn by a thread, written beside nothing that is sealed.
 */
import { mkdir, open, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { EngineContext } from '../context.ts'
import { readOffloadFiles } from '../db/offloads.ts'
import { clipOfBytes } from '../db/report-rows.ts'
import { csvText, offloadReport, reportRows, rollMail, type Report, type ReportFile } from '../domain/report.ts'

export const REPORT_KINDS = ['pdf', 'csv', 'text'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

export interface ReportDeps {
  /** Entry of the drawing thread. */
  readonly worker: URL
  readonly version: string
}

export interface Reports {
  /** Writes the report of an offload into a folder (the library's own by default) and returns the file. */
  write(offload: Offload, kind: ReportKind, to: string | null): Promise<string>
  /** Writes those that belong to an offload that came to its end: PDF and CSV. Never fails; what went wrong is in the log. */
  writeAll(offload: Offload): void
  /** Waits for what is being written. */
  close(): Promise<void>
}

/** Files that are read from the catalogue in one go: about five milliseconds. */
const SLICE = 500

/** Makes it. */
export function createReports(context: EngineContext, deps: ReportDeps): Reports {
  const { library } = context

  async function filesOf(offload: Offload): Promise<ReportFile[]> {
    const targets = offload.destinations.map((destination) => destination.target)
    const files: ReportFile[] = []
    for (let after: string | null = null; ;) {
      const { rows, cursor } = readOffloadFiles(library.reader, offload.id, targets, { after, limit: SLICE, problems: false })
      for (const row of rows) {
        const { xxh128 } = row.hashes
        const clip = xxh128 === undefined ? undefined : clipOfBytes(library.reader, row.bytes, xxh128)
        files.push({
          ...row, clip: clip === undefined ? null : { ...clip, circled: clip.circled === 1, poster: clip.poster === null ? null : join(library.folder.derivatives, clip.poster) },
        })
      }
      if (cursor === null) return files
      after = cursor
      await new Promise((resolve) => { setImmediate(resolve) })
    }
  }

  async function drawn(report: Report): Promise<Uint8Array> {
    const worker = new Worker(deps.worker, { name: 'report' })
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
        worker.once('exit', () => { reject(new RushesError('cancelled', 'The thread that draws reports ended.')) })
        worker.postMessage(report, [])
      })
    } finally {
      await worker.terminate()
    }
  }

  const writing = new Set<Promise<unknown>>()
  const write: Reports['write'] = async (offload, kind, to) => {
    const files = kind === 'text' ? [] : await filesOf(offload)
    const bytes = kind === 'csv' ? csvText(reportRows(offload, files))
      : kind === 'text' ? rollMail([offload], new Date(offload.startedAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }))
        : await drawn(offloadReport(offload, files, { library: basename(library.folder.path), author: context.settings().author, version: deps.version }))
    const folder = to ?? library.folder.reports
    await mkdir(folder, { recursive: true })
    return await writeNew(folder, fileName(offload), kind === 'text' ? 'txt' : kind, bytes)
  }
  return {
    write,
    writeAll: (offload) => {
      for (const kind of ['csv', 'pdf'] as const) {
        const one = write(offload, kind, null)
          .catch((error: unknown) => { context.log.warn({ err: error, offload: offload.id }, 'the report of an offload could not be written') })
          .finally(() => { writing.delete(one) })
        writing.add(one)
      }
    },
    close: async () => { await Promise.all(writing) },
  }
}

/** "A003_1120R7 2026-11-20 1402": what no file system refuses. */
function fileName(offload: Offload): string {
  const date = new Date(offload.startedAt)
  const two = (value: number): string => String(value).padStart(2, '0')
  // eslint-disable-next-line no-control-regex
  const name = offload.name.replaceAll(/[\u0000-\u001f<>:"/\\|?*]+/g, '_').replace(/[. ]+$/, '').slice(0, 120) || 'Offload'
  return `${name} ${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}${two(date.getMinutes())}`
}

/** Writes whole or not at all. A report of that name is written anew: it says what is known now. */
async function writeNew(folder: string, name: string, ending: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, `${name}.${ending}`)
  const temporary = `${path}.part`
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC'
    throw new RushesError(full ? 'disk.full' : 'disk.io', `The report can’t be written to ${folder}. ${full ? 'Free some space' : 'Check the folder and its permissions'}, then ask for it again.`, {}, { cause: error })
  }
  return path
}
