/**
 * Removing what nothing needs any more, safe beside devices that send at the same time and beside those that were away
 * for months.
 *
 *     first look:   what no manifest of a live content rests on, older than a week → a plan
 *     as long as a plan stands, no writer rests on what it names: such chunks are sent again in another pack
 *     second look, a day later at least, and when no session is left that began before the plan: what is still not needed
 *                   is removed, manifests before packs
 *
 * All ages are by the store's own clock. Plans stay where they are, as tombstones: indexes go on naming packs that are
 * gone. Margins as Kopia's safety parameters, which came from losses.
 */
import { randomBytes } from 'node:crypto'
import { findPack, isChunkThere, placesOfChunk } from '../../db/sync/remote-chunks.ts'
import { RushesError } from '../../../../shared/model/errors.ts'
import { packKey, PACKS, packNameOf, planKey, PLANS, SESSIONS } from '../format/names.ts'
import { writePlan, type Plan } from '../format/plan.ts'
import type { ContentKey } from '../format/secrets.ts'
import { learn, planAt } from './knowing.ts'
import { allManifests } from './manifests.ts'
import type { ByteRemote } from './remote.ts'
import { sessionBegan } from './session.ts'

const HOUR_MS = 3_600_000

interface Margins {
  /** Nothing younger is garbage. */
  readonly leastAgeMs: number
  /** A plan stands so long before it is carried out. */
  readonly planMs: number
  /** A session that was not renewed for so long has ended. */
  readonly sessionMs: number
}

export const MARGINS: Margins = { leastAgeMs: 7 * 24 * HOUR_MS, planMs: 24 * HOUR_MS, sessionMs: 96 * HOUR_MS }

export interface GarbageOptions {
  /** Says what would go, and changes nothing. */
  readonly dryRun: boolean
  /** Whether the merged catalogue still knows this content. Without it every manifest is needed. */
  readonly isLive?: (content: ContentKey) => boolean
  readonly margins?: Margins
}

export interface Garbage {
  /** What was planned, or would be. */
  readonly planned: { readonly packs: number; readonly bytes: number; readonly manifests: number }
  /** What was removed, or would be. */
  readonly removed: { readonly packs: number; readonly bytes: number; readonly manifests: number }
  /** Why plans that stand were not carried out; null when nothing was in their way. */
  readonly waits: string | null
}

interface Look {
  /** Packs that live contents rest on, by name in hex. */
  readonly needed: ReadonlySet<string>
  /** Manifests and bundles that tell of nothing live, with their age. */
  readonly dead: ReadonlyMap<string, number>
}

/**
 * Does both looks, each where it is due. Throws `remote.damaged` where a manifest can't be read: then nobody knows what
 * is needed.
 */
export async function collectGarbage(
  remote: ByteRemote,
  { dryRun, isLive = () => true, margins = MARGINS }: GarbageOptions,
  signal: AbortSignal,
): Promise<Garbage> {
  await learn(remote, signal)
  const plans = await plansThere(remote, signal)
  const look = await mark(remote, isLive, signal)
  const now = remote.now() + (remote.store.clockOffset() ?? 0)

  const due = plans.filter(({ modifiedAt }) => now - modifiedAt >= margins.planMs)
  const waits =
    due.length === 0
      ? plans.length > 0
        ? 'A plan stands that is not old enough.'
        : null
      : await sessionInTheWay(remote, Math.max(...due.map(({ modifiedAt }) => modifiedAt)), now, margins, signal)
  const removed =
    due.length === 0 || waits !== null
      ? { packs: 0, bytes: 0, manifests: 0 }
      : await carryOut(remote, due, look, dryRun, signal)

  const planned = await makePlan(
    remote,
    look,
    new Set(plans.flatMap(({ plan }) => [...plan.packs.map((name) => name.toString('hex')), ...plan.keys])),
    now,
    margins,
    dryRun,
    signal,
  )
  return { planned, removed, waits }
}

async function plansThere(remote: ByteRemote, signal: AbortSignal): Promise<{ plan: Plan; modifiedAt: number }[]> {
  const found: { plan: Plan; modifiedAt: number }[] = []
  for await (const { key, modifiedAt } of remote.store.list(PLANS, { signal })) {
    const plan = await planAt(remote, key, signal)
    if (plan !== null) found.push({ plan, modifiedAt })
  }
  return found
}

