/**
 * What names and sizes a file system can hold, so that an offload says it before the copy starts and not after an hour.
 *
 * Sources: Microsoft, "Naming Files, Paths, and Namespaces" (reserved characters and names, trailing dot and space,
 * 255 UTF-16 units); exFAT specification §7.7 (255 UTF-16 units, same characters); FAT32 file size limit 2³² − 1.
 */
import { utf8Length } from './offload-temp.ts'

interface NameRules {
  /** Characters `" * : < > ? \ |`, controls, names such as CON, trailing dots and spaces are refused. */
  readonly windowsNames: boolean
  readonly unit: 'utf8' | 'utf16'
  /** Longest name, in `unit`s. */
  readonly nameLimit: number
  /** Longest absolute path in bytes of UTF-8, or null where there is none worth naming. */
  readonly pathLimit: number | null
  /** Names that differ only in case are one name. */
  readonly foldsCase: boolean
  /** Names that differ only in Unicode normalisation are one name. */
  readonly foldsNormalisation: boolean
  /** Largest file in bytes, or null. */
  readonly fileLimit: number | null
}

const FAT = new Set(['vfat', 'msdos', 'fat', 'fat32', 'fat16'])
const EXFAT = new Set(['exfat', 'fuse.exfat', 'fuse.exfat-fuse'])
const NTFS = new Set(['ntfs', 'ntfs3', 'fuse.ntfs', 'fuse.ntfs-3g', 'refs'])
const APPLE = new Set(['apfs', 'hfs', 'hfsplus', 'hfs+'])
const SHARES = new Set(['cifs', 'smb3', 'smbfs'])

const POSIX: NameRules = {
  windowsNames: false,
  unit: 'utf8',
  nameLimit: 255,
  pathLimit: 4095,
  foldsCase: false,
  foldsNormalisation: false,
  fileLimit: null,
}

/** The rules of a file system by the name the system gives it. Unknown ones get the plain POSIX rules. */
export function nameRules(fsType: string | null, source: string | null = null): NameRules {
  const type = effectiveType((fsType ?? '').toLowerCase(), source)
  if (FAT.has(type)) return { ...POSIX, windowsNames: true, unit: 'utf16', foldsCase: true, fileLimit: 2 ** 32 - 1 }
  if (EXFAT.has(type) || NTFS.has(type)) return { ...POSIX, windowsNames: true, unit: 'utf16', foldsCase: true }
  if (SHARES.has(type)) return { ...POSIX, windowsNames: true, unit: 'utf16', foldsCase: true }
  if (APPLE.has(type)) return { ...POSIX, pathLimit: 1023, foldsCase: true, foldsNormalisation: true }
  return POSIX
}

/** `fuseblk` hides what it carries (ntfs-3g, exfat-fuse): then the strictest rules that all of them share apply. */
function effectiveType(type: string, source: string | null): string {
  if (type === 'fuseblk' || type === 'fuse') return source?.includes('ntfs') === true ? 'ntfs' : 'exfat'
  return type
}

const WINDOWS_CHARACTERS = /["*:<>?\\|]/
const WINDOWS_DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i

/** Why a name can't be held, as the end of a sentence ("contains the character ':'"), or null when it can. */
export function nameFault(name: string, rules: NameRules): string | null {
  if (rules.windowsNames) {
    const character = WINDOWS_CHARACTERS.exec(name)?.[0]
    if (character !== undefined) return `contains the character ${character}`
    if (Array.from(name).some((one) => one < ' ')) return 'contains a line break or another control character'
    if (WINDOWS_DEVICES.test(name)) return 'is a name that Windows keeps for devices'
    if (name.endsWith('.') || name.endsWith(' ')) return 'ends with a dot or a space'
  }
  const length = rules.unit === 'utf8' ? utf8Length(name) : name.length
  return length > rules.nameLimit
    ? `is longer than ${rules.nameLimit} ${rules.unit === 'utf8' ? 'bytes' : 'characters'}`
    : null
}

/** The key under which two paths are one file for this file system. */
export function foldedPath(path: string, rules: NameRules): string {
  const normal = rules.foldsNormalisation ? path.normalize('NFC') : path
  return rules.foldsCase ? Array.from(normal, folded).join('') : normal
}

/**
 * Characters that the up-case table of exFAT (specification, §7.2.5.1) keeps apart from what Unicode calls their upper
 * case. The tables of NTFS and of shares differ among each other; none folds what lies in these ranges reliably.
 */
const KEPT_APART =
  // oxlint-disable-next-line no-misleading-character-class -- single characters are meant
  /[\u00b5\u0131\u017f\u019b\u01c5\u01c8\u01cb\u01f2\u023f\u0240\u0250-\u0252\u025c\u0261\u0264-\u0266\u026a\u026c\u0271\u0282\u0287\u029d\u029e\u0345\u0371\u0373\u0377\u03d0\u03d1\u03d5-\u03d7\u03f0\u03f1\u03f3\u03f5\u0514-\u052f\u10d0-\u10ff\u13f8-\u13fd\u1c80-\u1c8a\u1d79\u1d8e\u1e9b\u1efa-\u1eff\u1fbe\u2c5f\u2c73\u2ce4-\u2cff\u2d27\u2d2d\ua640-\uabbf]/

/**
 * Upper case as drives fold it, one character to one: ß stays ß. What has no single upper case may be one itself (ᾈ).
 */
function folded(character: string): string {
  if (character.length > 1 || KEPT_APART.test(character)) return character
  const upper = character.toUpperCase()
  return upper.length === 1 ? upper : character.toLowerCase()
}
