/**
 * Projects, episodes and title versions as they stand.
 */
import {
  projectSchema,
  type Episode,
  type Project,
  type ProjectChanges,
  type SoundRate,
  type TitleVersion,
} from '../../../../shared/model/project.ts'
import type { DayNumbering } from '../../../../shared/util/day-number.ts'
import type { Change, Json } from './changes.ts'
import { firstProjectId } from './first-project.ts'
import { statement, type ReadableDb } from '../core/handles.ts'

interface ProjectRow {
  id: string
  name: string
  firstDay: string | null
  soundRate: string | null
}

const PROJECT = 'SELECT id, name, first_day AS firstDay, sound_rate AS soundRate FROM project'

/** The first one can't be removed, whatever another device says: a library has one. */
const STANDS = `(removed = 0 OR id = (SELECT value FROM library WHERE key = 'first-project'))`

/** A project that was not removed, or undefined. */
export function readProject(db: ReadableDb, id: string): Project | undefined {
  const row = statement<ProjectRow>(db, `${PROJECT} WHERE id = ? AND ${STANDS}`).get(id)
  return row === undefined ? undefined : wholeProject(db, row)
}

/** All of them, the first one first, then by name. */
export function readProjects(db: ReadableDb): Project[] {
  return statement<ProjectRow>(db, `${PROJECT} WHERE ${STANDS} ORDER BY id <> ?, name, id`)
    .all(firstProjectId(db))
    .map((row) => wholeProject(db, row))
}

function wholeProject(db: ReadableDb, { soundRate, ...row }: ProjectRow): Project {
  const items = itemsOf(db, row.id)
  const named = (prefix: string): [string, Json][] =>
    items.filter(([field]) => field.startsWith(prefix)).map(([field, value]) => [field.slice(prefix.length), value])
  const inOrder = (prefix: string) =>
    named(prefix)
      .map(([key, value]) => ({ key, ...(value as { order?: number }) }))
      .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0) || (a.key < b.key ? -1 : 1))
  return projectSchema.parse({
    ...row,
    first: row.id === firstProjectId(db),
    soundRate: soundRate === null ? null : (JSON.parse(soundRate) as unknown),
    dayNumbers: Object.fromEntries(named('day:')),
    statuses: inOrder('status:'),
    customFields: inOrder('field:'),
    naming: Object.fromEntries(named('naming:')),
    roles: inOrder('role:'),
  })
}

function itemsOf(db: ReadableDb, projectId: string): [string, Json][] {
  return statement<{ field: string; value: string }>(
    db,
    'SELECT field, value FROM project_item WHERE project_id = ? ORDER BY field',
  )
    .all(projectId)
    .map(({ field, value }) => [field, JSON.parse(value) as Json])
}

/** How shooting days are numbered: by the library's first project. */
export function readNumbering(db: ReadableDb): DayNumbering {
  const id = firstProjectId(db)
  const rows = statement<{ field: string; value: number }>(
    db,
    `SELECT field, value ->> '$' AS value FROM project_item WHERE project_id = ? AND field >= 'day:' AND field < 'day;'`,
  ).all(id)
  return {
    firstDay:
      statement<{ day: string | null }>(db, 'SELECT first_day AS day FROM project WHERE id = ?').get(id)?.day ?? null,
    dayNumbers: Object.fromEntries(rows.map(({ field, value }) => [field.slice('day:'.length), value])),
  }
}

/** The rate at which the first project counts sound that has no pictures; null where nobody said one. */
export function readSoundRate(db: ReadableDb): SoundRate | null {
  const text =
    statement<{ rate: string | null }>(db, 'SELECT sound_rate AS rate FROM project WHERE id = ?').get(
      firstProjectId(db),
    )?.rate ?? null
  return text === null ? null : (JSON.parse(text) as SoundRate)
}

/** Fields of a set, by their names in the changes. */
const SETS = {
  dayNumbers: 'day:',
  statuses: 'status:',
  customFields: 'field:',
  naming: 'naming:',
  roles: 'role:',
} as const

/** The changes that these wishes are, one a field. */
export function projectChanges(id: string, wishes: ProjectChanges): Change[] {
  const change = (field: string, value: Json): Change => ({ entity: 'project', entityId: id, field, value })
  const { name, firstDay, soundRate, ...sets } = wishes
  return [
    ...Object.entries({ name, firstDay, soundRate }).flatMap(([field, value]) =>
      value === undefined ? [] : [change(field, value)],
    ),
    ...Object.entries(sets).flatMap(([set, values]) =>
      Object.entries(values ?? {}).flatMap(([key, value]) =>
        value === undefined ? [] : [change(`${SETS[set as keyof typeof SETS]}${key}`, value as Json)],
      ),
    ),
  ]
}

/** What makes of one numbering another: days that are not in it any more lose their numbers. */
export function numberingChanges(
  db: ReadableDb,
  wished: {
    readonly firstDay?: string | null | undefined
    readonly dayNumbers?: Readonly<Record<string, number>> | undefined
  },
): Change[] {
  const now = readNumbering(db)
  const days =
    wished.dayNumbers === undefined
      ? []
      : [...new Set([...Object.keys(now.dayNumbers), ...Object.keys(wished.dayNumbers)])].filter(
          (day) => now.dayNumbers[day] !== wished.dayNumbers![day],
        )
  return projectChanges(firstProjectId(db), {
    ...(wished.firstDay !== undefined && wished.firstDay !== now.firstDay && { firstDay: wished.firstDay }),
    dayNumbers: Object.fromEntries(days.map((day) => [day, wished.dayNumbers![day] ?? null])),
  })
}

const EPISODE = 'SELECT id, project_id AS projectId, number, name FROM episode'

/** The episodes of a project, by number as people count. */
export function readEpisodes(db: ReadableDb, projectId: string): Episode[] {
  return statement<Episode>(db, `${EPISODE} WHERE project_id = ? AND removed = 0 ORDER BY id`)
    .all(projectId)
    .toSorted((a, b) => a.number.localeCompare(b.number, 'en', { numeric: true }))
}

/** One that was not removed, or undefined. */
export function readEpisode(db: ReadableDb, id: string): Episode | undefined {
  return statement<Episode>(db, `${EPISODE} WHERE id = ? AND removed = 0`).get(id)
}

const TITLE = `SELECT t.id, t.project_id AS projectId, t.episode_id AS episodeId, t.edit, t.language, t.name FROM title_version t
  LEFT JOIN episode e ON e.id = t.episode_id WHERE t.removed = 0 AND coalesce(e.removed, 0) = 0`

/** The title versions of a project and of its episodes. */
export function readTitleVersions(db: ReadableDb, projectId: string): TitleVersion[] {
  return statement<TitleVersion>(
    db,
    `${TITLE} AND t.project_id = ? ORDER BY t.episode_id IS NOT NULL, t.episode_id, t.edit, t.language, t.id`,
  ).all(projectId)
}

/** One that was not removed, nor its episode, or undefined. */
export function readTitleVersion(db: ReadableDb, id: string): TitleVersion | undefined {
  return statement<TitleVersion>(db, `${TITLE} AND t.id = ?`).get(id)
}
