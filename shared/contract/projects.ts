/**
 * Projects, their episodes and title versions.
 */
import { z } from 'zod'
import { commandSchema, doneSchema, idSchema } from '../model/primitives.ts'
import {
  episodeChangesSchema,
  episodeSchema,
  projectChangesSchema,
  projectSchema,
  titleChangesSchema,
  titleVersionSchema,
} from '../model/project.ts'
import { command, query } from './base.ts'

/** Null: the project that the library began with. */
const ofProject = z.object({ projectId: idSchema.nullable().default(null) })

export const project = {
  get: query('view').input(ofProject).output(projectSchema),
  /** What is not named stays; null takes a status, a field, a name or a role away. */
  update: command('admin')
    .input(commandSchema.extend({ ...ofProject.shape, changes: projectChangesSchema }))
    .output(projectSchema),
}

export const projects = {
  /** The first one first, then by name. */
  list: query('view').input(z.object({})).output(z.array(projectSchema)),
  create: command('admin')
    .input(commandSchema.extend({ name: projectSchema.shape.name.min(1) }))
    .output(projectSchema),
}

export const episodes = {
  /** By number, as people count. */
  list: query('view').input(ofProject).output(z.array(episodeSchema)),
  create: command('edit')
    .input(
      commandSchema.extend({
        ...ofProject.shape,
        number: episodeSchema.shape.number,
        name: episodeSchema.shape.name.default(''),
      }),
    )
    .output(episodeSchema),
  update: command('edit')
    .input(commandSchema.extend({ id: idSchema, changes: episodeChangesSchema }))
    .output(episodeSchema),
  /** Its title versions stay, and are listed again when it comes back. */
  remove: command('edit')
    .input(commandSchema.extend({ id: idSchema }))
    .output(doneSchema),
}

export const titleVersions = {
  list: query('view').input(ofProject).output(z.array(titleVersionSchema)),
  create: command('edit')
    .input(
      commandSchema.extend({
        ...ofProject.shape,
        episodeId: idSchema.nullable().default(null),
        edit: titleVersionSchema.shape.edit,
        language: titleVersionSchema.shape.language,
        name: titleVersionSchema.shape.name.default(''),
      }),
    )
    .output(titleVersionSchema),
  update: command('edit')
    .input(commandSchema.extend({ id: idSchema, changes: titleChangesSchema }))
    .output(titleVersionSchema),
  remove: command('edit')
    .input(commandSchema.extend({ id: idSchema }))
    .output(doneSchema),
}
