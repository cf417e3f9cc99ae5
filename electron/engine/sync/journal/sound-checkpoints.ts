/**
 * The checkpoints of a remote that are believed. What a checkpoint says stands in every catalogue that takes it, and
 * segments go because it holds them: so its list, its parts and how far it claims that each journal has come are looked
 * at first. One that is not believed is told, and holds back nothing: the one before serves, or the journals.
 */
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import { nextTurn } from '../../db/core/relaxed-writes.ts'
import { assertFact } from '../../db/sync/facts-form.ts'
import { readDevices, segmentBytes } from '../../db/sync/journal.ts'
import { damagedCheckpoint, readLine, readList } from '../format/checkpoint.ts'
import type { ObjectStore } from '../stores/store.ts'
import { asDamage } from './as-damage.ts'
import { checkLines, faultOfList } from './checkpoint-faults.ts'
import { findCheckpoints, readCheckpointPart, type Checkpoint } from './checkpoints.ts'
import { gatherEvidence, type Evidence, type Heard } from './evidence.ts'
import type { JournalDeps } from './journal-deps.ts'
import { checkpointListKey, checkpointPartKey } from './journal-keys.ts'

/** Packed parts up to so many bytes are kept from the look until they are taken: they come over the line once. */
const KEPT_BYTES = 64 << 20
const TURN_MS = 8
/** Journals that are looked at together: a large production has hundreds. */
const AT_ONCE = 16

interface Looked {
  /** Believed, the newest first. */
  readonly sound: readonly Checkpoint[]
  /** The newest that is not, and why; null where all that were looked at are believed. */
  readonly refused: RushesError | null
}

interface Claims {
  readonly fault: string | null
  readonly goesOn: boolean
}

export interface SoundCheckpoints {
  /** Begins a round: what lies there is looked at again. Within a round the answer for one checkpoint stays. */
  lookAgain(): void
  /**
   * The newest that are believed by their lists and by what was heard here or lies there, at most so many. `parts`: each
   * is read whole, and what was heard here does not count, since others have nothing but what lies there. Those from
   * which journals go on come first. `passNewer`: one of a newer version is passed over; who writes or removes checkpoints must not. Throws
   * `remote.newer`.
   */
  newest(
    most: number,
    signal: AbortSignal,
    how?: { readonly parts?: boolean; readonly passNewer?: boolean },
  ): Promise<Looked>
  /** The parts of one that `newest` read whole: as they were read, or from the store again. */
  partsOf(checkpoint: Checkpoint): Pick<ObjectStore, 'get'>
}

/** Makes one for a remote; it remembers which were read whole. */
export function createSoundCheckpoints(deps: JournalDeps): SoundCheckpoints {
  const { store } = deps
  /** What was wrong with the parts of those that were read whole; null for nothing. Objects never change. */
  const wholes = new Map<string, string | null>()
  /** What was wrong with their claims in this round. */
  const claims = new Map<string, Claims>()
  let kept: { readonly name: string; readonly parts: ReadonlyMap<string, Uint8Array> } | null = null

  async function faultOfParts(checkpoint: Checkpoint, signal: AbortSignal): Promise<string | null> {
    const known = wholes.get(checkpoint.name)
    if (known !== undefined) return known
    const { fault, parts } = await readWhole(store, checkpoint, signal)
    wholes.set(checkpoint.name, fault)
    kept = fault === null && parts !== null ? { name: checkpoint.name, parts } : null
    return fault
  }

  async function claimsOf(checkpoint: Checkpoint, evidence: Evidence, parts: boolean): Promise<Claims> {
    const key = `${checkpoint.name} ${parts}`
    const known = claims.get(key)
    if (known !== undefined) return known
    const fault = await faultOfClaims(checkpoint, evidence)
    const found = { fault, goesOn: checkpoint.list.vector.every((one) => evidence.goesOn(one)) }
    claims.set(key, found)
    return found
  }

  return {
    lookAgain: () => {
      claims.clear()
    },
    async newest(most, signal, { parts = false, passNewer = false } = {}) {
      const sound: Checkpoint[] = []
      const ended: Checkpoint[] = []
      let refused: RushesError | null = null
      const trueMs = trueTime(deps)
      let evidence: Evidence | null = null
      for (const { name, isWhole } of await findCheckpoints(store, trueMs, signal)) {
        if (sound.length === most) break
        if (!isWhole) continue
        try {
          const bytes = await store.get(checkpointListKey(name), { signal })
          if (bytes === null) continue
          const checkpoint = { name, list: readList(bytes) }
          evidence ??= gatherEvidence(store, parts ? () => undefined : heardHere(deps), trueMs, signal)
          const claimed = await claimsOf(checkpoint, evidence, parts)
          const fault = claimed.fault ?? (parts ? await faultOfParts(checkpoint, signal) : null)
          if (fault === null) (claimed.goesOn ? sound : ended).push(checkpoint)
          else refused ??= notBelieved(checkpoint, fault)
        } catch (error) {
          if (isRushesError(error) && error.code === 'remote.newer' && passNewer) continue
          const lacksParts = isRushesError(error) && error.code === 'not_found'
          // Removed since it was listed: its list goes first.
          if (lacksParts && (await store.get(checkpointListKey(name), { signal })) === null) continue
          if (!isRushesError(error) || !(lacksParts || error.code === 'remote.damaged')) throw error
          refused ??= damagedOne(name, error)
        }
      }
      return { sound: [...sound, ...ended].slice(0, most), refused }
    },
    partsOf({ name }) {
      if (kept?.name !== name) return store
      const { parts } = kept
      kept = null
      return { get: async (key, options) => parts.get(key) ?? (await store.get(key, options)) }
    },
  }
}

