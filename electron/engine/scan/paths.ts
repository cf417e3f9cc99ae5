/**
 * Paths of a watched folder, of its drive, and of the machine. All with forward slashes.
 */

/** A folder of a watched folder ('' for itself) as the drive knows it. */
export function onVolume(root: string, folder: string): string {
  if (folder === '') return root
  return root === '' ? folder : `${root}/${folder}`
}

/** A path of a drive as its watched folder knows it: '' for the folder itself. Undefined for one that lies outside. */
export function inRoot(root: string, path: string): string | undefined {
  if (path === root) return ''
  if (root === '') return path
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined
}

/** True when a path is one of these folders or lies in one. */
export function isUnder(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => inRoot(folder, path) !== undefined)
}
