/**
 * Ingests what scans have found: a file that rests is read, told by its bytes, grouped with what belongs to it, and
 * becomes an asset, a copy, or a new version. What is still on its way waits; nothing is read twice without need.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Hashes } from '../../../shared/model/hash.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import type { EngineContext } from '../context.ts'
import { joinMount } from '../db/catalogue/asset-detail.ts'
import { inBatches } from '../db/core/in-batches.ts'
import {
  countWaiting,
  filesAround,
  leave,
  restAgain,
  retryUnreadable,
  unreadable,
  waitingFolders,
  type PlacedFile,
  type WaitingFolder,
} from '../db/catalogue/waiting-files.ts'
import { groupClips, type ClipGroup } from '../domain/media/clips.ts'
import { restOf } from '../domain/scan/settling.ts'
import { readersFor, type VolumeKind } from '../domain/volumes/volume.ts'
import { enterBytes, isEdited, readContents, readUnread, type ReadGroup } from './read-contents.ts'
import { lookAt, type LookResult } from './settle-look.ts'
import { takeGroup, type TakeOptions } from './ingest-group.ts'

interface IngestQueueDeps extends Pick<TakeOptions, 'stackFor' | 'adoptAbsent'> {
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

export interface IngestQueue {
  /** Says that something may wait. */
  wake(): void
  /** Ingests what a root has; returns when nothing that rests is left. */
  drain(rootId: string, signal?: AbortSignal): Promise<Drained>
  close(): Promise<void>
}

/** Files looked at side by side, and clips read and written together. */
const AT_ONCE = 256
/** Folders that are asked for in one go. */
const FOLDERS = 200
/** What doesn't open yet is looked at again after so long, ms. */
const YOUNG_MS = 2_000

/** Clips of one folder that rest, with the files around them. */
interface Share {
  readonly folder: WaitingFolder
  readonly groups: readonly ClipGroup[]
  readonly files: ReadonlyMap<string, PlacedFile>
  readonly sizes: Set<number>
}

/** Clips of one folder that are read, and when what had to wait is due (ms), or null. */
interface ReadClips {
  readonly groups: readonly ReadGroup[]
  readonly due: number | null
}

