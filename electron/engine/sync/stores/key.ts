/**
 * Names of objects. All that Rushes writes are made of a small alphabet, so that every store and every file system can
 * hold them; anything else is refused before it gets near a disk or a wire.
 */
import { RushesError } from '../../../../shared/model/errors.ts'

const LONGEST = 512
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** True for a key of segments of letters, digits, `.`, `_`, `-`, none of which begins with a dot. */
export function isKey(key: string): boolean {
  return key.length > 0 && key.length <= LONGEST && key.split('/').every((segment) => SEGMENT.test(segment))
}

/** The key, or throws `usage`: a hostile name (`../x`, `/etc`, `a//b`, NUL) never becomes a path. */
export function checkedKey(key: string): string {
  if (!isKey(key)) throw new RushesError('usage', `“${key.slice(0, 80)}” can't be the name of an object at a remote.`)
  return key
}

/** The prefix of a list, or throws `usage`. It may be empty or end in the middle of a segment. */
export function checkedPrefix(prefix: string): string {
  if (prefix !== '' && !isKey(prefix.replace(/\/$/, '')))
    throw new RushesError('usage', `“${prefix.slice(0, 80)}” can't be the beginning of names at a remote.`)
  return prefix
}

/** Order of keys: by their bytes, which for this alphabet is the order of their code units. */
export function compareKeys(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
