/**
 * The rules of what a fresh hash means next to what is known, and what the next generation says of it.
 */
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'
import type { KnownFile } from './ledger.ts'
import type { RecordedHash } from './model.ts'

export interface Decision {
  /** `new`: nothing vouches for the file yet · `unchecked`: known, and no known format was among the fresh hashes. */
  readonly outcome: 'new' | 'verified' | 'mismatch' | 'unchecked'
  /**
   * What the next generation records, in the order of the standard. Empty when there is nothing that may be recorded.
   */
  readonly hashes: readonly RecordedHash[]
  /** Formats whose digest differs from the known one. */
  readonly failed: readonly HashFormat[]
}

/**
 * Compares the fresh hashes of a file with what is known of it.
 *
 * First hashes are `original`. Equal ones are `verified`, different ones `failed`. A format that is new for a known
 * file is recorded, as `verified`, only when the same read was good in every known format that it was checked in.
 * @param date XML text of when the file was hashed
 */
export function decide(known: KnownFile | undefined, fresh: Hashes, date: string | null): Decision {
  const formats = HASH_FORMATS.filter((format) => fresh[format] !== undefined)
  const record = (format: HashFormat, action: RecordedHash['action']): RecordedHash => ({
    format,
    digest: fresh[format] ?? '',
    action,
    date,
  })
  if (known === undefined || known.truth.size === 0) {
    return { outcome: 'new', hashes: formats.map((format) => record(format, 'original')), failed: [] }
  }
  const checked = formats.filter((format) => known.truth.has(format))
  const failed = checked.filter((format) => known.truth.get(format)?.digest !== fresh[format])
  if (checked.length === 0) return { outcome: 'unchecked', hashes: [], failed }
  const recorded = failed.length === 0 ? formats : checked
  return {
    outcome: failed.length === 0 ? 'verified' : 'mismatch',
    hashes: recorded.map((format) => record(format, failed.includes(format) ? 'failed' : 'verified')),
    failed,
  }
}
