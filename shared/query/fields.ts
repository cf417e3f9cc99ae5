/**
 * The one table of what a query can ask for. The parser, the SQL, the suggestions of the window, `rushes query` and the
 * tables in docs/formats.md are made of it.
 */
import { ASSET_KINDS, FILE_STATES, VERIFICATIONS } from '../model/asset.ts'

/**
 * What its values are. `text`: a word or a glob · `closed`: one of `values` · `trade`: a number as the slate has it, in
 * the order 12, 12A, 13 · `size`: bytes with units · `presence`: the name of what a clip may have.
 */
type FieldType = 'text' | 'closed' | 'number' | 'size' | 'trade' | 'timecode' | 'duration' | 'day' | 'presence'

export interface Field {
  readonly name: string
  readonly type: FieldType
  /** Column of `asset`; null where other tables say it. */
  readonly column: string | null
  /** True where an index leads from a value to its clips. */
  readonly index: boolean
  /** Under which name its values and their counts are kept; null where they are not. */
  readonly facet: string | null
  /** True where a clip may lack it: `none` and `any` are values. */
  readonly optional: boolean
  /** What `closed` and `presence` can be. */
  readonly values: readonly string[]
  /** What it is, for help and suggestions. */
  readonly about: string
  readonly example: string
}

/** The version of the language. Raise it when a text that was saved would mean something else, and print it anew. */
export const LANGUAGE = 1

/** What `has:` and `no:` ask for. */
export const PRESENCES = [
  'sound',
  'notes',
  'tags',
  'look',
  'description',
  'rating',
  'camera',
  'roll',
  'scene',
  'shot',
  'take',
  'slate',
  'unit',
  'episode',
  'location',
  'day',
  'timecode',
  'codec',
  'hdr',
  'log',
] as const
export type Presence = (typeof PRESENCES)[number]

const field = <const Name extends string>(
  name: Name,
  type: FieldType,
  about: string,
  example: string,
  more: Partial<Omit<Field, 'name' | 'type' | 'about' | 'example'>> = {},
) => ({ name, type, column: name, index: false, facet: null, optional: false, values: [], about, example, ...more })

/** Whose values are tallied, each with an index of its column. */
const counted = (facet: string, optional = true) => ({ index: true, facet, optional })

