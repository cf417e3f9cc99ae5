/**
 * How each procedure of the contract is called, and on what.
 */
import { editParamsSchema } from '../../shared/model/edit-proxies.ts'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isContractProcedure } from '@orpc/contract'
import { expect } from 'vitest'
import type { z } from 'zod'
import { toRushesError, type EngineClient } from '../../shared/contract/client.ts'
import { contract } from '../../shared/contract/index.ts'
import type { Right } from '../../shared/model/rights.ts'
import { rootScanEventSchema } from '../../shared/model/watching.ts'
import { newId } from '../../shared/util/ids.ts'
import { COLLECTION_CALLS } from './collection-calls.ts'
import { LOOK_CALLS } from './look-calls.ts'
import { MEDIA_CALLS } from './media-calls.ts'
import { volumeHolding, type TestLibrary } from './library.ts'

/** What the calls work on. */
export interface Ground {
  readonly card: string
  readonly drive: string
  readonly assetId: string
  readonly noteId: string
  readonly collectionId: string
  readonly offloadId: string
  readonly volumeId: string
}
export type Call = (client: EngineClient, ground: Ground) => Promise<unknown>

async function first<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  for await (const value of await stream) return value
  throw new Error('the stream ended before its first event')
}

export async function all<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const values: T[] = []
  for await (const value of await stream) values.push(value)
  return values
}

export const op = () => ({ opId: newId() })
const RULES = { on: false, keepAllDays: 30, keepDailyDays: 60, budgetBytes: null }

/** A new asset beside the card's, for calls that change what they are given. */
async function another(client: EngineClient, ground: Ground): Promise<string> {
  // Not on the drive itself: what is counted there stays what it is.
  const folder = join(`${ground.drive} elsewhere`, newId())
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${newId()}.md`), newId())
  const events = await all(client.catalogue.add({ paths: [folder] }))
  return events.at(-1)!.assetIds[0]!
}

/** A folder that the library is kept in step with, one for each call. */
async function aRemote(client: EngineClient, ground: Ground, name: string) {
  const folder = join(`${ground.drive} elsewhere`, `remote ${name} ${newId()}`)
  mkdirSync(folder, { recursive: true })
  return await client.remotes.add({ ...op(), url: `file://${encodeURI(folder)}` })
}

