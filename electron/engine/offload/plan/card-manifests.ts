/**
 * Finding and reading the manifests that a card brings with it: ASC MHL histories, MHL 1.x files, lists of checksums.
 */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isRushesError } from '../../../../shared/model/errors.ts'
import { native } from '../../files/disk-path.ts'
import type { HashFormat } from '../../../../shared/model/hash.ts'
import type { Remark } from '../../../../shared/model/offload.ts'
import type { CardManifest, Claim, SourceManifests } from '../../domain/offload/source-manifests.ts'
import { keptMoment } from '../../domain/scan/kept-time.ts'
import type { PlannedFile, SkippedEntry } from '../../domain/offload/offload.ts'
import { MAX_MANIFEST_BYTES, readPlain } from '../../files/read-plain.ts'
import { hashListFormat, parseHashList } from '../../mhl/hash-list-read.ts'
import { leadsOut, type ListedFile } from '../../mhl/listed-files.ts'
import type { History } from '../../mhl/model.ts'
import { CHAIN_FILE, generationOf, joinPath, MHL_FOLDER } from '../../mhl/names.ts'
import { allHistories, readHistories } from '../../mhl/read-history.ts'
import { createScope, expectedFiles } from '../../mhl/scope.ts'
import { errnoOf } from '../../mhl/tree.ts'
import { parseV1InSteps } from '../../mhl/v1-read.ts'

/** What was walked. */
export interface CardFiles {
  readonly files: readonly PlannedFile[]
  readonly skipped: readonly SkippedEntry[]
}

/** A folder of the source, as it is called in the plan. */
export interface CardFolder {
  readonly folder: string
  /** Absolute path of the original. */
  readonly source: string
}

/** A list larger than this is none that a camera or a person made, in bytes. */
const MAX_BYTES = 256 << 20

/** Milliseconds of work before others get a turn. */
const TURN_MS = 8

interface Gathering {
  readonly manifests: CardManifest[]
  readonly claims: Map<string, Claim[]>
  readonly missing: Map<string, CardManifest>
  readonly remarks: Remark[]
}

/**
 * Reads every manifest that lies in the source, and MHL files beside it that are named after it. One that can't be read
 * becomes a remark: it never keeps a card from being copied.
 */
