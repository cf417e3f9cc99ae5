/**
 * A folder of a source as a tree of names.
 */
import { baseName, extensionOf } from '../media-kinds.ts'
import type { NamePattern } from './pattern.ts'

export interface Listed {
  /** Path with forward slashes; its first part is the folder's own name. */
  readonly path: string
  readonly size: number
}

export interface CardFolder {
  readonly path: string
  readonly name: string
  readonly folders: Map<string, CardFolder>
  readonly files: Listed[]
  /** Names and extensions of the files, in lower case: most questions are answered by these alone. */
  readonly names: Set<string>
  readonly extensions: Set<string>
}

function newFolder(path: string, name: string): CardFolder {
  return { path, name, folders: new Map(), files: [], names: new Set(), extensions: new Set() }
}

/** Builds the tree of a folder; a file named "." stands for its folder alone. */
export function treeOf(path: string, listing: readonly Listed[]): CardFolder {
  const root = newFolder(path, baseName(path))
  for (const file of listing) {
    let at = root
    const parts = file.path.slice(path.length + 1).split('/')
    const name = parts.pop() ?? ''
    for (const part of parts) {
      const known = at.folders.get(part)
      const next = known ?? newFolder(`${at.path}/${part}`, part)
      if (known === undefined) at.folders.set(part, next)
      at = next
    }
    at.files.push(file)
    at.names.add(name.toLowerCase())
    at.extensions.add(extensionOf(name))
  }
  return root
}

/** True when a path of this pattern, a file or a folder, lies below. */
export function holds(folder: CardFolder, pattern: readonly NamePattern[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return true
  if (rest.length === 0 && holdsFile(folder, first)) return true
  for (const sub of folder.folders.values()) if (first.regex.test(sub.name) && holds(sub, rest)) return true
  return false
}

function holdsFile(folder: CardFolder, { exact, extension, regex }: NamePattern): boolean {
  if (exact !== null) return folder.names.has(exact)
  if (extension !== null && !folder.extensions.has(extension)) return false
  return folder.files.some((file) => !baseName(file.path).startsWith('.') && regex.test(baseName(file.path)))
}

/** Every file of a folder and those below it. */
export function* filesBelow(folder: CardFolder): Generator<Listed> {
  yield* folder.files
  for (const sub of folder.folders.values()) yield* filesBelow(sub)
}