/**
 * What is needed. A chunk needs the pack that its manifest names, or, where that is gone, the one that it is found in.
 */
async function mark(remote: ByteRemote, isLive: (content: ContentKey) => boolean, signal: AbortSignal): Promise<Look> {
  const needed = new Set<string>()
  const dead = new Map<string, number>()
  for await (const { object, manifests } of allManifests(remote, signal)) {
    if (manifests === null)
      throw new RushesError(
        'remote.damaged',
        `${object.key} at ${remote.store.name} can't be read, so nobody can say what is needed there. Have the remote checked and repaired first.`,
      )
    const live = manifests.filter((manifest) => isLive(manifest))
    if (live.length === 0) dead.set(object.key, object.modifiedAt)
    for (const manifest of live) {
      for (const { name, pack } of manifest.chunks) {
        needed.add(pack.toString('hex'))
        // Where it was found gone before, everything that holds the chunk stays.
        if (
          findPack(remote.db, remote.remoteId, pack) === undefined ||
          !isChunkThere(remote.db, remote.remoteId, name)
        ) {
          for (const place of placesOfChunk(remote.db, remote.remoteId, name)) needed.add(place.pack.toString('hex'))
        }
      }
    }
  }
  return { needed, dead }
}

/** A session that may rest on what was not yet doomed when it began, in a sentence. */
async function sessionInTheWay(
  remote: ByteRemote,
  planAt: number,
  now: number,
  margins: Margins,
  signal: AbortSignal,
): Promise<string | null> {
  // A plan may be seen late: sessions that began shortly after it count as before it.
  const sure = planAt + HOUR_MS
  for await (const session of remote.store.list(SESSIONS, { signal })) {
    if (now - session.modifiedAt > margins.sessionMs) continue
    const bytes = await remote.store.get(session.key, { signal })
    if (bytes !== null && sessionBegan(bytes) < sure)
      return 'A device is sending that began before the plan. It continues when that has ended.'
  }
  return null
}

async function carryOut(
  remote: ByteRemote,
  plans: readonly { readonly plan: Plan; readonly modifiedAt: number }[],
  look: Look,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Garbage['removed']> {
  let [packs, bytes, manifests] = [0, 0, 0]
  for (const { plan, modifiedAt } of plans) {
    for (const key of plan.keys) {
      // One that was written again since is of somebody for whom the content lives.
      const writtenAt = look.dead.get(key)
      if (writtenAt === undefined || writtenAt >= modifiedAt) continue
      manifests += 1
      if (!dryRun) await remote.store.remove(key)
    }
  }
  for (const name of new Map(
    plans.flatMap(({ plan }) => plan.packs.map((one) => [one.toString('hex'), one])),
  ).values()) {
    signal.throwIfAborted()
    if (look.needed.has(name.toString('hex'))) continue
    const there = await remote.store.head(packKey(name))
    if (there === null) continue
    packs += 1
    bytes += there.bytes
    if (!dryRun) await remote.store.remove(packKey(name))
  }
  return { packs, bytes, manifests }
}

async function makePlan(
  remote: ByteRemote,
  look: Look,
  named: ReadonlySet<string>,
  now: number,
  margins: Margins,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Garbage['planned']> {
  const isOld = (modifiedAt: number): boolean => now - modifiedAt >= margins.leastAgeMs
  const packs: Buffer[] = []
  let bytes = 0
  for await (const object of remote.store.list(PACKS, { signal })) {
    const name = packNameOf(object.key)
    if (
      name === null ||
      !isOld(object.modifiedAt) ||
      look.needed.has(name.toString('hex')) ||
      named.has(name.toString('hex'))
    )
      continue
    packs.push(name)
    bytes += object.bytes
  }
  const keys = [...look.dead].filter(([key, modifiedAt]) => isOld(modifiedAt) && !named.has(key)).map(([key]) => key)
  if (!dryRun && packs.length + keys.length > 0)
    await remote.store.put(planKey(randomBytes(8).toString('hex')), writePlan({ packs, keys }), {
      ifAbsent: true,
      signal,
    })
  return { packs: packs.length, bytes, manifests: keys.length }
}
