/**
 * File systems that change how letters with marks are stored: `é` as one character (NFC) or as two (NFD).
 *
 * A card sealed under one form comes back from a Mac's disk under the other. A name that is not there as it was sealed
 * is the same file when exactly one unknown name differs from it in nothing but that form.
 */

/** For paths on disk that stand for a recorded path of another Unicode form: disk path → recorded path. */
export function matchByForm(
  onDisk: readonly string[],
  recorded: readonly string[] | ReadonlySet<string>,
): Map<string, string> {
  const present = new Set(onDisk)
  const wanted = new Map<string, string | null>()
  for (const path of recorded) {
    if (present.has(path) || isAscii(path)) continue
    const key = path.normalize('NFC')
    wanted.set(key, wanted.has(key) ? null : path)
  }
  const matches = new Map<string, string>()
  if (wanted.size === 0) return matches
  const known = new Set(recorded)
  const claims = new Map<string, number>()
  for (const path of onDisk) {
    if (known.has(path) || isAscii(path)) continue
    const key = path.normalize('NFC')
    const match = wanted.get(key)
    claims.set(key, (claims.get(key) ?? 0) + 1)
    if (match !== undefined && match !== null) matches.set(path, match)
  }
  // Two names on disk for one that was recorded: neither is it for certain.
  for (const path of matches.keys()) if ((claims.get(path.normalize('NFC')) ?? 0) > 1) matches.delete(path)
  return matches
}

function isAscii(path: string): boolean {
  return !/[^\u0020-\u007e]/.test(path)
}
