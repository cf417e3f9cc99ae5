/**
 * The scope of one operation: a tree, the histories in it, what each of them knows and ignores.
 */
import type { KnownFile, Ledger } from './ledger.ts'
import { ledgerOf } from './ledger.ts'
import { createIgnore, growIgnore, patternsForNested } from './ignore.ts'
import type { IgnoreScope } from './ignore.ts'
import type { History } from './model.ts'
import { joinPath, parentsOf, within } from './names.ts'
import { allHistories, historyFor } from './read-history.ts'
import type { Tree } from './tree.ts'

export interface Scope {
  /** The topmost histories, without those in ignored folders. */
  readonly histories: readonly History[]
  /** The tree without what is ignored. */
  readonly tree: Tree
  /**
   * Folders that a pattern such as `cache/` empties. In the reference implementation's reading such a pattern ignores
   * what is in the folder, and the folder itself takes part as an empty one.
   */
  readonly emptied: readonly string[]
  /** Ignore patterns that a new generation of the history writes. */
  readonly ignoreOf: (history: History) => readonly string[]
  readonly ledgerOf: (history: History) => Ledger
  readonly isIgnored: (path: string, isDirectory: boolean) => boolean
  /** The closest history above a file, or null when none covers it. */
  readonly historyFor: (path: string) => History | null
  /** What is known of a file, by the closest history that knows it. */
  readonly known: (path: string) => KnownFile | undefined
}

/**
 * Puts a tree and the histories in it together.
 * @param ignore patterns to add to those that the topmost histories have
 */
export function createScope(tree: Tree, tops: readonly History[], ignore: readonly string[] = []): Scope {
  const ledgers = new Map(tops.flatMap(allHistories).map((history) => [history, ledgerOf(history)]))
  const patterns = new Map<History, readonly string[]>()
  const rules: IgnoreScope[] = []
  const addPatterns = (history: History, added: readonly string[]): void => {
    const grown = growIgnore(ledgers.get(history)?.ignore ?? [], added)
    patterns.set(history, grown)
    rules.push({ path: history.path, patterns: grown })
    for (const child of history.children) addPatterns(child, patternsForNested(grown))
  }
  for (const top of tops) addPatterns(top, ignore)
  const isIgnored = createIgnore(rules)

  // A history in a folder that is ignored takes no part. Copies stand for the originals, so both are looked up by path.
  const prune = (history: History): History => ({
    ...history,
    children: history.children.filter((child) => !isIgnored(child.path, true)).map(prune),
  })
  const histories = tops.map(prune)
  const originals = new Map([...ledgers.keys()].map((history) => [history.path, history]))
  const originalOf = (history: History): History => originals.get(history.path) ?? history
  const ledgerFor = (history: History): Ledger => ledgers.get(originalOf(history)) ?? ledgerOf(history)
  const lineages = new Map<string, History[]>()

  return {
    histories,
    isIgnored,
    ledgerOf: ledgerFor,
    emptied: tree.directories.filter((path) => isEmptied(path, isIgnored)),
    tree: {
      histories: tree.histories,
      files: tree.files.filter((path) => !isIgnored(path, false)),
      directories: tree.directories.filter((path) => !isIgnored(path, true)),
      skipped: tree.skipped.filter(({ path }) => !isIgnored(path, false)),
      unreadable: tree.unreadable.filter(({ path }) => !isIgnored(path, true)),
    },
    ignoreOf: (history) => patterns.get(originalOf(history)) ?? [],
    historyFor: (path) => historyFor(histories, path),
    known(path) {
      for (const history of lineageOf(path, histories, lineages)) {
        const inside = within(history.path, path)
        const known = inside === null ? undefined : ledgerFor(history).files.get(inside)
        if (known !== undefined) return known
      }
      return undefined
    },
  }
}

/** True for a folder whose content a pattern ignores and whose name alone none does. */
export function isEmptied(path: string, isIgnored: Scope['isIgnored']): boolean {
  return isIgnored(path, true) && !isIgnored(path, false)
}

/** The histories above a file, closest first; remembered by folder. */
function lineageOf(path: string, tops: readonly History[], remembered: Map<string, History[]>): History[] {
  const folder = parentsOf(path)[0] ?? ''
  const before = remembered.get(folder)
  if (before !== undefined) return before
  const lineage: History[] = []
  let level: readonly History[] = tops
  for (;;) {
    const next = level.find((history) => within(history.path, path) !== null)
    if (next === undefined) break
    lineage.unshift(next)
    level = next.children
  }
  remembered.set(folder, lineage)
  return lineage
}

/** Every file that the histories expect, by its path in the tree. */
export function* expectedFiles(scope: Scope): Generator<{ readonly path: string; readonly known: KnownFile }> {
  for (const top of scope.histories) {
    for (const history of allHistories(top)) {
      for (const known of scope.ledgerOf(history).files.values())
        yield { path: joinPath(history.path, known.path), known }
    }
  }
}
