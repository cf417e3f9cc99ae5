/**
 * `collection`: collections of every kind, and what is in those that are filled by hand.
 */
import type { Command } from 'commander'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { CollectionNode } from '../../../shared/model/collections.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../exit.ts'
import { runDone, type Session } from '../session.ts'
import { findAsset } from './catalogue.ts'

type Run = (command: Command, work: (session: Session) => Promise<object>) => Promise<void>

/** Adds them to the program. */
export function collectionCommands(program: Command, setExit: SetExit): void {
  const run: Run = (command, work) => runDone(command, work).then(setExit)
  const collection = program
    .command('collection')
    .alias('collections')
    .description('manage collections of clips, smart collections, and folders of them')
  listCommand(collection, run)
  makingCommands(collection, run)
  fillingCommands(collection, run)
  changingCommands(collection, run)
}

function listCommand(collection: Command, run: Run): void {
  collection
    .command('list')
    .description('list collections of every kind')
    .action((_options: unknown, command: Command) =>
      run(command, async ({ client, output }) => {
        const all = await client.collections.tree({})
        for (const one of all) {
          const count = await countOf(client, one)
          output.record('collection', { ...one, count }, lineOf(one, count, depthOf(one, all)))
        }
        return { count: all.length }
      }),
    )
}

async function countOf(client: EngineClient, { id, kind, count, trouble }: CollectionNode): Promise<number | null> {
  return kind === 'smart' && trouble === null ? (await client.assets.count({ query: `in:${id}` })).total : count
}

function depthOf(one: CollectionNode, all: readonly CollectionNode[]): number {
  const above = all.find(({ id }) => id === one.parent)
  return above === undefined ? 0 : depthOf(above, all) + 1
}

function lineOf({ id, kind, name, query, trouble }: CollectionNode, count: number | null, depth: number): string {
  const said = kind === 'folder' ? ['folder'] : [String(count ?? '–'), query ?? '', trouble ?? '']
  return [`${id}  ${'  '.repeat(depth)}${name}`, ...said.filter((part) => part !== '')].join('  ')
}

function makingCommands(collection: Command, run: Run): void {
  collection
    .command('smart')
    .argument('<name>')
    .argument('<query...>', 'a search, as for rushes ls')
    .option('--folder <name>', 'the folder that it comes into')
    .description('make a smart collection, or give one another search')
    .allowUnknownOption()
    .action((name: string, words: string[], _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const query = words.join(' ')
        const known = (await client.collections.tree({})).find((one) => one.kind === 'smart' && isCalled(one, name))
        if (known === undefined) {
          const folder = await folderOf(client, command)
          const { id } = await client.collections.createSmart({ opId: opId(), name, query, folder })
          output.line(`${name}: ${query}`)
          return { id }
        }
        await client.collections.change({ opId: opId(), id: known.id, query })
        output.line(`${known.name}: ${query}`)
        return { id: known.id }
      }),
    )
  collection
    .command('folder')
    .argument('<name>')
    .option('--folder <name>', 'the folder that it comes into')
    .description('make a folder of collections')
    .action((name: string, _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const folder = await folderOf(client, command)
        const { id } = await client.collections.createFolder({ opId: opId(), name, folder })
        output.line(`Folder ${name}`)
        return { id }
      }),
    )
}

