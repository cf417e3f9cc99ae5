/**
 * Says at a remote that a device is sending, so that nobody removes what it may rest on.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { RushesError } from '../../../../shared/model/errors.ts'
import { SESSIONS, sessionKey } from '../format/names.ts'
import type { ByteRemote } from './remote.ts'

export interface Session {
  /**
   * Throws `remote.unreachable` when this was not renewed for so long that others may count it as ended, as after days
   * of sleep: what was learned then may not hold any more, and the next run learns it anew.
   */
  assertFresh(): void
  end(): Promise<void>
}

/** A session is renewed this often; one that was not for `MARGINS.sessionMs` (garbage.ts) counts as ended. */
const RENEW_MS = 6 * 3_600_000
const STALE_MS = 48 * 3_600_000
const END_MS = 3000

/** When a session that somebody else began began, ms by the store's clock; 0 where it does not say. */
export function sessionBegan(bytes: Uint8Array): number {
  try {
    const { beganAt } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { beganAt?: unknown }
    return typeof beganAt === 'number' ? beganAt : 0
  } catch {
    return 0 // What can't be read is taken for the oldest there could be: it stops the removal.
  }
}

/**
 * Begins a session. Those that a crash left of this device are taken away, but for young ones: a copy of this device
 * may be sending too.
 */
export async function holdSession({ store, deviceId, now, warn }: ByteRemote, signal: AbortSignal): Promise<Session> {
  const key = sessionKey(deviceId, randomBytes(8).toString('hex'))
  // When it began, by the store's clock as well as it is known: whoever removes things compares it with the plan's
  // time.
  const said = Buffer.from(JSON.stringify({ beganAt: now() + (store.clockOffset() ?? 0) }))
  await store.put(key, said, { signal })
  for await (const other of store.list(`${SESSIONS}${deviceId}/`, { signal })) {
    if (other.key !== key && now() + (store.clockOffset() ?? 0) - other.modifiedAt > 2 * RENEW_MS)
      await store.remove(other.key)
  }
  let renewedAt = now()
  const timer = setInterval(() => {
    store
      .put(key, said)
      .then(() => {
        renewedAt = now()
      })
      .catch((error: unknown) => {
        warn(error, 'a session could not be renewed')
      })
  }, RENEW_MS)
  timer.unref()
  return {
    assertFresh() {
      if (now() - renewedAt > STALE_MS)
        throw new RushesError(
          'remote.unreachable',
          `The line to ${store.name} was gone for days. Rushes checks again what is there, and continues.`,
        )
    },
    async end() {
      clearInterval(timer)
      // Left behind it ends by itself, and the next run of this device takes it away: nobody waits for a store that is
      // silent.
      const removed = store.remove(key).catch((error: unknown) => {
        warn(error, 'a session could not be ended')
      })
      await Promise.race([removed, wait(END_MS, undefined, { ref: false })])
    },
  }
}
