/**
 * Devices of one library on one network: each gives out its own journal, and takes that of whoever says that it has
 * something new. It needs no line to the world; whatever comes this way comes by the remote too, and is known then.
 */
import { isRushesError, type RushesError } from '../../../../shared/model/errors.ts'
import type { EngineContext } from '../../context.ts'
import { enableChangeTracking } from '../../db/sync/export-records.ts'
import { deviceRow } from '../../db/sync/journal.ts'
import { cutSegment } from '../journal/cut.ts'
import { JournalSync } from '../journal/journal-sync.ts'
import type { Hint } from '../live/hint.ts'
import { envelopeOf, type Envelope } from './envelope.ts'
import type { NearbyKeys } from './keys.ts'
import { neighbourStore } from './neighbour-store.ts'
import { ownJournal } from './own-journal.ts'
import { serveNearby, type NearbyServer } from './serve.ts'

/** What is said in one go is given out in one go, ms. */
const GATHER_MS = 300
/** Beacons come every half minute; who was not heard for two of them is gone. */
const NEAR_MS = 75_000
/** So many neighbours are known at a time: beyond that, hints are somebody's noise. */
const MAX_NEIGHBOURS = 200

interface NearbyDeps {
  readonly context: EngineContext
  readonly keys: NearbyKeys
  readonly libraryId: () => string
  /** Whether a person allows it. */
  readonly isOn: () => boolean
  /** Tells the network that this device's journal goes up to here. */
  readonly tell: (seq: number) => void
  /** Changes came. */
  readonly pulled: (assetIds: readonly string[]) => void
  readonly pullsInTurn: <T>(work: () => Promise<T>) => Promise<T>
  readonly restart: (why: RushesError) => void
}

export interface Nearby {
  /** Where neighbours are given the journal; undefined while it is not. */
  port(): number | undefined
  /** Another device of this library says up to where its journal goes. */
  heard(hint: Hint, address: string | null): void
  /** Something was said or made here. */
  said(): void
  /** The settings or the keys may be others now. */
  renew(): void
  isNear(device: string): boolean
  close(): Promise<void>
}

interface Neighbour {
  readonly at: string
  readonly journal: JournalSync
  heardAt: number
  pulling: boolean
  again: boolean
  /** What it said last, and where it was heard: it may have another address by now. */
  latest: readonly [Hint, string]
}

/** Begins when it may. */
export function createNearby(deps: NearbyDeps): Nearby {
  const { context, keys } = deps
  const stop = new AbortController()
  const neighbours = new Map<string, Neighbour>()
  let server: NearbyServer | undefined
  let turn: Promise<void> = Promise.resolve()
  let gather: NodeJS.Timeout | undefined
  const warn = (error: unknown, what: string): void => {
    if (!stop.signal.aborted) context.log.warn({ err: error }, what)
  }

  const envelopes = (): Envelope[] => keys.all().map((key) => envelopeOf(deps.libraryId(), key))

  async function align(): Promise<void> {
    const wanted = deps.isOn() && keys.all().length > 0 && !stop.signal.aborted
    if (wanted && server === undefined) {
      server = await serveNearby(ownJournal(context), envelopes)
      await giveOut()
    } else if (!wanted && server !== undefined) {
      const was = server
      server = undefined
      await was.close()
    }
  }

  /** Cuts what was said into segments, which lie here ready for every remote, and tells of them. */
  async function giveOut(): Promise<void> {
    const { library } = context
    await enableChangeTracking(library.writer)
    while (!stop.signal.aborted && cutSegment(context) > 0)
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    if (!stop.signal.aborted) deps.tell(deviceRow(library.writer, library.deviceId).seq)
  }

  const inTurn = (work: () => Promise<void>): void => {
    turn = turn.then(work).catch((error: unknown) => {
      warn(error, 'the journal could not be given to neighbours')
    })
  }

  async function pull(device: string, neighbour: Neighbour): Promise<void> {
    neighbour.pulling = true
    try {
      do {
        neighbour.again = false
        const { changes, assetIds } = await deps.pullsInTurn(() => neighbour.journal.pull(stop.signal))
        if (changes > 0) deps.pulled(assetIds)
      } while (neighbour.again && !stop.signal.aborted)
    } catch (error) {
      if (!isRushesError(error) || error.code !== 'remote.unreachable')
        return warn(error, 'a neighbour’s journal could not be taken')
      neighbours.delete(device)
      const [hint, address] = neighbour.latest
      if (`${address}:${hint.port}` !== neighbour.at) heard(hint, address)
    } finally {
      neighbour.pulling = false
    }
  }

  function heard(hint: Hint, address: string | null): void {
    const { device, seq, port } = hint
    if (server === undefined || port === undefined || address === null || stop.signal.aborted) return
    let neighbour = neighbours.get(device)
    // An engine is heard on each of its networks: the way that is known stays while it works.
    if (neighbour === undefined || (!neighbour.pulling && context.now() - neighbour.heardAt > NEAR_MS)) {
      if (neighbour === undefined && neighbours.size >= MAX_NEIGHBOURS) return
      const journal = new JournalSync({
        context,
        remoteId: `nearby:${device}`,
        store: neighbourStore(address, port, envelopes()),
        restart: deps.restart,
      })
      neighbour = {
        at: `${address}:${port}`,
        heardAt: 0,
        journal,
        pulling: false,
        again: false,
        latest: [hint, address],
      }
      neighbours.set(device, neighbour)
    }
    neighbour.heardAt = context.now()
    neighbour.latest = [hint, address]
    if (deviceRow(context.library.writer, device).seq >= seq) return
    neighbour.again = true
    if (!neighbour.pulling) void pull(device, neighbour)
  }

  inTurn(align)
  return {
    port: () => server?.port,
    heard,
    said() {
      if (server === undefined || gather !== undefined) return
      gather = setTimeout(() => {
        gather = undefined
        inTurn(giveOut)
      }, GATHER_MS)
      gather.unref()
    },
    renew: () => {
      inTurn(align)
    },
    isNear: (device) => context.now() - (neighbours.get(device)?.heardAt ?? -Infinity) < NEAR_MS,
    async close() {
      stop.abort()
      clearTimeout(gather)
      await turn
      await server?.close()
      server = undefined
    },
  }
}