/** Builds it. It works by itself as long as something waits. */
export function createIngestQueue(context: EngineContext, deps: IngestQueueDeps): IngestQueue {
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
    const again = (due: number | null): void => {
      if (due !== null) next = Math.min(next ?? due, due)
    }
    const shares = sharesOf(waitingFolders(writer, rootId, FOLDERS), again)
    // The next clips are read while the last are written: the disk and the catalogue don't wait for each other.
    const begin = (): { folder: WaitingFolder; read: Promise<ReadClips> } | null => {
      const share = signal.aborted ? undefined : shares.next().value
      if (share === undefined) return null
      const read = readGroups(share, signal)
      read.catch(() => {}) // Told where it is awaited, unless writing the ones before it fails first.
      return { folder: share.folder, read }
    }
    for (let share = begin(); share !== null;) {
      const read = await share.read
      const following = begin()
      again(signal.aborted ? null : await enter(share.folder, read))
      share = following
    }
    return next
  }

  /** The clips that rest, in shares of one folder each; `again` is told when those that don't are due. */
  function* sharesOf(folders: readonly WaitingFolder[], again: (due: number) => void): Generator<Share, undefined> {
    const sizes = new Set<number>()
    // Cameras spread a clip over folders: what was begun from one of them is not begun again from the next.
    const begun = new Set<string>()
    for (const folder of folders) {
      const files = new Map(filesAround(writer, folder.volumeId, folder.folder).map((file) => [file.path, file]))
      const waiting = (group: ClipGroup): PlacedFile[] =>
        members(group)
          .map((path) => files.get(path)!)
          .filter((file) => file.intake === 'waiting')
      const groups = groupClips([...files.keys()]).filter(
        (group) => waiting(group).length > 0 && !members(group).some((path) => begun.has(files.get(path)!.id)),
      )
      const unfinished = [...files.values()].filter((file) => file.intake === 'waiting')
      const ready: ClipGroup[] = []
      for (const group of groups) {
        const due = Math.max(...waiting(group).map((file) => dueAt(file, folder.kind)))
        if (due > context.now()) again(due)
        else ready.push(group)
      }
      // A sequence that is being rendered grows for a long time: it is ingested when its whole folder rests.
      const restless = unfinished.some((file) => dueAt(file, folder.kind) > context.now())
      const now = ready.filter((group) => group.frames === null || !restless)
      for (const group of now) for (const path of members(group)) begun.add(files.get(path)!.id)
      for (let at = 0; at < now.length; at += AT_ONCE)
        yield { folder, groups: now.slice(at, at + AT_ONCE), files, sizes }
    }
    return undefined
  }

  /** Looks at these clips and reads what has settled. Nothing when it was called off. */
  async function readGroups({ folder, groups, files, sizes }: Share, signal: AbortSignal): Promise<ReadClips> {
    const pathOf = (file: PlacedFile): string => joinMount(folder.mountPoint, file.path)
    const looked = await Promise.all(
      groups.map(async (group) => {
        const waiting = members(group)
          .map((path) => files.get(path)!)
          .filter((file) => file.intake === 'waiting')
        const results = await Promise.all(
          waiting.map(async (file) => ({
            file,
            look: await lookAt(pathOf(file), file, { now: context.now, probe: (path) => deps.probe(path, signal) }),
          })),
        )
        return { group, results }
      }),
    )
    if (signal.aborted) return { groups: [], due: null }
    const due = noteUnsettled(
      looked.flatMap(({ results }) => results),
      folder,
    )
    const settled = looked
      .filter(({ results }) => results.every(({ look }) => look.is === 'settled'))
      .map(({ group }) => group)
    const readers = readersFor(folder.kind as VolumeKind, folder.rotational === null ? null : folder.rotational === 1)
    const read = await readContents(context, settled, files, pathOf, { hash: deps.hash, readers, sizes }, signal)
    for (const { file, look } of read.unsettled) noteUnsettled([{ file, look }], folder)
    return { groups: read.groups, due: due ?? (read.unsettled.length > 0 ? context.now() + YOUNG_MS : null) }
  }

  /** Enters clips that were read. Returns when those of them that have to wait are due, or null. */
  async function enter(folder: WaitingFolder, read: ReadClips): Promise<number | null> {
    const assetIds: string[] = []
    const settings = context.settings()
    const kept: { contentId: string; path: string }[] = []
    await inBatches(writer, read.groups, ({ group, files: found }) => {
      const entered = found.map(({ file, role, bytes }) => ({
        file,
        role,
        contentId: enterBytes(writer, file.bytes, bytes, context.now()),
      }))
      found.forEach(({ file, bytes }, index) => {
        if (bytes.are === 'read' && isEdited(bytes.kind))
          kept.push({ contentId: entered[index]!.contentId, path: joinMount(folder.mountPoint, file.path) })
      })
      const result = takeGroup(writer, group, entered, {
        now: context.now(),
        author: settings.author,
        device: context.library.deviceName,
        cutOffMinutes: settings.dayStartHour * 60,
        stackFor: deps.stackFor,
        adoptAbsent: deps.adoptAbsent,
      })
      assetIds.push(result.assetId)
      taken += found.filter((one) => one.file.intake === 'waiting').length
    })
    if (settings.keepVersions) for (const one of kept) deps.keepBytes(one.contentId, one.path)
    if (assetIds.length > 0) deps.took(assetIds)
    return read.due
  }

  /** Writes what was found of files that can't be ingested now. Returns when the next look is due, or null. */
  function noteUnsettled(
    results: readonly { file: PlacedFile; look: LookResult }[],
    folder: WaitingFolder,
  ): number | null {
    const now = context.now()
    let next: number | null = null
    const again = (at: number): void => {
      next = next === null ? at : Math.min(next, at)
    }
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
    running = mine.then(
      () => {},
      (error: unknown) => {
        context.log.error({ err: error }, 'taking in failed')
      },
    )
    return mine
  }

  /** Large files that were entered by their size are read, beside everything else; then their copies are known too. */
  function readLater(): void {
    reading ??= readUnread(context, deps, stop.signal, deps.took)
      .catch((error: unknown) => {
        context.log.error({ err: error }, 'reading large files failed')
      })
      .finally(() => {
        reading = undefined
      })
  }

  /** Goes over everything, and sees to it that it is done again when the next file is due. */
  async function passBySelf(): Promise<void> {
    try {
      const next = await run(null, stop.signal)
      readLater()
      if (next !== null) schedule(next)
    } catch {
      // It is in the log; a full or broken disk may be corrected by then.
      schedule(context.now() + YOUNG_MS)
    }
  }

  function schedule(at: number): void {
    clearTimeout(timer)
    if (stop.signal.aborted) return
    timer = setTimeout(
      () => {
        void passBySelf()
      },
      Math.max(20, at - context.now()),
    )
    timer.unref()
  }

  return {
    wake: () => {
      schedule(context.now())
    },
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
