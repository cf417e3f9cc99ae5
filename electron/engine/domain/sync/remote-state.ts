/**
 * How a remote stands, derived from what is known: nothing is set to "paused" or "synced", so neither can be untrue.
 * Pure.
 */
import type { ErrorCode } from '../../../../shared/model/errors.ts'
import type { Held, Load, Remote, RemoteRules } from '../../../../shared/model/sync.ts'
import { isOpenHour } from './sync-pace.ts'

export interface RemoteFacts {
  readonly paused: boolean
  /** What went wrong last, until a try went well. */
  readonly trouble: { readonly code: ErrorCode; readonly message: string } | null
  /** Bytes are on their way. */
  readonly sending: boolean
  /** A round is under way in which something is new; looks that find nothing are no news. */
  readonly talking: boolean
  readonly outgoing: readonly Load[]
  readonly held: readonly Held[]
  readonly hours: RemoteRules['hours']
  /** Local hour, 0 to 23. */
  readonly hour: number
}

/** Failures that only a person can end: there is no use in trying again and again. */
const FOR_PEOPLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'remote.denied',
  'remote.foreign',
  'remote.newer',
  'remote.damaged',
])

/** True for a failure after which rounds wait until a person has acted. */
export function needsPerson(code: ErrorCode): boolean {
  return FOR_PEOPLE.has(code)
}

/** The state, and what it waits for or what is wrong, in words. */
export function remoteState({
  paused,
  trouble,
  sending,
  talking,
  outgoing,
  held,
  hours,
  hour,
}: RemoteFacts): Pick<Remote, 'state' | 'note'> {
  // What goes on is told before what was asked for: bytes that still go are not "paused".
  if (paused && !sending) return { state: 'paused', note: null }
  if (trouble !== null && needsPerson(trouble.code))
    return { state: trouble.code === 'remote.denied' ? 'asking' : 'failed', note: trouble.message }
  if (sending || talking) return { state: 'syncing', note: null }
  if (trouble !== null) return { state: 'waiting', note: trouble.message }
  const due = sum(outgoing.filter(({ cargo }) => cargo !== 'metadata'))
  if (sum(outgoing) === 0) return { state: 'idle', note: null }
  const waits = held.filter((one) => one.due)
  if (due > 0 && sum(waits) >= due) return { state: 'waiting', note: waits[0]!.reason }
  if (due > 0 && !isOpenHour(hours, hour))
    return { state: 'waiting', note: `sending is limited to ${hours!.from} to ${hours!.to} h` }
  return { state: 'waiting', note: null }
}

/**
 * A remote with what the catalogue knows to be due there beside what its line tells: a line that is not open yet, or
 * that has not looked since, tells nothing. Nothing is called synced that waits.
 */
export function withUnpublished(remote: Remote, untold: Pick<Load, 'items' | 'bytes'>): Remote {
  if (untold.items === 0) return remote
  const others = remote.outgoing.filter(({ cargo }) => cargo !== 'metadata')
  return {
    ...remote,
    outgoing: [{ cargo: 'metadata', ...untold }, ...others],
    state: remote.state === 'idle' ? 'waiting' : remote.state,
  }
}

function sum(loads: readonly { readonly items: number }[]): number {
  return loads.reduce((all, { items }) => all + items, 0)
}
