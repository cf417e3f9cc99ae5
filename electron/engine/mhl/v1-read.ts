/**
 * Reading MHL 1.1, the older form that most tools still write (mediahashlist.org, MHL specification v1.1).
 *
 * `xxhash64be` is the canonical digest; `xxhash64` holds the same eight bytes the other way round, as early tools
 * printed them on little-endian machines. The two are told apart by name alone and never guessed.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { canonicalDigest } from '../hash/digest-text.ts'
import { readXml } from './xml-read.ts'

export interface V1File {
  /** Relative to the folder that the MHL file is in. */
  readonly path: string
  readonly size: number | null
  /** The good digests in canonical form. */
  readonly hashes: Hashes
  /** Names of hashes that are there and can't be checked, such as the 32-bit `xxhash`. */
  readonly unknown: readonly string[]
}

const FORMATS: Readonly<Record<string, HashFormat>> = {
  md5: 'md5', sha1: 'sha1', xxhash64be: 'xxh64', xxhash64: 'xxh64', xxh64: 'xxh64', xxh128: 'xxh128', xxh3: 'xxh3', c4: 'c4',
}
const OTHER_CHILDREN = new Set(['file', 'size', 'lastmodificationdate', 'creationdate', 'hashdate'])

/**
 * Reads an MHL 1.x file in any encoding that it may come in.
 * @param file its name, for sentences
 * @throws RushesError `mhl.broken` when it is no XML, no MHL 1, or holds a digest that is none
 */
export function parseV1(bytes: Uint8Array, file: string): V1File[] {
  const files: V1File[] = []
  const path: string[] = []
  let draft = { path: '', size: null as number | null, hashes: {} as Partial<Record<HashFormat, string>>, unknown: [] as string[] }
  let sound = false
  readXml(bytes, file, {
    open(name, attributes) {
      path.push(name)
      if (path.length === 1) sound = name === 'hashlist' && !(attributes['version'] ?? '1').startsWith('2')
      if (name === 'hash') draft = { path: '', size: null, hashes: {}, unknown: [] }
    },
    close(name, text) {
      path.pop()
      if (name === 'hash' && path.length === 1) files.push(draft)
      if (path.at(-1) !== 'hash' || path.length !== 2) return
      const format = FORMATS[name]
      if (name === 'file') draft.path = text.replace(/^\.\//, '')
      else if (name === 'size') draft.size = /^\s*\d+\s*$/.test(text) ? Number(text) : null
      else if (format !== undefined) draft.hashes[format] = digestOf(name, format, text, draft.path, file)
      else if (!OTHER_CHILDREN.has(name)) draft.unknown.push(name)
    },
  })
  if (sound) return files
  throw new RushesError('mhl.broken', `${file} is no MHL file of version 1. Give the folder instead of the file if it is a newer one.`, { path: file })
}

function digestOf(name: string, format: HashFormat, text: string, path: string, file: string): string {
  const digest = canonicalDigest(format, text)
  if (digest === null) {
    throw new RushesError('mhl.broken', `${file} can't be used: the ${name} of ${path} is no ${name}. Copy it again from where it came from.`, { path: file })
  }
  return name === 'xxhash64' ? Buffer.from(digest, 'hex').reverse().toString('hex') : digest
}
