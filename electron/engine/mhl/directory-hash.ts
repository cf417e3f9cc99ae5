/**
 * Hashes of folders (ASC MHL specification, §5.4), computed from the hashes of the files in them.
 *
 *     content(dir)   = H( sorted digests of its files and contents of its folders, as bytes )
 *     structure(dir) = H( sorted H( name + digest of the file, or structure of the folder ), as bytes )
 *
 * "Sorted" is by the text of the digests; C4 is sorted as base 58 and fed as the 64 bytes behind it.
 */
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import { decodeDigest } from '../hash/digest-text.ts'
import { digestBytes } from '../hash/multi-hash.ts'
import type { DirectoryHashes } from './model.ts'
import { baseName, parentsOf } from './names.ts'

/** One child of a folder: a file has its digest in both places. */
interface HashedChild {
  readonly name: string
  readonly content: string
  readonly structure: string
}

/** Content and structure of a folder in one format, given its children. */
export function directoryHash(
  format: HashFormat,
  children: readonly HashedChild[],
): { content: string; structure: string } {
  const named = children.map((child) =>
    digestBytes(format, Buffer.concat([Buffer.from(child.name), bytesOf(format, child.structure)])),
  )
  return {
    content: digestOfSorted(
      format,
      children.map((child) => child.content),
    ),
    structure: digestOfSorted(format, named),
  }
}

/**
 * Hashes of every folder of a tree, by path, in the formats that all files below it have. A folder with a file without
 * hashes below it (unreadable, not part of the operation) gets none: it would claim more than was read.
 * @param directories every folder but the root, the empty ones too
 */
export function hashDirectories(
  files: readonly { readonly path: string; readonly hashes: Hashes }[],
  directories: readonly string[],
  formats: readonly HashFormat[],
): Map<string, DirectoryHashes> {
  const result = new Map<
    string,
    { content: Partial<Record<HashFormat, string>>; structure: Partial<Record<HashFormat, string>> }
  >()
  for (const path of ['', ...directories]) result.set(path, { content: {}, structure: {} })
  for (const format of formats) {
    for (const [path, hashes] of inFormat(format, files, directories)) {
      const entry = result.get(path)
      if (entry === undefined) continue
      entry.content[format] = hashes.content
      entry.structure[format] = hashes.structure
    }
  }
  return result
}

function inFormat(
  format: HashFormat,
  files: readonly { readonly path: string; readonly hashes: Hashes }[],
  directories: readonly string[],
): Map<string, { content: string; structure: string }> {
  const children = new Map<string, HashedChild[]>(['', ...directories].map((path) => [path, []]))
  const unknown = new Set<string>()
  for (const { path, hashes } of files) {
    const digest = hashes[format]
    const parents = parentsOf(path)
    if (digest === undefined) for (const parent of parents) unknown.add(parent)
    else children.get(parents[0] ?? '')?.push({ name: baseName(path), content: digest, structure: digest })
  }
  const done = new Map<string, { content: string; structure: string }>()
  // Deepest first, so that every folder finds its folders' hashes.
  for (const path of [...children.keys()].sort((a, b) => depthOf(b) - depthOf(a))) {
    if (unknown.has(path)) continue
    const hashes = directoryHash(format, children.get(path) ?? [])
    done.set(path, hashes)
    if (path !== '') children.get(parentsOf(path)[0] ?? '')?.push({ name: baseName(path), ...hashes })
  }
  return done
}

function digestOfSorted(format: HashFormat, digests: readonly string[]): string {
  return digestBytes(format, Buffer.concat([...digests].sort().map((digest) => bytesOf(format, digest))))
}

function bytesOf(format: HashFormat, digest: string): Uint8Array {
  const bytes = decodeDigest(format, digest)
  if (bytes === null) throw new TypeError(`“${digest}” is no ${format} digest`)
  return bytes
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length
}
