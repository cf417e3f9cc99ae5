/**
 * Sealing: adding one generation to the history of a folder, and to the histories nested in it.
 */
import { join } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { History } from './model.ts'
import { fitsXml, MHL_FOLDER } from './names.ts'
import { placeGeneration } from './place.ts'
import { allHistories, readHistories } from './read-history.ts'
import { createScope } from './scope.ts'
import { planGenerations } from './seal-plan.ts'
import type { Operation, PlannedGeneration, SealFile } from './seal-plan.ts'
import { readTree } from './tree.ts'

export interface SealRequest extends Omit<Operation, 'resumes'> {
  /** Absolute path of the folder to seal. */
  readonly root: string
  /** What was read whole in this operation. Files of the folder that are not among them are not recorded. */
  readonly entries: readonly SealFile[]
  /**
   * Folders below, relative to the root, that get a history of their own in this operation (a roll each), unless they
   * have one.
   */
  readonly nested?: readonly string[]
  /** Patterns to ignore from now on (gitignore syntax). The list of a history only grows. */
  readonly ignore?: readonly string[]
  readonly signal?: AbortSignal
}

interface SealedGeneration {
  /** Absolute path of the folder that the history is of. */
  readonly root: string
  readonly generation: number
  /** Absolute path of the manifest. */
  readonly manifest: string
  readonly c4: string
}

export interface SealResult {
  /** What was written, nested histories first, the folder's own last. */
  readonly generations: readonly SealedGeneration[]
  /** Paths whose bytes are not those that the history knows: recorded as `failed`. */
  readonly failed: readonly string[]
  /** Files in the folder that no manifest tells of now, and why. */
  readonly unrecorded: readonly { readonly path: string; readonly reason: string }[]
}

/**
 * Adds a generation. Every file belongs to the closest history above it; all histories that are touched get one, with
 * the same time. Nothing that stands there is rewritten. The same call again after a crash finishes what it began.
 * @throws RushesError `mhl.broken` when the history is not whole: nothing is added to it then
 * @throws RushesError `not_found` when an entry is not in the folder, `conflict` when another program writes there too
 */
export async function sealGeneration(request: SealRequest): Promise<SealResult> {
  const { root, entries } = request
  const everything = await readTree(root, request.signal)
  const histories = await readHistories(root, everything, ['', ...(request.nested ?? [])])
  for (const history of histories.flatMap(allHistories)) refuseBroken(history)
  const scope = createScope(everything, histories, request.ignore)
  refuseAbsent(root, entries, everything.files)

  const files = recordable(scope.tree.files, entries)
  const unrecorded = unrecordedIn(scope.tree.files, files)
  const planned: PlannedGeneration[] = []
  for (const top of scope.histories)
    planned.push(...(await planGenerations(scope, top, files, { ...request, resumes: true })))
  for (const generation of planned) await placeGeneration(generation)
  return { generations: planned.map(sealed), failed: planned.flatMap((each) => each.failed), unrecorded }
}

/** The entries that a manifest can tell of. */
function recordable(tree: readonly string[], entries: readonly SealFile[]): readonly SealFile[] {
  const present = new Set(tree)
  return entries.filter((entry) => present.has(entry.path) && fitsXml(entry.path))
}

function unrecordedIn(tree: readonly string[], files: readonly SealFile[]): SealResult['unrecorded'] {
  const recorded = new Set(files.map((file) => file.path))
  return tree
    .filter((path) => !recorded.has(path))
    .map((path) => ({
      path,
      reason: fitsXml(path) ? 'it was not part of this operation' : 'its name has characters that no XML file can hold',
    }))
}

/** A planned generation as what was written. */
export function sealed({ history, number, file, c4 }: PlannedGeneration): SealedGeneration {
  return { root: history.root, generation: number, manifest: join(history.root, MHL_FOLDER, file), c4 }
}

/**
 * True when a generation may be added: the history is whole, or lacks no more than what an interrupted run leaves
 * undone.
 */
export function canGrow({ problems, generations }: History): boolean {
  const firstRunBrokeOff =
    generations.length === 1 && generations[0]?.number === 1 && generations[0].state === 'unlisted'
  return problems.every(
    ({ problem }) => problem === 'manifest-unlisted' || (problem === 'chain-missing' && firstRunBrokeOff),
  )
}

function refuseBroken(history: History): void {
  if (canGrow(history)) return
  const messages = history.problems.map((problem) => problem.message)
  throw new RushesError('mhl.broken', messages[0] ?? `The history of ${history.root} is not whole.`, {
    path: history.root,
    problems: messages,
  })
}

function refuseAbsent(root: string, entries: readonly SealFile[], files: readonly string[]): void {
  const present = new Set(files)
  const absent = entries.filter((entry) => !present.has(entry.path))
  const [first] = absent
  if (first === undefined) return
  throw new RushesError(
    'not_found',
    `${first.path} is no longer in ${root}, so it is not sealed. Look for it, then run the same command again.`,
    { path: root, absent: absent.slice(0, 100).map((entry) => entry.path) },
  )
}
