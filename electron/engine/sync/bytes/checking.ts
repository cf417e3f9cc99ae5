/**
 * Looks whether what should be at a remote is there, and whole. What is not is said to everybody (a plan: nothing rests
 * on it any more), forgotten here, and the contents that need it are put into the outbox again: the next run sends what
 * is missing of those that lie on a drive that is here.
 */
import { randomBytes } from 'node:crypto'
import {
  chunksOfPack,
  forgetReadObject,
  forgetRemoteContent,
  forgetRemotePack,
  isChunkThere,
  packsByName,
  type KnownPack,
} from '../../db/sync/remote-chunks.ts'
import { doneTransfers, resendTransfers } from '../../db/sync/transfers.ts'
import { inBatches } from '../../db/core/in-batches.ts'
import { PACKS, packKey, packNameOf, planKey } from '../format/names.ts'
import { writePlan } from '../format/plan.ts'
import { contentName } from '../format/secrets.ts'
import { learn } from './knowing.ts'
import { allManifests } from './manifests.ts'
import type { ByteRemote } from './remote.ts'

export interface CheckOptions {
  /** `sizes`: that packs are there with their sizes · `sample`: some of them are hashed too · `full`: all of them. */
  readonly depth: 'sizes' | 'sample' | 'full'
  readonly repair: boolean
  /** 0 ≤ x < 1; which packs a sample takes. */
  readonly random?: () => number
  /** Told of the bytes that were read. */
  readonly onBytes?: (bytes: number) => void
}

export interface Problem {
  readonly what: 'pack missing' | 'pack size' | 'pack damaged' | 'manifest damaged' | 'content incomplete'
  readonly name: string
  readonly pack?: KnownPack
  readonly contentId?: string
}

/** What a look found. `affected` are contents of this device's outbox that are not whole at the remote. */
export interface Findings {
  readonly objects: number
  readonly bytes: number
  readonly hashed: number
  readonly problems: readonly Problem[]
  readonly affected: readonly string[]
}

/** A sample has so many packs at least, or one in so many. */
const SAMPLE_PACKS = 10
const SAMPLE_ONE_IN = 20
const PAGE = 1000

/** Looks. With `repair`, what is not whole is put right as far as this can be done without sending; see above. */
export async function checkRemote(
  remote: ByteRemote,
  { depth, repair, random = Math.random, onBytes = () => {} }: CheckOptions,
  signal: AbortSignal,
): Promise<Findings> {
  await learn(remote, signal)
  const problems: Problem[] = []
  const bad = new Set<number>()
  let [objects, bytes, hashed] = [0, 0, 0]
  const whole: KnownPack[] = []
  const find = (what: Problem['what'], pack: KnownPack): void => {
    problems.push({ what, name: pack.name.toString('hex'), pack })
    bad.add(pack.id)
  }

  // Both sides come in the order of their names.
  const known = knownPacks(remote)
  let expected = known.next()
  for await (const object of remote.store.list(PACKS, { signal })) {
    objects += 1
    bytes += object.bytes
    const name = packNameOf(object.key)
    if (name === null) continue
    for (; expected.done !== true && Buffer.compare(expected.value.name, name) < 0; expected = known.next())
      find('pack missing', expected.value)
    // In no index: garbage, or of somebody who is sending.
    if (expected.done === true || !expected.value.name.equals(name)) continue
    if (object.bytes === expected.value.bytes) whole.push(expected.value)
    else find('pack size', expected.value)
    expected = known.next()
  }
  for (; expected.done !== true; expected = known.next()) find('pack missing', expected.value)

  const some = depth === 'full' ? whole : depth === 'sizes' ? [] : sampleOf(whole, random)
  for (const pack of some) {
    const read = await remote.store.get(packKey(pack.name), { signal })
    hashed += read?.length ?? 0
    onBytes(read?.length ?? 0)
    // Read once more before it is called damaged: it may only have been the line.
    if (!isPack(remote, pack, read) && !isPack(remote, pack, await remote.store.get(packKey(pack.name), { signal })))
      find('pack damaged', pack)
  }

  const ofName = await outbox(remote)
  const affected = new Set<string>()
  const told = new Set<string>()
  const isIn = (chunk: Uint8Array): boolean => isChunkThere(remote.db, remote.remoteId, chunk)
  const lost = new Set(
    problems.flatMap(({ pack }) =>
      pack === undefined ? [] : chunksOfPack(remote.db, pack.id).map((chunk) => chunk.name.toString('latin1')),
    ),
  )
  if (repair && bad.size > 0)
    await giveUp(
      remote,
      problems.flatMap(({ pack }) => (pack === undefined ? [] : [pack])),
      signal,
    )
  for await (const { object, manifests } of allManifests(remote, signal)) {
    objects += 1
    bytes += object.bytes
    if (manifests === null) {
      problems.push({ what: 'manifest damaged', name: object.key })
      if (repair) {
        for (const id of await forgetManifest(remote, object.key, ofName)) affected.add(id)
        // Nobody can read it, and as long as it lies there nobody could say what is needed.
        await remote.store.remove(object.key)
      }
      continue
    }
    for (const manifest of manifests) {
      const name = contentName(remote.namer, manifest).toString('hex')
      told.add(name)
      // With repair the lost packs are forgotten here; without, what lies in them alone is told all the same.
      const isWhole = manifest.chunks.every(
        (chunk) => isIn(chunk.name) && (repair || !lost.has(chunk.name.toString('latin1'))),
      )
      if (isWhole) continue
      const contentId = ofName.get(name)
      problems.push({ what: 'content incomplete', name, ...(contentId === undefined ? {} : { contentId }) })
      if (contentId !== undefined) affected.add(contentId)
    }
  }
  // What went there, and no manifest tells of it any more.
  for (const [name, contentId] of ofName) {
    if (told.has(name)) continue
    problems.push({ what: 'content incomplete', name, contentId })
    affected.add(contentId)
  }
  if (repair)
    await inBatches(remote.db, [...affected], (id) => {
      resendTransfers(remote.db, remote.remoteId, [id])
    })
  return { objects, bytes, hashed, problems, affected: [...affected] }
}

