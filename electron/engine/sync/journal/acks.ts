/**
 * What a device says of itself now and then: how far it has come with every journal, and the digest of what stands with
 * it. Those who remove old segments wait for it; two who have come equally far and have other digests know that one of
 * them lost something.
 */
import { z } from 'zod'
import { isRushesError } from '../../../../shared/model/errors.ts'
import { isClock } from '../../domain/replica/op.ts'
import type { Ack } from '../../domain/replica/compaction.ts'
import type { Vector } from '../../domain/replica/vector.ts'
import type { ObjectStore } from '../stores/store.ts'
import { ackKey, ACKS, deviceOfAck, deviceOfHead, HEADS } from './journal-keys.ts'

const ackSchema = z.object({
  rushes: z.literal('ack'),
  device: z.string().max(64),
  digest: z.string().max(16),
  seen: z.record(
    z.string().max(64),
    z.tuple([
      z.number().int().nonnegative(),
      z
        .string()
        .max(90)
        .refine((text) => text === '' || isClock(text)),
    ]),
  ),
})

export interface ToldAck extends Ack {
  readonly digest: string
}

/** Says it. Returns the store's time of it, ms. */
export async function tellAck(
  store: ObjectStore,
  ack: { device: string; seen: Vector; digest: string },
  signal: AbortSignal,
): Promise<number> {
  const seen = Object.fromEntries([...ack.seen].map(([device, { seq, clock }]) => [device, [seq, clock]]))
  await store.put(
    ackKey(ack.device),
    Buffer.from(JSON.stringify({ rushes: 'ack', device: ack.device, digest: ack.digest, seen })),
    { signal },
  )
  return (await storeTime(store, ack.device)) ?? Date.now()
}

/** The store's time when this device last said something of itself; null for never. */
export async function storeTime(store: ObjectStore, device: string): Promise<number | null> {
  return (await store.head(ackKey(device)))?.modifiedAt ?? null
}

/** Others who said something of themselves, who did so last first; at most so many are read. */
export async function readAcks(
  store: ObjectStore,
  ownDevice: string,
  most: number,
  signal: AbortSignal,
): Promise<ToldAck[]> {
  const found: { device: string; key: string; saidAt: number }[] = []
  for await (const { key, modifiedAt } of store.list(ACKS, { signal })) {
    const device = deviceOfAck(key)
    if (device !== null && device !== ownDevice) found.push({ device, key, saidAt: modifiedAt })
  }
  const acks: ToldAck[] = []
  for (const { device, key, saidAt } of found.toSorted((a, b) => b.saidAt - a.saidAt).slice(0, most)) {
    const bytes = await store.get(key, { signal }).catch((error: unknown) => {
      // One that can't be read says nothing, and so is waited for.
      if (isRushesError(error) && error.code === 'remote.damaged') return new Uint8Array(0)
      throw error
    })
    if (bytes !== null) acks.push(readAck(device, bytes, saidAt))
  }
  return acks
}

/** One that can't be read says nothing, and so is waited for. */
function readAck(device: string, bytes: Uint8Array, saidAt: number): ToldAck {
  const nothing = { device, seen: new Map(), digest: '', saidAt }
  try {
    const ack = ackSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    if (!ack.success || ack.data.device !== device) return nothing
    return {
      device,
      digest: ack.data.digest,
      saidAt,
      seen: new Map(Object.entries(ack.data.seen).map(([one, [seq, clock]]) => [one, { seq, clock }])),
    }
  } catch {
    return nothing // Not JSON: as good as nothing said.
  }
}

/** Devices that have a head and said nothing of themselves yet: they are waited for as well. */
export async function silentDevices(
  store: ObjectStore,
  acks: readonly Ack[],
  ownDevice: string,
  signal: AbortSignal,
): Promise<Ack[]> {
  const told = new Set(acks.map((ack) => ack.device))
  const silent: Ack[] = []
  for await (const { key, modifiedAt } of store.list(HEADS, { signal })) {
    const device = deviceOfHead(key)
    if (device !== null && device !== ownDevice && !told.has(device))
      silent.push({ device, seen: new Map(), saidAt: modifiedAt })
  }
  return silent
}

/** True when two have come equally far. */
export function isEquallyFar(a: Vector, b: Vector): boolean {
  const text = (vector: Vector): string =>
    JSON.stringify(
      [...vector]
        .filter(([, reached]) => reached.seq > 0)
        .map(([device, { seq }]) => `${device} ${seq}`)
        .toSorted(),
    )
  return text(a) === text(b)
}
