/**
 * Takes in what scans have found: a file that rests is read, told by its bytes, grouped with what belongs to it, and
 * becomes an asset, a copy, or a new version. What is still on its way waits; nothing is read twice without need.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Hashes } from '../../../shared/model/hash.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import type { EngineContext } from '../context.ts'
import { joinMount } from '../db/asset-detail.ts'
import { inTurns } from '../db/in-turns.ts'
import { countWaiting, filesAround, leave, restAgain, retryUnreadable, unreadable, waitingFolders, type PlacedFile, type WaitingFolder } from '../db/waiting.ts'
import { groupClips, type ClipGroup } from '../domain/clips.ts'
import { restOf } from '../domain/settling.ts'
import { readersFor, type VolumeKind } from '../domain/volume.ts'
import { enterBytes, isEdited, readContents, readUnread } from './read-contents.ts'
import { lookAt, type LookResult } from './settle-look.ts'
import { takeGroup, type TakeOptions } from './take-group.ts'

export interface TakingInDeps extends Pick<TakeOptions, 'stackFor' | 'adoptAbsent'> {
  /** Keeps the bytes of a content of an edited kind in the library's own store. */
  readonly keepBytes: (contentId: string, path: string) => void
  /** Resolves when all bytes that were to be kept are. */
  readonly kept: () => Promise<void>
  readonly hash: (path: string, signal: AbortSignal) => Promise<Hashes>
  readonly probe: (path: string, signal: AbortSignal) => Promise<Probe>
  /** A file is not where the catalogue says: its folder is to be looked at again. */
  readonly lookAgain: (rootId: string, folder: string) => void
  /** Called when assets came in or changed. */
  readonly took: (assetIds: readonly string[]) => void
}

export interface Drained {
  readonly takenIn: number
  /** Files that are still growing, or that don't open yet. */
  readonly waiting: number
  readonly problems: { readonly path: string; readonly message: string }[]
}

export interface TakingIn {
  /** Says that something may wait. */
  wake(): void
  /** Takes in what a root has; returns when nothing that rests is left. */
  drain(rootId: string, signal?: AbortSignal): Promise<Drained>
  close(): Promise<void>
}

/** Files looked at side by side, and clips read and written together. */
const AT_ONCE = 128
/** Folders that are asked for in one go. */
const FOLDERS = 200
/** What doesn't open yet is looked at again after so long, ms. */
const YOUNG_MS = 2_000

