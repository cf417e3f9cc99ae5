/**
 * Writing MHL 1.1 beside ASC MHL, for post houses whose tools know nothing newer (mediahashlist.org, MHL specification
 * v1.1; the order of elements is that of the public `mhl` tool).
 *
 * `xxhash64be` alone is written for xxHash64: the older `xxhash64` holds the bytes in reverse. The file lies beside the
 * card's folder and its paths begin with that folder, so that the card's inside stays what it was.
 */
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import type { Creator } from './model.ts'
import { fitsXml, utcStamp } from './names.ts'
import { placeNew } from './place.ts'
import { v1Date } from './v1-dates.ts'
import { parentElement, textElement } from './xml-write.ts'

/** What MHL 1.1 can hold, in the order in which it is written. */
const ELEMENTS: readonly (readonly [HashFormat, string])[] = [
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['xxh64', 'xxhash64be'],
]

/** The formats that MHL 1.1 knows; one of them has to be taken for it. */
export const V1_FORMATS: readonly HashFormat[] = ELEMENTS.map(([format]) => format)

interface V1Entry {
  /** Relative to the folder that the MHL file lies in. */
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  readonly hashes: Hashes
  readonly hashedAt: number
}

interface V1Request {
  /** Absolute path of the folder that the file is put into. */
  readonly folder: string
  /** Name of the card's folder in it. */
  readonly name: string
  readonly creator: Creator
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly finishedAt: number
  readonly entries: readonly V1Entry[]
}

/** The text of an MHL 1.1 file. Files without a hash that it can hold, or with a name that XML can't, are left out. */
export function v1Xml({ creator, startedAt, finishedAt, entries }: Omit<V1Request, 'folder' | 'name'>): string {
  const user = userInfo().username
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<hashlist version="1.1">\n\n',
    parentElement(
      '  ',
      'creatorinfo',
      {},
      [
        textElement('    ', 'name', {}, creator.authors?.[0]?.name ?? user),
        textElement('    ', 'username', {}, user),
        textElement('    ', 'hostname', {}, creator.hostname),
        textElement('    ', 'tool', {}, `${creator.tool} ${creator.toolVersion}`),
        textElement('    ', 'startdate', {}, v1Date(startedAt)),
        textElement('    ', 'finishdate', {}, v1Date(finishedAt)),
      ].join(''),
    ),
    ...entries.filter(isListed).map(entryXml),
    '\n</hashlist>\n',
  ].join('')
}

function isListed({ path, hashes }: V1Entry): boolean {
  return fitsXml(path) && V1_FORMATS.some((format) => hashes[format] !== undefined)
}

function entryXml({ path, size, modified, hashes, hashedAt }: V1Entry): string {
  return `\n${parentElement(
    '  ',
    'hash',
    {},
    [
      textElement('    ', 'file', {}, path),
      textElement('    ', 'size', {}, String(size)),
      textElement('    ', 'lastmodificationdate', {}, v1Date(modified)),
      ...ELEMENTS.map(([format, element]) =>
        hashes[format] === undefined ? '' : textElement('    ', element, {}, hashes[format]),
      ),
      textElement('    ', 'hashdate', {}, v1Date(hashedAt)),
    ].join(''),
  )}`
}

/**
 * Writes `<name>_YYYY-MM-DD_HHMMSS.mhl` (UTC, the start of the operation) into the folder, never over another file.
 * @returns its absolute path
 * @throws RushesError `conflict` when there is one of that name; the error of the system call otherwise
 */
export async function writeV1(request: V1Request): Promise<string> {
  const stamp = utcStamp(request.startedAt).replace(/Z$/, '')
  const path = join(request.folder, `${basename(request.name)}_${stamp}.mhl`)
  await placeNew(path, v1Xml(request))
  return path
}
