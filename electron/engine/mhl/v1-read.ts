/**
 * Reading MHL 1.1, the older form that most tools still write (mediahashlist.org, MHL specification v1.1).
 *
 * `xxhash64be` is the canonical digest; `xxhash64` holds the same eight bytes the other way round, as early tools
 * printed them on little-endian machines. The two are told apart by name alone and never guessed.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'
import { canonicalDigest } from '../hash/digest-text.ts'
import { readV1Date } from './v1-dates.ts'
import { listedPath, type ListedFile } from './listed-files.ts'
import { readXml, readXmlInSteps, type XmlHandler } from './xml-read.ts'

/** An MHL 1.x file. */
interface V1List {
  readonly files: readonly ListedFile[]
  /** When it was begun, milliseconds since 1970; null when it doesn't say, or says it in no way that can be read. */
  readonly at: number | null
}

const FORMATS: Readonly<Record<string, HashFormat>> = {
  md5: 'md5',
  sha1: 'sha1',
  xxhash64be: 'xxh64',
  xxhash64: 'xxh64',
  xxh64: 'xxh64',
  xxh128: 'xxh128',
  xxh3: 'xxh3',
  c4: 'c4',
}
const OTHER_CHILDREN = new Set(['file', 'size', 'lastmodificationdate', 'creationdate', 'hashdate', 'null'])

/**
 * Reads the files of an MHL 1.x file in any encoding that it may come in.
 * @param file its name, for sentences
 * @throws RushesError `mhl.broken` when it is no XML, no MHL 1, or holds a digest that is none
 */
export function parseV1(bytes: Uint8Array, file: string): V1List {
  const reader = v1Reader(file)
  readXml(bytes, file, reader.handler)
  return reader.list()
}

/** The same, giving way in between. */
export async function parseV1InSteps(bytes: Uint8Array, file: string): Promise<V1List> {
  const reader = v1Reader(file)
  await readXmlInSteps(bytes, file, reader.handler)
  return reader.list()
}

function v1Reader(file: string): { readonly handler: XmlHandler; list(): V1List } {
  const files: ListedFile[] = []
  let at: number | null = null
  const path: string[] = []
  const fresh = () => ({
    path: '',
    size: null as number | null,
    hashes: {} as Partial<Record<HashFormat, string>>,
    xxh32: null as number | null,
    unknown: [] as string[],
  })
  let draft = fresh()
  let sound = false
  const handler: XmlHandler = {
    open(name, attributes) {
      path.push(name)
      if (path.length === 1) sound = name === 'hashlist' && !(attributes['version'] ?? '1').startsWith('2')
      if (name === 'hash') draft = fresh()
    },
    close(name, text) {
      path.pop()
      if (name === 'hash' && path.length === 1) files.push(draft)
      if (path.length === 2 && path[1] === 'creatorinfo' && name === 'startdate') at = readV1Date(text)
      if (path.at(-1) !== 'hash' || path.length !== 2) return
      const format = FORMATS[name]
      if (name === 'file') draft.path = listedPath(text)
      else if (name === 'size') draft.size = /^\s*\d+\s*$/.test(text) ? Number(text) : null
      else if (format !== undefined) draft.hashes[format] = digestOf(name, format, text, draft.path, file)
      else if (name === 'xxhash' && isXxh32(text)) draft.xxh32 = Number(text)
      else if (!OTHER_CHILDREN.has(name)) draft.unknown.push(name)
    },
  }
  return {
    handler,
    list: () => {
      if (sound) return { files, at }
      throw new RushesError(
        'mhl.broken',
        `${file} is no MHL file of version 1. Give the folder instead of the file if it is a newer one.`,
        { path: file },
      )
    },
  }
}

function digestOf(name: string, format: HashFormat, text: string, path: string, file: string): string {
  const digest = format === 'xxh64' ? canonicalDigest(format, decimal(text) ?? text) : canonicalDigest(format, text)
  if (digest === null) {
    throw new RushesError(
      'mhl.broken',
      `${file} can't be used: the ${name} of ${path} is no ${name}. Copy it again from where it came from.`,
      { path: file },
    )
  }
  return name === 'xxhash64' && decimal(text) === null ? Buffer.from(digest, 'hex').reverse().toString('hex') : digest
}

/** The 32-bit xxHash is printed as a decimal number. */
function isXxh32(text: string): boolean {
  return /^\s*\d{1,10}\s*$/.test(text) && Number(text) <= 0xffffffff
}

/**
 * Some tools print the 64 bits as one decimal number, which has no byte order to mistake. Sixteen digits are taken for
 * hex.
 */
function decimal(text: string): string | null {
  const digits = text.trim()
  if (!/^\d+$/.test(digits) || digits.length === 16 || digits.length > 20) return null
  const number = BigInt(digits)
  return number >> 64n === 0n ? number.toString(16).padStart(16, '0') : null
}
