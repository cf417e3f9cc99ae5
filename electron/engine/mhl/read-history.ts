/**
 * Reading a folder's history: the chain, every manifest checked against it, and the histories nested below.
 *
 * Problems are gathered and returned, never thrown one by one: someone who checks a drive wants to know all of them.
 */
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import { MAX_MANIFEST_BYTES, readPlain } from '../files/read-plain.ts'
import { digestBytes } from '../hash/multi-hash.ts'
import { parseChain } from './chain.ts'
import { parseManifestInSteps } from './manifest-read.ts'
import type { ChainEntry, Generation, History, HistoryProblem, Manifest } from './model.ts'
import { baseName, CHAIN_FILE, generationOf, MHL_FOLDER, within } from './names.ts'
import { errnoOf, readTree } from './tree.ts'
import type { Tree } from './tree.ts'

/**
 * Reads the history of a folder and of the folders in it.
 * @returns null when the folder itself has no history (an `ascmhl` folder without manifests is none)
 * @throws RushesError `not_found` when there is no such folder
 */
export async function readHistory(root: string, signal?: AbortSignal): Promise<History | null> {
  return (await readHistories(root, await readTree(root, signal))).find((history) => history.path === '') ?? null
}

/**
 * Reads the topmost histories of a tree that was read: the folder's own one with all others nested in it, or, when the
 * folder has none, those of the folders in it.
 * @param begun paths of folders that get a history now, as empty ones
 */
export async function readHistories(folder: string, tree: Tree, begun: readonly string[] = []): Promise<History[]> {
  const loaded: History[] = []
  for (const path of new Set([...tree.histories, ...begun])) {
    const root = join(folder, path)
    const history = tree.histories.includes(path) ? await loadHistory(root, path) : null
    if (history !== null) loaded.push(history)
    else if (begun.includes(path)) loaded.push({ root, path, generations: [], chain: [], problems: [], children: [] })
  }
  return nest(loaded)
}

/** Puts every history into the closest one above it, and checks what the upper ones say of the lower ones. */
function nest(histories: readonly History[]): History[] {
  const byDepth = [...histories].sort((a, b) => b.path.length - a.path.length)
  const childrenOf = new Map<string, History[]>()
  const tops: History[] = []
  for (const history of byDepth) {
    const complete = withReferenceProblems({ ...history, children: (childrenOf.get(history.path) ?? []).sort(byPath) })
    const parent = byDepth.find((other) => other.path !== history.path && within(other.path, history.path) !== null)
    if (parent === undefined) tops.push(complete)
    else childrenOf.set(parent.path, [...(childrenOf.get(parent.path) ?? []), complete])
  }
  return tops.sort(byPath)
}

function byPath(a: History, b: History): number {
  return a.path < b.path ? -1 : 1
}

async function loadHistory(root: string, path: string): Promise<History | null> {
  const folder = join(root, MHL_FOLDER)
  const problems: HistoryProblem[] = []
  const names = await readdir(folder).catch((error: unknown) => {
    problems.push({
      problem: 'manifest-missing',
      path: MHL_FOLDER,
      message: `The folder ${folder} can't be read (${errnoOf(error)}). Check its permissions and the drive.`,
    })
    return [] as string[]
  })
  const manifests = names.filter((name) => generationOf(name) !== null).sort()
  if (manifests.length === 0 && !names.includes(CHAIN_FILE) && problems.length === 0) return null
  const chain = await loadChain(folder, names.includes(CHAIN_FILE), problems)
  const generations: Generation[] = []
  for (const entry of chain ?? []) {
    const generation = manifests.includes(entry.file) ? await loadGeneration(folder, entry.file, entry, problems) : null
    if (generation !== null) generations.push(generation)
    if (!manifests.includes(entry.file)) {
      problems.push({
        problem: 'manifest-missing',
        path: `${MHL_FOLDER}/${entry.file}`,
        message: `Generation ${entry.number} is in the chain, and its manifest ${entry.file} is gone from ${folder}. Bring it back from another copy.`,
      })
    }
  }
  const unlisted = manifests.filter((name) => chain?.some((entry) => entry.file === name) !== true)
  for (const file of unlisted) {
    const next = (chain?.length ?? 0) + 1
    // Without a chain every manifest stands alone, and all of them are read for what they say.
    const follows = chain === null || (generationOf(file) === next && unlisted.length === 1)
    const generation = follows ? await loadGeneration(folder, file, null, problems) : null
    if (generation !== null) generations.push(generation)
    if (chain !== null) problems.push(unlistedProblem(folder, file, follows))
  }
  return {
    root,
    path,
    generations: generations.sort((a, b) => a.number - b.number),
    chain: chain ?? [],
    problems,
    children: [],
  }
}

