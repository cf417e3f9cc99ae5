/**
 * The two kinds of names that an offload makes up: temporary ones, and those of conflicts.
 */

/**
 * Names of temporary files: short (a final name may already be 255 bytes long), hidden, and good on every file system.
 */
const TEMPORARY = /^\.rushes-([0-9a-f]{12})-[0-9a-z]{1,8}\.part$/

/**
 * The part of an offload's id that its temporary names carry: its last 12 hexadecimal digits, which are random in a
 * UUIDv7.
 */
export function temporaryTag(offloadId: string): string {
  return offloadId.replaceAll('-', '').toLowerCase().slice(-12)
}

/** The temporary name of the file with this number in the plan. */
export function temporaryName(tag: string, index: number): string {
  return `.rushes-${tag}-${index.toString(36)}.part`
}

/** True when the name is a temporary one of the offload with this tag, and of no other. */
export function isTemporaryOf(tag: string, name: string): boolean {
  return TEMPORARY.exec(name)?.[1] === tag
}

/** True for a temporary name of any offload. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name)
}

/**
 * The path under which a file is written whose own name is taken by other bytes: `A001 (conflict 1).mov`. Names too
 * long for the addition are shortened before it, at most 255 bytes in UTF-8 remain.
 */
export function conflictPath(path: string, number: number): string {
  const slash = path.lastIndexOf('/') + 1
  const name = path.slice(slash)
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const ending = ` (conflict ${number})${dot > 0 ? name.slice(dot) : ''}`
  const room = 255 - utf8Length(ending)
  let kept = ''
  let used = 0
  for (const character of stem) {
    used += utf8Length(character)
    if (used > room) break
    kept += character
  }
  return path.slice(0, slash) + kept + ending
}

/** True for the name under which a file stands whose own name was taken: `A001 (conflict 2).mov` of `A001.mov`. */
export function isConflictName(name: string, own: string): boolean {
  const number = / \(conflict (\d{1,9})\)(?:\.[^.]*)?$/.exec(name.normalize('NFC'))?.[1]
  return number !== undefined && conflictPath(own, Number(number)).normalize('NFC') === name.normalize('NFC')
}

/** Length of a text in UTF-8, in bytes. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
