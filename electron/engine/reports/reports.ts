/**
 * Reports of offloads and of shooting days: written by a thread, beside nothing that is sealed.
 */
import { basename, isAbsolute, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { SafetyPage } from '../../../shared/model/safety.ts'
import type { CopyPlace } from '../verification/gone-now.ts'
import type { EngineContext } from '../context.ts'
import { readOffload } from '../db/offload/offload-rows.ts'
import { openFolder } from '../files/folder.ts'
import { replaceFile } from '../files/write-file.ts'
import { safeName } from '../domain/naming/safe-name.ts'
import type { CardNews } from '../domain/reports/day-facts.ts'
import type { ReportMaker } from '../domain/reports/page.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import type { ReportKind, ReportReply, ReportRequest } from './compose.ts'
import { startRenewal } from './renewal.ts'

/** What a thread makes and drops again is collected early. */
const YOUNG_MB = 8

interface ReportDeps {
  /** Entry of the thread. */
  readonly worker: URL
  readonly version: string
  /** Tells which copies are gone from the connected drives, and writes it down. */
  readonly lookAtCopies: (copies: readonly CopyPlace[]) => Promise<unknown>
  /** What the safety page says of cards that a reader has seen. */
  readonly cardNews: () => Promise<readonly CardNews[]>
  /** True while clips wait to be read. */
  readonly unread: () => boolean
}

export interface Reports {
  /** Writes the report of an offload into a folder (the library's own by default) and returns the file. */
  write(offload: Offload, kind: ReportKind, to: string | null): Promise<string>
  /** Writes that of a shooting day, YYYY-MM-DD. Throws `not_found` when nothing of that day is known. */
  writeDay(day: string, kind: ReportKind, to: string | null): Promise<string>
  /**
   * Writes those that belong to an offload that came to its end: PDF and CSV. Never fails; what went wrong is in the
   * log.
   */
  ended(offload: Offload): void
  /** Writes the safety page, of a day or of all cards, and returns the file. */
  writeSafety(safety: SafetyPage, day: string | null, kind: ReportKind, to: string | null): Promise<string>
  /** Waits for what is being written. */
  close(): Promise<void>
}

type Subject =
  | { readonly of: 'safety'; readonly safety: SafetyPage; readonly day: string | null }
  | { readonly of: 'offload'; readonly offload: Offload }
  | { readonly of: 'day'; readonly question: (ReportRequest & { readonly of: 'day' })['question'] }

/** Has a thread compose a report. */
type Compose = (kind: ReportKind, subject: Subject) => Promise<ReportReply>

/** Makes it. */
export function createReports(context: EngineContext, deps: ReportDeps): Reports {
  const {
    library: { folder },
  } = context
  const by = (): ReportMaker => ({
    library: basename(folder.path),
    author: context.settings().author,
    version: deps.version,
    madeAt: context.now(),
  })

  /** Gives `work` a thread that composes, and ends it after. */
  async function withThread<T>(work: (compose: Compose) => Promise<T>): Promise<T> {
    const worker = new Worker(deps.worker, { name: 'report', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    const ended = new Promise<never>((_, reject) => {
      worker.once('error', reject)
      worker.once('exit', () => {
        reject(new RushesError('cancelled', 'The thread that writes reports ended.'))
      })
    })
    // Told to whoever waits for an answer; between two answers nobody does.
    ended.catch(() => {})
    const compose: Compose = async (kind, subject) => {
      const answer = new Promise<ReportReply>((resolve) => worker.once('message', resolve))
      const request: ReportRequest = {
        database: folder.database,
        derivatives: folder.derivatives,
        kind,
        by: by(),
        ...subject,
      }
      worker.postMessage(request, [])
      return await Promise.race([answer, ended])
    }
    try {
      return await work(compose)
    } finally {
      await worker.terminate()
    }
  }
  const composed: Compose = (kind, subject) => withThread((compose) => compose(kind, subject))

  async function place(to: string | null, name: string, kind: ReportKind, bytes: Uint8Array): Promise<string> {
    // Relative to what? The engine's own folder is nobody's choice.
    if (to !== null && !isAbsolute(to))
      throw new RushesError(
        'usage',
        `${to} is not a full path, so the folder of the report is unknown. Name the folder from the root of its drive.`,
      )
    const into =
      to === null
        ? folder.reports
        : await placeToWrite(context, to, { purpose: 'takes no reports', what: 'the report' }).catch(
            (error: unknown) => {
              throw notWritten(error, to)
            },
          )
    return await writeReport(into, name, kind === 'text' ? 'txt' : kind, bytes)
  }

  const writing = new Set<Promise<unknown>>()
  const written = async (
    offload: Offload,
    kind: ReportKind,
    to: string | null,
    compose: Compose,
  ): Promise<{ path: string; lacks: boolean }> => {
    const reply = await compose(kind, { of: 'offload', offload })
    return {
      path: await place(to, offloadFileName(offload), kind, reply?.bytes ?? new Uint8Array()),
      lacks: reply?.lacks ?? false,
    }
  }
  const write: Reports['write'] = async (offload, kind, to) => (await written(offload, kind, to, composed)).path
  // A report holds every clip of the card: two at once would be twice the memory.
  const oneAfterTheOther = async (offload: Offload): Promise<boolean> =>
    await withThread(async (thread) => {
      let lacks = false
      let compose = thread
      for (const kind of ['csv', 'pdf'] as const) {
        const end = await written(offload, kind, null, compose).catch((error: unknown) => {
          // What failed may have ended the thread: the other kind gets one of its own.
          compose = composed
          context.log.warn({ err: error, offload: offload.id }, 'the report of an offload could not be written')
          return { lacks: false }
        })
        lacks ||= end.lacks
      }
      return lacks
    })
  /** Both kinds that are kept in the library. Never rejects; true when they lack facts that are still to come. */
  const writeAll = async (offload: Offload): Promise<boolean> => {
    const all = oneAfterTheOther(offload)
    writing.add(all)
    const lacks = await all
    writing.delete(all)
    return lacks
  }
  const renewal = startRenewal(
    context,
    async (id) => {
      const offload = readOffload(context.library.reader, id)
      if (offload !== undefined) await writeAll(offload)
    },
    deps.unread,
  )
  return {
    write,
    writeDay: async (day, kind, to) => {
      const { requiredDevices, dayStartHour, firstDay, dayNumbers } = context.settings()
      const reply = await composed(kind, {
        of: 'day',
        question: {
          day,
          requiredDevices,
          numbering: { firstDay, dayNumbers },
          cutOffMinutes: dayStartHour * 60,
          derivatives: folder.derivatives,
          news: await deps.cardNews(),
        },
      })
      if (reply === null)
        throw new RushesError(
          'not_found',
          `Nothing in this library was shot on ${day}, and no card was offloaded then. The sidebar lists its days; rushes ls --json names the day of each clip.`,
          { day },
        )
      if (reply.gone.length > 0) await deps.lookAtCopies(reply.gone)
      return await place(to, `${reply.number === null ? 'Day' : `Day ${reply.number}`} ${day}`, kind, reply.bytes)
    },
    writeSafety: async (safety, day, kind, to) => {
      const reply = await composed(kind, { of: 'safety', safety, day })
      return await place(to, day === null ? 'Safety' : `Safety ${day}`, kind, reply?.bytes ?? new Uint8Array())
    },
    ended: (offload) => {
      void writeAll(offload).then((lacks) => {
        if (lacks) renewal.add(offload.id)
        return undefined
      })
    },
    close: async () => {
      await renewal.close()
      await Promise.all(writing)
    },
  }
}

/** "A003_1120R7 2026-11-20 1402": what no file system refuses. */
function offloadFileName(offload: Offload): string {
  const date = new Date(offload.startedAt)
  const two = (value: number): string => String(value).padStart(2, '0')
  const name = safeName([...offload.name].slice(0, 60).join('')) || 'Offload'
  return `${name} ${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}${two(date.getMinutes())}`
}

/** Writes whole or not at all. A report of that name is written anew: it says what is known now. */
async function writeReport(folder: string, name: string, ending: string, bytes: Uint8Array): Promise<string> {
  const file = `${name}.${ending}`
  try {
    const into = await openFolder(folder, { make: true })
    await replaceFile(into, file, bytes).finally(() => into.close())
  } catch (error) {
    throw notWritten(error, folder)
  }
  return join(folder, file)
}

function notWritten(error: unknown, folder: string): RushesError {
  if (isRushesError(error)) return error
  const { code = '' } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RushesError(
      'disk.full',
      `The report can’t be written to ${folder}: the drive is full. Free some space, then ask for it again.`,
      {},
      { cause: error },
    )
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new RushesError(
      'usage',
      `${folder} is a file, and a report goes into a folder. Name a folder, then ask for it again.`,
      {},
      { cause: error },
    )
  return new RushesError(
    'disk.io',
    `The report can’t be written to ${folder} (${code}). Check the folder and its permissions, then ask for it again.`,
    {},
    { cause: error },
  )
}
