/**
 * Names of objects below a remote's prefix. Names carry what writes them and a nonce, or what is in them: no two
 * devices ever write the same one, but for `format.json`.
 */
import { randomBytes } from 'node:crypto'

export const FORMAT_KEY = 'format.json'
export const PACKS = 'packs/'
export const INDEXES = 'idx/'
export const MANIFESTS = 'm/'
export const BUNDLES = 'm/b/'
export const SESSIONS = 'sess/'
export const PLANS = 'gc/'
export const KEYS = 'keys/'

const SEQ_DIGITS = 10
const sequence = (seq: number): string => `${String(seq).padStart(SEQ_DIGITS, '0')}-${randomBytes(4).toString('hex')}`

/** Where a pack lies. */
export function packKey(name: Uint8Array): string {
  const hex = Buffer.from(name).toString('hex')
  return `${PACKS}${hex.slice(0, 2)}/${hex}`
}

/** The name of the pack that lies there; null for anything else below `packs/`. */
export function packNameOf(key: string): Buffer | null {
  const found = /^packs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/.exec(key)
  return found === null ? null : Buffer.from(found[2]!, 'hex')
}

/** Where the manifest of a content lies that is not in a bundle. `name` is the content's (`contentName`). */
export function manifestKey(name: Uint8Array): string {
  const hex = Buffer.from(name).toString('hex')
  return `${MANIFESTS}${hex.slice(0, 2)}/${hex}`
}

/** The name of the content whose manifest lies there alone; null for anything else below `m/`. */
export function contentNameOf(key: string): Buffer | null {
  const found = /^m\/([0-9a-f]{2})\/(\1[0-9a-f]{38})$/.exec(key)
  return found === null ? null : Buffer.from(found[2]!, 'hex')
}

/** A new name for an index of this device. */
export function indexKey(deviceId: string, seq: number): string {
  return `${INDEXES}${deviceId}/${sequence(seq)}`
}

/** A new name for a bundle of manifests. */
export function bundleKey(deviceId: string, seq: number): string {
  return `${BUNDLES}${deviceId}/${sequence(seq)}`
}

/** Where a device says that it is uploading. */
export function sessionKey(deviceId: string, session: string): string {
  return `${SESSIONS}${deviceId}/${session}`
}

/** Where a plan of what is to be removed lies. */
export function planKey(plan: string): string {
  return `${PLANS}${plan}`
}
