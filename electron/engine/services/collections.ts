/**
 * Collections of every kind: made, filled, named, put into folders, and in order.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { LANGUAGE } from '../../../shared/query/fields.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { EngineContext } from '../context.ts'
import type { Change, Json } from '../db/entities/changes.ts'
import { movingChanges, readCollectionItems, readCollectionNotes } from '../db/entities/collection-order.ts'
import {
  readCollections,
  readCollectionTree,
  readKnownCollections,
  type KnownShelved,
} from '../db/search/collection-tree.ts'
import { troubleOf } from '../domain/collections/expand.ts'
import { withNewName } from '../domain/collections/rename.ts'
import { placesFor } from '../domain/replica/position.ts'
import { requireAssets } from './assets.ts'
import { clipCount, runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

const ENTITIES = { manual: 'collection', smart: 'smartCollection', folder: 'collectionFolder' } as const
const NOUNS = { manual: 'collection', smart: 'smart collection', folder: 'folder' } as const
const TOPICS = ['collections', 'assets'] as const

/** Implements `collections`. */
export function collectionServices(os: Builder, context: EngineContext) {
  const db = context.library.reader
  const run = (opId: string, label: string, changes: readonly Change[]) =>
    runCommand(context, opId, label, TOPICS, changes, {})
  return os.collections.router({
    list: os.collections.list.handler(() => readCollections(db)),
    tree: os.collections.tree.handler(() => readCollectionTree(db)),
    create: os.collections.create.handler(({ input }) => {
      const { id, changes } = making(context, 'manual', input)
      const made = { id, name: input.name, count: 0 }
      return runCommand(context, input.opId, `Collection “${input.name}”`, ['collections'], changes, made)
    }),
    createFolder: os.collections.createFolder.handler(({ input }) => {
      const { id, changes } = making(context, 'folder', input)
      return runCommand(context, input.opId, `Folder “${input.name}”`, ['collections'], changes, { id })
    }),
    createSmart: os.collections.createSmart.handler(({ input }) => {
      parseQuery(input.query)
      const search = searchOf(input.query)
      const { id, changes } = making(context, 'smart', input, { search })
      assertRuns(db, { ...blank(id, input), search })
      return runCommand(context, input.opId, `Smart collection “${input.name}”`, TOPICS, changes, { id })
    }),
    change: os.collections.change.handler(({ input }) => {
      const one = required(db, input.id)
      if (one.kind !== 'smart')
        throw new RushesError('usage', `“${one.name}” is no smart collection: it has no search that could be changed.`)
      parseQuery(input.query)
      const search = searchOf(input.query)
      assertRuns(db, { ...one, search })
      return run(input.opId, `Search of “${one.name}”`, [changeOf(one, 'search', search)])
    }),
    rename: os.collections.rename.handler(({ input }) => {
      const one = required(db, input.id)
      const renamed = { ...one, name: input.name }
      const followed = following(db, one, input.name)
      assertNoneStops(db, [renamed, ...followed])
      return run(input.opId, `Rename ${NOUNS[one.kind]}`, [
        changeOf(one, 'name', input.name),
        ...followed.map((each) => changeOf(each, 'search', each.search)),
      ])
    }),
    remove: os.collections.remove.handler(({ input }) => {
      const one = required(db, input.id)
      return run(input.opId, `Delete ${NOUNS[one.kind]}`, [changeOf(one, 'removed', true)])
    }),
    place: os.collections.place.handler(({ input }) => {
      const one = required(db, input.id)
      assertFolder(db, input.folder, one)
      assertNoneStops(db, [{ ...one, parent: input.folder }])
      return run(input.opId, `Move “${one.name}”`, placing(db, one, input.folder, input.before))
    }),
    ...fillingServices(os, context),
  })
}

/** What is put into a collection by hand. */
function fillingServices(os: Builder, context: EngineContext) {
  const db = context.library.reader
  const items = (id: string, assetIds: readonly string[], value: boolean): Change[] =>
    assetIds.map((assetId) => ({ entity: 'collection', entityId: id, field: `item:${assetId}`, value }))
  return {
    add: os.collections.add.handler(({ input }) => {
      requireManual(db, input.id)
      requireAssets(context, input.assetIds)
      const label = `Add ${clipCount(input.assetIds.length)} to collection`
      return runCommand(context, input.opId, label, TOPICS, items(input.id, input.assetIds, true), {})
    }),
    take: os.collections.take.handler(({ input }) => {
      requireManual(db, input.id)
      const label = `Take ${clipCount(input.assetIds.length)} out of a collection`
      return runCommand(context, input.opId, label, TOPICS, items(input.id, input.assetIds, false), {})
    }),
    note: os.collections.note.handler(({ input: { opId, id, assetId, text } }) => {
      requireManual(db, id)
      requireInside(db, id, [assetId])
      const value = text === '' ? undefined : text
      const changes: Change[] = [{ entity: 'collection', entityId: id, field: `note:${assetId}`, value }]
      return runCommand(context, opId, 'Note in a collection', TOPICS, changes, {})
    }),
    notes: os.collections.notes.handler(({ input }) => readCollectionNotes(db, input.id)),
    arrange: os.collections.arrange.handler(({ input }) => {
      requireManual(db, input.id)
      requireInside(db, input.id, [...input.assetIds, ...(input.before === null ? [] : [input.before])])
      const label = `Move ${clipCount(input.assetIds.length)} in a collection`
      const changes = movingChanges(db, input.id, input.assetIds, input.before)
      return runCommand(context, input.opId, label, TOPICS, changes, {})
    }),
  }
}

