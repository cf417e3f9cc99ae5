/**
 * Copies the catalogue as it stands at one moment, and looks a catalogue through: both read every page, and so belong
 * into a thread of their own.
 */
import Database from 'better-sqlite3'
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { RushesError } from '../../../../shared/model/errors.ts'

export type CopyRequest =
  | { readonly type: 'copy'; readonly file: string; readonly target: string }
  | { readonly type: 'check'; readonly file: string }

/** `found` is 'ok' or what is wrong. */
export interface CopyReply {
  readonly found: string
}

/**
 * Copies `file` to `target`, which must not be there, and looks the copy through. One read transaction sees one state,
 * however much is written meanwhile. (SQLite's backup interface begins anew at every write of another connection.)
 */
export function copyCatalogue(file: string, target: string): void {
  const db = new Database(file, { readonly: true })
  try {
    db.prepare('VACUUM INTO ?').run(target)
  } finally {
    db.close()
  }
  try {
    checkCopy(target)
  } catch (error) {
    rmSync(target, { force: true })
    throw error
  }
  const handle = openSync(target, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/**
 * Throws `library.broken` unless SQLite finds the file whole. The copy is taken out of WAL mode first, so that it is
 * one file that can be carried anywhere, with no log beside it.
 */
export function checkCopy(path: string): void {
  const copy = new Database(path)
  try {
    copy.pragma('journal_mode = DELETE')
    const found = copy.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok')
      throw new RushesError('library.broken', `The copy ${path} of the catalogue is not whole: ${String(found)}`)
  } finally {
    copy.close()
  }
}

/** 'ok', or the first thing that is wrong with a catalogue. */
function examineCatalogue(file: string): string {
  const db = new Database(file, { readonly: true })
  try {
    return String(db.pragma('quick_check(1)', { simple: true }))
  } finally {
    db.close()
  }
}

/** Does one request. Never throws: what went wrong is the reply. */
export function answerCopy(request: CopyRequest): CopyReply {
  try {
    if (request.type === 'check') return { found: examineCatalogue(request.file) }
    copyCatalogue(request.file, request.target)
    return { found: 'ok' }
  } catch (error) {
    return { found: error instanceof Error ? error.message : String(error) }
  }
}