/** The store's time, as far as it is known, in whole ms. */
export function trueTime({ context, store }: Pick<JournalDeps, 'context' | 'store'>): number {
  return Math.round(context.now() + (store.clockOffset() ?? 0))
}

/** What is wrong with its list, or with how far it claims that journals have come; null for nothing. */
async function faultOfClaims({ name, list }: Checkpoint, evidence: Evidence): Promise<string | null> {
  const fault = faultOfList(name, list)
  if (fault !== null) return fault
  for (let from = 0; from < list.vector.length; from += AT_ONCE) {
    const faults = await Promise.all(list.vector.slice(from, from + AT_ONCE).map((one) => evidence.faultOf(one)))
    const found = faults.find((one) => one !== null)
    if (found !== undefined) return found
  }
  return null
}

/** Of itself a device believes what it wrote, and else only what lies there; of others what it has heard. */
function heardHere({ context }: JournalDeps): (claimed: { device: string; seq: number }) => Heard | undefined {
  const { writer: db, deviceId } = context.library
  const rows = new Map(readDevices(db).map((row) => [row.device, row]))
  return ({ device, seq }) => (device === deviceId ? segmentBytes(db, seq) : rows.get(device))
}

/** Reads all parts. What is wrong with them, and the packed bytes where they are few. Throws `remote.*`, `not_found`. */
async function readWhole(
  store: ObjectStore,
  checkpoint: Checkpoint,
  signal: AbortSignal,
): Promise<{ readonly fault: string | null; readonly parts: ReadonlyMap<string, Uint8Array> | null }> {
  const check = checkLines(checkpoint.list)
  const keeps = checkpoint.list.parts.reduce((sum, { bytes }) => sum + bytes, 0) <= KEPT_BYTES
  const packed = new Map<string, Uint8Array>()
  const keeping: Pick<ObjectStore, 'get'> = {
    get: async (key, options) => {
      const bytes = await store.get(key, options)
      if (keeps && bytes !== null) packed.set(key, bytes)
      return bytes
    },
  }
  for (const part of checkpoint.list.parts) {
    const texts = await readCheckpointPart(keeping, checkpoint, part, signal)
    if (keeps && packed.get(checkpointPartKey(checkpoint.name, part.name))?.length !== part.bytes)
      return { fault: 'its parts have other lengths than its list', parts: null }
    let until = performance.now() + TURN_MS
    for (const text of texts) {
      const line = readLine(text)
      const fault = check.take(line)
      if (fault !== null) return { fault, parts: null }
      try {
        if (line.is === 'fact') assertFact(line)
      } catch (error) {
        throw asDamage(error, damagedCheckpoint)
      }
      if (performance.now() < until) continue
      await nextTurn()
      signal.throwIfAborted()
      until = performance.now() + TURN_MS
    }
  }
  return { fault: check.end(), parts: keeps ? packed : null }
}

function damagedOne(name: string, cause: RushesError): RushesError {
  const { code, message } = damagedCheckpoint(cause)
  return new RushesError(code, message, { object: checkpointListKey(name), why: cause.message }, { cause })
}

function notBelieved({ name, list }: Checkpoint, fault: string): RushesError {
  return new RushesError(
    'remote.damaged',
    `A checkpoint of the journals at this remote is not believed and was not used: ${fault}. It was put there in the name of the device ${list.device}; everything else goes on. Ask who else can write to this remote, and have it removed with: rushes verify --remote --repair`,
    { object: checkpointListKey(name), why: fault },
  )
}

/** A checkpoint that is not believed. */
interface Unsound {
  /** Of its list. */
  readonly key: string
  /** All of it, its list first: nobody begins with it then. */
  readonly keys: readonly string[]
  /**
   * Nobody can ever take it: it contradicts itself, or the heads of all devices that it speaks of. One that speaks of a
   * device of which nothing else is left may be all that there is.
   */
  readonly mayGo: boolean
}

/** All checkpoints that lie there and are not believed, read whole. Those of a newer version are passed over. */
export async function unsoundCheckpoints(
  deps: JournalDeps,
  hasHead: (device: string) => boolean,
  signal: AbortSignal,
): Promise<Unsound[]> {
  const { store } = deps
  // By what lies there alone, not by what was heard here: others have nothing else.
  const evidence = gatherEvidence(store, () => undefined, trueTime(deps), signal)
  const found: Unsound[] = []
  for (const { name, keys, isWhole } of await findCheckpoints(store, trueTime(deps), signal)) {
    if (!isWhole) continue
    const key = checkpointListKey(name)
    const unsound = (mayGo: boolean): void => {
      found.push({ key, keys: [key, ...keys.filter((one) => one !== key)], mayGo })
    }
    try {
      const bytes = await store.get(key, { signal })
      if (bytes === null) continue
      const checkpoint = { name, list: readList(bytes) }
      const { vector } = checkpoint.list
      if (faultOfList(name, checkpoint.list) !== null) unsound(true)
      else if ((await faultOfClaims(checkpoint, evidence)) !== null)
        unsound(vector.every(({ device, seq }) => seq === 0 || hasHead(device)))
      else if ((await readWhole(store, checkpoint, signal)).fault !== null) unsound(true)
    } catch (error) {
      if (!isRushesError(error)) throw error
      // A broken object may be whole again when it is brought back from elsewhere: it is told, and left.
      if (error.code === 'remote.damaged' || error.code === 'not_found') unsound(false)
      else if (error.code !== 'remote.newer') throw error
    }
  }
  return found
}
