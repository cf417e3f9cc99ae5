/**
 * Keeps the library and one remote synced by loops that never wait for one another: what was said goes and comes at
 * once, while bytes take their hours. It looks often while people work, later and later after failures, and asks for
 * keys when refused.
 *
 *     metadata:  pull → publish → housekeeping, every few seconds or when woken
 *     preparing: what is due is put into the outbox, pictures of others are fetched; after each round of metadata
 *     transfers: what is due is sent, while it may (transfers.ts)
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Synced } from '../../../shared/contract/sync.ts'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { Load, Remote } from '../../../shared/model/sync.ts'
import type { EngineContext } from '../context.ts'
import { HELD_BACK, together } from './journal/as-damage.ts'
import { noteHeldBack, readHeldBack, readRemote, remoteTrue, type KnownRemote } from '../db/sync/remotes.ts'
import { needsPerson, remoteState } from '../domain/sync/remote-state.ts'
import { pollAfter } from '../domain/sync/sync-pace.ts'
import { createSerial } from './serial.ts'
import type { RemoteConnection } from './connection.ts'
import { holdLine } from './connection-holder.ts'
import { createTroubles, type Troubles } from './troubles.ts'
import { createTransfers, rulesOf, type Forced } from './transfers.ts'

interface SyncLoopDeps {
  /** Opens the line. Throws `remote.denied` where keys or the passphrase are missing or wrong. */
  readonly open: (remote: KnownRemote, signal: AbortSignal) => Promise<RemoteConnection>
  /** Something about it changed: its state, its loads, its pace. */
  readonly changed: () => void
  /** Something was published: others may be told. */
  readonly published: (seq: number) => void
  /** Changes came: these clips, or many. */
  readonly pulled: (assetIds: readonly string[] | null) => void
}

export interface SyncLoop {
  readonly id: string
  status(): Remote
  line(): RemoteConnection | null
  /**
   * Something was changed here: looks when what comes with it is there too. `now`: somebody hints at something there.
   */
  poke(now?: boolean): void
  /** Rules or pause are others now: they act on what is under way. */
  changed(): void
  /** One whole round now. Waits for the one under way first. */
  runNow(originals: boolean, signal: AbortSignal): Promise<Synced>
  /** Keys are others now. */
  renew(): void
  close(): Promise<void>
}

const NOTHING_DONE: Synced = { sentChanges: 0, gotChanges: 0, sentBytes: 0, skippedBytes: 0, gotBytes: 0, conflicts: 0 }

/** What a change here waits for others that come with it, ms. */
const GATHER_MS = 300
const FOR_EVER_MS = 0x7fffffff
/** Reasons that are told of what can't be sent. */
const MAX_HELD = 5

