/**
 * Files that hold no media but name other files or addresses: lists, manifests, drawings, movies of references. Rushes
 * opens a file as itself and nothing that it names; a person is told what it is and what to do. Pure.
 */
import { boxAt, boxesIn } from './boxes.ts'

/** What they are, by the beginning of their text. */
const LISTS: readonly (readonly [RegExp, string])[] = [
  [/^#EXTM3U/, 'a playlist (M3U8)'],
  [/^ffconcat version/, 'a list for ffmpeg (ffconcat)'],
  [/^\[playlist\]/i, 'a playlist (PLS)'],
  [/^v=0[\r\n]+o=/, 'a description of a stream (SDP)'],
  [/^\[Reference\]|^rtsp:\/\/|^https?:\/\//i, 'a link to a stream'],
  [/^<asx\b/i, 'a playlist (ASX)'],
  [/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,500}?-->\s*)*<MPD\b/, 'a manifest of a stream (DASH)'],
  [
    /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,500}?-->\s*)*<(?:\w+:)?CompositionPlaylist\b/,
    'a composition playlist (IMF or DCP)',
  ],
  [
    /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,500}?-->\s*)*(?:<!DOCTYPE[^>]{0,300}>\s*)?<(?:\w+:)?svg\b/i,
    'a drawing (SVG)',
  ],
  [/^(?:<\?xml[^>]*>\s*)?<smil\b/i, 'a playlist (SMIL)'],
]

/** The sentence for a file whose first bytes are those of a list; null for all else. */
export function refusedList(head: Uint8Array): string | null {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf)?\s*/, '')
  const what = LISTS.find(([form]) => form.test(text))?.[1]
  return what === undefined
    ? null
    : `It is ${what}, and no media: it names other files or addresses, and Rushes opens none that a file names. Add the files themselves.`
}

/**
 * The sentence for a movie whose pictures or sound lie in other files (data references without the flag that says "in
 * this file", ISO/IEC 14496-12 §8.7.2); null where all of them lie in it.
 */
export function refusedReferences(index: Buffer): string | null {
  const outside = [...boxesIn(index)]
    .filter(({ type }) => type === 'trak')
    .filter(({ body }) => {
      const handler = boxAt(body, 'mdia', 'hdlr')?.toString('latin1', 8, 12)
      const references = boxAt(body, 'mdia', 'minf', 'dinf', 'dref')
      if ((handler !== 'vide' && handler !== 'soun') || references === null) return false
      const entries = [...boxesIn(references.subarray(8))]
      return entries.length > 0 && entries.every(({ body: entry }) => entry.length >= 4 && (entry[3]! & 1) === 0)
    }).length
  return outside === 0
    ? null
    : 'Its pictures or sound lie in other files that it refers to, and Rushes opens none that a file names. Add those files, or save the movie as a self-contained one.'
}

/**
 * What to say of an MXF whose operational pattern says that its essence lies outside (SMPTE ST 377-1: bit 1 of the
 * qualifiers); null for all else. A hint, no refusal: some writers set it wrongly.
 */
export function outsideEssence(pattern: string | null): string | null {
  const last = /^060e2b34\.040101\w\w\.0d010201\.0[1-3]0[1-3](\w\w)\w\w$/i.exec(pattern ?? '')?.[1]
  return last !== undefined && (Number.parseInt(last, 16) & 2) !== 0
    ? 'It says that its pictures and sound lie in other files, which Rushes does not open.'
    : null
}