export async function readCardManifests(card: CardFiles, folders: readonly CardFolder[]): Promise<SourceManifests> {
  const gathering: Gathering = { manifests: [], claims: new Map(), missing: new Map(), remarks: [] }
  const paths = card.files.map(({ path }) => path)
  const present = new Set(paths)
  const known: Known = {
    present,
    paths,
    skipped: new Set(card.skipped.map(({ path }) => path)),
    folders: folders.map(({ folder }) => folder),
    forms: lazily(() => Map.groupBy(paths, (path) => path.normalize('NFC'))),
  }
  for (const folder of folders) await readHistoriesOf(folder, known, gathering)
  for (const file of card.files) {
    const kind = kindOf(file.path)
    if (kind !== null && file.size <= MAX_BYTES)
      await readList(file.source, kind, dirname(file.path), null, known, gathering)
  }
  for (const { folder, source } of folders) {
    for (const path of await besides(source)) await readList(path, 'mhl', folder, basename(source), known, gathering)
  }
  for (const claims of gathering.claims.values()) claims.sort((a, b) => a.at - b.at)
  return {
    manifests: gathering.manifests,
    claims: gathering.claims,
    remarks: gathering.remarks,
    missing: [...gathering.missing]
      .map(([path, manifest]) => ({ path, manifest }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  }
}

interface Known {
  readonly present: ReadonlySet<string>
  readonly paths: readonly string[]
  readonly skipped: ReadonlySet<string>
  readonly folders: readonly string[]
  /** Paths by their composed form: a card's file system may have stored a name in the other one. */
  readonly forms: () => ReadonlyMap<string, readonly string[]>
}

/** Most cards never need it, and for a card of frames it takes a while. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null
  return () => (made ??= { value: make() }).value
}

function kindOf(path: string): 'mhl' | 'list' | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (dirname(path).endsWith(MHL_FOLDER) || name.startsWith('._')) return null
  return name.toLowerCase().endsWith('.mhl') && generationOf(name) === null
    ? 'mhl'
    : hashListFormat(name) === null
      ? null
      : 'list'
}

/** MHL files beside a folder, as tools put them: `A003_2026-03-14_090000.mhl` next to `A003`. */
async function besides(source: string): Promise<string[]> {
  const name = basename(source)
  const parent = dirname(source)
  if (parent === source) return []
  const names = await readdir(parent).catch(() => [])
  return names
    .filter((each) => each.startsWith(`${name}_`) && each.toLowerCase().endsWith('.mhl'))
    .sort()
    .map((each) => join(parent, each))
}

async function readHistoriesOf({ folder, source }: CardFolder, known: Known, into: Gathering): Promise<void> {
  const chain = `/${MHL_FOLDER}/${CHAIN_FILE}`
  const histories = known.paths
    .filter((path) => path.startsWith(`${folder}/`) && path.endsWith(chain))
    .map((path) =>
      path
        .slice(folder.length + 1)
        .slice(0, -chain.length + 1)
        .replace(/\/$/, ''),
    )
  if (histories.length === 0) return
  const tops = await readHistories(source, {
    files: [],
    directories: [],
    histories,
    skipped: [],
    unreadable: [],
  }).catch((error: unknown) => {
    into.remarks.push(unreadable(join(source, MHL_FOLDER), errnoOf(error)))
    return []
  })
  for (const top of tops) await takeHistory(top, source, folder, known, into)
}

async function takeHistory(top: History, source: string, folder: string, known: Known, into: Gathering): Promise<void> {
  const scope = createScope({ files: [], directories: [], histories: [], skipped: [], unreadable: [] }, [top])
  const manifests = new Map(
    allHistories(top).map((history): [string, CardManifest] => {
      return [
        history.path,
        {
          path: join(source, history.path),
          kind: 'ascmhl',
          at: Date.parse(history.generations[0]?.manifest.createdAt ?? '') || 0,
        },
      ]
    }),
  )
  into.manifests.push(...manifests.values())
  for (const history of allHistories(top)) {
    for (const { problem, message } of history.problems) {
      if (problem !== 'manifest-unlisted')
        into.remarks.push({ code: 'manifest.broken', level: 'warning', message, paths: [history.root] })
    }
  }
  const told = new Set<string>()
  let until = performance.now() + TURN_MS
  for (const { path, known: file } of expectedFiles(scope)) {
    const owner = scope.historyFor(path)
    const manifest = manifests.get(owner?.path ?? '')
    if (manifest === undefined || owner === null || told.has(path)) continue
    if (performance.now() > until) {
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      until = performance.now() + TURN_MS
    }
    told.add(path)
    if (!known.present.has(joinPath(folder, path)) && scope.isIgnored(path, false)) continue
    const first = Math.min(...[...file.truth.values()].map(({ generation }) => generation))
    const at = Date.parse(owner.generations.find(({ number }) => number === first)?.manifest.createdAt ?? '')
    const hashes = Object.fromEntries(
      [...file.truth].map(([format, { digest }]): [HashFormat, string] => [format, digest]),
    )
    take(joinPath(folder, path), { manifest, at: at || manifest.at, size: file.size, hashes }, known, into)
  }
}

async function readList(
  path: string,
  kind: 'mhl' | 'list',
  folder: string,
  within: string | null,
  known: Known,
  into: Gathering,
): Promise<void> {
  try {
    const bytes = await readPlain(path, MAX_MANIFEST_BYTES)
    const list = kind === 'mhl' ? await parseV1InSteps(bytes, path) : { files: parseHashList(bytes, path), at: null }
    const manifest: CardManifest = { path, kind, at: list.at ?? keptMoment((await stat(native(path))).mtimeMs) }
    const files = within === null ? list.files : list.files.flatMap((file) => inside(file, within))
    if (within !== null && files.length === 0) return
    const listed = files
      .filter((file) => !leadsOut(file.path))
      .map((file) => ({ file, planned: plannedFor(file.path, folder, basename(dirname(path)), known) }))
    const beside = listed.length === 1 && basename(path).startsWith(`${basename(listed[0]?.planned ?? '')}.`)
    if (!beside && !listed.some(({ planned }) => onCard(planned, known) !== null)) {
      // A list of something else, kept on the card: what it tells of is not missed here.
      const message = `The manifest ${path} lists none of the files beside it, so the card is not compared with it.`
      into.remarks.push({ code: 'manifest.foreign', level: 'info', message, paths: [path] })
      return
    }
    into.manifests.push(manifest)
    for (const { file, planned } of listed)
      take(planned, { manifest, at: manifest.at, size: file.size, hashes: file.hashes }, known, into)
  } catch (error) {
    into.remarks.push(
      isRushesError(error)
        ? { code: 'manifest.broken', level: 'warning', message: error.message, paths: [path] }
        : unreadable(path, errnoOf(error)),
    )
  }
}

/** An entry of a list beside the folder, as seen from inside it. */
function inside(file: ListedFile, name: string): ListedFile[] {
  const path = file.path.replaceAll('\\', '/')
  return path.startsWith(`${name}/`) ? [{ ...file, path: path.slice(name.length + 1) }] : []
}

/**
 * The planned path that an entry of a list means: relative to the list's folder, or, as some tools write it, to the one
 * above.
 */
function plannedFor(path: string, folder: string, own: string, known: Known): string {
  const direct = `${folder}/${path}`
  if (known.present.has(direct)) return direct
  const slashes = path.replaceAll('\\', '/')
  if (onCard(`${folder}/${slashes}`, known) === null && slashes.startsWith(`${own}/`))
    return `${folder}/${slashes.slice(own.length + 1)}`
  return `${folder}/${slashes}`
}

/** The path under which a file is planned, or null when the card does not have it. */
function onCard(planned: string, known: Known): string | null {
  return known.present.has(planned) ? planned : otherForm(planned, known)
}

function take(planned: string, claim: Claim, known: Known, into: Gathering): void {
  const path = onCard(planned, known)
  if (path === null) {
    // Of loose files a person chose some: the others are not missed.
    const whole = known.folders.some((folder) => planned.startsWith(`${folder}/`))
    if (whole && !known.skipped.has(planned) && !into.missing.has(planned)) into.missing.set(planned, claim.manifest)
    return
  }
  if (Object.keys(claim.hashes).length === 0) return
  const list = into.claims.get(path)
  if (list === undefined) into.claims.set(path, [claim])
  else list.push(claim)
}

/** The one file that has this name in the other Unicode form, or null. */
function otherForm(planned: string, { forms }: Known): string | null {
  const same = forms().get(planned.normalize('NFC')) ?? []
  return same.length === 1 ? (same[0] ?? null) : null
}

function unreadable(path: string, errno: string): Remark {
  return {
    code: 'manifest.broken',
    level: 'warning',
    message: `The manifest ${path} can't be read (${errno}), so the card is not compared with it.`,
    paths: [path],
  }
}
