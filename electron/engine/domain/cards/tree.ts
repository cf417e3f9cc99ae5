/**
 * A folder of a source as a tree of names.
 */
import { baseName } from '../media/media-kinds.ts'
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
  // A listing comes folder by folder: nearly every file lies where the one before it lay.
  const known = new Map<string, CardFolder>([[path, root]])
  for (const file of listing) {
    const slash = file.path.lastIndexOf('/')
    const above = file.path.slice(0, slash)
    const at = known.get(above) ?? makeFolder(root, above, known)
    const name = file.path.slice(slash + 1).toLowerCase()
    at.files.push(file)
    at.names.add(name)
    const dot = name.lastIndexOf('.')
    at.extensions.add(dot > 0 ? name.slice(dot + 1) : '')
  }
  return root
}

function makeFolder(root: CardFolder, path: string, known: Map<string, CardFolder>): CardFolder {
  let at = root
  for (const part of path.slice(root.path.length + 1).split('/')) {
    const here = at.folders.get(part)
    const next = here ?? newFolder(`${at.path}/${part}`, part)
    if (here === undefined) at.folders.set(part, next)
    at = next
  }
  known.set(path, at)
  return at
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
