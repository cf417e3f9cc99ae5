/**
 * Looks whether the journals at a remote can be read: each segment by itself, that it follows on the one before, and
 * that none is missing which no checkpoint holds. Those of this device too, and those that were taken here already:
 * another device may still need them. And whether each checkpoint may be believed.
 */
import { isRushesError } from '../../../../shared/model/errors.ts'
import { readSegment, segmentTip } from '../format/segment.ts'
import { assertFacts } from './apply.ts'
import { readHead, type Head } from './heads.ts'
import type { JournalDeps } from './journal-deps.ts'
import { beforeSegment, deviceOfHead, HEADS, JOURNALS, readSegmentKey } from './journal-keys.ts'
import { unsoundCheckpoints, type SoundCheckpoints } from './sound-checkpoints.ts'
import { vectorOf } from './checkpoints.ts'

/** What was looked at, and what is not as it should be. */
export interface JournalCheck {
  readonly objects: number
  readonly bytes: number
  readonly hashed: number
  readonly problems: readonly { readonly what: JournalProblem; readonly name: string; readonly repaired: boolean }[]
}

type JournalProblem = 'journal damaged' | 'journal missing' | 'checkpoint not believed'

const isDamage = (error: unknown): boolean => isRushesError(error) && error.code === 'remote.damaged'

/**
 * Reads them all. With `repair`, checkpoints that nobody can ever take are removed; of the rest nobody but its device
 * could write it again, and that one may have no copy of it: it is told, not repaired. What a newer version wrote is no
 * damage. Throws `remote.*` for trouble of the place itself.
 */
export async function checkJournals(
  deps: JournalDeps,
  checkpoints: SoundCheckpoints,
  repair: boolean,
  signal: AbortSignal,
): Promise<JournalCheck> {
  const { store } = deps
  const problems: { what: JournalProblem; name: string; repaired: boolean }[] = []
  const find = (what: JournalProblem, name: string, repaired = false): void => {
    problems.push({ what, name, repaired })
  }
  let [objects, bytes, hashed] = [0, 0, 0]
  const count = (object: { readonly bytes: number }): void => {
    objects += 1
    bytes += object.bytes
  }

  const heads = new Map<string, Head>()
  for await (const object of store.list(HEADS, { signal })) {
    const device = deviceOfHead(object.key)
    if (device === null) continue
    count(object)
    try {
      const head = await readHead(store, device, signal)
      if (head !== null) heads.set(device, head)
    } catch (error) {
      if (!isDamage(error)) throw error
      find('journal damaged', object.key)
    }
  }
  const {
    sound: [held],
  } = await checkpoints.newest(1, signal, { parts: true, passNewer: true })
  const heldTo = held === undefined ? new Map() : vectorOf(held)
  /** The number of the last segment of each journal that lies there, or is in a checkpoint with all before it. */
  const last = new Map<string, number>([...heldTo].map(([device, { seq }]) => [device, seq]))
  const lacks = (device: string, seq: number): void => {
    find('journal missing', beforeSegment(device, seq))
  }
  // In the order of devices and of their segments, as the keys are.
  let before: { readonly device: string; readonly seq: number; readonly tip: string } | null = null
  for await (const object of store.list(JOURNALS, { signal })) {
    const found = readSegmentKey(object.key)
    if (found === null) continue
    count(object)
    const reached = last.get(found.device) ?? 0
    if (found.seq > reached + 1) lacks(found.device, reached + 1)
    last.set(found.device, Math.max(found.seq, reached))
    try {
      const read = await store.get(object.key, { signal })
      if (read === null) continue // Taken away since it was listed.
      hashed += read.length
      const segment = readSegment(read)
      assertFacts(segment)
      const { device, seq, prev } = segment.header
      const follows: boolean = before?.device !== device || before.seq + 1 !== seq || before.tip === prev
      if (device !== found.device || seq !== found.seq || !follows) find('journal damaged', object.key)
      before = { device, seq, tip: segmentTip(read) }
    } catch (error) {
      before = null
      if (isRushesError(error) && error.code === 'remote.newer') continue
      if (!isDamage(error)) throw error
      find('journal damaged', object.key)
    }
  }
  for (const [device, { seq }] of heads) if (seq > (last.get(device) ?? 0)) lacks(device, (last.get(device) ?? 0) + 1)
  for (const { key, keys, mayGo } of await unsoundCheckpoints(deps, (device) => heads.has(device), signal)) {
    const goes = repair && mayGo
    if (goes) for (const one of keys) await store.remove(one)
    find('checkpoint not believed', key, goes)
  }
  return { objects, bytes, hashed, problems }
}