/** Begins at once. */
export function startSyncLoop(context: EngineContext, id: string, deps: SyncLoopDeps): SyncLoop {
  const stop = new AbortController()
  const warn = (error: unknown, what: string): void => {
    context.log.warn({ err: error, remote: id }, what)
  }
  const said = createTroubles(context.now)
  const bytes = createTroubles(context.now)
  /**
   * A journal that is damaged, or of a newer version. It is told, and bars nothing: all others, and what is said here,
   * go on.
   */
  let damage: RushesError | null = readHeldBack(context.library.reader, id)
  /** The same of bytes there that are damaged. */
  let damagedBytes: RushesError | null = readHeldBack(context.library.reader, `${id}:bytes`)
  let talking = false
  let lastChange = context.now()
  let wake = new AbortController()
  /** A wake-up that does not wait for others. */
  let atOnce = false
  let preparing: { readonly stop: AbortController; readonly done: Promise<void> } | null = null
  /** What was done since somebody asked last. */
  let sum: Synced = NOTHING_DONE

  const known = (): KnownRemote => {
    const remote = readRemote(context.library.reader, id)
    if (remote === undefined) throw new RushesError('not_found', 'This remote was removed.')
    return remote
  }
  const lines = holdLine(
    (signal) => deps.open(known(), signal),
    (error) => {
      warn(error, 'closing a remote failed')
    },
  )
  const transfers = createTransfers({
    lines,
    known: () => readRemote(context.library.reader, id),
    hour: () => new Date(context.now()).getHours(),
    changed: deps.changed,
  })
  const talks = createSerial()
  const add = (done: Partial<Synced>): void => {
    sum = {
      ...sum,
      ...Object.fromEntries(Object.entries(done).map(([what, count]) => [what, sum[what as keyof Synced] + count])),
    }
  }
  const heldBack = (): RushesError | null => together([damage ?? [], damagedBytes ?? []].flat())
  const isHeldBack = (error: RushesError): boolean => error.message === heldBack()?.message
  const trouble = (): RushesError | null => said.last() ?? bytes.last() ?? heldBack()
  const waitsForPerson = (of: Troubles): boolean => of.last() !== null && needsPerson(of.last()!.code)
  /** Bytes that are damaged, or may not be written, bar no word: what people say goes and comes all the same. */
  const isBarred = (): boolean => waitsForPerson(said)

  function failed(error: unknown, of: Troubles): void {
    const told = isRushesError(error)
      ? error
      : new RushesError(
          'internal',
          'Syncing failed for a reason that is in the log. It is tried again.',
          {},
          { cause: error },
        )
    if (told.code === 'cancelled' || stop.signal.aborted) return
    of.failed(told)
    warn(error, 'a round with a remote failed')
    if (told.code !== 'remote.throttled') lines.drop()
    deps.changed()
  }

  /** A checkpoint that can't be read is told like a journal that can't: housekeeping waits, and nothing else. */
  async function tidy(line: RemoteConnection, signal: AbortSignal): Promise<void> {
    try {
      await line.tidy(signal)
    } catch (error) {
      if (signal.aborted || !isRushesError(error) || !HELD_BACK.has(error.code)) throw error
      warn(error, 'housekeeping of journals waits')
      damage ??= error
    }
  }

  /** Both directions of what is said. Never waits for bytes. */
  function talk(signal: AbortSignal, isAsked: boolean): Promise<void> {
    return talks.run(() =>
      lines.use(signal, async (line) => {
        // A look that finds nothing, every few seconds, is no news.
        talking = isAsked || said.last() !== null || known().trueAt === null || line.unpublished() > 0
        if (talking) deps.changed()
        try {
          const pulled = await line.pull(signal)
          damage = pulled.damage
          noteHeldBack(context.library.writer, id, damage)
          if (pulled.changes > 0) deps.pulled(pulled.assetIds)
          const published = await line.publish(signal)
          if (published.changes > 0) deps.published(published.seq)
          if (pulled.changes + published.changes > 0) lastChange = context.now()
          add({ sentChanges: published.changes, gotChanges: pulled.changes })
          await tidy(line, signal)
          said.clear()
          if (pulled.damage === null && damagedBytes === null) remoteTrue(context.library.writer, id, context.now())
        } finally {
          talking = false
          deps.changed()
        }
      }),
    )
  }

  /** What is due is put into the outbox, what others made is fetched. */
  async function prepare(signal: AbortSignal, forced: Pick<Forced, 'originals'> | null): Promise<void> {
    await lines.use(signal, async (line) => {
      const { news } = await line.gather(rulesOf(known(), forced), signal)
      // Derivatives that were read are told of.
      if (news) poke(true)
      add({ gotBytes: await line.receive(signal) })
      const before = damagedBytes
      damagedBytes = line.damage()
      noteHeldBack(context.library.writer, `${id}:bytes`, damagedBytes)
      if (damagedBytes?.message !== before?.message) deps.changed()
    })
  }

  async function send(signal: AbortSignal, forced?: Forced): Promise<{ readonly stopped: boolean }> {
    const { stopped, sentBytes, skippedBytes } = await transfers.send(signal, forced)
    if (!stopped) bytes.clear()
    add({ sentBytes, skippedBytes })
    // What was sent is told: others learn that they may fetch it.
    if (sentBytes + skippedBytes > 0) poke(true)
    return { stopped }
  }

  /** Preparing and sending, behind what is said. At most one at a time. */
  function bytesGo(): void {
    if (preparing !== null || stop.signal.aborted || !bytes.isTime() || waitsForPerson(bytes)) return
    const ended = new AbortController()
    const signal = AbortSignal.any([stop.signal, ended.signal])
    const done = prepare(signal, null)
      .catch((error: unknown) => {
        failed(error, bytes)
      })
      .finally(() => {
        preparing = null
      })
    preparing = { stop: ended, done }
    void done.then(() => {
      if (
        !transfers.isSending() &&
        !isBarred() &&
        !waitsForPerson(bytes) &&
        bytes.isTime() &&
        !stop.signal.aborted &&
        readRemote(context.library.reader, id)?.paused === false
      ) {
        sending = send(stop.signal).then(
          () => {},
          (error: unknown) => {
            failed(error, bytes)
          },
        )
      }
      return undefined
    })
  }
  let sending: Promise<void> = Promise.resolve()

  function poke(now = false): void {
    lastChange = context.now()
    atOnce ||= now
    wake.abort()
  }

  async function live(): Promise<void> {
    while (!stop.signal.aborted) {
      const { paused } = known()
      if (!paused && !isBarred()) {
        await talk(stop.signal, false).then(bytesGo, (error: unknown) => {
          failed(error, said)
        })
      }
      const pause = paused || isBarred() ? FOR_EVER_MS : (said.pause() ?? pollAfter(context.now() - lastChange))
      await wait(pause, undefined, { signal: wake.signal, ref: false }).catch(() => {})
      if (!wake.signal.aborted) continue
      if (!atOnce) await wait(GATHER_MS, undefined, { signal: stop.signal, ref: false }).catch(() => {})
      wake = new AbortController()
      atOnce = false
    }
  }
  const living = live().catch((error: unknown) => {
    // Only when the remote was taken away meanwhile.
    if (!stop.signal.aborted) warn(error, 'a remote is not synced any more')
  })

  const forget = (): void => {
    said.clear()
    bytes.clear()
  }

  /** One whole round: said, prepared, sent, said. */
  async function wholeRound(originals: boolean, signal: AbortSignal): Promise<Synced> {
    forget()
    const forced: Forced = { originals, wasPaused: known().paused }
    await talk(signal, true)
    await preparing?.done
    await prepare(signal, forced)
    const { stopped } = await send(signal, forced)
    await talk(signal, true)
    if (stopped && known().paused && !forced.wasPaused)
      throw new RushesError('cancelled', 'Sending was paused. What was sent is kept; resume to send the rest.')
    const done = sum
    sum = NOTHING_DONE
    const told = heldBack()
    if (told !== null) throw told
    return done
  }
  const rounds = createSerial()

  return {
    id,
    line: lines.peek,
    poke,
    changed: () => {
      transfers.look()
      bytes.clear()
      if (known().paused) preparing?.stop.abort()
      poke(true)
    },
    renew: () => {
      forget()
      lines.drop()
      poke(true)
    },
    runNow: (originals, signal) =>
      rounds.run(async () => {
        try {
          return await wholeRound(originals, AbortSignal.any([signal, stop.signal]))
        } catch (error) {
          // What is held back is told as it stands, and bars nothing.
          if (!isRushesError(error) || !isHeldBack(error)) failed(error, said)
          throw error
        }
      }),
    status: () => {
      const remote = known()
      const line = lines.peek()
      const outgoing: Load[] =
        line === null
          ? []
          : [{ cargo: 'metadata' as const, items: line.unpublished(), bytes: 0 }, ...line.due()].filter(
              (load) => load.items > 0,
            )
      const held = line?.held(MAX_HELD) ?? []
      const state = remoteState({
        paused: remote.paused,
        trouble: trouble(),
        sending: transfers.isSending(),
        talking,
        outgoing,
        held,
        hours: remote.rules.hours,
        hour: new Date(context.now()).getHours(),
      })
      return {
        id,
        url: remote.url,
        kind: remote.url.startsWith('s3:') ? 's3' : 'folder',
        ...state,
        ...(said.last() === null && bytes.last() === null && heldBack() !== null && { partly: true }),
        paused: remote.paused,
        encrypted: remote.encrypted,
        rules: remote.rules,
        outgoing,
        held,
        incoming: [],
        ...transfers.pace(),
        trueAt: remote.trueAt,
        stored: line?.stored() ?? [],
      }
    },
    async close() {
      stop.abort()
      wake.abort()
      await living
      await preparing?.done
      await sending
      await lines.close()
    },
  }
}
