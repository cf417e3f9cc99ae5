/**
 * A line to one remote, as whoever keeps libraries in step needs it: changes in both directions, bytes to it and from
 * it.
 */
import type { RushesError } from '../../../shared/model/errors.ts'
import type { Held, Load, RemoteCheck, RemoteRules, RemoteTidied, Where } from '../../../shared/model/sync.ts'

interface Pulled {
  readonly changes: number
  /** Clips that changed by it; null for many. */
  readonly assetIds: readonly string[] | null
  /** A journal that is damaged holds back its device alone; null where none is. */
  readonly damage: RushesError | null
}

export interface Sent {
  readonly sentBytes: number
  readonly skippedBytes: number
}

/** What of a clip's bytes is at the remote or on its way. */
export type RemoteWhere = Pick<Where, 'original' | 'proxy'>

export interface RemoteConnection {
  /** Brings what others changed, and nothing else: it never waits for bytes. */
  pull(signal: AbortSignal): Promise<Pulled>
  /** Gives out what was changed here. Returns how many changes, and the last segment's number. */
  publish(signal: AbortSignal): Promise<{ readonly changes: number; readonly seq: number }>
  /** Puts what is due by these rules into the outbox. `news`: derivatives were read that others may be told of. */
  gather(rules: RemoteRules, signal: AbortSignal): Promise<{ readonly news: boolean }>
  /** Fetches the pictures that others made. Returns their bytes. */
  receive(signal: AbortSignal): Promise<number>
  /** What of the bytes there is damaged, as the last round found it: it is left out, and all else goes on. */
  damage(): RushesError | null
  /** What waits in the outbox, and what is there. */
  due(): Load[]
  stored(): Load[]
  /** What can't be sent, by reason. */
  held(limit: number): Held[]
  /** Changes that were made here and not given out yet. */
  unpublished(): number
  /** Sends what is due; ends when nothing is, or when the signal says so. `moved` is called as bytes go. */
  send(
    rules: RemoteRules,
    signal: AbortSignal,
    moved: (bytesPerSecond: number | null, secondsLeft: number | null) => void,
  ): Promise<Sent>
  setRate(bytesPerSecond: number | null): void
  where(assetIds: readonly string[]): ReadonlyMap<string, RemoteWhere>
  fetch(
    assetId: string,
    what: 'original' | 'proxy',
    to: string | null,
    signal: AbortSignal,
    got: (bytes: number, of: number) => void,
    paramsHash?: string,
  ): Promise<{ readonly path: string; readonly bytes: number }>
  verify(depth: 'sizes' | 'sample' | 'full', repair: boolean, signal: AbortSignal): Promise<RemoteCheck>
  /** Housekeeping of journals that is due: checkpoints, old segments. Seldom does anything. */
  tidy(signal: AbortSignal): Promise<void>
  /** Housekeeping of bytes that is due. Never while bytes are sent. */
  tidyBytes(signal: AbortSignal): Promise<void>
  /** Looks now for bytes that nobody needs. `dryRun` changes nothing. */
  tidyStorage(dryRun: boolean, signal: AbortSignal): Promise<RemoteTidied>
  close(): Promise<void>
}
