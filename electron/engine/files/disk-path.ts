/**
 * From bytes of names to disk paths and back (domain/byte-names.ts): what is handed to calls of the file system.
 */
import { isUtf8 } from 'node:buffer'
import { readdirSync, type Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { diskPath, hasLoneBytes } from '../domain/byte-names.ts'

const WINDOWS = process.platform === 'win32'

/** What a call of the file system takes for a disk path: itself, or its bytes where it holds some that are no text. */
export function native(path: string): string | Buffer {
  if (WINDOWS || !hasLoneBytes(path)) return path
  return Buffer.concat(
    Array.from(path, (character) => {
      const code = character.charCodeAt(0)
      return character.length === 1 && code >= 0xdc80 && code <= 0xdcff
        ? Buffer.of(code - 0xdc00)
        : Buffer.from(character)
    }),
  )
}

/** The same for a path as the catalogue keeps it, with `\xHH` for bytes that are no text. */
export function nativeShown(path: string): string | Buffer {
  return WINDOWS ? path : native(diskPath(path))
}

/** The disk path of these bytes. */
export function diskPathOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString()
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((some) => at + some <= bytes.length && isUtf8(bytes.subarray(at, at + some)))
    text +=
      length === undefined ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length)
    at += length ?? 1
  }
  return text
}

/** The real place of a disk path, links resolved, as one. Throws the error of the system call. */
export async function realDiskPath(path: string): Promise<string> {
  return hasLoneBytes(path) ? diskPathOf(await realpath(native(path), { encoding: 'buffer' })) : await realpath(path)
}

/** The names in a folder as parts of disk paths. Throws the error of the system call. */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(native(folder))
  return names.some(isDoubtful) ? (await readdir(native(folder), { encoding: 'buffer' })).map(diskPathOf) : names
}

export interface Entry {
  readonly name: string
  readonly is: 'file' | 'folder' | 'link' | 'other'
}

/** What is in a folder, with what each is as far as the folder itself tells. Throws the error of the system call. */
export async function entriesIn(folder: string): Promise<Entry[]> {
  const entries = await readdir(native(folder), { withFileTypes: true })
  if (!entries.some(({ name }) => isDoubtful(name)))
    return entries.map((entry) => ({ name: entry.name, is: kindOf(entry) }))
  return (await readdir(native(folder), { withFileTypes: true, encoding: 'buffer' })).map((entry) => ({
    name: diskPathOf(entry.name),
    is: kindOf(entry),
  }))
}

function kindOf(entry: Dirent<string> | Dirent<Buffer>): Entry['is'] {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other'
}

/** The names in a folder, synchronously. */
export function namesInSync(folder: string): string[] {
  const names = readdirSync(native(folder))
  return names.some(isDoubtful) ? readdirSync(native(folder), { encoding: 'buffer' }).map(diskPathOf) : names
}

/** Node writes U+FFFD for bytes that are no text. It may also be the name's own character: the bytes tell. */
function isDoubtful(name: string): boolean {
  return name.includes('\ufffd')
}
