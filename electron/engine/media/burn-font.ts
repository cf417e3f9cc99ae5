/**
 * The font of text that is drawn into pictures, as a file that ffmpeg can open: the app's own may lie in an archive.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'

const FONT = 'inter-latin-500-normal.woff'

/** Where it lies beside the tables of looks, whether it was laid there yet or not. */
export function fontIn(folder: string): string {
  return join(folder, FONT)
}

/** Lays it there from the folder with the app's fonts. Throws RushesError 'media.tool_missing' where there is none. */
export async function layFont(path: string, fonts: string | null | undefined): Promise<void> {
  const there = await stat(path).then(
    ({ size }) => size > 0,
    () => false, // Not there, or not to be read: it is laid anew.
  )
  if (there) return
  const bytes = fonts == null ? null : await readFile(join(fonts, FONT)).catch(() => null) // Said below.
  if (bytes === null)
    throw new RushesError(
      'media.tool_missing',
      'Nothing can be drawn into proxies: the font of Rushes is missing. Install Rushes again.',
    )
  const temporary = `${path}.${randomUUID()}.part`
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(temporary, bytes)
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}
