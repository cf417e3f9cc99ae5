/**
 * What operating systems leave on a card and nobody shot: never copied, always said.
 *
 * `._*` files are not in the list. macOS keeps Finder tags and resource forks in them, some cameras' own files begin
 * so, and a mirror that drops what it can't judge is no mirror; they are copied like any other file.
 */
const CLUTTER_FOLDERS = new Set([
  'system volume information',
  '$recycle.bin',
  '.spotlight-v100',
  '.fseventsd',
  '.trashes',
  '.temporaryitems',
  '.documentrevisions-v100',
  'lost+found',
  '.trash-1000',
])

const CLUTTER_FILES = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', '.apdisk', '.metadata_never_index'])

/**
 * True for an entry that an operating system made for itself. Folders such as `System Volume Information` count only
 * at the top of a volume or source; `.DS_Store` and `Thumbs.db` count anywhere.
 */
export function isClutter(name: string, kind: 'file' | 'directory', depth: number): boolean {
  const key = name.toLowerCase()
  return kind === 'file' ? CLUTTER_FILES.has(key) : depth === 0 && CLUTTER_FOLDERS.has(key)
}
