/**
 * Exports that no other file names: they are dead, or of this file alone, and tell a reader of a use that there is not.
 * Pure.
 */
import type { Violation } from './layers.ts'

const EXPORT =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|let|enum) ([A-Za-z_$][\w$]*)/gm
/** The compiler itself asks for these names. */
const ASKED_BY_TOOLS = /^renderer\/ui\/jsx-(?:dev-)?runtime\.ts$/

/**
 * Files (path in the repository → text): those that export, and all that may use it. A word in any other file counts as
 * a use.
 */
export function unusedExports(files: ReadonlyMap<string, string>): Violation[] {
  const users = new Map<string, Set<string>>()
  for (const [file, source] of files)
    for (const word of new Set(source.match(/[A-Za-z_$][\w$]*/g)))
      users.set(word, (users.get(word) ?? new Set()).add(file))
  return [...files]
    .filter(([file]) => /^(shared|electron|renderer)\//.test(file) && !ASKED_BY_TOOLS.test(file))
    .flatMap(([file, source]) =>
      [...source.matchAll(EXPORT)]
        .filter(([, name]) => (users.get(name!)?.size ?? 0) < 2)
        .map((match): Violation => ({
          file,
          line: source.slice(0, match.index).split('\n').length,
          rule: 'unused-export',
          message: `exports ${match[1]}, which no other file names`,
        })),
    )
}
