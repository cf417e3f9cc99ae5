/**
 * The words that the search understands, and which of them fit what is being typed. Pure. The engine has the last word:
 * what it doesn't know it says so in a sentence.
 */
interface Suggestion {
  /** What is put into the box. */
  readonly insert: string
  readonly hint: string
}

const FLAGS: readonly Suggestion[] = [
  { insert: 'circled', hint: 'circled takes' },
  { insert: 'unverified', hint: 'not read back by this computer' },
  { insert: 'verified', hint: 'read back and equal' },
  { insert: 'offline', hint: 'the drive is not connected' },
  { insert: 'missing', hint: 'the drive is connected, the file is not on it' },
  { insert: 'lone', hint: 'one copy only' },
  { insert: 'onedevice', hint: 'all copies on one disk' },
  { insert: 'duplicate', hint: 'twice on one drive' },
  { insert: 'versions', hint: 'stacks of versions' },
  { insert: 'nogood', hint: 'marked no good' },
  { insert: 'noted', hint: 'with notes' },
  { insert: 'tagged', hint: 'with tags' },
  { insert: 'recent', hint: 'came in within a day' },
  { insert: 'broken', hint: 'could not be read' },
  { insert: 'unsupported', hint: 'this ffmpeg can’t read' },
]
const FIELDS: readonly Suggestion[] = [
  { insert: 'kind:', hint: 'video, audio, still …' },
  { insert: 'tag:', hint: 'a tag' },
  { insert: 'scene:', hint: 'scene number' },
  { insert: 'take:', hint: 'take number' },
  { insert: 'shot:', hint: 'shot' },
  { insert: 'roll:', hint: 'roll or reel' },
  { insert: 'camera:', hint: 'camera letter' },
  { insert: 'day:', hint: 'shooting day, 2026-11-20' },
  { insert: 'name:', hint: 'part of the name' },
  { insert: 'codec:', hint: 'prores, h264 …' },
  { insert: 'collection:', hint: 'a collection' },
  { insert: 'volume:', hint: 'a drive' },
  { insert: 'hdr:', hint: 'pq, hlg, dolby-vision' },
  { insert: 'has:', hint: 'sound that was accepted' },
  { insert: 'no:', hint: 'sound that was accepted' },
  { insert: 'rating>=', hint: 'stars' },
  { insert: 'copies<', hint: 'number of copies' },
  { insert: 'devices<', hint: 'number of disks' },
  { insert: 'duration>', hint: 'seconds' },
  { insert: 'fps:', hint: 'frame rate' },
  { insert: 'width>=', hint: 'pixels' },
  { insert: 'size>', hint: 'bytes, or 10GB' },
  { insert: 'notes>', hint: 'number of notes' },
  { insert: 'channels>', hint: 'sound channels' },
]
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'kind:': ['video', 'audio', 'still', 'sequence', 'project', 'graphics', 'document', 'subtitle', 'other'],
  'state:': ['present', 'offline', 'missing', 'replaced'],
  'verification:': ['verified', 'copied', 'failed', 'unknown'],
  'rating>=': ['1', '2', '3', '4', '5'],
  'copies<': ['2', '3'],
  'devices<': ['2', '3'],
  'hdr:': ['pq', 'hlg', 'dolby-vision'],
  'has:': ['sound'],
  'no:': ['sound'],
}
const MOST = 8

/** What could stand for the word before the caret. Nothing for an empty word, so that the box opens calm. */
export function suggestionsFor(text: string, caret: number): readonly Suggestion[] {
  const { word } = wordAt(text, caret)
  const minus = word.startsWith('-') ? '-' : ''
  const bare = word.slice(minus.length).toLowerCase()
  if (bare === '') return []
  const field = Object.keys(VALUES).find((name) => bare.startsWith(name))
  const fits =
    field !== undefined
      ? VALUES[field]!.filter((value) => value.startsWith(bare.slice(field.length))).map((value) => ({
          insert: `${field}${value}`,
          hint: '',
        }))
      : [...FLAGS, ...FIELDS].filter((one) => one.insert.startsWith(bare) && one.insert !== bare)
  return fits
    .filter((one) => one.insert !== bare)
    .slice(0, MOST)
    .map((one) => ({ ...one, insert: minus + one.insert }))
}

/** The word that the caret is in or behind, and where it begins. */
export function wordAt(text: string, caret: number): { readonly word: string; readonly start: number } {
  const before = text.slice(0, caret)
  // Inside quotes nothing is suggested: that is text.
  if ((before.match(/"/g) ?? []).length % 2 === 1) return { word: '', start: caret }
  const start = before.lastIndexOf(' ') + 1
  return { word: before.slice(start), start }
}

/**
 * The text with the word replaced, and where the caret goes. A whole word is followed by a space, a field by nothing.
 */
export function accept(text: string, caret: number, insert: string): { readonly text: string; readonly caret: number } {
  const { start } = wordAt(text, caret)
  const open = /[:<>=]$/.test(insert)
  const put = open ? insert : `${insert} `
  return { text: text.slice(0, start) + put + text.slice(caret).trimStart(), caret: start + put.length }
}
