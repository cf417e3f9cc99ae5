/**
 * Learning what lies at a remote: indexes and bundles of all devices that were not read yet, and plans of what is to
 * go.
 */
import { isRushesError } from '../../../../shared/model/errors.ts'
import { inBatches } from '../../db/core/in-batches.ts'
import {
  enterReadObject,
  enterRemoteContent,
  enterRemotePack,
  findPack,
  remoteContentKey,
  setDoomedPacks,
  wasRead,
} from '../../db/sync/remote-chunks.ts'
import { readBundle, readManifest, type Manifest } from '../format/manifest.ts'
import { BUNDLES, contentNameOf, INDEXES, manifestKey, MANIFESTS, PLANS } from '../format/names.ts'
import { frameOverhead } from '../format/pack.ts'
import { readIndex } from '../format/pack-index.ts'
import { contentName, type ContentKey } from '../format/secrets.ts'
import { readPlan, type Plan } from '../format/plan.ts'
import type { ByteRemote } from './remote.ts'

/** Contents of so many chunks and fewer are told in bundles, others have a manifest of their own. */
export const BUNDLED_CHUNKS = 64

/**
 * Reads what is new. What is damaged is told and left out: it costs bytes that go again, never a wrong one. Answers the
 * keys of manifests that plans name: nothing new may rest on them.
 */
export async function learn(remote: ByteRemote, signal: AbortSignal): Promise<ReadonlySet<string>> {
  await learnBelow(remote, INDEXES, signal, async (key, bytes) => {
    await inBatches(remote.db, readIndex(bytes), (pack) => {
      if (findPack(remote.db, remote.remoteId, pack.name)?.state !== 'indexed')
        enterRemotePack(remote.db, remote.remoteId, pack, 'indexed')
    })
    await inBatches(remote.db, [key], (one) => {
      enterReadObject(remote.db, remote.remoteId, one)
    })
  })
  await learnBundles(remote, signal)
  const plans: Plan[] = []
  for await (const { key } of remote.store.list(PLANS, { signal }))
    plans.push(...[await planAt(remote, key, signal)].filter((plan) => plan !== null))
  await inBatches(remote.db, [plans.flatMap(({ packs }) => packs)], (names) => {
    setDoomedPacks(remote.db, remote.remoteId, names)
  })
  return new Set(plans.flatMap(({ keys }) => keys))
}

/** How often a plan is read before it counts as damaged where it lies. */
const PLAN_READS = 3

/**
 * The plan under a key; null where there is none, or none that anybody can read: what nobody can read, nobody carries
 * out. Read again first, since a bit that only fell over on the way to us would let us rest on what goes.
 */
export async function planAt(remote: ByteRemote, key: string, signal: AbortSignal): Promise<Plan | null> {
  for (let tried = 1; ; tried += 1) {
    const bytes = await remote.store.get(key, { signal }).catch((error: unknown) => error)
    if (bytes === null) return null
    try {
      if (!(bytes instanceof Uint8Array)) throw bytes
      return readPlan(bytes)
    } catch (error) {
      if (!isRushesError(error) || error.code !== 'remote.damaged') throw error
      if (tried < PLAN_READS) continue
      remote.warn(error, `${key} is left out`)
      return null
    }
  }
}

/**
 * Learns which contents are there, those of other devices too: bundles are read, manifests that lie alone tell it by
 * their keys. Returns how many keys were listed for it: a store of many originals has many pages of them.
 */
export async function learnContents(remote: ByteRemote, signal: AbortSignal): Promise<number> {
  await learnBundles(remote, signal)
  let keys = 0
  for await (const { key } of remote.store.list(MANIFESTS, { signal })) {
    keys += 1
    const name = contentNameOf(key)
    if (name === null || remoteContentKey(remote.db, remote.remoteId, name) !== undefined) continue
    enterRemoteContent(remote.db, remote.remoteId, name, key)
  }
  return keys
}

/** For those who miss a content: looks for new bundles, once a second at most. */
export async function learnBundlesSoon(remote: ByteRemote, signal: AbortSignal): Promise<void> {
  if (performance.now() - remote.recent.bundlesAt < 1000) return
  await learnBundles(remote, signal)
  remote.recent.bundlesAt = performance.now()
}

/** Reads bundles of manifests that are new. */
async function learnBundles(remote: ByteRemote, signal: AbortSignal): Promise<void> {
  await learnBelow(remote, BUNDLES, signal, async (key, bytes) => {
    await inBatches(remote.db, readBundle(bytes, remote.namer, frameOverhead(remote.secrets)), (manifest) => {
      enterRemoteContent(remote.db, remote.remoteId, contentName(remote.namer, manifest), key)
    })
    await inBatches(remote.db, [key], (one) => {
      enterReadObject(remote.db, remote.remoteId, one)
    })
  })
}

async function learnBelow(
  remote: ByteRemote,
  prefix: string,
  signal: AbortSignal,
  enter: (key: string, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const gone = new Set([...remote.leftOut].filter((key) => key.startsWith(prefix)))
  for await (const { key } of remote.store.list(prefix, { signal })) {
    gone.delete(key)
    if (wasRead(remote.db, remote.remoteId, key)) continue
    try {
      const bytes = await remote.store.get(key, { signal })
      if (bytes === null) continue // Taken away since it was listed.
      await enter(key, bytes)
      remote.leftOut.delete(key)
    } catch (error) {
      // Only what is wrong with the object itself: an unreachable store is no reason to leave anything out.
      if (signal.aborted || isStoreTrouble(error)) throw error
      // Told once: it is read again at each look.
      if (!remote.leftOut.has(key)) remote.warn(error, `${key} is left out`)
      remote.leftOut.add(key)
    }
  }
  for (const key of gone) remote.leftOut.delete(key)
}

/** Trouble of the place or of the line, not of one object. */
const isStoreTrouble = (error: unknown): boolean =>
  isRushesError(error) && error.code !== 'remote.damaged' && error.code !== 'remote.newer'

const RECENT_BUNDLES = 4

async function manifestsAt(remote: ByteRemote, key: string, signal: AbortSignal): Promise<readonly Manifest[] | null> {
  const overhead = frameOverhead(remote.secrets)
  const { bundles } = remote.recent
  const recent = bundles.get(key)
  if (recent !== undefined) return recent
  const object = await remote.store.get(key, { signal })
  if (object === null) return null
  if (!key.startsWith(BUNDLES)) return [readManifest(object, remote.namer, overhead)]
  const manifests = readBundle(object, remote.namer, overhead)
  bundles.set(key, manifests)
  if (bundles.size > RECENT_BUNDLES) bundles.delete(bundles.keys().next().value!)
  return manifests
}

/** A manifest, and the object that it lies in. */
export interface Found {
  readonly manifest: Manifest
  readonly key: string
}

/**
 * The manifest of a content; null where none is known. Looks for one of its own too where `mayBeAlone`. Throws
 * `remote.damaged` for one that is no manifest of this content.
 */
export async function findManifest(
  remote: ByteRemote,
  content: ContentKey,
  mayBeAlone: boolean,
  signal: AbortSignal,
): Promise<Found | null> {
  const name = contentName(remote.namer, content)
  const known = remoteContentKey(remote.db, remote.remoteId, name)
  if (known === undefined && !mayBeAlone) return null
  const key = known ?? manifestKey(name)
  const manifests = await manifestsAt(remote, key, signal)
  const manifest = manifests?.find((one) => one.xxh128 === content.xxh128 && one.bytes === content.bytes)
  return manifest === undefined ? null : { manifest, key }
}