function* knownPacks(remote: ByteRemote): Generator<KnownPack, undefined> {
  let after: Uint8Array = new Uint8Array(0)
  for (;;) {
    const page = packsByName(remote.db, remote.remoteId, after, PAGE)
    // What a plan names may be gone already.
    for (const pack of page) if (pack.doomed === 0) yield pack
    if (page.length < PAGE) return undefined
    after = page[page.length - 1]!.name
  }
}

function sampleOf(packs: readonly KnownPack[], random: () => number): readonly KnownPack[] {
  const wanted = Math.min(packs.length, Math.max(SAMPLE_PACKS, Math.ceil(packs.length / SAMPLE_ONE_IN)))
  const mixed = packs.map((pack) => ({ pack, by: random() })).sort((one, other) => one.by - other.by)
  return mixed.slice(0, wanted).map(({ pack }) => pack)
}

function isPack(remote: ByteRemote, pack: KnownPack, bytes: Uint8Array | null): boolean {
  return bytes?.length === pack.bytes && remote.namer.name(bytes).equals(pack.name)
}

/** Contents of this device's outbox by their names at the remote. */
async function outbox(remote: ByteRemote): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (let after = ''; ;) {
    const page = doneTransfers(remote.db, remote.remoteId, after, PAGE)
    for (const transfer of page) ids.set(contentName(remote.namer, transfer).toString('hex'), transfer.contentId)
    if (page.length < PAGE) return ids
    after = page[page.length - 1]!.contentId
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}

/** Nobody rests on these packs any more, here or elsewhere. */
async function giveUp(remote: ByteRemote, packs: readonly KnownPack[], signal: AbortSignal): Promise<void> {
  await remote.store.put(
    planKey(`bad-${randomBytes(8).toString('hex')}`),
    writePlan({ packs: packs.map(({ name }) => name), keys: [] }),
    { signal },
  )
  await inBatches(remote.db, packs, ({ id }) => {
    forgetRemotePack(remote.db, id)
  })
}

/** Contents that were told by an object that can't be read any more. */
async function forgetManifest(remote: ByteRemote, key: string, ofName: ReadonlyMap<string, string>): Promise<string[]> {
  const affected: string[] = []
  await inBatches(remote.db, [...ofName], ([name, contentId]) => {
    if (forgetRemoteContent(remote.db, remote.remoteId, Buffer.from(name, 'hex'), key)) affected.push(contentId)
  })
  await inBatches(remote.db, [key], (one) => {
    forgetReadObject(remote.db, remote.remoteId, one)
  })
  return affected
}
