/**
 * What names and sizes a file system can hold, so that an offload says it before the copy starts and not after an hour.
 *
 * Sources: Microsoft, "Naming Files, Paths, and Namespaces" (reserved characters and names, trailing dot and space,
 * 255 UTF-16 units); exFAT specification §7.7 (255 UTF-16 units, same characters); FAT32 file size limit 2³² − 1.
 */
import { utf8Length } from './offload-temp.ts'

export interface NameRules {
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
  windowsNames: false, unit: 'utf8', nameLimit: 255, pathLimit: 4095, foldsCase: false, foldsNormalisation: false, fileLimit: null,
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
    if (Array.from(name).some(one => one < ' ')) return 'contains a line break or another control character'
    if (WINDOWS_DEVICES.test(name)) return 'is a name that Windows keeps for devices'
    if (name.endsWith('.') || name.endsWith(' ')) return 'ends with a dot or a space'
  }
  const length = rules.unit === 'utf8' ? utf8Length(name) : name.length
  return length > rules.nameLimit ? `is longer than ${rules.nameLimit} ${rules.unit === 'utf8' ? 'bytes' : 'characters'}` : null
}

/** The key under which two paths are one file for this file system. */
export function foldedPath(path: string, rules: NameRules): string {
  const normal = rules.foldsNormalisation ? path.normalize('NFC') : path
  return rules.foldsCase ? normal.toUpperCase() : normal
}
