/**
 * What a file's name says of its version. Two files of one folder and ending whose names differ in that alone are
 * versions of one asset.
 *
 * Forms that are known: `_v003`, ` V12`, `.v2.1`, `-ver4` · ` rev 4`, `_r05` · `-FINAL`, `_final2`, ` final final` · `
 * copy 2`, ` - Copy (2)` of the Finder and the Explorer · Premiere's `Adobe Premiere Pro
 * Auto-Save/Name--<guid>-2026-11-20_14-03-22-0000.prproj` (since 2021) and `Name-1.prproj` (before) · After Effects'
 * `Adobe After Effects Auto-Save/Name auto-save 1.aep` · Pro Tools' `Session File Backups/Name.bak.001.ptx` · Avid's
 * `Avid Attic/…/Name.bak.0001.avb`.
 *
 * [Note: strict with media] A stack hides all but one. What cameras and recorders number are clips, never versions:
 * names that `clip-facts.ts` knows are left alone, and a plain number at the end is no version. Of the forms above
 * media know `_v003` and `-FINAL`, `FINAL2` alone: `r05` is a sound roll, `_v001.001` a frame, `final_01` the first
 * picture of a series. Dates are no versions of anything: each day has its own call sheet.
 */
import { clipFacts } from '../media/clip-facts.ts'
import { baseName, classify, extensionOf, stemOf } from '../media/media-kinds.ts'

interface VersionName {
  /** Equal for all versions of one asset: folder, name less its version, ending. */
  readonly key: string
  /** As people say it: "v003", "FINAL", "auto-save"; null where the name says nothing. */
  readonly label: string | null
  /** Higher is later. 0 for a plain name, below it for auto-saves, which never are the current version. */
  readonly rank: number
}

const AUTO_SAVE_FOLDER = /^(?:adobe .+ auto-save|session file backups|avid attic|auto-?saves?|.+ auto-save)$/i
/** What auto-saves put behind the name. Taken for that in their folders alone. */
const AUTO_SAVE: readonly RegExp[] = [
  /--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(?:-\d+)?$/i,
  /[-_ ]\d{4}-\d\d-\d\d[_ ]\d\d-\d\d-\d\d(?:-\d+)?$/,
  /[ _-]auto-?save[ _-]?\d+$/i,
  /\.bak\.\d+$/i,
  /-\d{1,3}$/,
]
const AUTO_SAVE_RANK = -1

interface Form {
  readonly pattern: RegExp
  readonly read: (match: RegExpExecArray) => { readonly label: string; readonly rank: number }
}

const FINAL_RANK = 10_000_000
const FORMS: readonly Form[] = [
  {
    pattern: /[ _.-]+v(?:er(?:sion)?)?[ _.]?(\d{1,4})(?:\.(\d{1,3}))?$/i,
    read: (match) => ({
      label: `v${match[1]}${match[2] === undefined ? '' : `.${match[2]}`}`,
      rank: Number(match[1]) * 1000 + Number(match[2] ?? 0),
    }),
  },
  {
    pattern: /[ _.-]+(?:rev[ _.]?(\d{1,4})|r(\d{2,3}))$/i,
    read: (match) => ({ label: `rev ${Number(match[1] ?? match[2])}`, rank: Number(match[1] ?? match[2]) * 1000 }),
  },
  {
    pattern: /[ _.-]+final[ _-]?(\d{0,2})$/i,
    read: (match) => ({ label: `FINAL${match[1]}`, rank: FINAL_RANK + Number(match[1] || 0) }),
  },
  // A copy is no later than what it was made of by its name: when it was written decides.
  {
    pattern: /(?: - | )copy(?: ?(\d{1,3})| \((\d{1,3})\))?$/i,
    read: (match) => ({ label: `copy ${match[1] ?? match[2] ?? ''}`.trim(), rank: 0 }),
  },
]
/** What media may say, and nothing more. */
const MEDIA_FORMS: readonly Form[] = [
  { pattern: /[ _.-]+v(\d{1,4})$/i, read: (match) => ({ label: `v${match[1]}`, rank: Number(match[1]) * 1000 }) },
  {
    pattern: /[ _.-]+final(\d?)$/i,
    read: (match) => ({ label: `FINAL${match[1]}`, rank: FINAL_RANK + Number(match[1] || 0) }),
  },
]
/** `_v003_FINAL_final2`: nobody needs more than these. */
const MAX_FORMS = 3

const MEDIA: ReadonlySet<string> = new Set(['video', 'audio', 'still', 'sidecar'])

/**
 * Reads a path with forward slashes. Null for names that take no part in stacks: a camera's, a recorder's, a dot
 * file's.
 */
export function versionName(path: string): VersionName | null {
  const name = baseName(path)
  const isMedia = MEDIA.has(classify(name))
  if (name.startsWith('.') || (isMedia && isCameras(name))) return null
  const folders = path
    .slice(0, path.length - name.length)
    .split('/')
    .filter((part) => part !== '')
  const autoAt = folders.findIndex((folder) => AUTO_SAVE_FOLDER.test(folder))
  const ending = /^\d+$/.test(extensionOf(name)) ? '' : extensionOf(name)
  const whole = ending === '' ? name : stemOf(name)
  if (autoAt >= 0 && !isMedia) {
    const form = AUTO_SAVE.find((pattern) => pattern.test(whole))
    const { stem } = strip(form === undefined ? whole : whole.replace(form, ''), FORMS)
    return stem === ''
      ? null
      : { key: keyOf(folders.slice(0, autoAt), stem.toLowerCase(), ending), label: 'auto-save', rank: AUTO_SAVE_RANK }
  }
  const { stem, labels, rank } = strip(whole, isMedia ? MEDIA_FORMS : FORMS)
  if (stem === '') return null
  // Clips whose names differ in their letters' case alone are two clips, where a drive tells them apart.
  return {
    key: keyOf(folders, isMedia ? stem : stem.toLowerCase(), ending),
    label: labels.length === 0 ? null : labels.join(' '),
    rank,
  }
}

/**
 * The folder that the versions of a stack share, with its slash: an auto-save's is the one above its folder of
 * auto-saves.
 */
export function stackFolder(path: string): string {
  const folders = path.split('/').slice(0, -1)
  const autoAt = folders.findIndex((folder) => AUTO_SAVE_FOLDER.test(folder))
  return (autoAt < 0 ? folders : folders.slice(0, autoAt)).map((folder) => `${folder}/`).join('')
}

function isCameras(name: string): boolean {
  const facts = clipFacts(name)
  return facts.clip !== null || facts.roll !== null
}

function strip(whole: string, forms: readonly Form[]): { stem: string; labels: string[]; rank: number } {
  let stem = whole
  const labels: string[] = []
  let rank = 0
  for (let count = 0; count < MAX_FORMS; count += 1) {
    const found = forms.flatMap((form) => {
      const match = form.pattern.exec(stem)
      return match === null || match.index === 0 ? [] : [{ match, ...form.read(match) }]
    })[0]
    if (found === undefined) break
    stem = stem.slice(0, found.match.index)
    labels.unshift(found.label)
    rank += found.rank
  }
  return { stem, labels, rank }
}

function keyOf(folders: readonly string[], stem: string, ending: string): string {
  return [...folders, `${stem}.${ending.toLowerCase()}`].join('/').normalize('NFC')
}
