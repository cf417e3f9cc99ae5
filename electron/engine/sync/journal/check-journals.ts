/**
 * Looks whether the journals at a remote can be read: each segment by itself, and that it follows on the one before.
 * Those of this device too, and those that were taken here already: another device may still need them.
 */
import { isRushesError } from '../../../../shared/model/errors.ts'
import { readSegment, segmentTip } from '../format/segment.ts'
import type { ObjectStore } from '../stores/store.ts'
import { assertFacts } from './apply.ts'
import { readHead } from './heads.ts'
import { deviceOfHead, HEADS, JOURNALS, readSegmentKey } from './journal-keys.ts'

/** What was looked at, and the keys of what can't be read. */
interface JournalCheck {
  readonly objects: number
  readonly bytes: number
  readonly hashed: number
  readonly damaged: readonly string[]
}

/** Reads them all. What a newer version wrote is no damage. Throws `remote.*` for trouble of the place itself. */
export async function checkJournals(store: ObjectStore, signal: AbortSignal): Promise<JournalCheck> {
  const damaged: string[] = []
  let [objects, bytes, hashed] = [0, 0, 0]
  const isDamage = (error: unknown): boolean => isRushesError(error) && error.code === 'remote.damaged'

  for await (const object of store.list(HEADS, { signal })) {
    const device = deviceOfHead(object.key)
    if (device === null) continue
    objects += 1
    bytes += object.bytes
    try {
      await readHead(store, device, signal)
    } catch (error) {
      if (!isDamage(error)) throw error
      damaged.push(object.key)
    }
  }
  // In the order of devices and of their segments, as the keys are.
  let before: { readonly device: string; readonly seq: number; readonly tip: string } | null = null
  for await (const object of store.list(JOURNALS, { signal })) {
    const found = readSegmentKey(object.key)
    if (found === null) continue
    objects += 1
    bytes += object.bytes
    try {
      const read = await store.get(object.key, { signal })
      if (read === null) continue // Taken away since it was listed.
      hashed += read.length
      const segment = readSegment(read)
      assertFacts(segment)
      const { device, seq, prev } = segment.header
      const follows: boolean = before?.device !== device || before.seq + 1 !== seq || before.tip === prev
      if (device !== found.device || seq !== found.seq || !follows) damaged.push(object.key)
      before = { device, seq, tip: segmentTip(read) }
    } catch (error) {
      before = null
      if (isRushesError(error) && error.code === 'remote.newer') continue
      if (!isDamage(error)) throw error
      damaged.push(object.key)
    }
  }
  return { objects, bytes, hashed, damaged }
}
