/**
 * Remotes, devices and conflicts in the words of the command line.
 */
import { createHash } from 'node:crypto'
import type { Synced } from '../../../shared/contract/sync.ts'
import { remoteSentence } from '../../../shared/model/remote-words.ts'
import type { Conflict, Device, Load, Remote, RemoteTidied } from '../../../shared/model/sync.ts'
import { clockText } from '../../../shared/util/clock-text.ts'
import { bytesText } from '../output.ts'
import { type Session } from '../session.ts'

export function report({ output }: Session, remote: Remote, synced: Synced): void {
  output.line(
    `${count(synced.sentChanges, 'change')} and ${bytesText(synced.sentBytes)} sent, ${count(synced.gotChanges, 'change')} and ${bytesText(synced.gotBytes)} received${synced.conflicts > 0 ? `, ${synced.conflicts} ${synced.conflicts === 1 ? 'conflict' : 'conflicts'}: rushes conflicts` : ''}.`,
  )
  output.result({ exit: 0, code: 'ok', id: remote.id, synced })
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

export async function conflictsOf({ client }: Session): Promise<number> {
  return (await client.sync.conflicts({})).length
}

export function remoteText(remote: Remote, conflicts: number): string {
  const said = remoteSentence(remote, conflicts, {
    bytes: bytesText,
    moment: (ms) => new Date(ms).toTimeString().slice(0, 5),
  })
  return [
    remote.url,
    said,
    remote.encrypted ? 'encrypted' : 'not encrypted',
    `to send: ${loadText(remote.outgoing)}`,
  ].join('  ')
}

export function tidiedText({ planned, removed, waits }: RemoteTidied, dryRun: boolean): string[] {
  const there = (what: RemoteTidied['planned']): boolean => what.packs + what.manifests > 0
  const amount = (what: RemoteTidied['planned']): string =>
    `${bytesText(what.bytes)} in ${count(what.packs, 'pack')} and ${count(what.manifests, 'manifest')}`
  return [
    ...(there(removed) ? [`${amount(removed)} ${dryRun ? 'would be removed now' : 'removed'}.`] : []),
    ...(there(planned)
      ? [
          `${amount(planned)} that nobody needs ${dryRun ? 'found' : 'found; they can be deleted a day from now at the earliest'}.`,
        ]
      : []),
    ...(waits === null ? [] : [waits]),
    ...(!there(removed) && !there(planned) && waits === null ? ['Everything there is needed.'] : []),
  ]
}

function loadText(loads: readonly Load[]): string {
  const due = loads.filter((load) => load.items > 0)
  return due.length === 0
    ? 'nothing'
    : due.map((load) => `${load.items} ${load.cargo} ${bytesText(load.bytes)}`).join(', ')
}

/** Short, and the same as long as the conflict stands: choosing one moves no other. */
export function conflictId({ entity, entityId, field }: Conflict): string {
  return createHash('sha256').update(`${entity}\n${entityId}\n${field}`).digest('hex').slice(0, 8)
}

export function conflictText(conflict: Conflict): string[] {
  return [
    `${conflictId(conflict)}  ${conflict.name}  ${conflict.label}`,
    ...conflict.sides.map(
      (side) =>
        `   ${side.shown ? '▸' : ' '} ${side.text}  ${side.author === '' ? side.device : `${side.author} on ${side.device}`}, ${new Date(side.at).toISOString().slice(0, 16).replace('T', ' ')}  ${side.clock}`,
    ),
  ]
}

export function deviceText(device: Device): string {
  return [
    device.name,
    device.own
      ? 'this one'
      : device.nearby
        ? 'nearby'
        : device.lastSeenAt === null
          ? 'never seen'
          : `seen ${new Date(device.lastSeenAt).toISOString().slice(0, 16).replace('T', ' ')}`,
    count(device.changes, 'change'),
    ...(device.clockAheadMs === null ? [] : [`its clock is ${clockText(device.clockAheadMs)} ahead`]),
    ...(device.retired ? ['silent for long: it joins anew'] : []),
  ].join('  ')
}
