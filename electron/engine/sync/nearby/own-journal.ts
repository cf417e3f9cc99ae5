/**
 * This device's own journal, as a remote would show it: what neighbours are given. Only what is cut, and only our own.
 */
import { createHash } from 'node:crypto'
import type { EngineContext } from '../../context.ts'
import { deviceRow, lastNames, segmentBytes, segmentsAfter } from '../../db/sync/journal.ts'
import { NAMES_TOLD } from '../journal/heads.ts'
import { headKey, HEADS, JOURNALS, readSegmentKey, segmentKey } from '../journal/journal-keys.ts'
import type { StoredObject } from '../stores/store.ts'

/** Entries of one answer. */
export const LIST_PAGE = 500

export interface OwnJournal {
  /** At most `LIST_PAGE` entries, in the order of their keys. */
  list(prefix: string, after: string): StoredObject[]
  get(key: string): Uint8Array | null
}

/** The journal of this library's device. */
export function ownJournal({ library, now }: EngineContext): OwnJournal {
  const device = library.deviceId

  function head(): Buffer {
    const { seq, tip } = deviceRow(library.writer, device)
    return Buffer.from(
      JSON.stringify({ device, seq, tip, name: library.deviceName, last: lastNames(library.reader, NAMES_TOLD, seq) }),
    )
  }
  function entryOf(key: string, bytes: number, tag: string): StoredObject {
    return { key, bytes, modifiedAt: now(), tag }
  }

  return {
    list(prefix, after) {
      if (prefix === HEADS) {
        const bytes = head()
        return after >= headKey(device)
          ? []
          : [entryOf(headKey(device), bytes.length, createHash('md5').update(bytes).digest('hex'))]
      }
      if (prefix !== JOURNALS && prefix !== `${JOURNALS}${device}/`) return []
      // Numbers have ten digits: what comes after "j/<device>/0000000042" is 42 itself and what follows.
      const [, from] = after.startsWith(`${JOURNALS}${device}/`) ? (/\/(\d{10})[^/]*$/.exec(after) ?? []) : []
      if (after > `${JOURNALS}${device}/` && from === undefined) return []
      return segmentsAfter(library.reader, Number(from ?? 0) - 1, LIST_PAGE + 1)
        .map(({ name, bytes, tip }) => entryOf(segmentKey(device, name), bytes, tip))
        .filter(({ key }) => key > after)
        .slice(0, LIST_PAGE)
    },
    get(key) {
      if (key === headKey(device)) return head()
      const found = readSegmentKey(key)
      const segment = found?.device === device ? segmentBytes(library.reader, found.seq) : undefined
      return segment !== undefined && segment.name === found?.name ? segment.bytes : null
    },
  }
}
