/**
 * What is to go and what is there, as people say it. Pure.
 */
import { TRANSFER_CLASSES, type TransferClass, type Load, type Remote } from '../../../shared/model/sync.ts'
import { conflictsText, isSynced, remoteSentence, type Say } from '../../../shared/model/remote-words.ts'
import type { MarkName } from '../../ui/index.ts'
import { bytesText, countText, momentText, speedText, timeLeftText } from '../../ui/words.ts'

const NAMES: Readonly<Record<TransferClass, readonly [string, string]>> = {
  metadata: ['change', 'changes'],
  posters: ['poster', 'posters'],
  proxies: ['proxy', 'proxies'],
  documents: ['document', 'documents'],
  originals: ['original', 'originals'],
}

/** "12 proxies, 1.2 GB": one kind of load. */
export function loadText({ cargo, items, bytes }: Load): string {
  const [one, many] = NAMES[cargo]
  return bytes === 0 ? countText(items, one, many) : `${countText(items, one, many)}, ${bytesText(bytes)}`
}

/** Those of them that are something, in the order in which they go. */
export function realLoads(loads: readonly Load[]): Load[] {
  return loads
    .filter((load) => load.items > 0)
    .toSorted((a, b) => TRANSFER_CLASSES.indexOf(a.cargo) - TRANSFER_CLASSES.indexOf(b.cargo))
}

/** Bytes of all of them. */
export function bytesOf(loads: readonly Load[]): number {
  return loads.reduce((sum, load) => sum + load.bytes, 0)
}

const sayAt = (now: Date): Say => ({ bytes: bytesText, moment: (ms) => momentText(ms, now) })

/** How a remote stands, in one sentence. */
export function remoteText(remote: Remote, conflicts: number, now: Date): string {
  return remoteSentence(remote, conflicts, sayAt(now))
}

/** How a remote stands: a mark and a sentence; with its speed while bytes go. */
export function remoteMark(
  remote: Remote,
  conflicts: number,
  now: Date,
): { readonly mark: MarkName; readonly text: string } {
  const pace =
    remote.state !== 'syncing'
      ? []
      : [remote.bytesPerSecond === null ? null : speedText(remote.bytesPerSecond), timeLeftText(remote.secondsLeft)]
  const text = [remoteText(remote, conflicts, now), ...pace].filter(Boolean).join(' · ')
  const mark =
    remote.state === 'failed'
      ? 'failed'
      : remote.state === 'asking' || conflicts > 0 || remote.held.length > 0
        ? 'attention'
        : isSynced(remote, conflicts)
          ? 'verified'
          : remote.state === 'syncing' || remote.state === 'idle'
            ? 'copied'
            : 'unknown'
  return { mark, text }
}

/** The place without its scheme and parameters: "crew-bucket/show", "/mnt/shuttle/show". */
export function placeName(url: string): string {
  const plain = url.replace(/^(s3|file):\/\//, '').replace(/\?.*$/, '')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

/** How a remote stands where there is room for two words: "2 conflicts", "96 B waiting", "Synced 17:25". */
export function placeWord(remote: Remote, conflicts: number, now: Date): string {
  const left = bytesOf(remote.outgoing)
  const due = left > 0 ? bytesText(left) : null
  if (remote.state === 'asking') return 'Needs keys'
  if (remote.state === 'failed') return remote.partly === true ? 'Partly synced' : 'Failed'
  if (remote.state === 'paused') return 'Paused'
  const conflicted = conflictsText(conflicts)
  if (conflicted !== null) return conflicted
  if (remote.state === 'syncing') return 'Syncing'
  if (remote.state === 'waiting') return due === null ? 'Waiting' : `${due} waiting`
  return remote.trueAt === null ? 'Waiting to sync' : `Synced ${momentText(remote.trueAt, now)}`
}
