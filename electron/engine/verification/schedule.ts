/**
 * Verifying again by itself: while nothing else is going on, the copies of each drive that is here which were verified
 * longest ago, a few at a time, until none is older than the setting says. Off until a person sets it.
 */
import type { EngineContext } from '../context.ts'
import { copiesDue, copiesToRecheck } from '../db/catalogue/copies-check.ts'
import { readVolumes } from '../db/volumes/volumes.ts'
import { recheckCopies } from './recheck-copies.ts'
import { checkCopies, type CheckDeps } from './check-copies.ts'

interface ScheduleDeps extends CheckDeps {
  /** True while nothing reads or writes drives that a person waits for. */
  readonly idle: () => boolean
  /** Takes a drive for reading; null while another reads it. Returns how to give it back. */
  readonly takeDrive?: (volumeId: string) => (() => void) | null
  /** Files were found to be edited: they wait to be ingested. */
  readonly edited?: () => void
  /** Milliseconds between two looks; a minute. */
  readonly interval?: number
}

export interface Schedule {
  /** Looks now. Resolves when nothing is due any more, or something else is going on. */
  look(): Promise<void>
  /** Looks as soon as nothing else is going on: files were found to be touched, and count as no copies until they are read. */
  soon(): void
  close(): Promise<void>
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** How long what is going on, as the scan that found them, is left alone before it is asked again, ms. */
const SOON_MS = 1_000
/** Copies, and bytes of them, in one go: after each go whoever needs the drive gets it. */
const AT_ONCE = 20
const BYTES_AT_ONCE = 2e9

/** Starts looking once a minute. */
export function scheduleVerification(context: EngineContext, deps: ScheduleDeps): Schedule {
  const stop = new AbortController()
  let running: Promise<void> | null = null

  /** One go at one drive; false when nothing there is due. */
  async function go(volumeId: string, before: number): Promise<boolean> {
    return (await inTurn(volumeId, () => goOnce(volumeId, before))) ?? false
  }

  /** Reads a drive while nothing else does; undefined when something does. */
  async function inTurn<Result>(volumeId: string, read: () => Promise<Result>): Promise<Result | undefined> {
    const giveBack = deps.takeDrive === undefined ? () => {} : deps.takeDrive(volumeId)
    if (giveBack === null) return undefined
    try {
      return await read()
    } finally {
      giveBack()
    }
  }

  async function goOnce(volumeId: string, before: number): Promise<boolean> {
    let bytes = 0
    const due = copiesDue(context.library.reader, volumeId, before, AT_ONCE).filter((copy, index) => {
      bytes += copy.bytes
      return index === 0 || bytes <= BYTES_AT_ONCE
    })
    if (due.length === 0) return false
    const bad: string[] = []
    const proven = await checkCopies(context, deps, due, {
      signal: stop.signal,
      onChecked: ({ copy, record }) => {
        if (record?.ok === false) bad.push(copy.path)
      },
    })
    if (bad.length > 0) context.log.warn({ copies: bad }, 'copies have gone bad')
    // What could not be proven either way would be due again at once: it waits for the next look.
    return proven.length > 0
  }

  /**
   * Files that were written to without showing it, on one drive: their bytes are unknown until they are read. False when
   * some could not be read because something else went on.
   */
  async function again(volumeId: string): Promise<boolean> {
    const tried = new Set<string>()
    for (;;) {
      const due = copiesToRecheck(context.library.reader, volumeId, AT_ONCE + tried.size).filter(
        ({ fileId }) => !tried.has(fileId),
      )
      if (due.length === 0 || stop.signal.aborted) return true
      if (!deps.idle()) return false
      for (const { fileId } of due) tried.add(fileId)
      await recheckCopies(context, deps, due, stop.signal)
      deps.edited?.()
    }
  }

  async function work(): Promise<void> {
    for (const { id, online } of readVolumes(context.library.reader)) {
      if (!online || stop.signal.aborted || copiesToRecheck(context.library.reader, id, 1).length === 0) continue
      // A drive that another reads, as for the posters of what a scan found, is asked for again in a moment.
      if (!deps.idle() || (await inTurn(id, () => again(id))) !== true) soonAgain()
    }
    const days = context.settings().reverifyDays
    if (days === null) return
    for (const { id, online, kind, card } of readVolumes(context.library.reader)) {
      if (!online || kind === 'memory' || kind === 'card' || card !== null) continue
      let more = true
      while (more && !stop.signal.aborted && deps.idle()) more = await go(id, context.now() - days * DAY_MS)
    }
  }

  const look = (): Promise<void> => {
    running ??= work()
      .catch((error: unknown) => {
        if (!stop.signal.aborted) context.log.error({ err: error }, 'verifying again failed')
      })
      .finally(() => {
        running = null
      })
    return running
  }
  let waiting: NodeJS.Timeout | undefined
  function soon(): void {
    clearTimeout(waiting)
    if (stop.signal.aborted) return
    if (deps.idle()) void look()
    else soonAgain()
  }
  function soonAgain(): void {
    clearTimeout(waiting)
    if (stop.signal.aborted) return
    waiting = setTimeout(soon, SOON_MS)
    waiting.unref()
  }
  const timer = setInterval(() => {
    void look()
  }, deps.interval ?? MINUTE_MS)
  timer.unref()
  return {
    look,
    soon,
    async close() {
      clearInterval(timer)
      clearTimeout(waiting)
      stop.abort()
      await running
    },
  }
}
