/**
 * What people said differently while apart, as they see it; and how it is settled.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { Conflict, Device } from '../../../shared/model/sync.ts'
import { cellsOfSeveral, readCellOf } from '../db/entities/cells.ts'
import type { Change, Json } from '../db/entities/changes.ts'
import { entitiesOf } from '../db/entities/registry.ts'
import { aboutOf } from '../db/entities/entity-names.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { readDevices } from '../db/sync/journal.ts'
import { deviceOf, momentOf } from '../domain/replica/op.ts'
import { formOf, ruleOf, shownValue } from '../domain/replica/form.ts'
import { readCell } from '../domain/replica/reading.ts'

const MOST = 500
/** Letters of a device's id that tell it from others. Its end: ids that were made at one time begin alike. */
const SHORT_ID = 6

/** Conflicts, at most 500 of them. */
export function readConflicts(db: ReadableDb): Conflict[] {
  const devices = new Map(readDevices(db).map((device) => [device.device, device]))
  return cellsOfSeveral(db, MOST * 4)
    .flatMap(({ entity, id, field }): Conflict[] => {
      const definition = entitiesOf(db).find(entity)
      const form = formOf(definition, field)
      const cell = readCellOf(db, entity, id, field)
      const heads = cell.heads.filter(
        (head) => head.value === undefined || shownValue(definition, id, field, head.value) !== undefined,
      )
      const { conflict } = readCell(ruleOf(definition, field), { ...cell, heads })
      if (conflict.length === 0) return []
      const about = aboutOf(db, entity, id)
      const called = deviceNames(
        conflict.map((head) => {
          const device = deviceOf(head.clock)
          return {
            id: device,
            name: devices.get(device)?.name ?? 'another device',
            author: devices.get(device)?.author ?? '',
          }
        }),
      )
      return [
        {
          entity,
          entityId: id,
          field,
          ...about,
          label: form?.label ?? field,
          joins: form?.joins === true,
          sides: conflict.map((head, index) => {
            const device = devices.get(deviceOf(head.clock))
            return {
              clock: head.clock,
              value: (head.value ?? null) as Conflict['sides'][number]['value'],
              text: textOf(head.value, (value) => definition?.wordsOf?.(field, value)),
              author: device?.author ?? '',
              device: called.get(deviceOf(head.clock)) ?? 'another device',
              at: momentOf(head.clock),
              shown: index === conflict.length - 1,
            }
          }),
        },
      ]
    })
    .slice(0, MOST)
}

/**
 * Devices by their names; where author and name are equal, each with the beginning of its id, so that they can be told
 * apart.
 */
function deviceNames(
  devices: readonly { readonly id: string; readonly name: string; readonly author: string }[],
): ReadonlyMap<string, string> {
  return new Map(
    devices.map(({ id, name, author }) => {
      const twins = devices.some((other) => other.id !== id && other.name === name && other.author === author)
      return [id, twins ? `${name} (${id.slice(-SHORT_ID)})` : name]
    }),
  )
}

/** The change that settles one. Throws `not_found` when there is nothing to settle any more. */
export function settlingChange(
  db: ReadableDb,
  asked: { entity: string; entityId: string; field: string; keep: 'both' | { clock: string } },
): Change {
  const { heads } = readCellOf(db, asked.entity, asked.entityId, asked.field)
  const change = (value: Json | undefined): Change => ({
    entity: asked.entity,
    entityId: asked.entityId,
    field: asked.field,
    value,
  })
  const { keep } = asked
  if (keep !== 'both') {
    const head = heads.find((one) => one.clock === keep.clock)
    if (head === undefined) throw new RushesError('not_found', 'This conflict was resolved already. Reload the list.')
    return change(head.value)
  }
  if (formOf(entitiesOf(db).find(asked.entity), asked.field)?.joins !== true)
    throw new RushesError('usage', 'This field holds one value, so only one side can be kept. Choose one of them.')
  const texts = [
    ...new Set(heads.map((head) => head.value).filter((value) => typeof value === 'string' && value !== '')),
  ]
  if (texts.length < 2) throw new RushesError('usage', 'Only texts can be kept both. Choose one of the two.')
  return change(texts.join('\n'))
}

/** Devices that share the library, this one first. */
export function deviceList(
  db: ReadableDb,
  own: { id: string; name: string },
  { now, isNear }: { now: number; isNear: (device: string) => boolean },
): Device[] {
  const rows = readDevices(db)
  const all = rows.some((row) => row.device === own.id)
    ? rows
    : [
        ...rows,
        {
          device: own.id,
          name: own.name,
          author: '',
          seq: 0,
          clock: '',
          tip: '',
          changes: 0,
          aheadMs: null,
          lastSeenAt: null,
        },
      ]
  const named = deviceNames(
    all.map((row) => ({
      id: row.device,
      name: row.name || (row.device === own.id ? own.name : 'A device'),
      author: '',
    })),
  )
  return all
    .map((row): Device => ({
      id: row.device,
      name: named.get(row.device)!,
      own: row.device === own.id,
      lastSeenAt: row.device === own.id ? now : row.lastSeenAt,
      clockAheadMs: row.aheadMs,
      changes: row.changes,
      retired: false,
      nearby: row.device !== own.id && isNear(row.device),
    }))
    .toSorted((a, b) => Number(b.own) - Number(a.own) || (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0))
}

function textOf(value: Json | undefined, words: (value: Json) => string | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return words(value) ?? (typeof value === 'object' ? JSON.stringify(value) : String(value))
}
