/**
 * Names of ASC MHL: the folder, the chain, the manifests, and which names XML can hold at all.
 */

export const MHL_FOLDER = 'ascmhl'
export const CHAIN_FILE = 'ascmhl_chain.xml'
export const COLLECTION_FILE = 'ascmhl_collection.xml'

/** Ignored by every history, as the reference implementation writes them. */
export const DEFAULT_IGNORE: readonly string[] = ['.DS_Store', 'ascmhl', 'ascmhl/']

const MANIFEST = /^(\d{4,})(?:_(.+))?\.mhl$/
// Names of 255 bytes are the most that common file systems hold.
const NAME_BYTES = 255

/**
 * File name of a manifest: `NNNN_<folder>_YYYY-MM-DD_HHMMSSZ.mhl`, where the time is the start of the operation in UTC.
 * Control characters of the folder's name become `_`: other tools pass over manifests with a line break in the name.
 * @param startedAt milliseconds since 1970
 */
export function manifestName(number: number, folder: string, startedAt: number): string {
  const head = `${String(number).padStart(4, '0')}_`
  const tail = `_${utcStamp(startedAt)}.mhl`
  const name = [...(folder === '' ? 'volume' : folder)].map((letter) =>
    /[\p{Cc}\p{Cs}/\\]/u.test(letter) ? '_' : letter,
  )
  while (Buffer.byteLength(head + name.join('') + tail) > NAME_BYTES) name.pop()
  return head + name.join('') + tail
}

/** `YYYY-MM-DD_HHMMSSZ` */
export function utcStamp(at: number): string {
  return new Date(at).toISOString().replace(/T(\d\d):(\d\d):(\d\d).*/, '_$1$2$3Z')
}

/** The generation's number in a manifest's file name, or null for other files. */
export function generationOf(file: string): number | null {
  const [, number] = MANIFEST.exec(file) ?? []
  return number === undefined || file.startsWith('._') ? null : Number(number)
}

/** A time as XML text in UTC with whole seconds, or null when XML has no text for it. */
export function xmlDate(at: number): string | null {
  const date = new Date(at)
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? `${date.toISOString().slice(0, 19)}+00:00` : null
}

/** True when XML 1.0 can hold the text: no control characters but tab and line ends, no halves of a character. */
export function fitsXml(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the characters that XML has no way to write
  return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)
}

/** The last part of a relative path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folders above a relative path, nearest first, down to the root `''`. */
export function parentsOf(path: string): string[] {
  const parents: string[] = []
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) parents.push(path.slice(0, end))
  return path === '' ? [] : [...parents, '']
}

/** Joins two relative paths of which either may be the root `''`. */
export function joinPath(folder: string, path: string): string {
  return folder === '' || path === '' ? folder + path : `${folder}/${path}`
}

/** `path` as seen from `folder`, or null when it is not inside; the folder itself is `''`. */
export function within(folder: string, path: string): string | null {
  if (folder === '' || path === folder) return folder === '' ? path : ''
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null
}