/** Null when there is no chain that can be used; the problem is then told. */
async function loadChain(folder: string, exists: boolean, problems: HistoryProblem[]): Promise<ChainEntry[] | null> {
  const path = `${MHL_FOLDER}/${CHAIN_FILE}`
  if (!exists) {
    problems.push({
      problem: 'chain-missing',
      path,
      message: `The chain ${CHAIN_FILE} is gone from ${folder}, so nothing vouches for the manifests. Bring it back from another copy.`,
    })
    return null
  }
  try {
    return parseChain(await readPlain(join(folder, CHAIN_FILE), MAX_MANIFEST_BYTES), join(folder, CHAIN_FILE))
  } catch (error) {
    const message = isRushesError(error)
      ? error.message
      : `The chain in ${folder} can't be read (${errnoOf(error)}). Check the drive.`
    problems.push({ problem: 'chain-broken', path, message })
    return null
  }
}

async function loadGeneration(
  folder: string,
  file: string,
  entry: ChainEntry | null,
  problems: HistoryProblem[],
): Promise<Generation | null> {
  const path = `${MHL_FOLDER}/${file}`
  let bytes: Uint8Array = new Uint8Array()
  let manifest: Manifest | null = null
  let broken: string | null = null
  try {
    bytes = await readPlain(join(folder, file), MAX_MANIFEST_BYTES)
    manifest = await parseManifestInSteps(bytes, join(folder, file))
  } catch (error) {
    broken = isRushesError(error)
      ? error.message
      : `${join(folder, file)} can't be read (${errnoOf(error)}). Check the drive.`
  }
  const changed = entry !== null && digestBytes(entry.format, bytes) !== entry.digest
  if (changed) {
    problems.push({
      problem: 'manifest-changed',
      path,
      message: `${join(folder, file)} was changed after it was sealed, so what it says is not believed. Bring the sealed one back from another copy.`,
    })
  } else if (broken !== null) problems.push({ problem: 'manifest-broken', path, message: broken })
  if (manifest === null) return null
  const state = entry === null ? 'unlisted' : changed ? 'changed' : 'listed'
  return { number: entry?.number ?? generationOf(file) ?? 0, file, c4: digestBytes('c4', bytes), state, manifest }
}

function unlistedProblem(folder: string, file: string, follows: boolean): HistoryProblem {
  const path = `${MHL_FOLDER}/${file}`
  return follows
    ? {
        problem: 'manifest-unlisted',
        path,
        message: `${file} in ${folder} was written and not yet entered in the chain: that run was interrupted. The next generation enters it.`,
      }
    : {
        problem: 'manifest-changed',
        path,
        message: `${file} in ${folder} is in no chain, so what it says is not believed. Find out where it came from, and move it out of the folder.`,
      }
}

/** A manifest above names manifests below with their C4: they must be there, and be those. */
function withReferenceProblems(history: History): History {
  const problems: HistoryProblem[] = []
  const references = new Map(
    history.generations
      .filter((generation) => generation.state !== 'changed')
      .flatMap((generation) => generation.manifest.references)
      .map((reference) => [reference.path, reference.c4]),
  )
  for (const [path, c4] of references) {
    const childPath = path.slice(0, Math.max(0, path.lastIndexOf(`/${MHL_FOLDER}/`)))
    const child = history.children.find((each) => within(history.path, each.path) === childPath)
    const generation = child?.generations.find((each) => each.file === baseName(path))
    // What the nested history says of itself is not said twice.
    if (child?.problems.some((each) => each.path === `${MHL_FOLDER}/${baseName(path)}`) === true) continue
    if (generation === undefined) {
      problems.push({
        problem: 'manifest-missing',
        path,
        message: `${basename(history.root)} refers to ${path}, and it is gone. Bring it back from another copy.`,
      })
    } else if (generation.c4 !== c4) {
      problems.push({
        problem: 'manifest-changed',
        path,
        message: `${path} is not the manifest that ${basename(history.root)} refers to. Bring the sealed one back from another copy.`,
      })
    }
  }
  return problems.length === 0 ? history : { ...history, problems: [...history.problems, ...problems] }
}

/** A history with all histories nested in it, the nested ones first. */
export function allHistories(history: History): History[] {
  return [...history.children.flatMap(allHistories), history]
}

/** The closest history above a path (relative to what was read), or null when none covers it. */
export function historyFor(histories: readonly History[], path: string): History | null {
  const top = histories.find((history) => within(history.path, path) !== null)
  if (top === undefined) return null
  return historyFor(top.children, path) ?? top
}
