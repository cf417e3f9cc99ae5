/**
 * What a device knows of a repository once it is open: how names are made, where cuts fall, and the keys that bytes are
 * sealed with. All of it follows from the repository's id and, where the library is encrypted, its master key.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import { Blake3Hasher } from '@napi-rs/blake-hash'

export const MASTER_BYTES = 32
/** Bytes of the name of a chunk or a pack: BLAKE3, keyed. */
export const NAME_BYTES = 32

/** Plain data: it is handed to worker threads as it is. */
export interface RepositorySecrets {
  readonly repositoryId: string
  /**
   * 256 numbers of 64 bits, little-endian: see `cutter.ts`. Secret where the library is encrypted, since cuts show in
   * sizes.
   */
  readonly gear: Uint8Array
  /** BLAKE3's key for names. Secret where the library is encrypted: nobody can look whether a known file is there. */
  readonly nameKey: Uint8Array
  /** Null where the library is not encrypted. */
  readonly sealing: { readonly objects: Uint8Array; readonly frames: Uint8Array } | null
}

/** Works out everything. `master` is null for a library that is not encrypted. */
export function repositorySecrets(repositoryId: string, master: Uint8Array | null): RepositorySecrets {
  // Without encryption the "key" is known to everybody who can read the id; names of two repositories differ all the
  // same.
  const root = master ?? Buffer.from(`rushes repository ${repositoryId}`)
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', root, Buffer.from(repositoryId), `rushes 1 ${purpose}`, 32))
  return {
    repositoryId,
    gear: gearOf(derive('gear')),
    nameKey: derive('names'),
    sealing: master === null ? null : { objects: derive('objects'), frames: derive('frames') },
  }
}

/** The number for byte `b`: the first 8 bytes of HMAC-SHA256(key, b). */
function gearOf(key: Uint8Array): Uint8Array {
  const gear = new Uint8Array(256 * 8)
  for (let byte = 0; byte < 256; byte += 1)
    gear.set(createHmac('sha256', key).update(Uint8Array.of(byte)).digest().subarray(0, 8), byte * 8)
  return gear
}

/** Makes names with one native hash that is used again and again. */
export interface Namer {
  /** BLAKE3 of the parts with the repository's key. */
  name(...parts: readonly Uint8Array[]): Buffer
}

/** A namer for this repository. */
export function createNamer({ nameKey }: RepositorySecrets): Namer {
  const hash = Blake3Hasher.newKeyed(Buffer.from(nameKey))
  return {
    name(...parts) {
      hash.reset()
      for (const part of parts) hash.update(Buffer.from(part.buffer, part.byteOffset, part.byteLength))
      return hash.digestBuffer()
    },
  }
}

/** A content by its bytes, as the catalogue knows it. */
export interface ContentKey {
  readonly xxh128: string
  readonly bytes: number
}

/** The name of a content at the remote, 20 bytes: it says nothing of the content to those without the key. */
export function contentName(namer: Namer, { xxh128, bytes }: ContentKey): Buffer {
  return namer.name(Buffer.from(`content ${xxh128} ${bytes}`)).subarray(0, 20)
}
