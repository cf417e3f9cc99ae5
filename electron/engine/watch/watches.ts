/**
 * Keeps every watched folder under watch: live by hints where that works, on a schedule everywhere, since a watcher can
 * miss what it likes and the walk is the truth.
 */
import { dirname, isAbsolute, relative, sep } from 'node:path'
import type { EngineContext } from '../context.ts'
import { setWatching, watchableRoots, type WatchableRoot } from '../db/volumes/watch-roots.ts'
import { watchesLive } from '../domain/volumes/volume.ts'
import type { VolumeKind } from '../domain/volumes/volume.ts'
import type { WatchMessage } from './messages.ts'
import type { OpenWatchSource } from './source.ts'

interface WatchesDeps {
  readonly open: OpenWatchSource
  /** Something may have changed in these folders of a root; null: anywhere. */
  readonly hint: (rootId: string, folders: readonly string[] | null) => void
  /** Looks at a whole root. Resolves when it is done, whatever came of it. */
  readonly full: (rootId: string) => Promise<void>
}

export interface Watches {
  /** Brings the watching up to date with the roots and drives that are here now. Call it when any of them changed. */
  update(): void
  /** We wrote a file ourselves: its folder is looked at, also where no watcher tells of it. */
  wrote(path: string): void
  /** Lets go of a drive. Resolves when no handle is held. */
  release(volumeId: string): Promise<void>
  /** Takes a drive up again that was let go and did not leave. */
  resume(volumeId: string): void
  close(): Promise<void>
}

/** How often a root is walked whole, ms: beside a watcher, without one, and on a share. */
export const SCHEDULE_MS = { live: 15 * 60_000, timed: 60_000, network: 5 * 60_000 } as const
/** A walk that takes long is repeated less often: it never takes more than a tenth of the time. */
const REST_FACTOR = 10
/** Releasing a watcher takes no longer than this, ms; a dead share may never answer. */
const RELEASE_MS = 3_000

/** Starts the watching. */
export function createWatches(context: EngineContext, deps: WatchesDeps): Watches {
  const live = new Map<string, string>()
  const timers = new Map<string, NodeJS.Timeout>()
  const released = new Map<string, () => void>()
  /** Roots whose watcher was blind: not tried again until the engine starts anew or the drive comes back. */
  const blind = new Set<string>()
  const suspended = new Set<string>()
  let closed = false
  const source = deps.open({ message: hear, lost })

  function hear(message: WatchMessage): void {
    const { rootId } = message
    if (message.type === 'hint') {
      if (live.has(rootId)) deps.hint(rootId, message.folders)
    } else if (message.type === 'ready') {
      // What changed while the watcher was being set up: nobody has told of that.
      deps.hint(rootId, null)
    } else if (message.type === 'released') {
      released.get(rootId)?.()
    } else {
      goBlind(rootId, reasonOf(message.code))
    }
  }

  function lost(reason: string): void {
    context.log.warn({ reason }, 'the watching thread ended')
    for (const rootId of live.keys())
      goBlind(rootId, `The watcher ended (${reason}). The folder is looked at every minute instead.`)
  }

  function goBlind(rootId: string, note: string): void {
    if (closed || blind.has(rootId)) return
    blind.add(rootId)
    live.delete(rootId)
    source.send({ type: 'unwatch', rootId })
    setWatching(context.library.writer, rootId, 'timed', note)
    // The next look was due as beside a watcher: from now on a minute is what was promised.
    disarm(rootId)
    context.events.publish(['roots'])
    deps.hint(rootId, null)
    update()
  }

  function update(): void {
    if (closed) return
    const roots = watchableRoots(context.library.writer)
    // What was let go and has left may come back, and is watched again then; so is what nobody could watch before it
    // left.
    for (const root of roots) {
      if (root.path !== null) continue
      suspended.delete(root.volumeId)
      blind.delete(root.id)
    }
    const wanted = new Map(roots.filter((root) => isLive(root)).map((root) => [root.id, root.path!]))
    for (const [rootId, path] of live) {
      if (wanted.get(rootId) === path) continue
      live.delete(rootId)
      source.send({ type: 'unwatch', rootId })
    }
    for (const [rootId, path] of wanted) {
      if (live.has(rootId)) continue
      live.set(rootId, path)
      source.send({ type: 'watch', rootId, path })
      setWatching(context.library.writer, rootId, 'live', null)
    }
    for (const root of roots) {
      if (!watchesLive(root.kind as VolumeKind, root.fsType))
        setWatching(
          context.library.writer,
          root.id,
          'timed',
          'It is on a share, where changes are not told. It is looked at every five minutes.',
        )
    }
    schedule(roots)
  }

  function isLive(root: WatchableRoot): boolean {
    return (
      root.path !== null &&
      !blind.has(root.id) &&
      !suspended.has(root.volumeId) &&
      watchesLive(root.kind as VolumeKind, root.fsType)
    )
  }

  function schedule(roots: readonly WatchableRoot[]): void {
    const here = new Map(
      roots.filter((root) => root.path !== null && !suspended.has(root.volumeId)).map((root) => [root.id, root]),
    )
    for (const rootId of timers.keys()) if (!here.has(rootId)) disarm(rootId)
    for (const root of here.values()) {
      if (timers.has(root.id)) continue
      arm(root, 0)
      // It has come, or the engine has: what happened to it meanwhile nobody has told. (A watcher says so when it is
      // ready.)
      if (!live.has(root.id)) deps.hint(root.id, null)
    }
  }

  /** The next whole walk of a root, `took` ms after the last one began. */
  function arm(root: WatchableRoot, took: number): void {
    const every =
      root.kind === 'network' ? SCHEDULE_MS.network : live.has(root.id) ? SCHEDULE_MS.live : SCHEDULE_MS.timed
    disarm(root.id)
    const timer = setTimeout(
      () => {
        void lookWhole(root)
      },
      Math.max(every, took * REST_FACTOR),
    )
    timer.unref()
    timers.set(root.id, timer)
  }

  function disarm(rootId: string): void {
    clearTimeout(timers.get(rootId))
    timers.delete(rootId)
  }

  async function lookWhole(root: WatchableRoot): Promise<void> {
    const began = performance.now()
    await deps.full(root.id)
    if (!closed && timers.has(root.id)) arm(root, performance.now() - began)
  }

  return {
    update,
    wrote(path) {
      for (const root of watchableRoots(context.library.writer)) {
        const inside = root.path === null ? '..' : relative(root.path, dirname(path)).split(sep).join('/')
        if (inside !== '..' && !inside.startsWith('../') && !isAbsolute(inside)) deps.hint(root.id, [inside])
      }
    },
    async release(volumeId) {
      suspended.add(volumeId)
      const mine = watchableRoots(context.library.writer).filter(
        (root) => root.volumeId === volumeId && live.has(root.id),
      )
      const gone = mine.map(
        (root) =>
          new Promise<void>((resolve) => {
            released.set(root.id, resolve)
            setTimeout(resolve, RELEASE_MS).unref()
          }),
      )
      update()
      await Promise.all(gone)
    },
    resume(volumeId) {
      suspended.delete(volumeId)
      update()
    },
    async close() {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      await source.close()
    },
  }
}

function reasonOf(code: string): string {
  if (code === 'ENOSPC')
    return 'The system allows no more watches. Raise fs.inotify.max_user_watches; until then the folder is looked at every minute.'
  if (code === 'EMFILE' || code === 'ENFILE')
    return 'The system allows no more open files. Raise the limit; until then the folder is looked at every minute.'
  return `It can't be watched (${code}). It is looked at every minute instead.`
}
