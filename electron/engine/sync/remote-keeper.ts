/**
 * Keeps the library in step with one remote: looks often while people work, later and later after failures, sends bytes in the
 * hours that were allowed, asks for keys when they are refused, and always says how it stands.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Synced } from '../../../shared/contract/sync.ts'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { Load, Remote } from '../../../shared/model/sync.ts'
import type { EngineContext } from '../context.ts'
import { readRemote, remoteTrue, type KnownRemote } from '../db/remotes.ts'
import { isOpenHour, pollAfter, retryAfter } from '../domain/sync-pace.ts'
import type { RemoteLine } from './line.ts'

export interface KeeperDeps {
  /** Opens the line. Throws `remote.denied` where keys or the passphrase are missing or wrong. */
  readonly open: (remote: KnownRemote, signal: AbortSignal) => Promise<RemoteLine>
  /** Something about it changed: its state, its loads, its pace. */
  readonly changed: () => void
  /** Something was published: others may be told. */
  readonly published: (seq: number) => void
  /** Changes came: these clips, or many. */
  readonly pulled: (assetIds: readonly string[] | null) => void
}

export interface RemoteKeeper {
  readonly id: string
  status(): Remote
  line(): RemoteLine | null
  /** Something was changed here, or somebody hints at something there: looks soon. */
  poke(): void
  /** One whole round now. Waits for the one under way first. */
  runNow(originals: boolean, signal: AbortSignal): Promise<Synced>
  /** Rules, pause or keys are others now. */
  renew(): void
  close(): Promise<void>
}

const NOTHING_DONE: Synced = { sentChanges: 0, gotChanges: 0, sentBytes: 0, skippedBytes: 0, gotBytes: 0, conflicts: 0 }

