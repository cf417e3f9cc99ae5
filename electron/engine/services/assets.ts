/**
 * The catalogue's procedures: windows, details, facets, and the changes a person makes.
 */
import type { AssetChanges, AssetDetail } from '../../../shared/model/asset.ts'
import type { Look } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { formatTimecode, timecode } from '../../../shared/time/timecode.ts'
import type { EngineContext } from '../context.ts'
import { hasAsset } from '../db/entities/entity-names.ts'
import {
  readAssetBase,
  readCollectionsOf,
  readCopies,
  readFrames,
  picturesBeside,
  readNotes,
} from '../db/catalogue/asset-detail.ts'
import {
  countAtOnce,
  readArranged,
  readAssetRow,
  readWindow,
  type AssetWindow,
  type Count,
} from '../db/catalogue/assets-read.ts'
import { countSlowly } from '../db/catalogue/slow-rows.ts'
import { probeSchema } from '../../../shared/model/probe.ts'
import { colourChain } from '../domain/colour/chain.ts'
import { assertDay } from '../domain/shooting-day.ts'
import type { Change } from '../db/entities/changes.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { readLutOf } from '../db/entities/lut.ts'
import { lookOf } from '../db/catalogue/looks.ts'
import { readMade, readMetas } from '../db/catalogue/derivatives.ts'
import { readVersionList } from '../db/versions/versions.ts'
import { readFieldValues } from '../db/search/field-values.ts'
import { readOutline } from '../db/search/outline-read.ts'
import { planSearch, type Search } from '../db/search/search-sql.ts'
import { collectionOf } from '../../../shared/query/ast.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { describeMeasured } from '../domain/media/measured.ts'
import { describeProbe, HEADER, surroundOf } from '../ingest/facts.ts'
import { describeFrames } from '../ingest/sequence-detail.ts'
import { clipCount, runCommand } from './commands.ts'
import { facetsOf } from './facets.ts'
import type { Builder } from './implement.ts'
import { cameraProxiesOf, cameraProxyFacts } from './camera-proxies.ts'
import { soundFileFacts } from './sound-files.ts'
import { troublesOf } from './troubles.ts'

const DAY_MS = 86_400_000

/** What a query of a person means now. Throws `query.unknown`. */
export function searchFor(context: EngineContext, query: string): Search {
  return planSearch(context.library.reader, parseQuery(query), context.now())
}

/** How the picture of a stored probe is shown. */
function chainOf(db: ReadableDb, stored: string | null, look: AssetDetail['look']): AssetDetail['colour'] {
  if (stored === null) return null
  const probe = probeSchema.safeParse(JSON.parse(stored))
  const lut = look?.lut === undefined ? null : (readLutOf(db, look.lut.hash) ?? null)
  return probe.success && probe.data.ok ? colourChain(probe.data, look, lut) : null
}

/** One asset whole. Throws `not_found`. */
function readDetail(context: EngineContext, id: string): AssetDetail {
  const db = context.library.reader
  const row = readAssetRow(db, id)
  const base = readAssetBase(db, id)
  if (row === undefined || base === undefined)
    throw new RushesError('not_found', 'That clip is not in this library. Refresh the list and try again.')
  const rate = row.rate
  const noteList = readNotes(db, id).map((note) => ({
    ...note,
    timecode:
      note.frame === null || rate === null
        ? null
        : formatTimecode(timecode((base.startFrame ?? 0) + note.frame, rate, base.dropFrame)),
  }))
  const cameraProxies = cameraProxiesOf(db, id)
  const frames = readFrames(base.derived)
  const sequence = frames === null ? null : describeFrames(frames, rate, base.probe)
  return {
    ...row,
    description: base.description,
    startFrame: base.startFrame,
    dropFrame: base.dropFrame,
    copyList: readCopies(db, id),
    madeList: readMade(db, base.versionId),
    noteList,
    versionList: readVersionList(db, id),
    collections: readCollectionsOf(db, id),
    facts: [
      ...describeProbe(base.probe, () => picturesBeside(db, row)).filter(
        ({ group }) => sequence === null || group !== HEADER,
      ),
      ...(sequence?.facts ?? []),
      ...describeMeasured(readMetas(db, base.versionId, ['loudness', 'signal'])),
      ...cameraProxyFacts(cameraProxies),
      ...soundFileFacts(db, id),
    ],
    cameraProxies,
    troubles: troublesOf(db, id, base.probe),
    colour: chainOf(db, base.probe, row.look),
    immersive: surroundOf(base.probe),
    frames: sequence?.frames ?? null,
    filmstripMeta:
      base.filmstripMeta === null ? null : (JSON.parse(base.filmstripMeta) as AssetDetail['filmstripMeta']),
  }
}

/** A list that ended within its first window has counted itself. */
function shortList(window: AssetWindow, from: { cursor: string | null; offset: number | null }): Count | undefined {
  if (window.cursor !== null || from.cursor !== null || (from.offset ?? 0) > 0) return undefined
  return { total: window.rows.length, bytes: window.rows.reduce((sum, row) => sum + row.bytes, 0) }
}

