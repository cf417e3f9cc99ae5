/**
 * Pins of clips and presets of offloads become entities of the journal, and projects, episodes and title versions come.
 * What is here of them is said by this device. The first shooting day and the numbers of days were settings of one
 * device; they are said of the library's first project from here on, so that all devices count alike.
 */
import { presetSchema } from '../../../../shared/model/presets.ts'
import type { Change, Json } from '../entities/definition.ts'
import { takeOver } from '../entities/take-over.ts'
import { makeFirstProject } from '../entities/first-project.ts'
import { statement, type WritableDb } from '../core/handles.ts'
import { readValue, writeValue } from '../core/settings.ts'

const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`
/** Which fields, never what they hold. Days were a setting, and whoever follows settings is told as before. */
const told = (name: string, on: string, row: string, field: string, setting: string): string => `
CREATE TRIGGER event_project_${name} AFTER ${on} BEGIN
  INSERT INTO event (kind, at, data) VALUES ('project.changed', ${NOW}, json_object('id', ${row}, 'fields', json_array(${field})));
  INSERT INTO event (kind, at, data) SELECT 'settings.changed', ${NOW}, json_object('keys', json_array(setting)) FROM (SELECT ${setting} AS setting)
    WHERE setting IS NOT NULL AND ${row} = (SELECT value FROM library WHERE key = 'first-project');
END;`
const item = (row: string): string => `CASE WHEN ${row}.field LIKE 'day:%' THEN 'dayNumbers' END`
const column = (name: string, field: string, setting: string): string =>
  told(name, `UPDATE OF ${name} ON project WHEN NEW.${name} IS NOT OLD.${name}`, 'NEW.id', `'${field}'`, setting)

export const entities = {
  number: 260,
  name: 'entities',
  sql: `
CREATE TABLE project (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  first_day TEXT,
  -- {num, den, dropFrame} as JSON.
  sound_rate TEXT,
  removed INTEGER NOT NULL DEFAULT 0,
  clock TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What a project has several of: day:<day>, status:<key>, field:<key>, naming:<thing>, role:<key>, each as JSON.
CREATE TABLE project_item (
  project_id TEXT NOT NULL REFERENCES project(id) ON UPDATE CASCADE,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (project_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE episode (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES project(id) ON UPDATE CASCADE,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  removed INTEGER NOT NULL,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX episode_project ON episode (project_id);

CREATE TABLE title_version (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES project(id) ON UPDATE CASCADE,
  episode_id TEXT REFERENCES episode(id),
  edit TEXT NOT NULL,
  language TEXT NOT NULL,
  name TEXT NOT NULL,
  removed INTEGER NOT NULL,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX title_version_project ON title_version (project_id);
CREATE INDEX title_version_episode ON title_version (episode_id);
${column('name', 'name', 'NULL')}
${column('first_day', 'firstDay', `'firstDay'`)}
${column('sound_rate', 'soundRate', 'NULL')}
${column('removed', 'removed', 'NULL')}
${told('item_new', 'INSERT ON project_item', 'NEW.project_id', 'NEW.field', item('NEW'))}
${told('item', 'UPDATE OF value ON project_item WHEN NEW.value <> OLD.value', 'NEW.project_id', 'NEW.field', item('NEW'))}
${told('item_gone', 'DELETE ON project_item', 'OLD.project_id', 'OLD.field', item('OLD'))}
`,
  after: (db: WritableDb): void => {
    takePinsAndPresets(db)
    takeDayNumbers(db)
  },
} as const

/** No command of a person: there is nothing to undo. */
const SOURCE = 'migration-260'

function takePinsAndPresets(db: WritableDb): void {
  const pins = statement<{ id: string }>(db, 'SELECT asset_id AS id FROM pinned_asset ORDER BY asset_id')
    .all()
    .map(({ id }): Change => ({ entity: 'pin', entityId: id, field: 'pinned', value: true }))
  const presets = statement<{ key: string; body: string }>(db, 'SELECT key, body FROM preset ORDER BY key')
    .all()
    .map(({ key, body }): Change => ({ entity: 'preset', entityId: key, field: 'preset', value: whole(body) }))
  takeOver(db, SOURCE, [...pins, ...presets], Date.now())
}

/** Older versions left out what they did not know: two devices with the same preset must not differ by that. */
function whole(body: string): Json {
  const value = JSON.parse(body) as Json
  return presetSchema.safeParse(value).data ?? value
}

function takeDayNumbers(db: WritableDb): void {
  const libraryId = readValue(db, 'library-id')
  // A library that is new gets its project when it gets its id.
  if (libraryId === undefined) return
  const id = makeFirstProject(db, libraryId)
  const settings = JSON.parse(readValue(db, 'settings') ?? '{}') as {
    firstDay?: string | null
    dayNumbers?: Readonly<Record<string, number>>
  }
  const { firstDay = null, dayNumbers = {}, ...others } = settings
  const said = [
    ...(firstDay === null ? [] : [['firstDay', firstDay] as const]),
    ...Object.entries(dayNumbers).map(([day, number]) => [`day:${day}`, number] as const),
  ]
  if (firstDay !== null) statement(db, 'UPDATE project SET first_day = ? WHERE id = ?').run(firstDay, id)
  for (const [day, number] of Object.entries(dayNumbers))
    statement(db, 'INSERT INTO project_item (project_id, field, value) VALUES (?, ?, ?)').run(
      id,
      `day:${day}`,
      JSON.stringify(number),
    )
  takeOver(
    db,
    SOURCE,
    said.map(([field, value]): Change => ({ entity: 'project', entityId: id, field, value: value as Json })),
    Date.now(),
  )
  if ('firstDay' in settings || 'dayNumbers' in settings) writeValue(db, 'settings', JSON.stringify(others))
}