/** Builds it. It works by itself as long as something waits. */
export function createTakingIn(context: EngineContext, deps: TakingInDeps): TakingIn {
  const { writer } = context.library
  const stop = new AbortController()
  /** Files that were young or busy: not before this time, ms. */
  const later = new Map<string, number>()
  let running: Promise<void> = Promise.resolve()
  let reading: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let taken = 0

  const dueAt = (file: PlacedFile, kind: string): number =>
    Math.max(file.changedAt + restOf(kind as VolumeKind, file.bytes), later.get(file.id) ?? 0)

  /** Goes over the waiting folders once. Returns when the next one is due (ms), or null when nothing waits. */
  async function pass(rootId: string | null, signal: AbortSignal): Promise<number | null> {
    let next: number | null = null
    for (const folder of waitingFolders(writer, rootId, FOLDERS)) {
      if (signal.aborted) return null
      const due = await takeFolder(folder, signal)
      if (due !== null) next = next === null ? due : Math.min(next, due)
    }
    return next
  }

  async function takeFolder(folder: WaitingFolder, signal: AbortSignal): Promise<number | null> {
    const files = new Map(filesAround(writer, folder.volumeId, folder.folder).map((file) => [file.path, file]))
    const groups = groupClips([...files.keys()]).filter((group) => members(group).some((path) => files.get(path)!.intake === 'waiting'))
    const unfinished = [...files.values()].filter((file) => file.intake === 'waiting')
    let next: number | null = null
    const ready: ClipGroup[] = []
    for (const group of groups) {
      const due = Math.max(...members(group).map((path) => files.get(path)!).filter((file) => file.intake === 'waiting').map((file) => dueAt(file, folder.kind)))
      if (due > context.now()) next = Math.min(next ?? due, due)
      else ready.push(group)
    }
    // A sequence that is being rendered grows for a long time: it is taken in when its whole folder rests.
    const restless = unfinished.some((file) => dueAt(file, folder.kind) > context.now())
    const now = ready.filter((group) => group.frames === null || !restless)
    for (let at = 0; at < now.length && !signal.aborted; at += AT_ONCE) {
      const due = await takeGroups(folder, now.slice(at, at + AT_ONCE), files, signal)
      if (due !== null) next = next === null ? due : Math.min(next, due)
    }
    return next
  }

  async function takeGroups(folder: WaitingFolder, groups: readonly ClipGroup[], files: ReadonlyMap<string, PlacedFile>, signal: AbortSignal): Promise<number | null> {
    const pathOf = (file: PlacedFile): string => joinMount(folder.mountPoint, file.path)
    const looked = await Promise.all(groups.map(async (group) => {
      const waiting = members(group).map((path) => files.get(path)!).filter((file) => file.intake === 'waiting')
      const results = await Promise.all(waiting.map(async (file) => ({ file, look: await lookAt(pathOf(file), file, { now: context.now, probe: (path) => deps.probe(path, signal) }) })))
      return { group, results }
    }))
    if (signal.aborted) return null
    const due = noteUnsettled(looked.flatMap(({ results }) => results), folder)
    const settled = looked.filter(({ results }) => results.every(({ look }) => look.is === 'settled')).map(({ group }) => group)
    const read = await readContents(context, settled, files, pathOf, { hash: deps.hash, readers: readersFor(folder.kind as VolumeKind, folder.rotational === null ? null : folder.rotational === 1) }, signal)
    for (const { file, look } of read.unsettled) noteUnsettled([{ file, look }], folder)
    const assetIds: string[] = []
    const settings = context.settings()
    const kept: { contentId: string; path: string }[] = []
    await inTurns(writer, read.groups, ({ group, files: found }) => {
      const entered = found.map(({ file, role, bytes }) => ({ file, role, contentId: enterBytes(writer, file.bytes, bytes, context.now()) }))
      found.forEach(({ file, bytes }, index) => {
        if (bytes.are === 'read' && isEdited(bytes.kind)) kept.push({ contentId: entered[index]!.contentId, path: pathOf(file) })
      })
      const result = takeGroup(writer, group, entered, {
        now: context.now(), author: settings.author, device: context.library.deviceName, cutOffMinutes: settings.dayStartHour * 60,
        stackFor: deps.stackFor, adoptAbsent: deps.adoptAbsent,
      })
      assetIds.push(result.assetId)
      taken += found.filter((one) => one.file.intake === 'waiting').length
    })
    if (settings.keepVersions) for (const one of kept) deps.keepBytes(one.contentId, one.path)
    if (assetIds.length > 0) deps.took(assetIds)
    return due ?? (read.unsettled.length > 0 ? context.now() + YOUNG_MS : null)
  }

  /** Writes what was found of files that can't be taken in now. Returns when the next look is due, or null. */
  function noteUnsettled(results: readonly { file: PlacedFile; look: LookResult }[], folder: WaitingFolder): number | null {
    const now = context.now()
    let next: number | null = null
    const again = (at: number): void => { next = next === null ? at : Math.min(next, at) }
    writer.transaction(() => {
      for (const { file, look } of results) {
        if (look.is === 'growing') {
          restAgain(writer, file.id, look, now)
          again(now + restOf(folder.kind as VolumeKind, look.bytes))
        } else if (look.is === 'left') {
          leave(writer, file.id, look.why)
        } else if (look.is === 'young') {
          later.set(file.id, now + YOUNG_MS)
          again(now + YOUNG_MS)
        } else if (look.is === 'gone') {
          // Not ours to judge: the scan decides what is missing. Until then it is not asked for all the time.
          later.set(file.id, now + 10 * YOUNG_MS)
          if (file.rootId !== null) deps.lookAgain(file.rootId, folder.folder)
        } else {
          later.delete(file.id)
        }
      }
    })()
    return next
  }

  /** One pass after another, never two side by side. */
  function run(rootId: string | null, signal: AbortSignal): Promise<number | null> {
    const mine = running.then(() => pass(rootId, signal))
    running = mine.then(() => {}, (error: unknown) => { context.log.error({ err: error }, 'taking in failed') })
    return mine
  }

  /** Large files that were entered by their size are read, beside everything else; then their copies are known too. */
  function readLater(): void {
    reading ??= readUnread(context, deps, stop.signal, deps.took)
      .catch((error: unknown) => { context.log.error({ err: error }, 'reading large files failed') })
      .finally(() => { reading = undefined })
  }

  /** Goes over everything, and sees to it that it is done again when the next file is due. */
  async function passBySelf(): Promise<void> {
    try {
      const next = await run(null, stop.signal)
      readLater()
      if (next !== null) schedule(next)
    } catch {
      // It is in the log; a full or broken disk may be mended by then.
      schedule(context.now() + YOUNG_MS)
    }
  }

  function schedule(at: number): void {
    clearTimeout(timer)
    if (stop.signal.aborted) return
    timer = setTimeout(() => { void passBySelf() }, Math.max(20, at - context.now()))
    timer.unref()
  }

  return {
    wake: () => { schedule(context.now()) },
    async drain(rootId, signal) {
      const both = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])])
      const before = taken
      retryUnreadable(writer, rootId)
      const began = context.now()
      for (;;) {
        const next = await run(rootId, both)
        // What has to be waited for a second time is growing: it is left to the passes that come by themselves.
        if (next === null || both.aborted || next - began > LONGEST_DRAIN_REST_MS) break
        await wait(Math.max(20, next - context.now()), undefined, { signal: both, ref: false }).catch(() => {})
      }
      readLater()
      await deps.kept()
      const problems = unreadable(writer, rootId, 1000)
      schedule(context.now() + YOUNG_MS)
      return { takenIn: taken - before, waiting: countWaiting(writer, rootId), problems }
    },
    async close() {
      stop.abort()
      clearTimeout(timer)
      await running
      await reading
    },
  }
}

/** `scan` waits this long (ms) for files to rest; what moves longer is told as still growing. */
const LONGEST_DRAIN_REST_MS = 15_000

function members(group: ClipGroup): string[] {
  return [group.primary, ...group.parts.map((part) => part.path)]
}
