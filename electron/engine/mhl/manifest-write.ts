/**
 * A manifest as XML, in the order of the published schema.
 *
 * The order of children is the schema's (the prose of the specification lists another one), the hash formats stand in
 * alphabetical order, and `hashes` is left out when it would be empty.
 */
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { Hashes } from '../../../shared/model/hash.ts'
import type { Author, DirectoryHashes, Entry, FileEntry, Manifest } from './model.ts'
import { parentElement, textElement } from './xml-write.ts'

/** The schema's pattern. An address that doesn't match is left out rather than making the manifest invalid. */
const EMAIL = /^[^@]+@[^.]+\..+$/

/** A manifest whose entries are made one after the other while it is written: those of a large card are never all there. */
export type ManifestToWrite = Omit<Manifest, 'entries'> & { readonly entries: Iterable<Entry> }

/** The text of a manifest. */
export function manifestXml(manifest: ManifestToWrite): string {
  return [...manifestParts(manifest)].join('')
}

/** The text of a manifest in many small parts. */
function* manifestParts(manifest: ManifestToWrite): Generator<string, void> {
  const { entries, references } = manifest
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">\n'
  yield parentElement('  ', 'creatorinfo', {}, creatorXml(manifest))
  yield parentElement('  ', 'processinfo', {}, processXml(manifest))
  let any = false
  for (const entry of entries) {
    if (!any) yield '  <hashes>\n'
    any = true
    yield entryXml(entry)
  }
  if (any) yield '  </hashes>\n'
  if (references.length > 0)
    yield parentElement(
      '  ',
      'references',
      {},
      references
        .map((reference) =>
          parentElement(
            '    ',
            'hashlistreference',
            {},
            textElement('      ', 'path', {}, reference.path) + textElement('      ', 'c4', {}, reference.c4),
          ),
        )
        .join(''),
    )
  yield '</hashlist>\n'
}

/** A part of the text that is encoded and written in one go, in UTF-16 units. */
const CHUNK_UNITS = 1 << 16

/** The text of a manifest as UTF-8, in chunks of 64 KB and more. */
export function* manifestChunks(manifest: ManifestToWrite): Generator<Buffer, void> {
  let text = ''
  for (const part of manifestParts(manifest)) {
    text += part
    if (text.length < CHUNK_UNITS) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

function creatorXml({ createdAt, creator, comment }: ManifestToWrite): string {
  return [
    textElement('    ', 'creationdate', {}, createdAt),
    textElement('    ', 'hostname', {}, creator.hostname),
    textElement('    ', 'tool', { version: creator.toolVersion }, creator.tool),
    ...(creator.authors ?? []).map(authorXml),
    creator.location === undefined ? '' : textElement('    ', 'location', {}, creator.location),
    comment === null ? '' : textElement('    ', 'comment', {}, comment),
  ].join('')
}

function authorXml({ name, email, phone, role }: Author): string {
  return textElement(
    '    ',
    'author',
    { email: email !== undefined && EMAIL.test(email) ? email : null, phone, role },
    name,
  )
}

function processXml({ process, rootHash, ignore }: ManifestToWrite): string {
  return [
    textElement('    ', 'process', {}, process),
    rootHash === null ? '' : parentElement('    ', 'roothash', {}, directoryHashesXml('      ', rootHash)),
    ignore.length === 0
      ? ''
      : parentElement(
          '    ',
          'ignore',
          {},
          ignore.map((pattern) => textElement('      ', 'pattern', {}, pattern)).join(''),
        ),
  ].join('')
}

function entryXml(entry: Entry): string {
  const dates = { creationdate: entry.created, lastmodificationdate: entry.modified }
  const previous = entry.previousPath === null ? '' : textElement('      ', 'previousPath', {}, entry.previousPath)
  if (entry.kind === 'directory') {
    return parentElement(
      '    ',
      'directoryhash',
      {},
      textElement('      ', 'path', dates, entry.path) + directoryHashesXml('      ', entry) + previous,
    )
  }
  return parentElement(
    '    ',
    'hash',
    {},
    textElement('      ', 'path', { size: entry.size, ...dates }, entry.path) + fileHashesXml(entry) + previous,
  )
}

function fileHashesXml({ hashes }: FileEntry): string {
  return HASH_FORMATS.flatMap((format) => hashes.filter((hash) => hash.format === format))
    .map(({ format, digest, action, date }) => textElement('      ', format, { action, hashdate: date }, digest))
    .join('')
}

function directoryHashesXml(indent: string, { content, structure }: DirectoryHashes): string {
  return (
    parentElement(indent, 'content', {}, digestsXml(`${indent}  `, content)) +
    parentElement(indent, 'structure', {}, digestsXml(`${indent}  `, structure))
  )
}

function digestsXml(indent: string, hashes: Hashes): string {
  return HASH_FORMATS.map((format) => {
    const digest = hashes[format]
    return digest === undefined ? '' : textElement(indent, format, {}, digest)
  }).join('')
}
