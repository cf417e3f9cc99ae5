/**
 * Hints as the settings allow them: the beacon on the local network, a message server, both, or none. What can't be
 * opened costs half a minute a change, and is tried again when the settings change.
 */
import { createHmac } from 'node:crypto'
import type { Settings } from '../../../../shared/model/work.ts'
import type { Logger } from '../../log.ts'
import type { Hint, HintChannel, OnHint } from './hint.ts'
import { openBeacon } from './lan-beacon.ts'
import { openNats } from './nats.ts'

interface HintsDeps {
  readonly settings: () => Pick<Settings, 'nearby' | 'messageServer'>
  readonly libraryId: () => string
  readonly deviceId: string
  readonly log: Logger
  /**
   * Another device of this library has something new. `address` is where it was heard from; null where it came by a
   * server.
   */
  readonly heard: (hint: Hint, address: string | null) => void
  /** Where neighbours are given journals; told on the local network alone. */
  readonly port: () => number | undefined
}

export interface Hints {
  /** Something was published up to this segment. */
  tell(seq: number): void
  /** The settings may be others now. */
  renew(): void
  close(): Promise<void>
}

const BEACON = 'beacon'

/** A tag of the library that says nothing of it to those who don't share it. */
function libraryTag(libraryId: string): string {
  return createHmac('sha256', libraryId).update('rushes hints').digest('hex').slice(0, 32)
}

/** Opens what the settings allow. */
export function createHints(deps: HintsDeps): Hints {
  const open = new Map<string, HintChannel>()
  let turn: Promise<void> = Promise.resolve()
  const onHint: OnHint = (hint, address) => {
    if (hint.library === libraryTag(deps.libraryId()) && hint.device !== deps.deviceId) deps.heard(hint, address)
  }
  /** What was told last, for channels that open later. */
  let last: number | undefined
  const hintFor = (channel: string, seq: number): Hint => {
    const port = channel === BEACON ? deps.port() : undefined
    return {
      v: 1,
      library: libraryTag(deps.libraryId()),
      device: deps.deviceId,
      seq,
      ...(port !== undefined && { port }),
    }
  }
  const failed = (error: unknown, what: string): void => {
    deps.log.warn({ err: error }, what)
  }

  async function align(): Promise<void> {
    const { nearby, messageServer } = deps.settings()
    const wanted = new Map<string, () => Promise<HintChannel>>([
      ...(nearby
        ? [
            [
              BEACON,
              () =>
                openBeacon({
                  onHint,
                  failed: (error) => {
                    failed(error, 'the beacon met an error')
                  },
                }),
            ] as const,
          ]
        : []),
      ...(messageServer === ''
        ? []
        : [
            [
              messageServer,
              () => openNats({ server: messageServer, library: libraryTag(deps.libraryId()), onHint }),
            ] as const,
          ]),
    ])
    for (const [name, channel] of open) {
      if (wanted.has(name)) continue
      open.delete(name)
      await channel.close()
    }
    for (const [name, make] of wanted) {
      if (open.has(name)) continue
      try {
        const channel = await make()
        open.set(name, channel)
        if (last !== undefined) channel.tell(hintFor(name, last))
      } catch (error) {
        failed(error, `hints by ${name} are not to be had`)
      }
    }
  }
  const renew = (): void => {
    turn = turn.then(align).catch((error: unknown) => {
      failed(error, 'hints could not be opened')
    })
  }
  renew()
  return {
    renew,
    tell: (seq) => {
      last = seq
      for (const [name, channel] of open) channel.tell(hintFor(name, seq))
    },
    close: async () => {
      await turn
      await Promise.all([...open.values()].map((channel) => channel.close()))
    },
  }
}
