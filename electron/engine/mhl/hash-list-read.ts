/**
 * Reading lists of checksums as `md5sum`, `sha1sum`, `shasum`, `xxhsum`, BSD's and OpenSSL's tools print them, and as
 * Windows tools do: with a byte order mark, in UTF-16, with CRLF and backslashes.
 *
 * Lines: `<hex> path`, `<hex> *path` (binary), `\<hex> path` with `\\`, `\n` and `\r` escaped in the name (GNU),
 * `XXH3_<hex> path` (xxhsum), `MD5 (path) = <hex>` (BSD, `--tag`), `MD5(path)= <hex>` (OpenSSL). `#`, `;` and `//`
 * begin remarks. A digest alone, as in `clip.mov.md5`, is that of the file that the list is named after. The format is
 * the one that the line names, else the one of the list's name and the digest's length.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'
import { canonicalDigest, DIGEST_BYTES } from '../hash/digest-text.ts'
import { decodeText } from '../text/decode.ts'
import { listedPath, type ListedFile } from './listed-files.ts'

/** Maps and no objects: a file may be called `clip.constructor`. */
const ENDINGS: ReadonlyMap<string, HashFormat> = new Map([
  ['md5', 'md5'],
  ['md5sum', 'md5'],
  ['sha1', 'sha1'],
  ['sha', 'sha1'],
  ['sha1sum', 'sha1'],
  ['xxh', 'xxh64'],
  ['xxh64', 'xxh64'],
  ['xxhsum', 'xxh64'],
  ['xxh128', 'xxh128'],
  ['xxh3', 'xxh3'],
  ['c4', 'c4'],
])
const NAMES: ReadonlyMap<string, HashFormat> = new Map([
  ['md5sums', 'md5'],
  ['md5sum', 'md5'],
  ['md5sums.txt', 'md5'],
  ['sha1sums', 'sha1'],
  ['sha1sums.txt', 'sha1'],
])
const TAGS: Readonly<Record<string, HashFormat>> = {
  MD5: 'md5',
  SHA1: 'sha1',
  XXH64: 'xxh64',
  XXH128: 'xxh128',
  XXH3: 'xxh3',
  C4: 'c4',
}

/** The format that a list's name promises, or null when it is the name of no list. */
export function hashListFormat(name: string): HashFormat | null {
  if (name.startsWith('._')) return null
  const dot = name.lastIndexOf('.')
  return NAMES.get(name.toLowerCase()) ?? (dot < 0 ? null : (ENDINGS.get(name.slice(dot + 1).toLowerCase()) ?? null))
}

/** True for the name of a list: MHL files and lists of checksums tell of other files and are told of by none. */
export function isListName(name: string): boolean {
  return (name.endsWith('.mhl') && !name.startsWith('._')) || hashListFormat(name) !== null
}

/**
 * Reads a list.
 * @param file its name, which says what its digests are
 * @throws RushesError `mhl.broken` when it holds no digest at all, or a line that is none
 */
export function parseHashList(bytes: Uint8Array, file: string): ListedFile[] {
  const usual = hashListFormat(file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)) ?? 'md5'
  const files = new Map<string, ListedFile>()
  const alone = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '')
  for (const [index, line] of decodeText(bytes)
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (/^\s*($|#|;|\/\/)/.test(line)) continue
    const found = readLine(line, usual) ?? (/^\s*[0-9A-Za-z]+\s*$/.test(line) ? entry(alone, usual, line) : null)
    if (found === null) throw broken(file, index + 1)
    const before = files.get(found.path)
    files.set(
      found.path,
      before === undefined
        ? found
        : { ...before, hashes: { ...found.hashes, ...before.hashes }, unknown: [...before.unknown, ...found.unknown] },
    )
  }
  if (files.size === 0) throw listsNothing(file)
  return [...files.values()]
}

function readLine(line: string, usual: HashFormat): ListedFile | null {
  const bsd = /^\s*([A-Za-z0-9/-]+) ?\((.+)\) ?= ?(\S+)\s*$/.exec(line)
  if (bsd !== null) {
    const [, tag = '', path = '', digest = ''] = bsd
    const format = TAGS[tag.toUpperCase()]
    return format === undefined ? unknown(path, tag) : entry(path, format, digest.replace(/^XXH3_/i, ''))
  }
  const gnu = /^(\\?)(XXH3_)?([0-9A-Za-z]+)(?: [ *?^]|\t)(.+)$/.exec(line)
  if (gnu === null) return null
  const [, escaped = '', xxh3, digest = '', name = ''] = gnu
  const path =
    escaped === ''
      ? name
      : name.replace(/\\([\\nr])/g, (_all, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\'))
  if (xxh3 !== undefined) return entry(path, 'xxh3', digest)
  const format = fits(usual, digest) ? usual : byLength(digest)
  if (format !== null) return entry(path, format, digest)
  return /^([0-9a-f]{8}|[0-9a-f]{56,})$/i.test(digest) ? unknown(path, `a digest of ${digest.length / 2} bytes`) : null
}

function fits(format: HashFormat, digest: string): boolean {
  return format === 'c4' ? digest.startsWith('c4') && digest.length === 90 : digest.length === DIGEST_BYTES[format] * 2
}

/** A digest of another length than the list's name promises: what crews' tools print in that length. */
function byLength(digest: string): HashFormat | null {
  return (['c4', 'md5', 'sha1', 'xxh64'] as const).find((format) => fits(format, digest)) ?? null
}

function entry(path: string, format: HashFormat, text: string): ListedFile | null {
  const digest = canonicalDigest(format, text)
  return digest === null
    ? null
    : { path: listedPath(path), size: null, hashes: { [format]: digest }, xxh32: null, unknown: [] }
}

function unknown(path: string, what: string): ListedFile {
  return { path: listedPath(path), size: null, hashes: {}, xxh32: null, unknown: [what] }
}

/** The failure of a list of any kind that names nothing to verify. */
export function listsNothing(file: string): RushesError {
  return new RushesError(
    'mhl.broken',
    `${file} lists no file. Check that it is the right list, and that it was copied whole.`,
    { path: file },
  )
}

function broken(file: string, line: number): RushesError {
  return new RushesError(
    'mhl.broken',
    `${file} can't be used: line ${line} is no checksum and name. Copy it again from where it came from.`,
    { path: file, line },
  )
}
