/**
 * One name of a folder that every system can hold: Linux, macOS and Windows, ext4, APFS, NTFS, exFAT and FAT alike.
 *
 * Sources: Microsoft, "Naming Files, Paths, and Namespaces" (characters, device names, trailing dots and spaces); 255
 * bytes of UTF-8 is the tightest limit of them (ext4). `ascmhl` is kept for histories: the reference tool passes over
 * everything below a folder of that name.
 */

const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i

/** Longest name, in bytes of UTF-8. */
export const LONGEST_NAME = 255

/**
 * Makes a text a name: composed (NFC), what a system refuses becomes `_`, a name that is kept for something gets a `_`
 * before it. May be empty; is not cut, since two cut names can be one.
 */
export function safeName(text: string): string {
  const name = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll('\ufffd', '_')
    .replaceAll(FORBIDDEN, '_')
    .replace(/^\s+/u, '')
    .replace(/[.\s]+$/u, '')
  return DEVICES.test(name) || name.toLowerCase() === 'ascmhl' ? `_${name}` : name
}

/**
 * The name in letters that any delivery takes, `A-Z a-z 0-9 . _ -` (Netflix, "Folder structure and naming"): accents
 * are taken off, blanks become `_`, what is left over `-`.
 */
export function plainName(text: string): string {
  const bare = text
    .toWellFormed()
    .replaceAll('ß', 'ss')
    .replaceAll(/[øØ]/g, (letter) => (letter === 'ø' ? 'o' : 'O'))
    .replaceAll('æ', 'ae')
    .replaceAll('Æ', 'AE')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
  return bare
    .trim()
    .replaceAll(/\s+/g, '_')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^-+/, '')
    .replace(/[-.]+$/, '')
}
