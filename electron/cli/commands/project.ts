/**
 * `project`: what the library's project is called, how its days are numbered, its statuses, fields, names and roles;
 * its episodes and title versions.
 */
import type { Command } from 'commander'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import {
  projectChangesSchema,
  type Episode,
  type Project,
  type ProjectChanges,
  type TitleVersion,
} from '../../../shared/model/project.ts'
import { rateLabel } from '../../../shared/time/rate.ts'
import type { SetExit } from '../exit.ts'
import { readProjectWords } from '../project-words.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'

interface ProjectOptions extends GlobalOptions {
  readonly project?: string
  readonly episode?: string
  readonly name?: string
}
type Work = (session: Session, options: ProjectOptions, args: readonly string[]) => Promise<object>

const WORDS =
  'name=…, firstDay=2026-11-20, day.2026-11-20=12, soundRate=25 (29.97df for drop-frame), status.KEY=NAME[,approved|final|blocked], ' +
  'field.KEY=NAME:text|number|date|yes-no|choice[:A,B], naming.offload|clip|version|delivery=TEMPLATE, role.KEY=NAME:view|review|edit|admin; “none” takes one away'

/** Adds it to the program. */
export function projectCommands(program: Command, setExit: SetExit): void {
  const on =
    (work: Work) =>
    async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1) as Command
      const options = command.optsWithGlobals<ProjectOptions>()
      setExit(
        await withEngine(options, async (session) => {
          session.output.result({ exit: 0, code: 'ok', ...(await work(session, options, command.args)) })
          return 0
        }),
      )
    }
  const project = program
    .command('project')
    .description('manage the project: name, shooting days, statuses, fields, naming, roles, episodes, title versions')
    .option('--project <id or name>', 'another project than the first one')
    .action(on(show))
  project.command('show').description('show it').action(on(show))
  project
    .command('set')
    .argument('<changes...>', WORDS)
    .description('change it')
    .action(
      on(async ({ client, output, opId }, options, words) => {
        const before = await projectOf(client, options)
        const after = await client.project.update({
          opId: opId(),
          projectId: before.id,
          changes: changesOf(before, words),
        })
        output.record('project', after, projectText(after))
        return { id: after.id }
      }),
    )
  project
    .command('list')
    .description('list projects')
    .action(
      on(async ({ client, output }) => {
        const all = await client.projects.list({})
        for (const one of all)
          output.record(
            'project',
            one,
            `${one.id}  ${one.name === '' ? '(no name)' : one.name}${one.first ? '  (first)' : ''}`,
          )
        return { count: all.length }
      }),
    )
  project
    .command('create')
    .argument('<name>')
    .description('create another project')
    .action(
      on(async ({ client, output, opId }, _options, [name = '']) => {
        const made = await client.projects.create({ opId: opId(), name })
        output.record('project', made, projectText(made))
        return { id: made.id }
      }),
    )
  episodeCommands(project, on)
  titleCommands(project, on)
}

function episodeCommands(project: Command, on: (work: Work) => (...given: unknown[]) => Promise<void>): void {
  const list: Work = async ({ client, output }, options) => {
    const all = await client.episodes.list({ projectId: (await projectOf(client, options)).id })
    for (const one of all) output.record('episode', one, episodeText(one))
    return { count: all.length }
  }
  const episodes = project.command('episodes').description('manage episodes of the project').action(on(list))
  episodes.command('list').description('list all').action(on(list))
  episodes
    .command('add')
    .argument('<number>')
    .argument('[name]')
    .description('add one')
    .action(
      on(async ({ client, output, opId }, options, [number = '', name = '']) => {
        const made = await client.episodes.create({
          opId: opId(),
          projectId: (await projectOf(client, options)).id,
          number,
          name,
        })
        output.record('episode', made, episodeText(made))
        return { id: made.id }
      }),
    )
  episodes
    .command('remove')
    .argument('<number or id>')
    .description('remove one')
    .action(
      on(async ({ client, output, opId }, options, [asked = '']) => {
        const { id, number } = await episodeOf(client, options, asked)
        await client.episodes.remove({ opId: opId(), id })
        output.line(`Episode ${number} is removed.`)
        return { id }
      }),
    )
}