type Db = EngineContext['library']['reader']

const searchOf = (text: string) => ({ text, language: LANGUAGE })

function changeOf({ kind, id }: Pick<KnownShelved, 'kind' | 'id'>, field: string, value: Json): Change {
  return { entity: ENTITIES[kind], entityId: id, field, value }
}

/** A new one, at the end of its folder. */
function making(
  context: EngineContext,
  kind: KnownShelved['kind'],
  input: { readonly name: string; readonly folder: string | null },
  more: Readonly<Record<string, Json>> = {},
): { readonly id: string; readonly changes: readonly Change[] } {
  const db = context.library.reader
  assertFolder(db, input.folder, null)
  const one = { ...blank(newId(), input), kind }
  return {
    id: one.id,
    changes: [
      changeOf(one, 'new', { name: input.name, createdAt: context.now(), ...more }),
      changeOf(one, 'removed', false),
      ...(input.folder === null ? [] : placing(db, one, input.folder, null)),
    ],
  }
}

function blank(id: string, { name, folder }: { readonly name: string; readonly folder: string | null }): KnownShelved {
  return { id, name, kind: 'smart', parent: folder, position: null, removed: false, search: null }
}

/** The changes that put it there, and give places to what stands before it without one. */
function placing(db: Db, one: KnownShelved, folder: string | null, before: string | null): Change[] {
  const others = readKnownCollections(db).filter(({ parent, id }) => parent === folder && id !== one.id)
  const byId = new Map([...others, one].map((each) => [each.id, each]))
  return [
    ...(one.parent === folder && one.position !== null ? [] : [changeOf(one, 'parent', folder)]),
    ...placesFor(others, [one.id], before).map(([id, position]) => changeOf(byId.get(id)!, 'position', position)),
  ]
}

function required(db: Db, id: string): KnownShelved {
  const found = readKnownCollections(db).find((one) => one.id === id)
  if (found === undefined) throw notHere()
  return found
}

function requireManual(db: Db, id: string): void {
  const one = required(db, id)
  if (one.kind === 'manual') return
  throw new RushesError(
    'usage',
    one.kind === 'smart'
      ? `“${one.name}” is a smart collection: its search says what is in it. Change the search, or make a collection.`
      : `“${one.name}” is a folder of collections. Put clips into one of those.`,
  )
}

function requireInside(db: Db, id: string, assetIds: readonly string[]): void {
  const inIt = new Set(readCollectionItems(db, id).map((item) => item.assetId))
  if (assetIds.every((assetId) => inIt.has(assetId))) return
  throw new RushesError('not_found', 'Not all of these clips are in the collection. Put them into it, then try again.')
}

/** Throws unless it is a folder that `moved` may go into: not itself, and none that is in it. */
function assertFolder(db: Db, folder: string | null, moved: KnownShelved | null): void {
  const known = readKnownCollections(db)
  for (let at = folder; at !== null;) {
    const found = known.find(({ id }) => id === at)
    if (found === undefined) throw notHere()
    if (found.kind !== 'folder')
      throw new RushesError('usage', `“${found.name}” is no folder. Make one, then move collections into it.`)
    if (found.id === moved?.id)
      throw new RushesError(
        'usage',
        `“${moved.name}” can’t be moved into a folder that is in it. Choose another folder.`,
      )
    at = found.parent
  }
}

function notHere(): RushesError {
  return new RushesError('not_found', 'That collection is not in this library. Refresh and try again.')
}

/** The collections as they are with these changed or made. */
function withThese(db: Db, these: readonly KnownShelved[]): KnownShelved[] {
  const ids = new Set(these.map(({ id }) => id))
  return [...readKnownCollections(db).filter(({ id }) => !ids.has(id)), ...these]
}

/** Throws `query.unknown` with the reason where a search can't be run. */
function assertRuns(db: Db, one: KnownShelved): void {
  const trouble = troubleOf(one, withThese(db, [one]))
  if (trouble !== null) throw new RushesError('query.unknown', trouble)
}

/** The smart ones that name it, with their searches as they have to be when it is called otherwise. */
function following(db: Db, { id, name }: KnownShelved, next: string) {
  const known = readKnownCollections(db)
  // A name that several bear goes on meaning the others.
  if (known.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase())) return []
  return known.flatMap((one) => {
    if (one.search === null || one.search.language > LANGUAGE) return []
    const text = withNewName(one.search.text, name, next)
    return text === one.search.text ? [] : [{ ...one, search: searchOf(text) }]
  })
}

/** Throws where a search that runs would stop, by a name or a folder that others rest on. */
function assertNoneStops(db: Db, changed: readonly KnownShelved[]): void {
  const before = readKnownCollections(db)
  const after = withThese(db, changed)
  for (const each of after) {
    const trouble = each.kind === 'smart' ? troubleOf(each, after) : null
    const was = before.find(({ id }) => id === each.id)
    if (trouble !== null && was !== undefined && troubleOf(was, before) === null)
      throw new RushesError('usage', `This would stop a search. ${trouble}`)
  }
}
