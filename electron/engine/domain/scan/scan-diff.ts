/**
 * One folder as it lies on the disk against what the catalogue knows of it. Pure: a listing and rows in, differences
 * out.
 */

/**
 * Times that differ by less than this (ns) are equal: not every file system keeps what it was given to the last digit.
 */
export const SAME_TIME_NS = 1_000

/** What is known of a file of the folder. */
export interface KnownFile {
  readonly id: string
  /** Its name as it was found. */
  readonly name: string
  readonly bytes: number
  readonly mtimeNs: number
  /** Its time of change when its bytes were last known; null when that is not known. */
  readonly ctimeNs: number | null
  /** Its state is `present`. */
  readonly present: boolean
  /** An earlier look did not find it. */
  readonly missed: boolean
  /** It is entered under this watched folder, with an inode. */
  readonly entered: boolean
}

/** A file of the listing. */
export interface ListedFile {
  readonly name: string
  readonly bytes: number
  readonly mtimeNs: number
  readonly inode: number
  /** Null where the file system keeps none. */
  readonly ctimeNs: number | null
}

/** How a known file was found. Every field says what has to be written; a file of which all are false is not told. */
export interface Found {
  readonly id: string
  readonly listed: ListedFile
  /** Its size or time is another. */
  readonly changed: boolean
  /**
   * Size and time are as they were, and it was written to all the same: its bytes are unknown until they are hashed
   * again.
   */
  readonly touched: boolean
  /** Its time of change was not known yet. */
  readonly learned: boolean
  /** It was not `present`, and is. */
  readonly back: boolean
  /** Its name is spelled in other code points (NFC and NFD of one name). */
  readonly respelled: boolean
}

export interface FolderDiff {
  readonly added: readonly ListedFile[]
  readonly found: readonly Found[]
}

/** The files of a folder that are known and were not yet seen in its listing, by name. */
export interface FolderBooks {
  /** Compares some of the listing, and crosses off what is found. */
  compare(listed: readonly ListedFile[]): FolderDiff
  /**
   * Ends the comparison: pairs names that are spelled otherwise, and says what is absent. New files are told here when
   * their name could be another spelling of a known one. `unclear` are names of which the disk did not say whether they
   * are there: they are never absent.
   */
  end(unclear?: readonly string[]): FolderDiff & { readonly absent: readonly KnownFile[] }
}

/** Lays out what is known of one folder. */
export function openBooks(known: readonly KnownFile[]): FolderBooks {
  const open = new Map(known.map((file) => [file.name, file]))
  // A name that is no plain ASCII may stand in the catalogue in its other spelling: it is judged when all are known.
  const otherwise: ListedFile[] = []
  return {
    compare(listed) {
      const added: ListedFile[] = []
      const found: Found[] = []
      for (const file of listed) {
        const row = open.get(file.name)
        if (row !== undefined) {
          open.delete(file.name)
          const one = foundAs(row, file)
          if (one !== null) found.push(one)
        } else if (isPlain(file.name)) added.push(file)
        else otherwise.push(file)
      }
      return { added, found }
    },
    end(unclear = []) {
      for (const name of unclear) open.delete(name)
      const bySpelling = new Map(
        [...open.values()].filter((row) => !isPlain(row.name)).map((row) => [row.name.normalize('NFC'), row]),
      )
      const added: ListedFile[] = []
      const found: Found[] = []
      for (const file of otherwise) {
        const row = bySpelling.get(file.name.normalize('NFC'))
        if (row === undefined) added.push(file)
        else {
          bySpelling.delete(file.name.normalize('NFC'))
          open.delete(row.name)
          found.push(foundAs(row, file)!)
        }
      }
      return { added, found, absent: [...open.values()] }
    },
  }
}

function foundAs(row: KnownFile, listed: ListedFile): Found | null {
  const changed = row.bytes !== listed.bytes || Math.abs(row.mtimeNs - listed.mtimeNs) >= SAME_TIME_NS
  const respelled = row.name !== listed.name
  const touched =
    !changed &&
    row.ctimeNs !== null &&
    listed.ctimeNs !== null &&
    Math.abs(row.ctimeNs - listed.ctimeNs) >= SAME_TIME_NS
  const learned = !changed && row.ctimeNs === null && listed.ctimeNs !== null
  if (!changed && !touched && !learned && !respelled && row.present && !row.missed && row.entered) return null
  return { id: row.id, listed, changed, touched, learned, back: !row.present, respelled }
}

function isPlain(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- ASCII as such is meant
  return /^[\x00-\x7f]*$/.test(name)
}