/** What a change here waits for others that come with it, ms. */
const GATHER_MS = 700
/** Failures that only a person can end: there is no use in trying again and again. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['remote.denied', 'remote.foreign', 'remote.newer', 'remote.damaged'])

/** Begins at once. */
export function keepInStep(context: EngineContext, id: string, deps: KeeperDeps): RemoteKeeper {
  const stop = new AbortController()
  let line: RemoteLine | null = null
  let state: Remote['state'] = 'idle'
  let note: string | null = null
  let pace: { bytesPerSecond: number | null; secondsLeft: number | null } = { bytesPerSecond: null, secondsLeft: null }
  let lastChange = context.now()
  let failures = 0
  /** Set when a person has to act: rounds wait until `renew`. */
  let barred = false
  let round: Promise<unknown> = Promise.resolve()
  let wake = new AbortController()
  let closed = false
  /** What was done since somebody asked last. */
  let sum: Synced = NOTHING_DONE

  const known = (): KnownRemote => {
    const remote = readRemote(context.library.reader, id)
    if (remote === undefined) throw new RushesError('not_found', 'That place is not kept in step any more.')
    return remote
  }
  const be = (next: Remote['state'], why: string | null = null): void => {
    if (state === next && note === why) return
    state = next
    note = why
    deps.changed()
  }
  const openLine = async (signal: AbortSignal): Promise<RemoteLine> => {
    line ??= await deps.open(known(), signal)
    return line
  }

  /** Both directions once. Bytes go only where they may. */
  async function goRound(originals: boolean, signal: AbortSignal): Promise<void> {
    const remote = known()
    // A look that finds nothing, every few seconds, is no news.
    if (remote.trueAt === null || originals || failures > 0) be('syncing')
    const open = await openLine(signal)
    if (open.unpublished() > 0) be('syncing')
    open.setRate(remote.rules.bytesPerSecond)
    const pulled = await open.pull(signal)
    if (pulled.changes > 0) deps.pulled(pulled.assetIds)
    let published = await open.publish(signal)
    if (published.changes > 0) deps.published(published.seq)
    if (pulled.changes + published.changes > 0) lastChange = context.now()
    const rules = originals ? { ...remote.rules, originals: 'all' as const } : remote.rules
    let sent = { sentBytes: 0, skippedBytes: 0 }
    const mayGo = originals || isOpenHour(rules.hours, new Date(context.now()).getHours())
    await open.gather(rules, signal)
    if (mayGo && bytesOf(open.due()) > 0) {
      be('syncing')
      sent = await open.send(rules, signal, (bytesPerSecond, secondsLeft) => {
        pace = { bytesPerSecond, secondsLeft }
        deps.changed()
      })
      // What was sent is told in the journal: others learn that they may fetch it.
      const more = await open.publish(signal)
      if (more.changes > 0) deps.published(more.seq)
      published = { changes: published.changes + more.changes, seq: more.seq }
    }
    pace = { bytesPerSecond: null, secondsLeft: null }
    await open.tidy(signal)
    failures = 0
    remoteTrue(context.library.writer, id, context.now())
    if (mayGo) be('idle')
    else be('waiting', `Bytes go between ${rules.hours!.from} and ${rules.hours!.to} h.`)
    deps.changed()
    sum = {
      sentChanges: sum.sentChanges + published.changes, gotChanges: sum.gotChanges + pulled.changes, sentBytes: sum.sentBytes + sent.sentBytes,
      skippedBytes: sum.skippedBytes + sent.skippedBytes, gotBytes: sum.gotBytes + pulled.bytes, conflicts: 0,
    }
  }

  /** What a failure means for the next look. */
  function failed(error: unknown): void {
    pace = { bytesPerSecond: null, secondsLeft: null }
    const told = isRushesError(error) ? error : new RushesError('internal', 'Keeping in step failed for a reason that is in the log. It is tried again.', {}, { cause: error })
    if (told.code === 'cancelled' || stop.signal.aborted) return
    failures += 1
    context.log.warn({ err: error, remote: id }, 'a round with a remote failed')
    barred = FOR_PEOPLE.has(told.code)
    be(told.code === 'remote.denied' ? 'asking' : barred ? 'failed' : 'waiting', told.message)
    if (told.code !== 'remote.throttled') void dropLine()
  }

  async function dropLine(): Promise<void> {
    const was = line
    line = null
    await was?.close().catch((error: unknown) => { context.log.warn({ err: error, remote: id }, 'closing a remote failed') })
  }

  /** One round after another, never two side by side. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = round.then(work)
    round = mine.catch(() => {})
    return mine
  }

  async function live(): Promise<void> {
    while (!stop.signal.aborted) {
      const { paused } = known()
      if (paused) be('paused')
      else if (!barred) await inTurn(() => goRound(false, stop.signal)).catch(failed)
      const pause = paused || barred ? 0x7fffffff : failures > 0 ? retryAfter(failures, Math.random()) : pollAfter(context.now() - lastChange)
      await wait(pause, undefined, { signal: wake.signal, ref: false }).catch(() => {})
      if (wake.signal.aborted) {
        wake = new AbortController()
        await wait(GATHER_MS, undefined, { signal: stop.signal, ref: false }).catch(() => {})
      }
    }
  }
  const living = live().catch((error: unknown) => {
    // Only when the remote was taken away meanwhile.
    if (!closed) context.log.warn({ err: error, remote: id }, 'a remote is not kept in step any more')
  })

  return {
    id,
    line: () => line,
    poke: () => {
      lastChange = context.now()
      wake.abort()
    },
    renew: () => {
      barred = false
      failures = 0
      void inTurn(dropLine).then(() => wake.abort())
    },
    runNow: (originals, signal) => inTurn(async () => {
      const both = AbortSignal.any([signal, stop.signal])
      try {
        barred = false
        await goRound(originals, both)
        const done = sum
        sum = NOTHING_DONE
        return done
      } catch (error) {
        failed(error)
        throw error
      }
    }),
    status: () => {
      const remote = known()
      const loads: Load[] = line === null ? [] : [
        { cargo: 'metadata' as const, items: line.unpublished(), bytes: 0 }, ...line.due(),
      ].filter((load) => load.items > 0)
      return {
        id, url: remote.url, kind: remote.url.startsWith('s3:') ? 's3' : 'folder', state: remote.paused ? 'paused' : state, note: remote.paused ? null : note,
        encrypted: remote.encrypted, rules: remote.rules, outgoing: loads, incoming: [], ...pace, trueAt: remote.trueAt, stored: line?.stored() ?? [],
      }
    },
    async close() {
      closed = true
      stop.abort()
      wake.abort()
      await living
      await round
      await dropLine()
    },
  }
}

function bytesOf(loads: readonly Load[]): number {
  return loads.reduce((sum, load) => sum + load.bytes, 0)
}