export const FIELDS = [
  field('kind', 'closed', 'what it is', 'kind:video,audio', { ...counted('kind', false), values: ASSET_KINDS }),
  field('state', 'closed', 'where its file is', 'state:offline', { ...counted('state', false), values: FILE_STATES }),
  field('verification', 'closed', 'how far it was verified', 'verification:failed', {
    ...counted('verification', false),
    values: VERIFICATIONS,
  }),
  field('name', 'text', 'any part of the name; with * the whole name', 'name:C012', {
    column: 'name_key',
    index: true,
  }),
  field('tag', 'text', 'a tag, or those below it: place for place/harbour', 'tag:hero', {
    ...counted('tag'),
    column: null,
  }),
  field('camera', 'text', 'camera letter', 'camera:A', counted('camera')),
  field('roll', 'text', 'roll or reel, or the name of its card', 'roll:A003', counted('roll')),
  field('day', 'day', 'shooting day', 'day:last:7d', counted('day')),
  field('scene', 'trade', 'scene number', 'scene:12..14', counted('scene')),
  field('shot', 'trade', 'shot', 'shot:2A', counted('shot')),
  field('take', 'trade', 'take number', 'take>3', counted('take')),
  field('slate', 'trade', 'the slate as it is written whole', 'slate:47B', counted('slate')),
  field('unit', 'text', 'unit', 'unit:Second', counted('unit')),
  field('episode', 'trade', 'episode', 'episode:101..103', counted('episode')),
  field('location', 'text', 'location', 'location:harbour*', counted('location')),
  field('tc', 'timecode', 'timecode that the clip spans', 'tc:10:00..11:00', { column: 'start_frame', index: true }),
  field('duration', 'duration', 'length in seconds, or with h, m, s, f', 'duration>30s', {
    column: 'duration_ms',
    index: true,
    optional: true,
  }),
  field('rating', 'number', 'stars, 0 to 5', 'rating>=3', counted('rating', false)),
  field('note', 'text', 'words of a note', 'note:"boom in"', { column: null, index: true, optional: true }),
  field('collection', 'text', 'a collection that is filled by hand, by name or id', 'collection:Selects', {
    column: null,
    index: true,
    optional: true,
  }),
  field('in', 'text', 'a collection of any kind, or a folder of them, by name or id', 'in:"Best of day 12"', {
    column: null,
    index: true,
  }),
  field('volume', 'text', 'a drive, by label or id', 'volume:RAID_A', { column: null, index: true, optional: true }),
  field('offload', 'text', 'the clips that an offload copied, by its id', 'offload:0199…', {
    column: null,
    index: true,
  }),
  field('id', 'text', 'the beginning of an id', 'id:0199a', { index: true }),
  field('codec', 'text', 'codec', 'codec:prores', counted('codec')),
  field('hdr', 'text', 'pq, hlg or dolby-vision', 'hdr:pq', counted('hdr')),
  field('log', 'text', 'the log curve that is shown unconverted', 'log:any', { index: true, optional: true }),
  field('size', 'size', 'bytes, or with KB, MB, GB, TB', 'size>10GB', { column: 'bytes', index: true }),
  field('copies', 'number', 'number of copies', 'copies<2', { index: true }),
  field('devices', 'number', 'number of disks with a copy', 'devices<2'),
  field('versions', 'number', 'number of versions', 'versions>1'),
  field('notes', 'number', 'number of notes', 'notes>0'),
  field('channels', 'number', 'sound channels', 'channels:8', { optional: true }),
  field('width', 'number', 'pixels', 'width>=3840', { optional: true }),
  field('height', 'number', 'pixels', 'height:2160', { optional: true }),
  field('fps', 'number', 'frame rate as people write it', 'fps:23.976', { column: 'rate_num', optional: true }),
  field('has', 'presence', 'what it has', 'has:notes', { column: null, values: PRESENCES }),
  field('no', 'presence', 'what it lacks', 'no:tags', { column: null, values: PRESENCES }),
] as const satisfies readonly Field[]

export type FieldName = (typeof FIELDS)[number]['name']

const BY_NAME: ReadonlyMap<string, Field & { readonly name: FieldName }> = new Map(FIELDS.map((one) => [one.name, one]))

/** The field of that name, letter case aside; undefined for none. */
export function fieldNamed(name: string): (Field & { readonly name: FieldName }) | undefined {
  return BY_NAME.get(name.toLowerCase())
}

/** Single words that mean something. */
export const FLAG_TABLE = [
  { name: 'circled', about: 'circled takes' },
  { name: 'nogood', about: 'marked no good' },
  { name: 'noted', about: 'with notes' },
  { name: 'tagged', about: 'with tags' },
  { name: 'unverified', about: 'not read back by this computer' },
  { name: 'verified', about: 'read back and equal' },
  { name: 'offline', about: 'the drive is not connected' },
  { name: 'missing', about: 'the drive is connected, the file is not on it' },
  { name: 'lone', about: 'one copy only' },
  { name: 'onedevice', about: 'all copies on one disk' },
  { name: 'duplicate', about: 'more than one copy on one drive' },
  { name: 'versions', about: 'stacks of versions' },
  { name: 'recent', about: 'added in the last 24 hours' },
  { name: 'broken', about: 'could not be read' },
  { name: 'unsupported', about: 'this ffmpeg can’t read it' },
] as const
export type Flag = (typeof FLAG_TABLE)[number]['name']
export const FLAGS: readonly Flag[] = FLAG_TABLE.map((one) => one.name)
