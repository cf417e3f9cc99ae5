/**
 * Projects, episodes and title versions as procedures.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { Episode, Project, TitleVersion } from '../../../shared/model/project.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { EngineContext } from '../context.ts'
import type { Change, Json } from '../db/entities/changes.ts'
import { recordedResult } from '../db/entities/commands.ts'
import { ENTITIES } from '../db/entities/all.ts'
import { parseTemplate } from '../domain/naming/template.ts'
import { firstProjectId } from '../db/entities/first-project.ts'
import {
  projectChanges,
  readEpisode,
  readEpisodes,
  readProject,
  readProjects,
  readTitleVersion,
  readTitleVersions,
} from '../db/entities/projects.ts'
import { formOf } from '../domain/replica/form.ts'
import { assertDay } from '../domain/shooting-day.ts'
import { runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

type Entity = 'project' | 'episode' | 'titleVersion'

/** The changes that make a thing. */
function making(entity: Entity, entityId: string, value: Json): Change[] {
  return [
    { entity, entityId, field: 'new', value },
    { entity, entityId, field: 'removed', value: false },
  ]
}

/**
 * Fields of a thing, changed. Whoever changes one wants it: another device that removes it meanwhile doesn't lose these
 * words.
 */
function changing(entity: Entity, entityId: string, fields: Readonly<Record<string, Json | undefined>>): Change[] {
  const changes = Object.entries(fields).flatMap(([field, value]): Change[] =>
    value === undefined ? [] : [{ entity, entityId, field, value }],
  )
  if (changes.length === 0) throw new RushesError('usage', 'Nothing was named to change.')
  return [...changes, { entity, entityId, field: 'removed', value: false }]
}

function here<T>(found: T | undefined, noun: string): T {
  if (found === undefined)
    throw new RushesError('not_found', `That ${noun} is not in this library. Reload the list and try again.`)
  return found
}

/** Implements `project` and `projects`. */
export function projectServices(os: Builder, context: EngineContext) {
  const { writer: db } = context.library
  const find = (id: string | null): Project => here(readProject(db, id ?? firstProjectId(db)), 'project')
  return {
    project: os.project.router({
      get: os.project.get.handler(({ input }) => find(input.projectId)),
      update: os.project.update.handler(({ input }) => {
        const { id, first } = find(input.projectId)
        const changes = projectChanges(id, input.changes)
        if (changes.length === 0) throw new RushesError('usage', 'Nothing was named to change.')
        for (const day of [input.changes.firstDay, ...Object.keys(input.changes.dayNumbers ?? {})])
          if (typeof day === 'string') assertDay(day)
        for (const template of Object.values(input.changes.naming ?? {})) if (template !== null) parseTemplate(template)
        const labels = [...new Set(changes.map(({ field }) => formOf(ENTITIES.get('project'), field)?.label ?? field))]
        runCommand(context, input.opId, `Project: ${labels.join(', ')}`, ['project'], changes, {})
        // Any clip of sound may show its start otherwise now.
        if (first && input.changes.soundRate !== undefined) context.events.publish(['assets'], null)
        return find(id)
      }),
    }),
    projects: os.projects.router({
      list: os.projects.list.handler(() => readProjects(db)),
      create: os.projects.create.handler(({ input }) => {
        const made = runCommand(
          context,
          input.opId,
          `Project “${input.name}”`,
          ['project'],
          ...created('project', { name: input.name, createdAt: context.now() }),
        )
        return find(made.id)
      }),
    }),
  }
}

/** The changes that make a new thing, and the answer that names it. */
function created(entity: Entity, value: Json): [Change[], { id: string }] {
  const id = newId()
  return [making(entity, id, value), { id }]
}

/** Implements `episodes`. */
export function episodeServices(os: Builder, context: EngineContext) {
  const { writer: db } = context.library
  const projectOf = (id: string | null): string => here(readProject(db, id ?? firstProjectId(db)), 'project').id
  const find = (id: string): Episode => here(readEpisode(db, id), 'episode')
  return os.episodes.router({
    list: os.episodes.list.handler(({ input }) => readEpisodes(db, projectOf(input.projectId))),
    create: os.episodes.create.handler(({ input: { opId, number, name, ...of } }) => {
      const projectId = projectOf(of.projectId)
      if (recordedResult(db, opId) === undefined && readEpisodes(db, projectId).some((one) => one.number === number)) {
        throw new RushesError('conflict', `There is an episode ${number} already. Give this one another number.`)
      }
      const { id } = runCommand(
        context,
        opId,
        `Episode ${number}`,
        ['project'],
        ...created('episode', { projectId, number, name, createdAt: context.now() }),
      )
      return find(id)
    }),
    update: os.episodes.update.handler(({ input }) => {
      const { number } = find(input.id)
      runCommand(
        context,
        input.opId,
        `Change episode ${number}`,
        ['project'],
        changing('episode', input.id, input.changes),
        {},
      )
      return find(input.id)
    }),
    remove: os.episodes.remove.handler(({ input }) =>
      removed(context, 'episode', input, () => `Remove episode ${find(input.id).number}`),
    ),
  })
}

/** Implements `titleVersions`. */
export function titleServices(os: Builder, context: EngineContext) {
  const { writer: db } = context.library
  const projectOf = (id: string | null): string => here(readProject(db, id ?? firstProjectId(db)), 'project').id
  const find = (id: string): TitleVersion => here(readTitleVersion(db, id), 'title version')
  return os.titleVersions.router({
    list: os.titleVersions.list.handler(({ input }) => readTitleVersions(db, projectOf(input.projectId))),
    create: os.titleVersions.create.handler(({ input: { opId, edit, language, name, episodeId, ...of } }) => {
      // An episode tells whose it is.
      const projectId =
        episodeId === null ? projectOf(of.projectId) : here(readEpisode(db, episodeId), 'episode').projectId
      const { id } = runCommand(
        context,
        opId,
        `Title version “${edit}, ${language}”`,
        ['project'],
        ...created('titleVersion', { projectId, episodeId, edit, language, name, createdAt: context.now() }),
      )
      return find(id)
    }),
    update: os.titleVersions.update.handler(({ input }) => {
      const { edit, language } = find(input.id)
      runCommand(
        context,
        input.opId,
        `Change title version “${edit}, ${language}”`,
        ['project'],
        changing('titleVersion', input.id, input.changes),
        {},
      )
      return find(input.id)
    }),
    remove: os.titleVersions.remove.handler(({ input }) =>
      removed(context, 'titleVersion', input, () => `Remove title version “${find(input.id).edit}”`),
    ),
  })
}

/** Removes a thing; asked again with the same opId it is not looked for any more. */
function removed(
  context: EngineContext,
  entity: Entity,
  { opId, id }: { readonly opId: string; readonly id: string },
  label: () => string,
): { revision: number } {
  const done = recordedResult(context.library.writer, opId) !== undefined
  return runCommand(
    context,
    opId,
    done ? '' : label(),
    ['project'],
    [{ entity, entityId: id, field: 'removed', value: true }],
    {},
  )
}
