/**
 * Whether a folder lies within a history of checksums: what is written there later is a file that the history lacks, but
 * where the history ignores it.
 */
import { join } from 'node:path'
import { createIgnore } from '../mhl/ignore.ts'
import { hasHistory } from '../mhl/has-history.ts'
import { ledgerOf } from '../mhl/ledger.ts'
import { readHistory } from '../mhl/read-history.ts'

/**
 * The innermost folder from `base` on that holds a history which does not ignore what lies at `folders`; an absolute path,
 * null for none.
 */
export type SealedBy = (base: string, folders: readonly string[]) => Promise<string | null>

/** Makes the question. Histories are read once: a card's are megabytes, and a plan asks for each of its clips. */
export function createSealedBy(): SealedBy {
  const known = new Map<string, Promise<readonly string[]>>()
  const patternsIn = (folder: string): Promise<readonly string[]> => {
    const patterns = known.get(folder) ?? ignoredIn(folder)
    known.set(folder, patterns)
    return patterns
  }
  return async (base, folders) => {
    for (let depth = folders.length; depth >= 0; depth -= 1) {
      const folder = join(base, ...folders.slice(0, depth))
      if ((await hasHistory(folder)) && !isIgnored(folders.slice(depth), await patternsIn(folder))) return folder
    }
    return null
  }
}

/** What a history that can't be read ignores is not known: nothing. */
async function ignoredIn(folder: string): Promise<readonly string[]> {
  const history = await readHistory(folder).catch(() => null)
  return history === null ? [] : ledgerOf(history).ignore
}

function isIgnored(folders: readonly string[], patterns: readonly string[]): boolean {
  const test = createIgnore([{ path: '', patterns }])
  return folders.some((_, at) => test(folders.slice(0, at + 1).join('/'), true))
}