function titleCommands(project: Command, on: (work: Work) => (...given: unknown[]) => Promise<void>): void {
  const list: Work = async ({ client, output }, options) => {
    const all = await client.titleVersions.list({ projectId: (await projectOf(client, options)).id })
    const episodes = await client.episodes.list({ projectId: (await projectOf(client, options)).id })
    for (const one of all) output.record('title-version', one, titleText(one, episodes))
    return { count: all.length }
  }
  const titles = project
    .command('titles')
    .description('manage title versions: an edit of the project or an episode, in one language')
    .action(on(list))
  titles.command('list').description('list all').action(on(list))
  titles
    .command('add')
    .argument('<edit>')
    .argument('<language>', 'a tag such as de or pt-BR')
    .option('--episode <number or id>', 'the episode that it is of; else the project')
    .option('--name <name>', 'what it is called')
    .description('add one')
    .action(
      on(async ({ client, output, opId }, options, [edit = '', language = '']) => {
        const { id: projectId } = await projectOf(client, options)
        const episode = options.episode === undefined ? null : await episodeOf(client, options, options.episode)
        const made = await client.titleVersions.create({
          opId: opId(),
          projectId,
          episodeId: episode?.id ?? null,
          edit,
          language,
          name: options.name ?? '',
        })
        output.record('title-version', made, titleText(made, episode === null ? [] : [episode]))
        return { id: made.id }
      }),
    )
  titles
    .command('remove')
    .argument('<id>')
    .description('remove one')
    .action(
      on(async ({ client, output, opId }, options, [id = '']) => {
        const found = (await client.titleVersions.list({ projectId: (await projectOf(client, options)).id })).find(
          (one) => one.id === id,
        )
        if (found === undefined)
          throw new RushesError('not_found', `There is no title version ${id}. List them with: rushes project titles`)
        await client.titleVersions.remove({ opId: opId(), id })
        output.line(`${found.edit}, ${found.language} is removed.`)
        return { id }
      }),
    )
}

const show: Work = async ({ client, output }, options) => {
  const found = await projectOf(client, options)
  output.record('project', found, projectText(found))
  return { id: found.id }
}

async function projectOf(client: EngineClient, { project: asked }: ProjectOptions): Promise<Project> {
  if (asked === undefined) return await client.project.get({})
  const found = (await client.projects.list({})).find(
    (one) => one.id === asked || one.name.toLowerCase() === asked.trim().toLowerCase(),
  )
  if (found === undefined)
    throw new RushesError('not_found', `There is no project “${asked}”. List them with: rushes project list`)
  return found
}

async function episodeOf(client: EngineClient, options: ProjectOptions, asked: string): Promise<Episode> {
  const found = (await client.episodes.list({ projectId: (await projectOf(client, options)).id })).find(
    (one) => one.id === asked || one.number === asked,
  )
  if (found === undefined)
    throw new RushesError('not_found', `There is no episode “${asked}”. List them with: rushes project episodes`)
  return found
}

function changesOf(now: Project, words: readonly string[]): ProjectChanges {
  const parsed = projectChangesSchema.safeParse(readProjectWords(now, words))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new RushesError(
    'usage',
    `${issue?.path.join('.') ?? 'The value'} can’t be that: ${issue?.message ?? 'it has not the right form'}. Write: ${WORDS}.`,
  )
}

function projectText(one: Project): string[] {
  const line = (label: string, text: string): string => `  ${label.padEnd(16)}${text}`
  const { soundRate: rate } = one
  return [
    one.name === '' ? '(no name)' : one.name,
    line('id', one.id),
    line('first day', one.firstDay ?? 'not set'),
    line(
      'sound without pictures',
      rate === null ? ' not set' : ` ${rateLabel(rate)} fps${rate.dropFrame ? ', drop-frame' : ''}`,
    ),
    ...Object.entries(one.dayNumbers).map(([day, number]) => line('day', `${day} is ${number}`)),
    ...one.statuses.map((status) =>
      line(
        'status',
        `${status.key}  ${status.name}${status.flags.length === 0 ? '' : ` (${status.flags.join(', ')})`}`,
      ),
    ),
    ...one.customFields.map((field) =>
      line(
        'field',
        `${field.key}  ${field.name} (${field.type}${field.choices.length === 0 ? '' : `: ${field.choices.join(', ')}`})`,
      ),
    ),
    ...Object.entries(one.naming).map(([thing, template]) => line('naming', `${thing}  ${template}`)),
    ...one.roles.map((role) => line('role', `${role.key}  ${role.name} (${role.right})`)),
  ]
}

function episodeText(one: Episode): string {
  return `${one.id}  ${one.number}  ${one.name}`.trimEnd()
}

function titleText(one: TitleVersion, episodes: readonly Episode[]): string {
  const of =
    one.episodeId === null
      ? ''
      : `episode ${episodes.find((episode) => episode.id === one.episodeId)?.number ?? one.episodeId}  `
  return `${one.id}  ${of}${one.edit}  ${one.language}  ${one.name}`.trimEnd()
}