/** How each procedure is called. A procedure without an entry fails a test of every-procedure.test.ts. */
export const CALLS: Readonly<Record<string, Call>> = {
  'engine.info': (c) => c.engine.info({}),
  'engine.doctor': (c) => c.engine.doctor({}),
  'events.list': (c) => c.events.list({ after: 0 }),
  'events.watch': async (c) => first(c.events.watch({ after: 0 })),
  'engine.events': async (c, g) => {
    const events = (await c.engine.events({}))[Symbol.asyncIterator]()
    // The first one says that from now on nothing is missed.
    expect((await events.next()).value).toMatchObject({ topics: [], ids: [] })
    await c.assets.set({ ...op(), ids: [g.assetId], changes: { rating: 1 } })
    const { value } = await events.next()
    await events.return?.()
    return value
  },
  'engine.activity': (c) => first(c.engine.activity({})),
  'engine.backup': (c) => c.engine.backup(op()),
  'assets.list': (c) => c.assets.list({}),
  'assets.get': (c, g) => c.assets.get({ id: g.assetId }),
  'assets.outline': (c) => c.assets.outline({}),
  'assets.facets': (c) => c.assets.facets({}),
  'assets.values': (c) => c.assets.values({ field: 'kind' }),
  'assets.set': (c, g) => c.assets.set({ ...op(), ids: [g.assetId], changes: { rating: 3, scene: '14' } }),
  'assets.tag': (c, g) => c.assets.tag({ ...op(), ids: [g.assetId], add: ['hero'] }),
  'notes.add': (c, g) => c.notes.add({ ...op(), assetId: g.assetId, frame: null, text: 'a note' }),
  'notes.edit': (c, g) => c.notes.edit({ ...op(), id: g.noteId, text: 'said better' }),
  'notes.remove': (c, g) => c.notes.remove({ ...op(), id: g.noteId }),
  ...COLLECTION_CALLS,
  'history.list': (c) => c.history.list({}),
  'history.undo': (c) => c.history.undo(op()),
  'history.redo': (c) => c.history.redo(op()),
  'offloads.plan': (c, g) => c.offloads.plan({ sources: [g.card], destinations: [g.drive] }),
  'offloads.pictures': async (c, g) => (await all(c.offloads.pictures({ sources: [g.card], limit: 1 }))).at(-1),
  'offloads.resumeItself': (c, g) => c.offloads.resumeItself({ ...op(), id: g.offloadId, on: false }),
  'safety.cards': (c) => c.safety.cards({}),
  'safety.files': async (c) => {
    const [card] = (await c.safety.cards({})).cards.filter((one) => one.cells.length > 0)
    return await c.safety.files({ offloadId: card!.offloadId!, column: card!.cells[0]!.column })
  },
  'safety.dismiss': (c, g) => c.safety.dismiss({ ...op(), volumeId: g.volumeId, roll: 'A001', dismissed: false }),
  'safety.report': (c) => c.safety.report({ kind: 'csv' }),
  'volumes.connected': (c) => c.volumes.connected({}),
  'offloads.start': (c, g) => c.offloads.start({ ...op(), sources: [g.card], destinations: [g.drive] }),
  'offloads.list': (c) => c.offloads.list({}),
  'offloads.queue': (c) => c.offloads.queue({}),
  'offloads.history': (c) => c.offloads.history({ text: 'card' }),
  'offloads.get': (c, g) => c.offloads.get({ id: g.offloadId }),
  'offloads.files': (c, g) => c.offloads.files({ id: g.offloadId }),
  'offloads.watch': async (c, g) => (await all(c.offloads.watch({ id: g.offloadId }))).at(-1),
  'remotes.list': (c) => c.remotes.list({}),
  'remotes.test': (c, g) => c.remotes.test({ url: `file://${g.drive}` }),
  'remotes.add': (c, g) => aRemote(c, g, 'add'),
  'remotes.remove': async (c, g) => c.remotes.remove({ ...op(), id: (await aRemote(c, g, 'remove')).remote.id }),
  'remotes.update': async (c, g) =>
    c.remotes.update({ ...op(), id: (await aRemote(c, g, 'update')).remote.id, paused: true }),
  'remotes.authenticate': async (c, g) =>
    c.remotes.authenticate({ ...op(), id: (await aRemote(c, g, 'authenticate')).remote.id, secrets: {} }),
  'remotes.run': async (c, g) => (await all(c.remotes.run({ id: (await aRemote(c, g, 'run')).remote.id }))).at(-1),
  'remotes.preview': async (c, g) =>
    c.remotes.preview({ id: (await aRemote(c, g, 'preview')).remote.id, rules: { originals: 'all' } }),
  'remotes.tidy': async (c, g) => {
    const { id } = (await aRemote(c, g, 'tidy')).remote
    await all(c.remotes.run({ id }))
    return await c.remotes.tidy({ id, dryRun: true })
  },
  'remotes.verify': async (c, g) => c.remotes.verify({ id: (await aRemote(c, g, 'verify')).remote.id, depth: 'full' }),
  'sync.conflicts': (c) => c.sync.conflicts({}),
  'sync.resolve': (c, g) =>
    c.sync
      .resolve({ ...op(), entity: 'asset', entityId: g.assetId, field: 'rating', keep: { clock: 'nobody' } })
      .catch((error: unknown) => {
        // Nobody said anything differently here.
        if (toRushesError(error).code !== 'not_found') throw error
      }),
  'sync.devices': (c) => c.sync.devices({}),
  'sync.where': (c, g) => c.sync.where({ assetIds: [g.assetId] }),
  'sync.fetch': async (c, g) => {
    const id = (await aRemote(c, g, 'fetch')).remote.id
    await all(c.remotes.run({ id, originals: true }))
    return (
      await all(c.sync.fetch({ assetId: g.assetId, what: 'original', to: join(`${g.drive} elsewhere`, newId()) }))
    ).at(-1)
  },
  'sync.pin': (c, g) => c.sync.pin({ ...op(), assetIds: [g.assetId], pinned: true }),
  'offloads.report': (c, g) => c.offloads.report({ id: g.offloadId, kind: 'csv' }),
  'reports.day': async (c) => {
    const { days } = await c.assets.outline({})
    return await c.reports.day({ day: days.find(({ day }) => day !== null)!.day!, kind: 'text' })
  },
  'offloads.stop': (c, g) => c.offloads.stop({ ...op(), id: g.offloadId }),
  'offloads.pause': (c, g) =>
    c.offloads.pause({ ...op(), id: g.offloadId }).catch((error: unknown) => {
      // Nothing runs any more, which is the other true answer.
      expect(toRushesError(error).code).toBe('conflict')
      return {}
    }),
  'offloads.prioritise': (c, g) =>
    c.offloads.prioritise({ ...op(), id: g.offloadId, priority: 5 }).catch((error: unknown) => {
      expect(toRushesError(error).code).toBe('not_found')
      return {}
    }),
  'offloads.continue': (c) => c.offloads.continue(op()),
  'offloads.pauseDestination': (c, g) => c.offloads.pauseDestination({ ...op(), id: g.offloadId, destination: 0 }),
  'offloads.resumeDestination': (c, g) => c.offloads.resumeDestination({ ...op(), id: g.offloadId, destination: 0 }),
  'offloads.resume': (c, g) =>
    c.offloads.resume({ ...op(), id: g.offloadId }).catch((error: unknown) => {
      // It is finished: that is the answer there is, and it has to be said as such.
      expect(toRushesError(error).code).toBe('conflict')
      return { id: g.offloadId }
    }),
  ...LOOK_CALLS,
  ...MEDIA_CALLS,
  'editProxies.presets': (c) => c.editProxies.presets({}),
  'editProxies.save': (c) =>
    c.editProxies.save({ ...op(), preset: { name: 'Offline', about: '', params: editParamsSchema.parse({}) } }),
  'editProxies.remove': async (c) => {
    await c.editProxies.save({ ...op(), preset: { name: 'Gone', about: '', params: editParamsSchema.parse({}) } })
    return await c.editProxies.remove({ ...op(), name: 'Gone' })
  },
  'editProxies.export': (c) => c.editProxies.export({}),
  'editProxies.import': async (c) =>
    c.editProxies.import({ ...op(), text: (await c.editProxies.export({})).text, replace: true }),
  'editProxies.adopt': (c) => c.editProxies.adopt({ ...op() }),
  'editProxies.plan': (c, g) => c.editProxies.plan({ params: editParamsSchema.parse({}), to: g.drive }),
  'editProxies.start': (c, g) =>
    c.editProxies.start({ ...op(), ids: [g.assetId], params: editParamsSchema.parse({}), to: g.drive }),
  'presets.list': (c) => c.presets.list({}),
  'presets.save': (c) =>
    c.presets.save({
      ...op(),
      preset: { name: 'Second unit', template: '{project}/{roll}', values: { project: 'Night' } },
    }),
  'presets.remove': async (c) =>
    c.presets.remove({ ...op(), name: (await c.presets.save({ ...op(), preset: { name: newId() } })).name }),
  'presets.resolve': (c, g) => c.presets.resolve({ name: 'Netflix', sources: [g.card], destinations: [g.drive] }),
  'presets.words': (c) => c.presets.words({}),
  'presets.preview': (c) => c.presets.preview({ template: '{project}/{date}/{roll}' }),
  'presets.offers': (c) => c.presets.offers({}),
  'presets.export': (c) => c.presets.export({}),
  'presets.import': async (c) => {
    const { name } = await c.presets.save({ ...op(), preset: { name: newId() } })
    return c.presets.import({ ...op(), text: (await c.presets.export({ names: [name] })).text, replace: true })
  },
  'project.get': (c) => c.project.get({}),
  'project.update': (c) =>
    c.project.update({
      ...op(),
      changes: {
        name: 'Night Fall',
        statuses: { ok: { name: 'Approved', flags: ['approved'] } },
        soundRate: { num: 25, den: 1 },
      },
    }),
  'projects.list': (c) => c.projects.list({}),
  'projects.create': (c) => c.projects.create({ ...op(), name: 'The second one' }),
  'episodes.list': (c) => c.episodes.list({}),
  'episodes.create': (c) => c.episodes.create({ ...op(), number: newId().slice(-12), name: 'Pilot' }),
  'episodes.update': async (c) =>
    c.episodes.update({
      ...op(),
      id: (await c.episodes.create({ ...op(), number: newId().slice(-12) })).id,
      changes: { name: 'Pilot, long' },
    }),
  'episodes.remove': async (c) =>
    c.episodes.remove({ ...op(), id: (await c.episodes.create({ ...op(), number: newId().slice(-12) })).id }),
  'titleVersions.list': (c) => c.titleVersions.list({}),
  'titleVersions.create': (c) => c.titleVersions.create({ ...op(), edit: 'Theatrical', language: 'de' }),
  'titleVersions.update': async (c) =>
    c.titleVersions.update({
      ...op(),
      id: (await c.titleVersions.create({ ...op(), edit: 'Airline', language: 'fr' })).id,
      changes: { language: 'pt-BR' },
    }),
  'titleVersions.remove': async (c) =>
    c.titleVersions.remove({
      ...op(),
      id: (await c.titleVersions.create({ ...op(), edit: 'Airline', language: 'it' })).id,
    }),
  'verify.folder': async (c, g) => (await all(c.verify.folder({ path: join(g.drive, 'CARD'), dryRun: true }))).at(-1),
  'verify.copies': async (c, g) => (await all(c.verify.copies({ volumes: [g.volumeId] }))).at(-1),
  'verify.bad': (c, g) => c.verify.bad({ paths: [g.drive] }),
  'verify.drives': (c) => c.verify.drives({}),
  'verify.repairPlan': (c) => c.verify.repairPlan({ fileIds: [newId()] }),
  'verify.repair': async (c) =>
    all(c.verify.repair({ ...op(), fileIds: [newId()] })).catch((error: unknown) => {
      expect(toRushesError(error).code).toBe('not_found')
      return undefined
    }),
  'mhl.info': (c, g) => c.mhl.info({ path: join(g.drive, 'CARD') }),
  'mhl.diff': (c, g) => c.mhl.diff({ path: join(g.drive, 'CARD') }),
  'mhl.flatten': (c, g) =>
    c.mhl.flatten({ ...op(), path: join(g.drive, 'CARD'), to: join(`${g.drive} elsewhere`, `list ${newId()}`) }),
  'catalogue.add': async (c, g) => (await all(c.catalogue.add({ paths: [g.card] }))).at(-1),
  'jobs.list': (c) => c.jobs.list({}),
  'jobs.get': (c) =>
    c.jobs.get({ id: newId() }).catch((error: unknown) => {
      expect(toRushesError(error).code).toBe('not_found')
      return undefined
    }),
  'jobs.watch': (c) =>
    first(c.jobs.watch({ id: newId() })).catch((error: unknown) => {
      expect(toRushesError(error).code).toBe('not_found')
      return undefined
    }),
  'jobs.start': (c) =>
    c.jobs.start({ ...op(), kind: 'nothing', params: {} }).catch((error: unknown) => {
      expect(toRushesError(error).code).toBe('usage')
      return undefined
    }),
  'jobs.request': (c) => c.jobs.request(op()),
  'jobs.first': (c) => c.jobs.first({ ...op(), assetIds: [newId()] }),
  'jobs.cancel': (c) => c.jobs.cancel({ ...op(), ids: [newId()] }),
  'jobs.retry': (c) => c.jobs.retry({ ...op(), ids: [newId()] }),
  'jobs.pause': (c) => c.jobs.pause({ ...op(), paused: false }),
  'volumes.list': (c) => c.volumes.list({}),
  'volumes.rename': (c, g) => c.volumes.rename({ ...op(), id: g.volumeId, label: 'SHUTTLE_02' }),
  'volumes.eject': (c, g) =>
    c.volumes.eject({ ...op(), id: g.volumeId }).catch((error: unknown) => {
      // The library itself is on it, so it has to be refused as what it is.
      expect(toRushesError(error).code).toBe('usage')
      return undefined
    }),
  'assets.count': (c) => c.assets.count({ query: '-tag:nothing' }),
  'versions.list': (c, g) => c.versions.list({ assetId: g.assetId }),
  'versions.compare': (c, g) => c.versions.compare({ assetId: g.assetId, a: 1, b: 1 }),
  'versions.pin': async (c, g) =>
    c.versions.pin({ ...op(), versionId: (await c.versions.list({ assetId: g.assetId }))[0]!.id, pinned: true }),
  'versions.restore': async (c, g) =>
    c.versions.restore({
      ...op(),
      assetId: g.assetId,
      revision: 1,
      to: join(`${g.drive} elsewhere`, `restored ${newId()}`),
    }),
  'versions.join': async (c, g) => {
    const joined = await c.versions.join({ ...op(), ids: [await another(c, g), await another(c, g)] })
    await c.history.undo(op())
    return joined
  },
  'versions.split': async (c, g) => {
    const { id } = await c.versions.join({ ...op(), ids: [await another(c, g), await another(c, g)] })
    const split = await c.versions.split({ ...op(), assetId: id, revision: 1 })
    await c.history.undo(op())
    await c.history.undo(op())
    return split
  },
  'versions.preview': (c) => c.versions.preview(RULES),
  'versions.thin': (c) => c.versions.thin({ ...op(), rules: RULES }),
  'relink.propose': (c, g) => c.relink.propose({ folders: [g.drive] }),
  'relink.apply': (c, g) => c.relink.apply({ ...op(), choices: [{ fileId: newId(), path: join(g.drive, 'nothing') }] }),
  'backups.list': (c) => c.backups.list({}),
  'backups.restore': async (c) => {
    const { path } = await c.engine.backup(op())
    return c.backups.restore({ ...op(), name: basename(path) })
  },
  'roots.list': (c) => c.roots.list({}),
  'roots.add': (c, g) => c.roots.add({ ...op(), path: g.drive }),
  'roots.scan': async (c, g) => {
    const { id } = await c.roots.add({ ...op(), path: g.drive })
    const events = await all(c.roots.scan({ id }))
    expect(events.map((event) => rootScanEventSchema.safeParse(event).success)).not.toContain(false)
    expect(events.at(-1)).toMatchObject({ type: 'done', rootId: id, files: 2, guard: null, unreadable: 0 })
  },
  'roots.answer': async (c, g) =>
    c.roots.answer({ ...op(), id: (await c.roots.add({ ...op(), path: g.drive })).id, answer: 'wait' }),
  'roots.remove': async (c, g) => c.roots.remove({ ...op(), id: (await c.roots.add({ ...op(), path: g.drive })).id }),
  'places.list': (c, g) => c.places.list({ path: g.drive }),
  'settings.get': (c) => c.settings.get({}),
  'settings.set': (c) => c.settings.set({ ...op(), changes: { dayStartHour: 5 } }),
  'shell.derivative': (c) =>
    c.shell.derivative({ id: newId() }).catch((error: unknown) => {
      expect(toRushesError(error).code).toBe('not_found')
      return undefined
    }),
  'shell.originals': (c, g) => c.shell.originals({ ids: [g.assetId] }),
}

