/**
 * Paths above and below each other, as text: also of drives that are not connected. Pure.
 */

/** True when an absolute path is a folder or lies below it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  const above = folder.replace(/[/\\]+$/, '')
  return path === above || path.startsWith(`${above}/`) || path.startsWith(`${above}\\`)
}
