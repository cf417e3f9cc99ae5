/**
 * The chain file: the list of all manifests of a history, each with its C4.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'
import { canonicalDigest } from '../hash/digest-text.ts'
import type { ChainEntry } from './model.ts'
import { readXml } from './xml-read.ts'
import { parentElement, textElement } from './xml-write.ts'

/**
 * The text of a chain (or of a collection, which has the same form). C4 alone: the reference implementation takes no
 * other.
 */
export function chainXml(
  manifests: readonly { readonly number: number; readonly file: string; readonly c4: string }[],
): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    parentElement(
      '',
      'ascmhldirectory',
      { xmlns: 'urn:ASC:MHL:DIRECTORY:v2.0' },
      manifests
        .map(({ number, file, c4 }) =>
          parentElement(
            '  ',
            'hashlist',
            { sequencenr: number },
            textElement('    ', 'path', {}, file) + textElement('    ', 'c4', {}, c4),
          ),
        )
        .join(''),
    )
  )
}

/**
 * Reads a chain. Some tools write other formats than C4 in it: they are read, and checked in their own format.
 * @throws RushesError `mhl.broken` when it is no XML or no chain, or when its numbers aren't 1, 2, 3 …
 */
export function parseChain(bytes: Uint8Array, file: string): ChainEntry[] {
  const chain: ChainEntry[] = []
  let draft: { number: number; file: string; format: HashFormat | null; digest: string } = {
    number: 0,
    file: '',
    format: null,
    digest: '',
  }
  let depth = 0
  let sound = false
  readXml(bytes, file, {
    open(name, attributes) {
      if (depth++ === 0) sound = name === 'ascmhldirectory'
      if (name === 'hashlist') draft = { number: Number(attributes['sequencenr']), file: '', format: null, digest: '' }
    },
    close(name, text) {
      depth--
      const format = HASH_FORMATS.find((each) => each === name)
      if (name === 'path') draft.file = text
      else if (format !== undefined) Object.assign(draft, { format, digest: canonicalDigest(format, text) ?? '' })
      else if (name === 'hashlist') chain.push(checked(draft, chain.length + 1, file))
    },
  })
  if (!sound) throw broken(file, 'it is no chain of ASC MHL manifests')
  return chain
}

function checked(
  { number, file, format, digest }: { number: number; file: string; format: HashFormat | null; digest: string },
  expected: number,
  chain: string,
): ChainEntry {
  if (number !== expected) throw broken(chain, `its numbers leave out generation ${expected}`)
  if (format === null || digest === '') throw broken(chain, `it gives no hash for generation ${number}`)
  if (file === '' || /[/\\]/.test(file)) throw broken(chain, `“${file}” is no name of a manifest`)
  return { number, file, format, digest }
}

function broken(file: string, why: string): RushesError {
  return new RushesError('mhl.broken', `${file} can't be used: ${why}. Copy it again from where it came from.`, {
    path: file,
  })
}