export interface Procedure {
  readonly name: string
  readonly output: z.ZodType | undefined
  readonly streams: boolean
  readonly right: Right
}

/** Every procedure of the contract. */
export const PROCEDURES: Procedure[] = Object.entries(contract).flatMap(([space, procedures]) =>
  Object.entries(procedures).flatMap(([name, procedure]) => {
    if (!isContractProcedure(procedure)) return []
    const { right } = procedure['~orpc'].meta
    const output = procedure['~orpc'].outputSchema as unknown as (z.ZodType & { safeParse?: unknown }) | undefined
    return [
      {
        name: `${space}.${name}`,
        output: typeof output?.safeParse === 'function' ? output : undefined,
        streams: typeof output?.safeParse !== 'function',
        right,
      },
    ]
  }),
)

/** A card with two files, offloaded to a drive, with a note and a collection. */
export async function groundOf(library: TestLibrary): Promise<Ground> {
  const card = join(library.dir, 'CARD')
  const drive = join(library.dir, 'drive')
  mkdirSync(card)
  mkdirSync(drive)
  writeFileSync(join(card, 'report.txt'), 'sound report of day 12')
  writeFileSync(join(card, 'slate.txt'), 'scene 14')
  const { id: offloadId } = await library.client.offloads.start({ ...op(), sources: [card], destinations: [drive] })
  await all(library.client.offloads.watch({ id: offloadId }))
  const { rows } = await library.client.assets.list({})
  const note = await library.client.notes.add({ ...op(), assetId: rows[0]!.id, frame: null, text: 'first' })
  const collection = await library.client.collections.create({ ...op(), name: 'Dailies' })
  const volume = await volumeHolding(library.client, drive)
  return {
    card,
    drive,
    assetId: rows[0]!.id,
    noteId: note.id,
    collectionId: collection.id,
    offloadId,
    volumeId: volume.id,
  }
}
