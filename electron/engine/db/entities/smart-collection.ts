/**
 * A smart collection: a search with a name. And a folder of collections of any kind.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import type { EntityDefinition } from './definition.ts'
import { columnOf, madeOf, moment, REMOVED, rowEntity } from './rows.ts'
import { SHELVED } from './shelved.ts'

const name = z.string().max(1000)
/** As a whole: a query of one language is never read as one of another. */
const search = z.object({ text: z.string().max(2000), language: z.number().int().min(1) })
const columns = { name: 'plain', removed: 'flag', parent: 'plain', position: 'plain' } as const

export const smartCollection: EntityDefinition = {
  ...rowEntity('smart collection', {
    table: 'smart_collection',
    clocked: true,
    columns: { ...columns, search: 'json' },
    made: { name: 'name', search: 'search', createdAt: 'created_at' },
  }),
  id: 'smartCollection',
  topics: ['collections', 'assets'],
  idForm: idSchema,
  fields: {
    new: madeOf(z.object({ name, search, createdAt: moment })),
    name: { rule: 'last', label: 'Name', schema: name },
    search: { rule: 'last', label: 'Search', schema: search },
    removed: REMOVED,
    ...SHELVED,
  },
  nameOf: (db, id) => columnOf(db, 'smart_collection', 'name', id),
  wordsOf: (field, value) => (field === 'search' ? search.parse(value).text : String(value)),
}

export const collectionFolder: EntityDefinition = {
  ...rowEntity('folder of collections', {
    table: 'collection_folder',
    clocked: true,
    columns,
    made: { name: 'name', createdAt: 'created_at' },
  }),
  id: 'collectionFolder',
  topics: ['collections', 'assets'],
  idForm: idSchema,
  fields: {
    new: madeOf(z.object({ name, createdAt: moment })),
    name: { rule: 'last', label: 'Name', schema: name },
    removed: REMOVED,
    ...SHELVED,
  },
  nameOf: (db, id) => columnOf(db, 'collection_folder', 'name', id),
}
