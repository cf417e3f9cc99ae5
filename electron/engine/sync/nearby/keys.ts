/**
 * The keys by which devices of one library know each other on a local network. A key is made at random by whoever comes
 * first to a remote, lies there (sealed where the library is encrypted), and is kept beside the catalogue by everybody
 * who was there once: so two carts on set exchange what they know without any line to the world. Never in the
 * catalogue, whose backups travel.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { isRushesError } from '../../../../shared/model/errors.ts'
import type { ObjectStore } from '../stores/store.ts'

/** Where it lies at a remote. */
const NEARBY_KEY = 'nearby/key'
const KEY_BYTES = 32
/** A library has few remotes, and each has its key. */
const MAX_KEYS = 8

const keySchema = z.string().regex(/^[0-9a-f]{64}$/)
const fileSchema = z.object({ keys: z.array(keySchema).max(MAX_KEYS) })
const remoteSchema = z.object({ rushes: z.literal('nearby'), key: keySchema })

export interface NearbyKeys {
  all(): readonly Buffer[]
  /** Takes the key that lies at a remote, or puts one there. */
  agree(store: ObjectStore, signal: AbortSignal): Promise<void>
}

/** Opens the file of keys; one that is not there or can't be read holds none. */
export function openNearbyKeys(file: string): NearbyKeys {
  let keys = readKeys(file)
  return {
    all: () => keys.map((key) => Buffer.from(key, 'hex')),
    async agree(store, signal) {
      let there = await keyAt(store, signal)
      if (there === null) {
        const key = keys[0] ?? randomBytes(KEY_BYTES).toString('hex')
        await store.put(NEARBY_KEY, Buffer.from(JSON.stringify({ rushes: 'nearby', key })), { ifAbsent: true, signal })
        // Somebody else may have come first: what stands there holds.
        there = await keyAt(store, signal)
      }
      if (there === null || keys.includes(there)) return
      keys = [there, ...keys].slice(0, MAX_KEYS)
      const temporary = `${file}.${process.pid}`
      writeFileSync(temporary, JSON.stringify({ keys }), { mode: 0o600 })
      renameSync(temporary, file)
    },
  }
}

function readKeys(file: string): string[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).keys
  } catch {
    return [] // Not there yet, or torn: the next look at a remote brings them back.
  }
}

async function keyAt(store: ObjectStore, signal: AbortSignal): Promise<string | null> {
  const bytes = await store.get(NEARBY_KEY, { signal }).catch((error: unknown) => {
    if (isRushesError(error) && error.code === 'remote.damaged') return null
    throw error
  })
  if (bytes === null) return null
  try {
    return remoteSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data?.key ?? null
  } catch {
    return null // Not JSON: as good as none, and nobody writes over it.
  }
}
