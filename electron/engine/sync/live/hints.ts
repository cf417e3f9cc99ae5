/**
 * Hints as the settings allow them: the beacon on the local network, a message server, both, or none. What can't be opened costs
 * half a minute a change, and is tried again when the settings change.
 */
import { createHmac } from 'node:crypto'
import type { Settings } from '../../../../shared/model/work.ts'
import type { Logger } from '../../log.ts'
import type { Hint, HintChannel, OnHint } from './hint.ts'
import { openBeacon } from './lan-beacon.ts'
import { openNats } from './nats.ts'

export interface HintsDeps {
  readonly settings: () => Pick<Settings, 'nearby' | 'messageServer'>
  readonly libraryId: () => string
  readonly deviceId: string
  readonly log: Logger
  /** Another device of this library has something new. */
  readonly heard: () => void
}

export interface Hints {
  /** Something was published up to this segment. */
  tell(seq: number): void
  /** The settings may be others now. */
  renew(): void
  close(): Promise<void>
}

/** A tag of the library that says nothing of it to those who don't share it. */
export function libraryTag(libraryId: string): string {
  return createHmac('sha256', libraryId).update('rushes hints').digest('hex').slice(0, 32)
}

/** Opens what the settings allow. */
export function createHints(deps: HintsDeps): Hints {
  const open = new Map<string, HintChannel>()
  let turn: Promise<void> = Promise.resolve()
  const onHint: OnHint = (hint) => {
    if (hint.library === libraryTag(deps.libraryId()) && hint.device !== deps.deviceId) deps.heard()
  }
  const failed = (error: unknown, what: string): void => { deps.log.warn({ err: error }, what) }

  async function align(): Promise<void> {
    const { nearby, messageServer } = deps.settings()
    const wanted = new Map<string, () => Promise<HintChannel>>([
      ...nearby ? [['beacon', () => openBeacon({ onHint, failed: (error) => { failed(error, 'the beacon met an error') } })] as const] : [],
      ...messageServer === '' ? [] : [[messageServer, () => openNats({ server: messageServer, library: libraryTag(deps.libraryId()), onHint })] as const],
    ])
    for (const [name, channel] of open) {
      if (wanted.has(name)) continue
      open.delete(name)
      await channel.close()
    }
    for (const [name, make] of wanted) {
      if (open.has(name)) continue
      try {
        open.set(name, await make())
      } catch (error) {
        failed(error, `hints by ${name} are not to be had`)
      }
    }
  }
  const renew = (): void => { turn = turn.then(align).catch((error: unknown) => { failed(error, 'hints could not be opened') }) }
  renew()
  return {
    renew,
    tell: (seq) => {
      const hint: Hint = { v: 1, library: libraryTag(deps.libraryId()), device: deps.deviceId, seq }
      for (const channel of open.values()) channel.tell(hint)
    },
    close: async () => {
      await turn
      await Promise.all([...open.values()].map((channel) => channel.close()))
    },
  }
}
