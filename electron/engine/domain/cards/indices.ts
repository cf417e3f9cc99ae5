/**
 * What the indices of cards say: which files and clips ought to be there. Pure; the texts come from a card and may hold
 * anything.
 *
 * Sony MEDIAPRO.XML (Professional Disc and XDCAM EX: uri of every Material, Component, Proxy and RelevantInfo) · P2
 * clip XML (Panasonic P2 metadata: ClipName, EssenceList, Relation/Connection) and LASTCLIP.TXT · AVCHD playlists
 * (Blu-ray .mpls: clip names before "M2TS") · Avid Log Exchange, as ARRI lays it on its reels.
 */
import { elements } from './elements.ts'

/** What one index says. Paths are inside the roll, with forward slashes. */
export interface IndexSays {
  /** Files by path. `clip`: the picture itself, not what describes it. */
  readonly files: readonly { readonly path: string; readonly clip: boolean }[]
  /** Clips by name alone. */
  readonly clips: readonly string[]
  /** It means to name every clip of the card: one that it does not name is worth a word. */
  readonly whole: boolean
  readonly notes: readonly string[]
}

const MAX_ENTRIES = 20_000

/** Reads an index by its name; null when it is none that is known or can't be understood. */
export function readIndex(path: string, text: string): IndexSays | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  if (name === 'mediapro.xml') return mediaPro(folder, text)
  if (name === 'lastclip.txt') return lastClip(folder, text)
  if (/\.mpls?$/.test(name)) return playlist(folder, text)
  if (name.endsWith('.ale')) return avidLog(text)
  if (/(^|\/)contents\/clip\/[^/]+\.xml$/i.test(path)) return p2Clip(folder, text)
  return null
}

/** A path as an index writes it, seen from the roll; null for one that leads out of it. */
function inRoll(folder: string, uri: string): string | null {
  if (uri.length > 1000 || /^[a-z]+:|^[/\\]/i.test(uri)) return null
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of uri.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '..') parts.push(part)
  }
  return parts.length === 0 ? null : parts.join('/')
}

function mediaPro(folder: string, text: string): IndexSays | null {
  const files: { path: string; clip: boolean }[] = []
  let known = false
  for (const { name, attributes } of elements(text)) {
    if (name === 'mediaprofile') known = true
    const uri = attributes.get('uri')
    if (uri === undefined || files.length >= MAX_ENTRIES) continue
    if (!['material', 'component', 'proxy', 'relevantinfo'].includes(name)) continue
    const path = inRoll(folder, uri)
    // XDCAM EX names its material by the SMIL that plays it; the picture is a component.
    if (path !== null)
      files.push({ path, clip: name === 'component' || (name === 'material' && !/\.smi$/i.test(path)) })
  }
  return known ? { files, clips: [], whole: true, notes: [] } : null
}

function p2Clip(folder: string, text: string): IndexSays | null {
  const contents = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))
  let clip = ''
  let audio = 0
  let video = false
  const path: string[] = []
  const elsewhere: { previous: string; next: string } = { previous: '', next: '' }
  for (const { name, text: words } of elements(text)) {
    if (name.startsWith('/')) {
      if (path.at(-1) === name.slice(1)) path.pop()
      continue
    }
    const parent = path.at(-1)
    if (name === 'clipname' && clip === '' && /^[\w-]{1,64}$/.test(words)) clip = words
    if (parent === 'essencelist' && name === 'video') video = true
    if (parent === 'essencelist' && name === 'audio') audio++
    if (parent === 'previous' && name.startsWith('p2serialno')) elsewhere.previous = words
    if (parent === 'next' && name.startsWith('p2serialno')) elsewhere.next = words
    path.push(name)
    if (path.length > 64) return null
  }
  if (clip === '') return null
  const files = [
    ...(video ? [{ path: `${contents}/VIDEO/${clip}.MXF`, clip: true }] : []),
    ...Array.from({ length: Math.min(audio, 16) }, (_, track) => ({
      path: `${contents}/AUDIO/${clip}${String(track).padStart(2, '0')}.MXF`,
      clip: true,
    })),
  ]
  const notes = [
    ...(elsewhere.previous === '' ? [] : [`${clip} began on another card (${elsewhere.previous.slice(0, 40)}).`]),
    ...(elsewhere.next === '' ? [] : [`${clip} continues on another card (${elsewhere.next.slice(0, 40)}).`]),
  ]
  return { files, clips: [], whole: true, notes }
}

function lastClip(folder: string, text: string): IndexSays | null {
  const name = text.split(/[\r\n\0]/)[0]?.trim() ?? ''
  if (!/^[\w-]{1,64}$/.test(name)) return null
  const path = inRoll(folder, `CONTENTS/CLIP/${name}.XML`)
  return path === null ? null : { files: [{ path, clip: false }], clips: [], whole: false, notes: [] }
}

function playlist(folder: string, text: string): IndexSays | null {
  if (!text.startsWith('MPLS')) return null
  const bdmv = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))
  const names = [...new Set([...text.matchAll(/(\d{5})M2TS/g)].map((match) => match[1]!))].slice(0, MAX_ENTRIES)
  return {
    files: names.map((name) => ({ path: `${bdmv}/STREAM/${name}.MTS`, clip: true })),
    clips: [],
    whole: true,
    notes: [],
  }
}

function avidLog(text: string): IndexSays | null {
  const lines = text.split(/\r\n|\r|\n/)
  const columns = lines.findIndex((line) => line.trim().toLowerCase() === 'column')
  const data = lines.findIndex((line) => line.trim().toLowerCase() === 'data')
  if (columns < 0 || data < columns) return null
  const heads = (lines[columns + 1] ?? '').split('\t').map((head) => head.trim().toLowerCase())
  const at = ['source file', 'name'].map((head) => heads.indexOf(head)).find((index) => index >= 0)
  if (at === undefined) return null
  const names = lines.slice(data + 1, data + 1 + MAX_ENTRIES).map((line) => line.split('\t')[at]?.trim() ?? '')
  return {
    files: [],
    clips: [
      ...new Set(
        names
          .filter((name) => name !== '' && name.length < 200)
          .map((name) => name.replace(/\.(mxf|mov|ari|arx)$/i, '')),
      ),
    ],
    whole: true,
    notes: [],
  }
}
