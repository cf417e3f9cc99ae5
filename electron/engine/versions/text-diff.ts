/**
 * The lines in which two versions differ, in hunks with a little of what stands around them. Bounded in size and time:
 * a comparison that is too dear is refused in words, never cut short in silence.
 */
import { gunzipSync } from 'node:zlib'
import { structuredPatch } from 'diff'
import type { Comparison } from '../../../shared/model/versions.ts'
import { decodeText } from '../text/decode.ts'

/** A text larger than this (bytes, unpacked) is not compared by lines. */
export const MAX_TEXT_BYTES = 16 << 20
/** Time for finding the lines again, ms. It is done in a thread; a person who compares waits no longer than this. */
const PATIENCE_MS = 4000
const CONTEXT_LINES = 3
/** More lines than these are not shown; how many there are is told. */
const MAX_LINES = 2_000
/** A longer line (minified XML) is shown by its beginning. */
const LONGEST_LINE = 2_000

export type TextDiff = { readonly text: NonNullable<Comparison['text']> } | { readonly note: string }

/** Two files' bytes. */
export interface CompareRequest {
  readonly a: Uint8Array
  readonly b: Uint8Array
}

/** Compares two files by their lines, from their bytes. */
export function compareTexts(a: Uint8Array, b: Uint8Array): TextDiff {
  const [left, right] = [a, b].map((bytes) => textOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)))
  if (left === null || left === undefined)
    return { note: 'The first of the two is not text, or larger than is compared.' }
  if (right === null || right === undefined)
    return { note: 'The second of the two is not text, or larger than is compared.' }
  return diffLines(left, right)
}

/** Text of a file's bytes, unpacked where it is packed by gzip as Premiere's projects are. Null for what is no text. */
export function textOf(bytes: Buffer): string | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return plainText(bytes)
  try {
    return plainText(gunzipSync(bytes, { maxOutputLength: MAX_TEXT_BYTES }))
  } catch {
    return null // Damaged, or larger than is compared: no text that could be shown.
  }
}

/** Compares two texts by their lines. */
function diffLines(a: string, b: string): TextDiff {
  if (a.length > MAX_TEXT_BYTES || b.length > MAX_TEXT_BYTES) return { note: 'Too large to be compared by lines.' }
  // A file without breaks is one line to a diff: XML is broken at its tags, which is how people read it.
  const [left, right] = [inLines(a), inLines(b)]
  const patch = structuredPatch('a', 'b', left, right, '', '', { context: CONTEXT_LINES, timeout: PATIENCE_MS })
  if (patch === undefined) return { note: 'Too much differs to be compared by lines in the time there is.' }
  let [added, removed, shown] = [0, 0, 0]
  let truncated = false
  const hunks: { a: number; b: number; lines: { type: 'same' | 'added' | 'removed'; text: string }[] }[] = []
  for (const hunk of patch.hunks) {
    const lines: { type: 'same' | 'added' | 'removed'; text: string }[] = []
    for (const line of hunk.lines) {
      if (line.startsWith('\\')) continue // "No newline at end of file" is no line.
      const type = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same'
      added += Number(type === 'added')
      removed += Number(type === 'removed')
      if (shown < MAX_LINES) lines.push({ type, text: line.slice(1, LONGEST_LINE + 1) })
      else truncated = true
      shown += 1
    }
    if (lines.length > 0) hunks.push({ a: hunk.oldStart, b: hunk.newStart, lines })
  }
  return { text: { added, removed, truncated, hunks } }
}

function inLines(text: string): string {
  const plain = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  return plain.startsWith('<') && plain.length / plain.split('\n', 50).length > LONGEST_LINE
    ? plain.replaceAll('><', '>\n<')
    : plain
}

/** Bytes as text; null for bytes that are none: a zero byte stands in no encoding but UTF-16. */
function plainText(bytes: Uint8Array): string | null {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return !utf16 && bytes.subarray(0, 65_536).includes(0) ? null : decodeText(bytes)
}
