/**
 * Reports of offloads and of shooting days: written by a thread, beside nothing that is sealed.
 */
import { mkdir, open, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { SafetyPage } from '../../../shared/model/safety.ts'
import type { EngineContext } from '../context.ts'
import { readOffload } from '../db/offload-rows.ts'
import type { ReportMaker } from '../domain/reports/page.ts'
import type { ReportKind, ReportReply, ReportRequest } from './compose.ts'
import { startRenewal } from './renewal.ts'

export interface ReportDeps {
  /** Entry of the thread. */
  readonly worker: URL
  readonly version: string
  /** True while clips wait to be read. */
  readonly unread: () => boolean
}

export interface Reports {
  /** Writes the report of an offload into a folder (the library's own by default) and returns the file. */
  write(offload: Offload, kind: ReportKind, to: string | null): Promise<string>
  /** Writes that of a shooting day, YYYY-MM-DD. Throws `not_found` when nothing of that day is known. */
  writeDay(day: string, kind: ReportKind, to: string | null): Promise<string>
  /** Writes those that belong to an offload that came to its end: PDF and CSV. Never fails; what went wrong is in the log. */
  ended(offload: Offload): void
  /** Writes the safety page, of a day or of all cards, and returns the file. */
  writeSafety(safety: SafetyPage, day: string | null, kind: ReportKind, to: string | null): Promise<string>
  /** Waits for what is being written. */
  close(): Promise<void>
}

type Subject = { readonly of: 'safety'; readonly safety: SafetyPage; readonly day: string | null } | { readonly of: 'offload'; readonly offload: Offload } | { readonly of: 'day'; readonly question: (ReportRequest & { readonly of: 'day' })['question'] }

/** Makes it. */
export function createReports(context: EngineContext, deps: ReportDeps): Reports {
  const { library: { folder } } = context
  const by = (): ReportMaker => ({ library: basename(folder.path), author: context.settings().author, version: deps.version, madeAt: context.now() })

  async function composed(kind: ReportKind, subject: Subject): Promise<ReportReply> {
    const request: ReportRequest = { database: folder.database, derivatives: folder.derivatives, kind, by: by(), ...subject }
    const worker = new Worker(deps.worker, { name: 'report' })
    try {
      return await new Promise<ReportReply>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
        worker.once('exit', () => { reject(new RushesError('cancelled', 'The thread that writes reports ended.')) })
        worker.postMessage(request, [])
      })
    } finally {
      await worker.terminate()
    }
  }

  async function place(to: string | null, name: string, kind: ReportKind, bytes: Uint8Array): Promise<string> {
    const into = to ?? folder.reports
    await mkdir(into, { recursive: true })
    return await writeNew(into, name, kind === 'text' ? 'txt' : kind, bytes)
  }

  const writing = new Set<Promise<unknown>>()
  const written = async (offload: Offload, kind: ReportKind, to: string | null): Promise<{ path: string; lacks: boolean }> => {
    const reply = await composed(kind, { of: 'offload', offload })
    return { path: await place(to, offloadFileName(offload), kind, reply?.bytes ?? new Uint8Array()), lacks: reply?.lacks ?? false }
  }
  const write: Reports['write'] = async (offload, kind, to) => (await written(offload, kind, to)).path
  /** Both kinds that are kept in the library. Never rejects; true when they lack facts that are still to come. */
  const writeAll = async (offload: Offload): Promise<boolean> => {
    const both = (['csv', 'pdf'] as const).map((kind) => written(offload, kind, null).catch((error: unknown) => {
      context.log.warn({ err: error, offload: offload.id }, 'the report of an offload could not be written')
      return { lacks: false }
    }))
    const all = Promise.all(both)
    writing.add(all)
    const ends = await all
    writing.delete(all)
    return ends.some((end) => end.lacks)
  }
  const renewal = startRenewal(context, async (id) => {
    const offload = readOffload(context.library.reader, id)
    if (offload !== undefined) await writeAll(offload)
  }, deps.unread)
  return {
    write,
    writeDay: async (day, kind, to) => {
      const { requiredDevices, dayStartHour, firstDay, dayNumbers } = context.settings()
      const reply = await composed(kind, { of: 'day', question: { day, requiredDevices, numbering: { firstDay, dayNumbers }, cutOffMinutes: dayStartHour * 60, derivatives: folder.derivatives } })
      if (reply === null) throw new RushesError('not_found', `Nothing in this library was shot on ${day}, and no card was offloaded then. The sidebar lists its days; rushes ls --json names the day of each clip.`, { day })
      return await place(to, `${reply.number === null ? 'Day' : `Day ${reply.number}`} ${day}`, kind, reply.bytes)
    },
    writeSafety: async (safety, day, kind, to) => {
      const reply = await composed(kind, { of: 'safety', safety, day })
      return await place(to, day === null ? 'Safety' : `Safety ${day}`, kind, reply?.bytes ?? new Uint8Array())
    },
    ended: (offload) => {
      void writeAll(offload).then((lacks) => { if (lacks) renewal.add(offload.id); return undefined })
    },
    close: async () => {
      renewal.close()
      await Promise.all(writing)
    },
  }
}

/** "A003_1120R7 2026-11-20 1402": what no file system refuses. */
function offloadFileName(offload: Offload): string {
  const date = new Date(offload.startedAt)
  const two = (value: number): string => String(value).padStart(2, '0')
  // eslint-disable-next-line no-control-regex
  const name = offload.name.replaceAll(/[\u0000-\u001f<>:"/\\|?*]+/g, '_').replace(/[. ]+$/, '').slice(0, 120) || 'Offload'
  return `${name} ${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}${two(date.getMinutes())}`
}

/** Writes whole or not at all. A report of that name is written anew: it says what is known now. */
async function writeNew(folder: string, name: string, ending: string, bytes: Uint8Array): Promise<string> {
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
