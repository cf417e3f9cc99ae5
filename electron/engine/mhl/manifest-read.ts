/**
 * Reading a manifest of any tool: strict in what a digest is, tolerant in all the rest.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'
import type { HashFormat } from '../../../shared/model/hash.ts'
import { canonicalDigest } from '../hash/digest-text.ts'
import { ACTIONS, PROCESSES } from './model.ts'
import type { Author, Entry, Manifest, RecordedHash, Reference } from './model.ts'
import { readXml, readXmlInSteps, type XmlHandler } from './xml-read.ts'

type Attributes = Readonly<Record<string, string>>
type Digests = Partial<Record<HashFormat, string>>

/** What is being gathered between the start and the end of one `hash`, `directoryhash` or `roothash`. */
interface Draft {
  path: string
  attributes: Attributes
  previousPath: string | null
  hashes: RecordedHash[]
  content: Digests
  structure: Digests
}

/**
 * Reads a manifest.
 * @param file its name, for sentences
 * @throws RushesError `mhl.broken` when it is no XML, no ASC MHL v2 manifest, or holds a digest that is none
 */
export function parseManifest(bytes: Uint8Array, file: string): Manifest {
  const reader = manifestReader(file)
  readXml(bytes, file, reader.handler)
  return reader.manifest()
}

/** The same, giving way in between. */
export async function parseManifestInSteps(bytes: Uint8Array, file: string): Promise<Manifest> {
  const reader = manifestReader(file)
  await readXmlInSteps(bytes, file, reader.handler)
  return reader.manifest()
}

function manifestReader(file: string): { readonly handler: XmlHandler; manifest(): Manifest } {
  const path: string[] = []
  const attributeStack: Attributes[] = []
  const entries: Entry[] = []
  const references: Reference[] = []
  const ignore: string[] = []
  const authors: Author[] = []
  const texts: Record<string, string> = {}
  let toolVersion = ''
  let rootHash: Manifest['rootHash'] = null
  let draft = emptyDraft()
  let reference = { path: '', c4: '' }
  let sound = false

  function onDigest(format: HashFormat, text: string, attributes: Attributes, parent: string): void {
    const digest = canonicalDigest(format, text)
    if (digest === null) throw broken(file, `the ${format} of ${draft.path || 'the folder'} is no ${format}`)
    if (parent === 'content') draft.content[format] = digest
    else if (parent === 'structure') draft.structure[format] = digest
    else
      draft.hashes.push({
        format,
        digest,
        action: ACTIONS.find((action) => action === attributes['action']) ?? null,
        date: attributes['hashdate'] ?? null,
      })
  }

  const handler: XmlHandler = {
    open(name, attributes) {
      path.push(name)
      attributeStack.push(attributes)
      if (path.length === 1) sound = name === 'hashlist' && /^2(\.|$)/.test(attributes['version'] ?? '')
      if (name === 'hash' || name === 'directoryhash' || name === 'roothash') draft = emptyDraft()
      if (name === 'hashlistreference') reference = { path: '', c4: '' }
    },
    close(name, text) {
      path.pop()
      const attributes = attributeStack.pop() ?? {}
      const parent = path.at(-1) ?? ''
      // Foreign metadata may hold elements of any name; nothing in it is ours.
      if (path.includes('metadata')) return
      const format = HASH_FORMATS.find((each) => each === name)
      if (parent === 'hashlistreference') {
        if (name === 'path') reference.path = text
        else if (name === 'c4') reference.c4 = text.trim()
      } else if (format !== undefined) onDigest(format, text, attributes, parent)
      else if (name === 'path') Object.assign(draft, { path: text, attributes })
      else if (name === 'previousPath') draft.previousPath = text
      else if (name === 'hash') entries.push(fileEntry(draft, file))
      else if (name === 'directoryhash') entries.push(directoryEntry(draft, file))
      else if (name === 'roothash') rootHash = { content: draft.content, structure: draft.structure }
      else if (name === 'hashlistreference') references.push(reference)
      else if (name === 'pattern') ignore.push(text)
      else if (name === 'author') authors.push(authorOf(text, attributes))
      else if (parent === 'creatorinfo' || parent === 'processinfo') texts[name] = text
      if (name === 'tool') toolVersion = attributes['version'] ?? ''
    },
  }
  const manifest = (): Manifest => ({
    createdAt: texts['creationdate'] ?? '',
    creator: {
      hostname: texts['hostname'] ?? '',
      tool: texts['tool'] ?? '',
      toolVersion,
      authors,
      ...(texts['location'] === undefined ? {} : { location: texts['location'] }),
    },
    comment: texts['comment'] ?? null,
    process: PROCESSES.find((process) => process === texts['process']?.trim()) ?? 'in-place',
    rootHash,
    ignore,
    entries,
    references,
  })
  return {
    handler,
    manifest: () => {
      if (!sound) throw broken(file, 'it is no ASC MHL manifest of version 2')
      return manifest()
    },
  }
}

function fileEntry({ path, attributes, previousPath, hashes }: Draft, file: string): Entry {
  const size = attributes['size']
  return {
    kind: 'file',
    path: safePath(path, file),
    previousPath,
    hashes,
    ...dates(attributes),
    size: size === undefined || !/^\s*\d+\s*$/.test(size) ? null : Number(size),
  }
}

function directoryEntry({ path, attributes, previousPath, content, structure }: Draft, file: string): Entry {
  return { kind: 'directory', path: safePath(path, file), previousPath, content, structure, ...dates(attributes) }
}

function dates(attributes: Attributes): { created: string | null; modified: string | null } {
  return { created: attributes['creationdate'] ?? null, modified: attributes['lastmodificationdate'] ?? null }
}

/** Nothing outside the history may be read because a manifest says so. */
function safePath(path: string, file: string): string {
  if (
    path === '' ||
    path.startsWith('/') ||
    path.split('/').some((part) => part === '' || part === '.' || part === '..')
  ) {
    throw broken(file, `the path “${path}” is not in its folder`)
  }
  return path
}

function authorOf(text: string, { email, phone, role }: Attributes): Author {
  return {
    name: text.trim(),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(role === undefined ? {} : { role }),
  }
}

function emptyDraft(): Draft {
  return { path: '', attributes: {}, previousPath: null, hashes: [], content: {}, structure: {} }
}

function broken(file: string, why: string): RushesError {
  return new RushesError('mhl.broken', `${file} can't be used: ${why}. Copy it again from where it came from.`, {
    path: file,
  })
}
