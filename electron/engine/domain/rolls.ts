/**
 * Which folders of a source are rolls, and so which folders get an ASC MHL history of their own.
 *
 * Conservative: what isn't recognised is one scope at the top. A roll is never looked for inside another roll, because
 * a history belongs to the whole card and to nothing smaller.
 */
import type { RollFamily } from './roll-families.ts'
import { LOOSE_CLIPS, ROLL_FAMILIES } from './roll-families.ts'

export interface Roll {
  /** Where it is; begins with the name of the folder that was described. */
  readonly path: string
  readonly name: string
  readonly family: string
  readonly files: number
  readonly bytes: number
  readonly clips: number
}

/** A folder that gets an ASC MHL history of its own. */
export interface SealScope {
  /** Relative to the destination's root, with forward slashes. */
  readonly path: string
  readonly roll: string | null
  /** The camera or recorder family that the structure was recognised by. */
  readonly family: string | null
}

export interface Listed {
  /** Path with forward slashes; its first part is the folder's own name. */
  readonly path: string
  readonly size: number
}

/** How deep below the top rolls are looked for: `Day01/Camera_Media/A001`. */
const DEPTH = 3

interface Folder {
  readonly path: string
  readonly name: string
  readonly folders: Map<string, Folder>
  readonly files: Listed[]
}

/** What a folder of the source turned out to be. Paths of rolls and scopes begin with the folder's name. */
export interface FolderFacts {
  readonly rolls: readonly Roll[]
  /** The folders to seal, children before their parent: a parent's directory hashes need its children's generations. */
  readonly scopes: readonly SealScope[]
  readonly clips: number
}

/**
 * Describes a folder of this name: its rolls; the folders to seal, which are the rolls, and the folder itself too when
 * it isn't a roll and holds files outside every roll (its history then refers to theirs) or holds no roll at all; and
 * the number of clips, where the frames of a sequence are one.
 */
export function describeFolder(folder: string, listing: readonly Listed[]): FolderFacts {
  const rolls = search(treeOf(folder, listing), DEPTH)
  const scopes = rolls.map(roll => ({ path: roll.path, roll: roll.name, family: roll.family }))
  const inRolls = rolls.reduce((sum, roll) => sum + roll.files, 0)
  const whole = inRolls === listing.length && rolls.length > 0
  const outside = whole ? [] : listing.filter(file => !rolls.some(roll => file.path.startsWith(`${roll.path}/`)))
  return {
    rolls,
    scopes: whole ? scopes : [...scopes, { path: folder, roll: null, family: null }],
    clips: rolls.reduce((sum, roll) => sum + roll.clips, 0) + clipKeys(outside, LOOSE_CLIPS, false).size,
  }
}

/**
 * Why a source looks like a part of a card instead of the whole (`…/M4ROOT/CLIP` dropped without its card), or null.
 * A copy of a part verifies green and is a loss all the same.
 */
export function partOfCard(absolutePath: string): string | null {
  const parts = absolutePath.split(/[\\/]/).filter(part => part !== '')
  const inside = parts.findIndex(part => /^(m4root|xdroot|bpav|bdmv|contents|dcim|private|.+\.rdm|.+\.rdc)$/i.test(part))
  if (inside < 1) return null
  return `This folder is a part of the card ${parts[inside - 1] ?? ''}. Choose the whole card, so that nothing is left behind.`
}

function search(folder: Folder, depth: number): readonly Roll[] {
  const family = ROLL_FAMILIES.find(candidate => matches(folder, candidate))
  if (family !== undefined) return [rollOf(folder, family)]
  return depth === 0 ? [] : [...folder.folders.values()].flatMap(sub => search(sub, depth - 1))
}

function rollOf(folder: Folder, family: RollFamily): Roll {
  const files = [...allFiles(folder)]
  return {
    path: folder.path, name: folder.name.replace(/\.rdm$/i, ''), family: family.name, files: files.length,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    clips: clipKeys(files, family.clips, family.clipIsFolder === true).size,
  }
}

function matches(folder: Folder, family: RollFamily): boolean {
  if (family.rootName !== undefined && !family.rootName.test(folder.name)) return false
  // A sound roll holds its takes itself: picture next to them makes it something else.
  if (family.name === 'Sound' && !folder.files.every(file => !/\.(mov|mxf|mp4|braw|r3d)$/i.test(file.path))) return false
  return family.markers.some(marker => hasMarker(folder, marker.split('/')))
}

function hasMarker(folder: Folder, marker: readonly string[]): boolean {
  const [first, ...rest] = marker
  if (first === undefined) return true
  const pattern = new RegExp(`^${first.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i')
  if (rest.length === 0 && folder.files.some(file => pattern.test(baseName(file.path)))) return true
  return [...folder.folders.values()].some(sub => pattern.test(sub.name) && hasMarker(sub, rest))
}

function clipKeys(files: readonly Listed[], extensions: readonly string[], byFolder: boolean): Set<string> {
  const keys = new Set<string>()
  for (const file of files) {
    const name = baseName(file.path)
    const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
    if (name.startsWith('._') || !extensions.includes(extension)) continue
    const folder = file.path.slice(0, Math.max(0, file.path.length - name.length - 1))
    const frame = extension === 'ari' || extension === 'arx' || extension === 'dng'
    keys.add(byFolder || frame ? `${folder}/` : file.path)
  }
  return keys
}

function* allFiles(folder: Folder): Generator<Listed> {
  yield* folder.files
  for (const sub of folder.folders.values()) yield* allFiles(sub)
}

function treeOf(name: string, listing: readonly Listed[]): Folder {
  const root: Folder = { path: name, name, folders: new Map(), files: [] }
  for (const file of listing) {
    let at = root
    const parts = file.path.split('/')
    for (let depth = 1; depth < parts.length - 1; depth++) {
      const part = parts[depth] ?? ''
      const known = at.folders.get(part)
      const next = known ?? { path: `${at.path}/${part}`, name: part, folders: new Map(), files: [] }
      if (known === undefined) at.folders.set(part, next)
      at = next
    }
    at.files.push(file)
  }
  return root
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
