/**
 * The generations of a folder's histories, as they are told.
 */
import { resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Generation } from '../../../shared/model/offload.ts'
import type { History } from './model.ts'
import { allHistories, readHistories } from './read-history.ts'
import { readTree } from './tree.ts'

/** Reads them. Throws `mhl.missing` where there is none, and what `readTree` throws. */
export async function historyInfo(
  folder: string,
  signal?: AbortSignal,
): Promise<{ generations: Generation[]; problems: string[] }> {
  const path = resolve(folder)
  const histories = (await readHistories(path, await readTree(path, signal))).flatMap(allHistories)
  if (histories.length === 0)
    throw new RushesError('mhl.missing', `${path} has no ASC MHL history, and neither has any folder in it.`, { path })
  return {
    generations: histories.flatMap(generationsOf),
    problems: histories.flatMap((history) => history.problems.map(({ message }) => message)),
  }
}

function generationsOf(history: History): Generation[] {
  return history.generations.map(({ number, file, state, manifest }) => {
    const files = manifest.entries.filter((entry) => entry.kind === 'file')
    return {
      root: history.path,
      number,
      file,
      state,
      createdAt: manifest.createdAt,
      process: manifest.process,
      tool: `${manifest.creator.tool} ${manifest.creator.toolVersion}`,
      author: manifest.creator.authors?.[0]?.name ?? null,
      comment: manifest.comment,
      files: files.length,
      failed: files.filter((entry) => entry.hashes.some(({ action }) => action === 'failed')).length,
    }
  })
}
