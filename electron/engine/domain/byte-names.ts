/**
 * Names are bytes. On most file systems of Linux a name can hold bytes that are no UTF-8: text of an old recorder in
 * Latin-1, say. In the catalogue, in JSON and in reports such a byte stands as `\xHH`, so that every name is plain
 * text; the text leads back to the very bytes.
 *
 * [Note: two kinds of text] A *shown* path has `\xHH` and may stand anywhere. A *disk* path goes to the file system
 * only: there a byte that is no UTF-8 is the lone surrogate U+DC80 to U+DCFF (as in Python's PEP 383), which no name
 * can hold. `files/disk-path.ts` makes the bytes of it. On Windows names are UTF-16 and a backslash parts them: both
 * are the same.
 */

/** A shown byte, or a backslash that a name really has in front of what would look like one. */
const SHOWN = /\\x(5C|[89A-F][0-9A-F])/g
// oxlint-disable-next-line no-control-regex -- lone surrogates are what is looked for
const LONE = /[\udc80-\udcff]/g

/** A disk path as text for people and records. */
export function shownPath(disk: string): string {
  const plain = disk.includes('\\x') ? disk.replace(SHOWN, (_, hex: string) => `\\x5Cx${hex}`) : disk
  return hasLoneBytes(plain) ? replaceLone(plain) : plain
}

/** The disk path that a shown one means. */
export function diskPath(shown: string): string {
  if (!shown.includes('\\x')) return shown
  return shown.replace(SHOWN, (_, hex: string) =>
    hex === '5C' ? '\\' : String.fromCharCode(0xdc00 + Number.parseInt(hex, 16)),
  )
}

/** True when a disk path holds bytes that are no text. */
export function hasLoneBytes(disk: string): boolean {
  return !disk.isWellFormed()
}

/** True when a shown path holds bytes that are no text: no manifest of XML can name it. */
export function isUnnameable(shown: string): boolean {
  return shown.includes('\\x') && hasLoneBytes(diskPath(shown))
}

/** Pairs of surrogates are one character and stay; only single ones are bytes. */
function replaceLone(text: string): string {
  return Array.from(text, (character) =>
    character.length > 1
      ? character
      : character.replace(
          LONE,
          (lone) => `\\x${(lone.charCodeAt(0) - 0xdc00).toString(16).toUpperCase().padStart(2, '0')}`,
        ),
  ).join('')
}
