/**
 * What other devices said of entities and fields that this version did not know lies in the cells. After an update that
 * knows them it is shown.
 */
import { statement, type ReadableDb, type WritableDb } from '../core/handles.ts'
import { readValue, writeValue } from '../core/settings.ts'
import type { EntityDefinition } from './definition.ts'
import { entitiesOf } from './registry.ts'

const KEY = 'entities'
/** What every version knew before this was kept, with the same fields. */
const KNOWN_ALWAYS = ['asset', 'note', 'collection', 'volume', 'version']

/**
 * Leaves what the version before did not know to be shown with the next pending. Call it when the library is opened.
 */
export function leaveNewlyKnown(db: WritableDb): void {
  const { all } = entitiesOf(db)
  const fields = Object.fromEntries(all.map((one) => [one.id, fieldsText(one)]))
  const stored = readValue(db, KEY)
  if (stored === JSON.stringify(fields)) return
  const before =
    stored === undefined
      ? Object.fromEntries(KNOWN_ALWAYS.map((id) => [id, fields[id]]))
      : (JSON.parse(stored) as Readonly<Record<string, string | undefined>>)
  db.transaction(() => {
    for (const { id } of all) {
      if (before[id] !== fields[id])
        statement(
          db,
          'INSERT OR IGNORE INTO cell_pending (entity, entity_id) SELECT DISTINCT entity, entity_id FROM cell_head WHERE entity = ?',
        ).run(id)
    }
    writeValue(db, KEY, JSON.stringify(fields))
  })()
}

/** Names what this version knows: it changes when an entity or a field comes. */
export function knownText(db: ReadableDb): string {
  return entitiesOf(db)
    .all.map((one) => `${one.id}(${fieldsText(one)})`)
    .join(' ')
}

/** How many things wait to be shown. */
export function countPending(db: ReadableDb): number {
  return statement<{ count: number }>(db, 'SELECT count(*) AS count FROM cell_pending').get()!.count
}

function fieldsText({ fields, named = [], formVersion = 1 }: EntityDefinition): string {
  return [...Object.keys(fields), ...named.map((one) => one.prefix)]
    .toSorted()
    .concat(formVersion === 1 ? [] : [`v${formVersion}`])
    .join(' ')
}
