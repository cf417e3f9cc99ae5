/**
 * Two versions side by side: what is known of each, and for text the lines that differ.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import type { Comparison, Version } from '../../../shared/model/versions.ts'
import { describeProbe } from '../ingest/facts.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { primaryOfVersion, readVersionList } from '../db/versions/versions.ts'
import { isTextLike } from '../domain/media/text-kinds.ts'
import type { CompareLines } from './compare-thread.ts'
import { MAX_TEXT_BYTES, type TextDiff } from './text-diff.ts'

interface CompareDeps {
  /** The bytes of a content; null where they can't be had now. */
  readonly bytesOf: (contentId: string) => Promise<AsyncIterable<Uint8Array> | null>
  readonly compareLines: CompareLines
}

/** Compares two revisions of an asset. Throws `not_found`. */
export async function compareVersions(
  db: ReadableDb,
  deps: CompareDeps,
  assetId: string,
  revisions: { a: number; b: number },
): Promise<Comparison> {
  const list = readVersionList(db, assetId)
  const find = (revision: number): Version => {
    const version = list.find((one) => one.revision === revision)
    if (version === undefined)
      throw new RushesError(
        'not_found',
        `This clip has no version ${revision}. List them with: rushes versions ${assetId}`,
      )
    return version
  }
  const [a, b] = [find(revisions.a), find(revisions.b)]
  const text = await compareText(db, deps, a, b)
  return {
    a,
    b,
    facts: factsOf(db, a, b),
    text: 'text' in text ? text.text : null,
    textNote: 'note' in text ? text.note : null,
  }
}

function factsOf(db: ReadableDb, a: Version, b: Version): Comparison['facts'] {
  const [left, right] = [a, b].map(
    (version) =>
      new Map([
        ...versionFacts(version),
        ...describeProbe(primaryOfVersion(db, version.id)?.probe ?? null).map(
          (fact) => [`${fact.group}\0${fact.label}`, fact.value] as const,
        ),
      ]),
  ) as [Map<string, string>, Map<string, string>]
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => {
    const [group = '', label = ''] = key.split('\0')
    const [one, other] = [left.get(key) ?? null, right.get(key) ?? null]
    return { group, label, a: one, b: other, same: one === other }
  })
}

function versionFacts(version: Version): [string, string][] {
  const fact = (label: string, value: string | null): [string, string][] =>
    value === null || value === '' ? [] : [[`Version\0${label}`, value]]
  return [
    ...fact('Name', version.name),
    ...fact('Says', version.label),
    ...fact('Size', `${version.bytes} bytes`),
    ...fact('Hash', version.xxh128),
    ...fact('Written', version.modifiedAt === null ? null : new Date(version.modifiedAt).toISOString()),
    ...fact('Came', new Date(version.createdAt).toISOString()),
    ...fact('By', version.author),
    ...fact('On', version.device),
    ...fact('Why', version.reason),
  ]
}

async function compareText(db: ReadableDb, deps: CompareDeps, a: Version, b: Version): Promise<TextDiff> {
  if (!isTextLike(a.name) || !isTextLike(b.name)) return { note: 'This kind of file is not compared by lines.' }
  if (a.xxh128 !== null && a.xxh128 === b.xxh128) return { note: 'Both versions have the same bytes.' }
  const both: Buffer[] = []
  for (const version of [a, b]) {
    if (version.bytes > MAX_TEXT_BYTES)
      return { note: `Version ${version.revision} is too large to be compared by lines.` }
    const content = primaryOfVersion(db, version.id)
    const bytes = content === undefined ? null : await deps.bytesOf(content.contentId)
    if (bytes === null) return { note: `The bytes of version ${version.revision} are on no connected drive.` }
    both.push(await whole(bytes))
  }
  return deps.compareLines(both[0]!, both[1]!)
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
