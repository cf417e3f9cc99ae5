/**
 * An episode of a project.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import { episodeSchema } from '../../../../shared/model/project.ts'
import type { EntityDefinition } from './definition.ts'
import { columnOf, madeOf, moment, REMOVED, rowEntity } from './rows.ts'

const { number, name } = episodeSchema.shape

export const episode: EntityDefinition = {
  ...rowEntity('episode', {
    table: 'episode',
    clocked: true,
    columns: { number: 'plain', name: 'plain', removed: 'flag' },
    made: { projectId: 'project_id', number: 'number', name: 'name', createdAt: 'created_at' },
    refers: { projectId: 'project' },
  }),
  id: 'episode',
  topics: ['project'],
  ofLibrary: true,
  idForm: idSchema,
  fields: {
    new: madeOf(z.object({ projectId: idSchema, number, name, createdAt: moment })),
    number: { rule: 'last', label: 'Number', schema: number },
    name: { rule: 'last', label: 'Name', schema: name },
    removed: REMOVED,
  },
  nameOf: (db, id) => {
    const known = columnOf(db, 'episode', 'number', id)
    return known === undefined ? undefined : `Episode ${known}`
  },
}
