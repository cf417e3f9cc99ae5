/**
 * `watch` and `scan`: watched folders, and bringing the catalogue up to what lies on the disk.
 */
import { realpathSync } from 'node:fs'
import type { Command } from 'commander'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { toRushesError } from '../../../shared/contract/client.ts'
import { filesOf } from '../../../shared/copies/words.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Root, RootScanEvent } from '../../../shared/model/watching.ts'
import { inRoot } from '../../engine/scan/paths.ts'
import type { SetExit } from '../exit.ts'
import { bytesText } from '../output.ts'
import { absolute, withEngine, type Session } from '../session.ts'
import { catalogueInPlace } from './in-place.ts'

/** Adds them to the program. */
export function watchCommands(program: Command, setExit: SetExit): void {
  const watch = program.command('watch').description('manage watched folders: the catalogue follows their files')

  watch
    .command('add')
    .argument('<dir>', 'a folder, or a whole drive')
    .description('watch a folder and catalogue its files')
    .action(async (dir: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async (session) => {
          const root = await session.client.roots.add({ opId: session.opId(), path: absolute(dir) })
          session.output.record('root', root, rootText(root))
          return scanRoots(session, [{ root, folder: '' }], { id: root.id })
        }),
      ),
    )

  watch
    .command('list')
    .description('list watched folders with the time of the last scan')
    .action(async (_options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const roots = await client.roots.list({})
          for (const root of roots) output.record('root', root, rootText(root))
          if (roots.length === 0) output.say('No folder is watched yet. Begin with: rushes watch add DIR')
          output.result({ exit: 0, code: 'ok', count: roots.length })
          return 0
        }),
      ),
    )

  watch
    .command('remove')
    .argument('<dir>', 'a watched folder, or its id')
    .description('stop watching; the catalogue keeps what it knows')
    .action(async (dir: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          const root = await watchedAt(client, dir)
          await client.roots.remove({ opId: opId(), id: root.id })
          output.line(`${root.path} is not watched any more. What is known of its files stays.`)
          output.result({ exit: 0, code: 'ok', id: root.id })
          return 0
        }),
      ),
    )

  watch
    .command('answer')
    .argument('<dir>', 'a watched folder that asks')
    .argument('<answer>', 'missing, or wait')
    .description('confirm, or not, that many files that disappeared at once are missing')
    .action(async (dir: string, answer: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          if (answer !== 'missing' && answer !== 'wait')
            throw new RushesError('usage', `“${answer}” is no answer. Say missing, or wait.`)
          const root = await client.roots.answer({ opId: opId(), id: (await watchedAt(client, dir)).id, answer })
          output.record('root', root, rootText(root))
          output.result({ exit: 0, code: 'ok', id: root.id })
          return 0
        }),
      ),
    )

  program
    .command('scan')
    .argument(
      '[dir...]',
      'watched folders or parts of them (all when none is named); other folders and files are added where they are',
    )
    .description('scan folders and update the catalogue; copies nothing')
    .action(async (dirs: string[], _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async (session) => {
          const roots = await session.client.roots.list({})
          if (dirs.length === 0) {
            if (roots.length === 0)
              throw new RushesError(
                'usage',
                'No folder is watched yet. Name a folder to take in, or watch one with: rushes watch add DIR',
              )
            return scanRoots(
              session,
              roots.map((root) => ({ root, folder: '' })),
              {},
            )
          }
          const wanted = dirs.map((dir) => ({ dir, part: partOf(roots, dir) }))
          if (wanted.every(({ part }) => part === null)) return catalogueInPlace(session, dirs.map(absolute))
          const others = wanted.filter(({ part }) => part === null).map(({ dir }) => dir)
          if (others.length > 0)
            throw new RushesError(
              'usage',
              `${others.join(', ')} is not watched, other folders named are. Scan them one at a time.`,
            )
          return scanRoots(
            session,
            wanted.map(({ part }) => part!),
            {},
          )
        }),
      ),
    )
}

interface Part {
  readonly root: Root
  readonly folder: string
}

const COUNTS = [
  'files',
  'bytes',
  'added',
  'changed',
  'moved',
  'missing',
  'back',
  'takenIn',
  'waiting',
  'unreadable',
] as const
type Counts = Record<(typeof COUNTS)[number], number>

/**
 * Scans one after the other. A folder that can't be trusted ends the command when it is the only one, else it is told.
 */
