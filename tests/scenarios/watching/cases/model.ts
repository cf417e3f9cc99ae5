/**
 * A case of watching as plain data: what lies in the folder, what somebody does with it, what the catalogue has to say
 * then.
 */

/** Files by path, with what is in them. */
export type Tree = Readonly<Record<string, string>>

/**
 * What somebody does. Paths are relative to the watched folder; `outside` beside it. `save` writes as editors do:
 * beside it, then over it by a rename. `slow` writes piece by piece, a third of a second apart. `look` is where the
 * catalogue is given the time to see what stands there: without one, what stands between two actions is not for the
 * catalogue to know.
 */
export type Action =
  | { readonly do: 'write' | 'save' | 'append'; readonly path: string; readonly text: string }
  | { readonly do: 'slow'; readonly path: string; readonly pieces: readonly string[] }
  | { readonly do: 'truncate'; readonly path: string; readonly characters: number }
  | { readonly do: 'touch' | 'delete' | 'mkdir'; readonly path: string }
  | { readonly do: 'rename' | 'copy' | 'hardlink'; readonly from: string; readonly to: string }
  | { readonly do: 'swap'; readonly a: string; readonly b: string }
  | { readonly do: 'out' | 'back'; readonly path: string }
  | { readonly do: 'symlink'; readonly path: string; readonly outside: Tree }
  | { readonly do: 'look' }

/** What somebody does with files. */
export type Doing = Exclude<Action, { readonly do: 'look' }>

/** An asset as it has to be in the end. */
export interface ExpectedAsset {
  readonly name: string
  /** What is in the first file of its current version. */
  readonly current: string
  /** Files that the current version is made of, when it is more than one. */
  readonly parts?: number
  /** What its other versions hold, in any order. */
  readonly older?: readonly string[]
  readonly files: Readonly<Record<string, 'present' | 'missing' | 'asked about'>>
  /** The word that a person put on it at the beginning. */
  readonly said?: string
}

export interface Case {
  readonly name: string
  /** It needs a watched folder of its own: how many files are missed of how many is what it is about. */
  readonly alone?: true
  readonly init: Tree
  /**
   * By path: a word that a person puts on the asset of this file, as its stars, a tag and a note, before anything is
   * done.
   */
  readonly said?: Readonly<Record<string, string>>
  readonly actions: readonly Action[]
  readonly expect: {
    readonly assets: readonly ExpectedAsset[]
    /** Files that are known and not ingested. */
    readonly left?: readonly string[]
  }
}

/** A tree or an expectation of many files of one kind. */
export function many(count: number, path: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => path(index))
}

/** Files that each hold their own path. */
export function own(paths: readonly string[]): Tree {
  return Object.fromEntries(paths.map((path) => [path, path]))
}

/**
 * An asset for each file that holds its own path, `now` where it lies in the end. Pictures go by their names without
 * the ending.
 */
export function each(paths: readonly string[], now: (path: string) => string = (path) => path): ExpectedAsset[] {
  return paths.map((path) => ({
    name: now(path)
      .slice(now(path).lastIndexOf('/') + 1)
      .replace(/\.jpg$/, ''),
    current: path,
    files: { [now(path)]: 'present' },
  }))
}
