/**
 * A project. Its statuses, custom fields, names, roles and numbers of days are fields of their own, so that two people
 * who each add one have both. The project that a library began with is not made by anybody: every device derives it
 * from the library's id.
 */
import { z } from 'zod'
import {
  customFieldSchema,
  dayNumberSchema,
  KEY_FORM,
  NAMED_THINGS,
  projectSchema,
  roleSchema,
  soundRateSchema,
  statusSchema,
} from '../../../../shared/model/project.ts'
import { nameTemplateSchema } from '../../../../shared/model/presets.ts'
import { daySchema, idSchema } from '../../../../shared/model/primitives.ts'
import { isRushesError } from '../../../../shared/model/errors.ts'
import { isDay } from '../../domain/shooting-day.ts'
import { parseTemplate } from '../../domain/naming/template.ts'
import type { FieldForm } from '../../domain/replica/form.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import type { Change, EntityDefinition, Json } from './definition.ts'
import { columnOf, hasRow, madeOf, moment, notHere, REMOVED, rowEntity } from './rows.ts'

const name = projectSchema.shape.name
const row = rowEntity('project', {
  table: 'project',
  clocked: true,
  columns: { name: 'plain', firstDay: 'plain', soundRate: 'json', removed: 'flag' },
  made: { name: 'name', createdAt: 'created_at' },
})

const one = (prefix: string, label: string, schema: z.ZodType, names: RegExp = KEY_FORM) => ({
  prefix,
  names,
  rule: 'last' as const,
  label,
  schema: schema.nullable(),
})
const DAY = 'day:'
const NAMING = 'naming:'
const last = (label: string, schema: z.ZodType): FieldForm => ({ rule: 'last', label, schema })

export const project: EntityDefinition = {
  ...row,
  id: 'project',
  topics: ['project'],
  ofLibrary: true,
  idForm: idSchema,
  fields: {
    new: madeOf(z.object({ name, createdAt: moment })),
    removed: REMOVED,
    name: last('Name', name),
    firstDay: last('First shooting day', daySchema.refine(isDay).nullable()),
    soundRate: last('Frame rate of sound', soundRateSchema.nullable()),
  },
  named: [
    one(DAY, 'Day number', dayNumberSchema, /^\d{4}-\d{2}-\d{2}$/),
    one('status:', 'Status', statusSchema),
    one('field:', 'Custom field', customFieldSchema),
    one(NAMING, 'Naming', nameTemplateSchema, new RegExp(`^(?:${NAMED_THINGS.join('|')})$`)),
    one('role:', 'Role', roleSchema),
  ],
  accepts: (_id, field, value) =>
    value === null ||
    (field.startsWith(DAY) ? isDay(field.slice(DAY.length)) : !field.startsWith(NAMING) || isTemplate(value)),
  apply: (db, change, clock) => (change.field.includes(':') ? applyItem(db, change) : row.apply(db, change, clock)),
  nameOf: (db, id) => columnOf(db, 'project', 'name', id),
  wordsOf: (_field, value) => words(value),
}

/** True for a template that a person here could save: none that leads elsewhere. */
function isTemplate(value: Json): boolean {
  try {
    parseTemplate(String(value))
    return true
  } catch (error) {
    if (isRushesError(error)) return false
    throw error
  }
}

/** One of a set of the project; null takes it away. */
function applyItem(db: WritableDb, { entityId, field, value }: Change): Json {
  if (!hasRow(db, 'project', entityId)) throw notHere('project')
  const before = statement<{ value: string }>(
    db,
    'SELECT value FROM project_item WHERE project_id = ? AND field = ?',
  ).get(entityId, field)
  if (value === null || value === undefined)
    statement(db, 'DELETE FROM project_item WHERE project_id = ? AND field = ?').run(entityId, field)
  else {
    statement(
      db,
      'INSERT INTO project_item (project_id, field, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ).run(entityId, field, JSON.stringify(value))
  }
  return before === undefined ? null : (JSON.parse(before.value) as Json)
}

/** A value of several parts, as one line. */
function words(value: Json): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return String(value)
  return Object.entries(value)
    .filter(([key]) => key !== 'order')
    .map(([key, part]) =>
      key === 'name' ? String(part) : `${key} ${Array.isArray(part) ? part.join(', ') || 'none' : String(part)}`,
    )
    .join('; ')
}
