/**
 * The master key of an encrypted library, wrapped: once by a passphrase, once by a recovery code. Wraps are objects
 * below `keys/`; the master key itself is nowhere at the remote.
 *
 * A passphrase goes through scrypt (RFC 7914) with bounded parameters, so that a hostile wrap can't make a device run
 * out of memory. A recovery code has 160 bits of its own and needs none of that.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  scrypt,
  type ScryptOptions,
} from 'node:crypto'
import { RushesError } from '../../../../shared/model/errors.ts'
import { MASTER_BYTES } from './secrets.ts'

/** Cost of a passphrase: 128 MiB and some tenths of a second. */
const COST = { N: 1 << 17, r: 8, p: 1 }
const MOST = { N: 1 << 20, r: 8, p: 4 }
const MIN_N = 1 << 15
const [SALT, NONCE, TAG] = [32, 12, 16]

/** How a wrap is written, as JSON. Bytes are base64. */
interface Wrap {
  readonly version: 1
  readonly by: 'passphrase' | 'recovery'
  readonly scrypt?: { readonly N: number; readonly r: number; readonly p: number }
  readonly salt: string
  /** nonce 12 · AES-256-GCM of the master key · tag 16; authenticated with the repository's id. */
  readonly wrapped: string
}

/** A new master key. */
export function newMaster(): Buffer {
  return randomBytes(MASTER_BYTES)
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new recovery code: 160 random bits and 20 that check them, as 9 groups of 4 letters (Crockford's base 32). */
export function newRecoveryCode(): string {
  const bits = randomBytes(20)
  return spelled(Buffer.concat([bits, checkOf(bits)]))
}

function spelled(bytes: Buffer): string {
  const bits = [...bytes]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, 180)
  return bits
    .match(/.{5}/g)!
    .map((five) => LETTERS[Number.parseInt(five, 2)]!)
    .join('')
    .match(/.{4}/g)!
    .join('-')
}

const checkOf = (bits: Uint8Array): Buffer =>
  createHash('sha256').update('rushes recovery').update(bits).digest().subarray(0, 3)

/** The bits of a recovery code as somebody typed it; throws `usage` where a letter must be wrong. */
export function readRecoveryCode(text: string): Buffer {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const values = [...letters].map((letter) => LETTERS.indexOf(letter))
  const wrong = new RushesError(
    'usage',
    'This is not the recovery code as it was shown. Look for a letter that is missing or another one.',
  )
  if (values.length !== 36 || values.includes(-1)) throw wrong
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('')
  const bytes = Buffer.from(
    bits
      .padEnd(184, '0')
      .match(/.{8}/g)!
      .map((eight) => Number.parseInt(eight, 2)),
  )
  const code = bytes.subarray(0, 20)
  if (spelled(Buffer.concat([code, checkOf(code)])).replaceAll('-', '') !== letters) throw wrong
  return code
}

/** What a person gives to open a library. */
export type Opener = { readonly passphrase: string } | { readonly recoveryCode: string }

/** Wraps the master key. */
export async function wrapMaster(repositoryId: string, master: Uint8Array, opener: Opener): Promise<Wrap> {
  const salt = randomBytes(SALT)
  const by = 'passphrase' in opener ? 'passphrase' : 'recovery'
  const key = await keyOf(opener, salt, COST)
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(`${repositoryId}\n${by}`))
  const sealed = cipher.update(master)
  cipher.final()
  return {
    version: 1,
    by,
    ...(by === 'passphrase' ? { scrypt: COST } : {}),
    salt: salt.toString('base64'),
    wrapped: Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64'),
  }
}

/**
 * The master key, or null where this opener does not open this wrap. Throws `remote.damaged` for a wrap that can't be
 * one.
 */
export async function unwrapMaster(repositoryId: string, wrap: Wrap, opener: Opener): Promise<Buffer | null> {
  const by = 'passphrase' in opener ? 'passphrase' : 'recovery'
  if (wrap.by !== by) return null
  const sealed = Buffer.from(wrap.wrapped, 'base64')
  const salt = Buffer.from(wrap.salt, 'base64')
  if (salt.length !== SALT || sealed.length !== NONCE + MASTER_BYTES + TAG) throw damaged()
  const key = await keyOf(opener, salt, bounded(wrap.scrypt ?? COST))
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(`${repositoryId}\n${by}`))
  decipher.setAuthTag(sealed.subarray(-TAG))
  try {
    const master = decipher.update(sealed.subarray(NONCE, -TAG))
    decipher.final()
    return master
  } catch {
    return null // The passphrase is another one: the caller says so, after it has tried every wrap.
  }
}

/** Reads a wrap. Throws `remote.damaged` for anything else, `remote.newer` for a later kind. */
export function readWrap(bytes: Uint8Array): Wrap {
  let value: Partial<Wrap>
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<Wrap>
  } catch {
    throw damaged()
  }
  if (typeof value?.version === 'number' && value.version > 1)
    throw new RushesError(
      'remote.newer',
      'The keys at the remote were written by a newer Rushes. Update Rushes to open them.',
    )
  if (
    value?.version !== 1 ||
    (value.by !== 'passphrase' && value.by !== 'recovery') ||
    typeof value.salt !== 'string' ||
    typeof value.wrapped !== 'string'
  )
    throw damaged()
  return value as Wrap
}

function bounded({ N, r, p }: NonNullable<Wrap['scrypt']>): NonNullable<Wrap['scrypt']> {
  const fits = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most
  if (!fits(N, MIN_N, MOST.N) || (N & (N - 1)) !== 0 || !fits(r, 1, MOST.r) || !fits(p, 1, MOST.p)) throw damaged()
  return { N, r, p }
}

function damaged(): RushesError {
  return new RushesError(
    'remote.damaged',
    'The keys at the remote are damaged, or not from Rushes. Open the library with the recovery code from another copy of it.',
  )
}

async function keyOf(opener: Opener, salt: Buffer, { N, r, p }: NonNullable<Wrap['scrypt']>): Promise<Buffer> {
  if ('recoveryCode' in opener)
    return Buffer.from(hkdfSync('sha256', readRecoveryCode(opener.recoveryCode), salt, 'rushes 1 recovery', 32))
  // One spelling for what looks the same on every keyboard.
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r }
  return new Promise((resolve, reject) => {
    scrypt(opener.passphrase.normalize('NFKC'), salt, 32, options, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
