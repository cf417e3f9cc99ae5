/**
 * How a remote stands, in one sentence: the same in the window, its side bar, its status bar, and at the command line.
 * Pure.
 */
import type { Load, Remote } from './sync.ts'

export interface Say {
  /** "96 B". */
  readonly bytes: (bytes: number) => string
  /** "17:25", of milliseconds since 1970. */
  readonly moment: (ms: number) => string
}

/**
 * "2 conflicts · Synced 17:25", "96 B waiting because no connected drive has them". Nothing is called synced that is
 * due.
 */
export function remoteSentence(remote: Remote, conflicts: number, say: Say): string {
  return [conflictsText(conflicts), ...stands(remote, say)].filter((part) => part !== null).join(' · ')
}

/** "2 conflicts"; null where there are none. */
export function conflictsText(conflicts: number): string | null {
  return conflicts === 0 ? null : `${conflicts} ${conflicts === 1 ? 'conflict' : 'conflicts'}`
}

/** True when everything that should be there is, and nothing asks for a person. */
export function isSynced(remote: Remote, conflicts: number): boolean {
  return remote.state === 'idle' && remote.trueAt !== null && conflicts === 0 && remote.held.length === 0
}

function stands(remote: Remote, say: Say): (string | null)[] {
  const due = dueText(remote.outgoing, say)
  switch (remote.state) {
    case 'paused':
      return ['Paused', due === null ? null : `${due} waiting`]
    case 'asking':
    case 'failed':
      return [remote.note]
    case 'syncing':
      return ['Syncing', due === null ? null : `${due} to send`]
    case 'waiting':
      return [
        remote.note === null
          ? `${due ?? 'Waiting'}${due === null ? '' : ' waiting'} to sync`
          : isClause(remote.note)
            ? `${due ?? 'Something'} waiting because ${remote.note}`
            : remote.note,
      ]
    case 'idle':
      return [
        ...remote.held.map((one) => `${say.bytes(one.bytes)} not sent: ${one.reason}`),
        remote.trueAt === null ? 'Waiting to sync' : `Synced ${say.moment(remote.trueAt)}`,
      ]
  }
}

/** Reasons are clauses, failures are sentences that stand alone. */
function isClause(note: string): boolean {
  return !note.endsWith('.')
}

function dueText(loads: readonly Load[], say: Say): string | null {
  const bytes = loads.reduce((sum, load) => sum + load.bytes, 0)
  if (bytes > 0) return say.bytes(bytes)
  const items = loads.reduce((sum, load) => sum + load.items, 0)
  return items === 0 ? null : `${items} ${items === 1 ? 'change' : 'changes'}`
}