async function scanRoots(session: Session, parts: readonly Part[], more: { id?: string }): Promise<number> {
  const { output } = session
  const total = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts
  let code: string | null = null
  for (const part of parts) {
    try {
      const end = await scanOne(session, part)
      for (const name of COUNTS) total[name] += end[name]
      if (end.guard !== null) {
        code ??= 'root.guard'
        output.say(guardText(part.root.path, end.guard))
      }
    } catch (error) {
      if (parts.length === 1) throw error
      const known = toRushesError(error)
      if (known.code === 'cancelled') throw known
      code ??= known.code
      output.record('problem', { path: part.root.path, message: known.message }, known.message)
    }
  }
  if (total.unreadable > 0) code ??= 'source.unreadable'
  output.line(countText(total))
  output.result({ exit: code === null ? 0 : 3, code: code ?? 'ok', ...more, ...total })
  return code === null ? 0 : 3
}

async function scanOne({ client, output, signal }: Session, { root, folder }: Part): Promise<RootScanEvent> {
  let last: RootScanEvent | undefined
  for await (const event of await client.roots.scan({ id: root.id, folder }, { signal })) {
    last = event
    for (const problem of event.problems) output.record('problem', problem, problem.message)
    if (event.type === 'progress')
      output.progress(event, `${event.files} files · ${bytesText(event.bytes)} · ${event.path ?? ''}`)
  }
  if (last?.type !== 'done')
    throw new RushesError('cancelled', 'The scan was stopped. The next scan continues from there.')
  return last
}

/** The watched folder that a person's path is or lies in, or null. */
function partOf(roots: readonly Root[], dir: string): Part | null {
  const path = real(dir)
  for (const root of roots) {
    const folder = inRoot(
      root.path.length > 1 ? root.path.replace(/[/\\]$/, '') : root.path === '/' ? '' : root.path,
      path,
    )
    if (folder !== undefined) return { root, folder: folder.replace(/^\//, '') }
  }
  return null
}

async function watchedAt(client: EngineClient, dir: string): Promise<Root> {
  const roots = await client.roots.list({})
  const path = real(dir)
  const found = roots.find((root) => root.id === dir || root.path === path || root.path === dir)
  if (found === undefined)
    throw new RushesError('not_found', `${dir} is not watched. List the watched folders with: rushes watch list`)
  return found
}

function real(dir: string): string {
  const path = absolute(dir)
  try {
    return realpathSync(path)
  } catch {
    return path // On a drive that is away: compared as it was typed.
  }
}

function rootText(root: Root): string[] {
  const as =
    root.trueAt === null
      ? 'not scanned completely yet'
      : `up to date at ${new Date(root.trueAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const counts = [
    `${root.files} files`,
    root.waiting > 0 ? `${root.waiting} waiting` : '',
    root.missing > 0 ? `${root.missing} missing` : '',
  ]
  const lines = [
    [root.path, root.state, root.watching, ...counts, as, root.volumeLabel].filter((part) => part !== '').join('  '),
  ]
  for (const note of [root.error, root.watchNote, root.guard === null ? null : guardText(root.path, root.guard)])
    if (note !== null) lines.push(`  ${note}`)
  return lines
}

function guardText(path: string, guard: { missing: number; of: number; sample: string[] }): string {
  const some = guard.sample.slice(0, 3).join(', ')
  return (
    `${filesOf(guard.missing, guard.of)} of ${path} ${guard.missing === 1 ? 'is' : 'are'} gone all at once (${some}${guard.missing > 3 ? ' …' : ''}). Nothing was changed. ` +
    `If that is meant: rushes watch answer "${path}" missing`
  )
}

function countText(counts: Counts): string {
  const parts = [
    `${counts.files} ${counts.files === 1 ? 'file' : 'files'} seen`,
    `${counts.added} new`,
    counts.changed > 0 ? `${counts.changed} changed` : '',
    counts.moved > 0 ? `${counts.moved} moved` : '',
    counts.missing > 0 ? `${counts.missing} missing` : '',
    counts.back > 0 ? `${counts.back} back` : '',
    counts.waiting > 0 ? `${counts.waiting} ${counts.waiting === 1 ? 'is' : 'are'} still to be catalogued` : '',
    counts.unreadable > 0 ? `${counts.unreadable} could not be read` : '',
  ]
  return `${parts.filter((part) => part !== '').join(', ')}.`
}