/** Implements `assets`. */
export function assetServices(os: Builder, context: EngineContext) {
  const db = context.library.reader
  return os.assets.router({
    list: os.assets.list.handler(({ input }) => {
      const search = searchFor(context, input.query)
      const collection = input.sort.field === 'arranged' ? collectionOf(parseQuery(input.query)) : null
      const window =
        collection === null
          ? readWindow(db, search, input.sort, input, input.limit)
          : readArranged(db, search, collection, input.sort.direction, input, input.limit)
      const count = countAtOnce(db, search) ?? shortList(window, input)
      const seen = (input.offset ?? 0) + window.rows.length
      return {
        ...window,
        ...(count ?? {
          total: seen + (window.cursor === null ? 0 : 1),
          bytes: window.rows.reduce((sum, row) => sum + row.bytes, 0),
        }),
        exact: count !== undefined,
        revision: context.events.revision,
      }
    }),
    count: os.assets.count.handler(({ input, signal }) => {
      const search = searchFor(context, input.query)
      return countAtOnce(db, search) ?? countSlowly(context.library.slowReader, search, signal)
    }),
    get: os.assets.get.handler(({ input }) => readDetail(context, input.id)),
    outline: os.assets.outline.handler(() => ({
      ...readOutline(db, context.now() - DAY_MS, context.settings()),
      revision: context.events.revision,
    })),
    facets: os.assets.facets.handler(({ input, signal }) => facetsOf(context, input.query, signal)),
    values: os.assets.values.handler(({ input }) => readFieldValues(db, input.field, input.part, input.limit)),
    set: os.assets.set.handler(({ input }) => {
      if (typeof input.changes.day === 'string') assertDay(input.changes.day)
      requireAssets(context, input.ids)
      const fields = Object.entries(input.changes).filter(([, value]) => value !== undefined)
      if (fields.length === 0) throw new RushesError('usage', 'No field was named to change. Write FIELD=VALUE.')
      const changes = input.ids.flatMap((id) =>
        fields.map(([field, value]): Change => ({ entity: 'asset', entityId: id, field, value })),
      )
      return runCommand(
        context,
        input.opId,
        `${nameChanges(input.changes)} on ${clipCount(input.ids.length)}`,
        ['assets'],
        changes,
        {},
      )
    }),
    looks: os.assets.looks.handler(({ input: { opId, looks } }) => {
      const all = looks.flatMap(({ ids }) => ids)
      requireAssets(context, all)
      const changes = looks.flatMap(({ ids, look, keepList }) =>
        ids.map((id): Change => ({
          entity: 'asset',
          entityId: id,
          field: 'look',
          value: keepList ? withList(look, lookOf(db, id)?.cdl ?? null) : look,
        })),
      )
      return runCommand(context, opId, `Look on ${clipCount(all.length)}`, ['assets'], changes, {})
    }),
    tag: os.assets.tag.handler(({ input }) => {
      requireAssets(context, input.ids)
      const changes = input.ids.flatMap((id) => [
        ...input.add.map((tag): Change => ({ entity: 'asset', entityId: id, field: `tag:${tag}`, value: true })),
        ...input.remove.map((tag): Change => ({ entity: 'asset', entityId: id, field: `tag:${tag}`, value: false })),
      ])
      if (changes.length === 0)
        throw new RushesError('usage', 'No tag was named. Write +tag to add one, -tag to remove one.')
      return runCommand(context, input.opId, `Tags on ${clipCount(input.ids.length)}`, ['assets'], changes, {})
    }),
  })
}

/** A look with the decision list that a clip has. */
function withList(look: Look | null, cdl: Look['cdl']): Look | null {
  if (look === null) return cdl === null ? null : { curve: null, cdl }
  return { ...look, cdl: cdl ?? look.cdl }
}

/** Throws `not_found` unless every id is an asset of this library. */
export function requireAssets(context: EngineContext, ids: readonly string[]): void {
  const stranger = ids.find((id) => !hasAsset(context.library.reader, id))
  if (stranger !== undefined)
    throw new RushesError('not_found', `There is no clip ${stranger} in this library. List the clips with: rushes ls`)
}

const FIELD_NAMES: Record<keyof AssetChanges, string> = {
  name: 'Name',
  rating: 'Stars',
  circled: 'Circle',
  noGood: 'No good',
  roll: 'Roll',
  camera: 'Camera',
  scene: 'Scene',
  shot: 'Shot',
  take: 'Take',
  slate: 'Slate',
  unit: 'Unit',
  episode: 'Episode',
  location: 'Location',
  day: 'Shooting day',
  description: 'Description',
  look: 'Look',
}

function nameChanges(changes: AssetChanges): string {
  return Object.keys(changes)
    .map((field) => FIELD_NAMES[field as keyof AssetChanges])
    .join(', ')
}
