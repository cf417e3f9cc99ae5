/**
 * A title version: one edit of a project or of an episode, in one language.
 */
import { z } from 'zod'
import { idSchema } from '../../../../shared/model/primitives.ts'
import { titleVersionSchema } from '../../../../shared/model/project.ts'
import type { EntityDefinition } from './definition.ts'
import { columnOf, madeOf, moment, REMOVED, rowEntity } from './rows.ts'

const { edit, language, name } = titleVersionSchema.shape

export const titleVersion: EntityDefinition = {
  ...rowEntity('title version', {
    table: 'title_version',
    clocked: true,
    columns: { edit: 'plain', language: 'plain', name: 'plain', removed: 'flag' },
    made: {
      projectId: 'project_id',
      episodeId: 'episode_id',
      edit: 'edit',
      language: 'language',
      name: 'name',
      createdAt: 'created_at',
    },
    refers: { projectId: 'project', episodeId: 'episode' },
  }),
  id: 'titleVersion',
  topics: ['project'],
  ofLibrary: true,
  idForm: idSchema,
  fields: {
    new: madeOf(
      z.object({ projectId: idSchema, episodeId: idSchema.nullable(), edit, language, name, createdAt: moment }),
    ),
    edit: { rule: 'last', label: 'Edit', schema: edit },
    language: { rule: 'last', label: 'Language', schema: language },
    name: { rule: 'last', label: 'Name', schema: name },
    removed: REMOVED,
  },
  nameOf: (db, titleId) => {
    const known = columnOf(db, 'title_version', 'edit', titleId)
    return known === undefined ? undefined : `${known}, ${columnOf(db, 'title_version', 'language', titleId)!}`
  },
}
