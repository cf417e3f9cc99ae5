/**
 * The hashes of originals by the file's place in the plan, as bytes of their texts: as objects, those of a card of a
 * hundred thousand files take 12 MB and more.
 */
import { HASH_FORMATS, type HashFormat, type Hashes } from '../../../../shared/model/hash.ts'

interface KeptHashes {
  /** As they were kept; null where nothing was. */
  get(position: number): Hashes | null
  keep(position: number, hashes: Hashes): void
}

/** Letters of a digest's canonical text. */
const LETTERS: Readonly<Record<HashFormat, number>> = { c4: 90, md5: 32, sha1: 40, xxh128: 32, xxh3: 16, xxh64: 16 }
const ASCII = /^[!-~]*$/

/** Makes room for so many files; that of a format when the first digest of it comes. */
export function createKeptHashes(files: number): KeptHashes {
  /** One bit a format, and one that says that something was kept, however little. */
  const present = new Uint8Array(files)
  const kept = 1 << HASH_FORMATS.length
  const columns = new Map<HashFormat, Buffer>()
  /** What is in no canonical text, as an older version may have written it down. */
  const others = new Map<number, Hashes>()

  function column(format: HashFormat): Buffer {
    const known = columns.get(format)
    if (known !== undefined) return known
    const made = Buffer.alloc(files * LETTERS[format])
    columns.set(format, made)
    return made
  }

  return {
    get(position) {
      const bits = present[position] ?? 0
      if (bits === 0) return others.get(position) ?? null
      const hashes: Partial<Record<HashFormat, string>> = {}
      for (const [index, format] of HASH_FORMATS.entries()) {
        if ((bits & (1 << index)) === 0) continue
        const from = position * LETTERS[format]
        hashes[format] = column(format).toString('latin1', from, from + LETTERS[format])
      }
      return hashes
    },
    keep(position, hashes) {
      others.delete(position)
      present[position] = 0
      let bits = kept
      for (const [index, format] of HASH_FORMATS.entries()) {
        const text = hashes[format]
        if (text === undefined) continue
        if (text.length !== LETTERS[format] || !ASCII.test(text)) {
          others.set(position, hashes)
          return
        }
        column(format).write(text, position * LETTERS[format], 'latin1')
        bits |= 1 << index
      }
      present[position] = bits
    },
  }
}
