/**
 * Paths above and below each other.
 */
import { resolve, sep } from 'node:path'

/** True when `path` is `folder` or lies in it. */
export function isBelow(folder: string, path: string): boolean {
  const top = resolve(folder)
  return path === top || path.startsWith(top.endsWith(sep) ? top : `${top}${sep}`)
}
