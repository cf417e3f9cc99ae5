/**
 * Names of journals at a remote. A device writes below its own name alone, and never one name twice.
 */
const SEQ_DIGITS = 10

export const HEADS = 'heads/'
export const JOURNALS = 'j/'

/** The head of a device: a hint that it has something new. */
export function headKey(device: string): string {
  return `${HEADS}${device}`
}

/**
 * "0000000042-1f3a9c02": a number, so that lists are in order, and a nonce, so that copies of one device never meet.
 */
export function segmentFileName(seq: number, nonce: string): string {
  return `${String(seq).padStart(SEQ_DIGITS, '0')}-${nonce}`
}

/** Where a segment lies. */
export function segmentKey(device: string, name: string): string {
  return `${JOURNALS}${device}/${name}`
}

/** What a list of a device's journal is asked to begin after, to have the segments from `seq` on. */
export function beforeSegment(device: string, seq: number): string {
  return `${JOURNALS}${device}/${String(seq).padStart(SEQ_DIGITS, '0')}`
}

/** Number and name of a segment's key; null for anything else. */
export function readSegmentKey(
  key: string,
): { readonly device: string; readonly seq: number; readonly name: string } | null {
  const found = /^j\/([0-9a-zA-Z-]{1,64})\/((\d{10})-[0-9a-f]{1,32})$/.exec(key)
  return found === null ? null : { device: found[1]!, seq: Number(found[3]), name: found[2]! }
}

/** The device of a head's key; null for anything else. */
export function deviceOfHead(key: string): string | null {
  return /^heads\/([0-9a-zA-Z-]{1,64})$/.exec(key)?.[1] ?? null
}

export const CHECKPOINTS = 'ck/'
export const ACKS = 'acks/'

/**
 * "0199a3c1f2aa-<device>-1f3a9c02": the moment in hex, so that the newest comes last in a list, who made it, and a
 * nonce.
 */
export function checkpointName(atMs: number, device: string, nonce: string): string {
  return `${atMs.toString(16).padStart(12, '0')}-${device}-${nonce}`
}

/** The list of a checkpoint's parts: written last. */
export function checkpointListKey(name: string): string {
  return `${CHECKPOINTS}${name}/list`
}

/** Where a part of a checkpoint lies. */
export function checkpointPartKey(name: string, part: string): string {
  return `${CHECKPOINTS}${name}/${part}`
}

/** The checkpoint that a key belongs to, and whether it is its list; null for anything else. */
export function readCheckpointKey(key: string): { readonly name: string; readonly isList: boolean } | null {
  const found = /^ck\/([0-9a-f]{12}-[0-9a-zA-Z-]{1,80})\/(list|[0-9]{6})$/.exec(key)
  return found === null ? null : { name: found[1]!, isList: found[2] === 'list' }
}

/** Where a device says, now and then, how far it has come. */
export function ackKey(device: string): string {
  return `${ACKS}${device}`
}

/** The device of that key; null for anything else. */
export function deviceOfAck(key: string): string | null {
  return /^acks\/([0-9a-zA-Z-]{1,64})$/.exec(key)?.[1] ?? null
}

/** The moment (ms since 1970) and the device that a checkpoint's name tells; null for what is no such name. */
export function readCheckpointName(name: string): { readonly atMs: number; readonly device: string } | null {
  const found = /^([0-9a-f]{12})-([0-9a-zA-Z-]{1,64})-[0-9a-f]{1,15}$/.exec(name)
  return found === null ? null : { atMs: Number.parseInt(found[1]!, 16), device: found[2]! }
}