function fillingCommands(collection: Command, run: Run): void {
  for (const [verb, description] of [
    ['add', 'puts clips into a collection, making it if it is new'],
    ['take', 'takes clips out of a collection'],
  ] as const) {
    collection
      .command(verb)
      .argument('<name>')
      .argument('<ids...>')
      .description(description)
      .action((name: string, ids: string[], _options: unknown, command: Command) =>
        run(command, async ({ client, output, opId }) => {
          const known = (await client.collections.tree({})).find((one) => isCalled(one, name))
          if (known === undefined && verb === 'take') throw noCollection(name)
          const assetIds = await Promise.all(ids.map((id) => findAsset(client, id)))
          const target = known ?? (await client.collections.create({ opId: opId(), name }))
          await client.collections[verb]({ opId: opId(), id: target.id, assetIds })
          output.line(`${target.name}: ${verb === 'add' ? 'added' : 'taken out'} ${assetIds.length}`)
          return { id: target.id, assetIds }
        }),
      )
  }
  collection
    .command('note')
    .argument('<name>')
    .argument('<id>')
    .argument('[text...]', 'without one, the note is taken back')
    .description('say something of a clip in a collection')
    .allowUnknownOption()
    .action((name: string, clip: string, words: string[], _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const { id } = await collectionCalled(client, name)
        const assetId = await findAsset(client, clip)
        await client.collections.note({ opId: opId(), id, assetId, text: words.join(' ') })
        output.line(words.length === 0 ? 'The note is taken back.' : words.join(' '))
        return { id, assetIds: [assetId] }
      }),
    )
  collection
    .command('move')
    .argument('<name>')
    .argument('<ids...>')
    .option('--before <id>', 'the clip that they come before; else they go to the end')
    .description('change the order of clips in a collection')
    .action((name: string, ids: string[], _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const { before } = command.opts<{ before?: string }>()
        const known = await collectionCalled(client, name)
        const assetIds = await Promise.all(ids.map((id) => findAsset(client, id)))
        await client.collections.arrange({
          opId: opId(),
          id: known.id,
          assetIds,
          before: before === undefined ? null : await findAsset(client, before),
        })
        output.line(`${known.name}: moved ${assetIds.length}`)
        return { id: known.id, assetIds }
      }),
    )
}

function changingCommands(collection: Command, run: Run): void {
  collection
    .command('rename')
    .argument('<name>')
    .argument('<new-name>')
    .description('rename a collection of any kind; searches that name it follow')
    .action((name: string, next: string, _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const { id } = await collectionCalled(client, name)
        await client.collections.rename({ opId: opId(), id, name: next })
        output.line(`${name} is called ${next}`)
        return { id }
      }),
    )
  collection
    .command('remove')
    .argument('<name>')
    .description('remove a collection of any kind; clips, and what is in a folder, stay')
    .action((name: string, _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const { id } = await collectionCalled(client, name)
        await client.collections.remove({ opId: opId(), id })
        output.line(`Removed ${name}. Take it back with: rushes undo`)
        return { id }
      }),
    )
  collection
    .command('place')
    .argument('<name>')
    .option('--folder <name>', 'the folder that it goes into; else it goes to the top')
    .option('--before <name>', 'the collection there that it comes before; else it goes to the end')
    .description('move a collection of any kind')
    .action((name: string, _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const { before } = command.opts<{ before?: string }>()
        const { id } = await collectionCalled(client, name)
        await client.collections.place({
          opId: opId(),
          id,
          folder: await folderOf(client, command),
          before: before === undefined ? null : (await collectionCalled(client, before)).id,
        })
        output.line(`${name} moved`)
        return { id }
      }),
    )
}

function isCalled({ id, name }: CollectionNode, text: string): boolean {
  return id === text || name.toLowerCase() === text.toLowerCase()
}

function noCollection(name: string): RushesError {
  return new RushesError('not_found', `There is no collection “${name}”. List them with: rushes collection list`)
}

/** The one of that name, or id. Throws for none, and for a name that several bear. */
async function collectionCalled(client: EngineClient, text: string): Promise<CollectionNode> {
  const found = (await client.collections.tree({})).filter((one) => isCalled(one, text))
  if (found.length > 1)
    throw new RushesError(
      'usage',
      `“${text}” means more than one collection. Give an id: ${found.map(({ kind, id }) => `${kind} ${id}`).join(' · ')}`,
    )
  if (found[0] === undefined) throw noCollection(text)
  return found[0]
}

/** The folder that the option names; null without one. */
async function folderOf(client: EngineClient, command: Command): Promise<string | null> {
  const { folder } = command.opts<{ folder?: string }>()
  return folder === undefined ? null : (await collectionCalled(client, folder)).id
}
