/**
 * A file written whole or not at all: exclusively under a name of its own, made durable, then given its name.
 */
import { randomUUID } from 'node:crypto'
import type { Folder } from './folder.ts'

/** Told by whoever sweeps what a crash left. */
export const TEMPORARY = /^\.rushes-[0-9a-f-]+\.partial$/

/** What is written: at once, or chunk by chunk. */
type Written = string | Uint8Array | Iterable<Uint8Array>

/** Writes the temporary file and gives its name in the folder. */
async function writeTemporary(folder: Folder, bytes: Written, mode = 0o666): Promise<string> {
  const name = `.rushes-${randomUUID()}.partial`
  const file = await folder.create(name, mode)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } catch (error) {
    await file.close()
    await folder.unlink(name).catch(() => {}) // What went wrong first is what is told.
    throw error
  }
  await file.close()
  return name
}

/** A new file. False where the name is taken: then nothing was changed. */
export async function writeNewFile(folder: Folder, name: string, bytes: Written): Promise<boolean> {
  const temporary = await writeTemporary(folder, bytes)
  const made = await folder.giveName(temporary, name).catch(async (error: unknown) => {
    await folder.unlink(temporary).catch(() => {})
    throw error
  })
  if (!made) await folder.unlink(temporary)
  await folder.sync()
  return made
}

/** A file that may stand in the place of an earlier one of ours; a link there is replaced, never written through. */
export async function replaceFile(folder: Folder, name: string, bytes: string | Uint8Array): Promise<void> {
  const temporary = await writeTemporary(folder, bytes)
  try {
    await folder.replace(temporary, name)
  } catch (error) {
    await folder.unlink(temporary).catch(() => {})
    throw error
  }
  await folder.sync()
}
