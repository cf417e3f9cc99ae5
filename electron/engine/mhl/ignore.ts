/**
 * Ignore patterns (gitignore syntax) of one history and of the histories around it.
 */
import ignore from 'ignore'
import { DEFAULT_IGNORE, within } from './names.ts'

/** Patterns that hold below a folder. */
export interface IgnoreScope {
  /** Relative to the root of the walk. */
  readonly path: string
  readonly patterns: readonly string[]
}

/** The list that a new generation writes: what was there, then what is new. Nothing ever leaves the list. */
export function growIgnore(existing: readonly string[], added: readonly string[]): string[] {
  const base = existing.length === 0 ? DEFAULT_IGNORE : existing
  return [...new Set([...base, ...added])]
}

/** The patterns that mean the same in a nested history: those without a place of their own (`*.tmp`, `cache/`). */
export function patternsForNested(patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => !pattern.replace(/^!/, '').replace(/\/$/, '').includes('/'))
}

/**
 * Makes the test of whether an entry is ignored by any of the scopes that it lies in. Letter case counts, as in the
 * standard.
 */
export function createIgnore(scopes: readonly IgnoreScope[]): (path: string, isDirectory: boolean) => boolean {
  const tests = scopes.map(({ path, patterns }) => ({ path, rules: ignore({ ignorecase: false }).add([...patterns]) }))
  return (path, isDirectory) =>
    tests.some((test) => {
      const inside = within(test.path, path)
      return inside !== null && inside !== '' && test.rules.ignores(isDirectory ? `${inside}/` : inside)
    })
}
