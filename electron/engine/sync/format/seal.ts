/**
 * AES-256-GCM over objects and over frames of packs. Each has a key of its own, by HKDF-SHA256 from the repository's
 * key and a salt, and a random nonce of 96 bits; what it is called is authenticated with it, so that nothing can be put
 * in the place of something else.
 *
 *     object: "RSE1" · salt 16 · nonce 12 · sealed · tag 16    where sealed = length (u32 LE) · bytes · zeros up to 4 KiB
 *     frame:  nonce 12 · sealed · tag 16                        its salt is the chunk's name
 *
 * [Note: ChaCha20-Poly1305 is not in the BoringSSL that Electron has; AES-GCM is everywhere, at 1 GB/s and more.]
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { damagedObject } from './binary.ts'
import type { RepositorySecrets } from './secrets.ts'

const LETTERS = Buffer.from('RSE1', 'latin1')
const [SALT, NONCE, TAG] = [16, 12, 16]
const HEAD = LETTERS.length + SALT + NONCE
/** Sizes are told in steps of this. */
export const PADDING = 4096
/** Bytes that sealing adds to a frame. */
export const FRAME_SEAL_BYTES = NONCE + TAG

type Sealing = NonNullable<RepositorySecrets['sealing']>

const subkey = (key: Uint8Array, salt: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, `rushes 1 ${purpose}`, 32))

/** Seals a whole object that will lie under `key`. */
export function sealObject(
  secrets: RepositorySecrets & { readonly sealing: Sealing },
  key: string,
  bytes: Uint8Array,
): Buffer {
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)]
  const padded = Buffer.alloc(Math.ceil((4 + bytes.length) / PADDING) * PADDING)
  padded.writeUInt32LE(bytes.length)
  padded.set(bytes, 4)
  const cipher = createCipheriv('aes-256-gcm', subkey(secrets.sealing.objects, salt, 'object'), nonce)
  cipher.setAAD(Buffer.from(`${secrets.repositoryId}\n${key}`))
  const sealed = cipher.update(padded)
  cipher.final()
  return Buffer.concat([LETTERS, salt, nonce, sealed, cipher.getAuthTag()])
}

/**
 * Opens what lies under `key`. Throws `remote.damaged` for anything that was not sealed for that place by this
 * repository.
 */
export function openObject(
  secrets: RepositorySecrets & { readonly sealing: Sealing },
  key: string,
  object: Uint8Array,
): Buffer {
  const buffer = Buffer.from(object.buffer, object.byteOffset, object.byteLength)
  if (buffer.length < HEAD + PADDING + TAG || !buffer.subarray(0, LETTERS.length).equals(LETTERS))
    throw damagedObject(key)
  const salt = buffer.subarray(LETTERS.length, LETTERS.length + SALT)
  const padded = opened(
    subkey(secrets.sealing.objects, salt, 'object'),
    buffer.subarray(LETTERS.length + SALT),
    `${secrets.repositoryId}\n${key}`,
    key,
  )
  const length = padded.readUInt32LE()
  if (length > padded.length - 4) throw damagedObject(key)
  return padded.subarray(4, 4 + length)
}

/** Seals a frame of the chunk that is named. */
export function sealFrame(
  secrets: RepositorySecrets & { readonly sealing: Sealing },
  chunk: Uint8Array,
  frame: readonly Uint8Array[],
): readonly Uint8Array[] {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', subkey(secrets.sealing.frames, chunk, 'frame'), nonce)
  cipher.setAAD(Buffer.concat([Buffer.from(`${secrets.repositoryId}\nchunk `), chunk]))
  const sealed = frame.map((part) => cipher.update(part))
  cipher.final()
  return [nonce, ...sealed, cipher.getAuthTag()]
}

/** Opens the frame of the chunk that is named. Throws `remote.damaged` for anything else. */
export function openFrameSeal(
  secrets: RepositorySecrets & { readonly sealing: Sealing },
  chunk: Uint8Array,
  sealed: Buffer,
): Buffer {
  if (sealed.length < FRAME_SEAL_BYTES) throw damagedObject('A chunk')
  return opened(
    subkey(secrets.sealing.frames, chunk, 'frame'),
    sealed,
    Buffer.concat([Buffer.from(`${secrets.repositoryId}\nchunk `), chunk]),
    'A chunk',
  )
}

function opened(key: Buffer, nonceSealedTag: Buffer, aad: string | Buffer, what: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceSealedTag.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(aad as string))
  decipher.setAuthTag(nonceSealedTag.subarray(nonceSealedTag.length - TAG))
  try {
    const plain = decipher.update(nonceSealedTag.subarray(NONCE, nonceSealedTag.length - TAG))
    decipher.final()
    return plain
  } catch (error) {
    throw Object.assign(damagedObject(what), { cause: error })
  }
}
